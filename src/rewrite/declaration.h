/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the declaration of a pool, or of a thread's list, out of a file: with its lines, if nothing
 * else stands in them but a comment behind it.
 */
#ifndef FREELIFT_DECLARATION_H
#define FREELIFT_DECLARATION_H

#include "lens/edit.h"
#include "scan/inventory.h"

/* Adds the edit for the declaration at site s.  False and *err for one that cannot go alone: a
 * parameter, or one of several in one declaration. */
bool declaration_remove(const struct inventory *inv, const struct site *s, GArray *edits,
                        GError **err);

#endif
