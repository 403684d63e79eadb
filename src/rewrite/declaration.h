/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the declaration of a pool, or of a thread's list, out of a file: with its lines, if nothing
 * else stands in them but a comment behind it, and with a comment above that speaks of it alone.
 */
#ifndef FREELIFT_DECLARATION_H
#define FREELIFT_DECLARATION_H

#include "lens/edit.h"
#include "scan/inventory.h"

/* Adds the edit for the declaration at site s.  is_list: a thread's list, which goes for good: with
 * the comment right above, and with `: name(0)` of constructors in the file.  False and *err for
 * one that cannot go alone: a parameter, or one that declares something else as well. */
bool declaration_remove(const struct inventory *inv, const struct site *s, bool is_list,
                        GArray *edits, GError **err);

/* The bytes [*from, *to) that go with tokens [first, end): their whole lines with a comment behind
 * them, if nothing else stands in these, and one of two empty lines around them.  comment: with the
 * comment right above as well. */
void declaration_lines(const struct lexed *lx, guint32 first, guint32 end, bool comment,
                       guint32 *from, guint32 *to);

#endif
