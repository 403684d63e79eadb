/* SPDX-License-Identifier: Apache-2.0 */
/* What of an object is destroyed: each destructor that somebody wrote, by the path to it. */
#ifndef FREELIFT_PARTS_H
#define FREELIFT_PARTS_H

#include "unit.h"

/* Adds a struct type_part for each: of the object itself, its bases, its members, and theirs.  What
 * is of no class of the tree, or made from a template, is one part as a whole. */
void parts_read(const struct unit *u, CXType t, GPtrArray *parts);

#endif
