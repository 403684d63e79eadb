/* SPDX-License-Identifier: Apache-2.0 */
/* All facts of one type, from the unit in which its pool is declared. */
#ifndef FREELIFT_RECORD_H
#define FREELIFT_RECORD_H

#include "unit.h"

/* Fills in the facts of the pool's element type: the first template argument of `pool`, the pool's
 * own type.  `at`: the place of the pool, for what belongs to no class. */
void record_read(const struct unit *u, CXType pool, const char *at, struct type_facts *f);

#endif
