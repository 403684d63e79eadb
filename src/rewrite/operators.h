/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operators: the line that gives a class its own new and delete on libflc, and the #include that
 * the line needs.
 *
 *     FLC_CLASS_OPERATORS(HttpSM, httpSMAllocator, "httpSM")
 *
 * goes in front of the brace that ends the class's body, with the names of the pool that it stands
 * for.  The header is the file's, so pools whose classes are in one file need one #include between
 * them: it is every such pool's.
 */
#ifndef FREELIFT_OPERATORS_H
#define FREELIFT_OPERATORS_H

#include "lens/edit.h"
#include "plan/decision.h"

/* Rules' names in edits. */
extern const char operators_rule[], operators_include_rule[];

/* Adds the edits for the class of a pool that is decided so to those of the class's file. */
void operators_add(const struct inventory *inv, const struct decision *d, GArray *edits);

#endif
