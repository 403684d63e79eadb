/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to a type's memory when it is constructed: does `T()` set to zero what `T` leaves as
 * it is?
 *
 * It does where nobody wrote the default constructor.  Then each member without an initialiser
 * counts, directly or inside of a member or base of which the same is true.
 */
#ifndef FREELIFT_CONSTRUCT_H
#define FREELIFT_CONSTRUCT_H

#include "unit.h"

/* One line for each direct member or base; none when the two are the same. */
void construct_zeroed(const struct unit *u, CXType t, GPtrArray *zeroed);

#endif
