/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a destructor trivial, and if not, why?
 *
 * libclang does not say, so it is worked out as the language defines it: a destructor is trivial
 * when nobody wrote it, it is not virtual, and those of all bases and members are trivial.  Where a
 * template hides an answer it is unknown, never a guess.
 */
#ifndef FREELIFT_DESTRUCTOR_H
#define FREELIFT_DESTRUCTOR_H

#include "unit.h"

/* `reasons` (or NULL): gets one line for each direct member, base or own function that makes the
 * answer other than yes. */
enum tri destructor_is_trivial(const struct unit *u, CXType t, GPtrArray *reasons);

/* Has the class, or one that it is derived from, a virtual destructor? */
bool destructor_is_virtual(const struct unit *u, CXType t);

#endif
