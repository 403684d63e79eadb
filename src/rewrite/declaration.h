/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the declaration of a pool, or of a thread's list, out of a file: with its lines, if nothing
 * else stands in them but a comment behind it, and with a comment above that speaks of it alone.
 */
#ifndef FREELIFT_DECLARATION_H
#define FREELIFT_DECLARATION_H

#include "lens/edit.h"
#include "scan/inventory.h"

/* Adds the edit for the declaration at site s; comment: with the comment right above.  False and
 * *err for one that cannot go alone: a parameter, or one of several in one declaration. */
bool declaration_remove(const struct inventory *inv, const struct site *s, bool comment,
                        GArray *edits, GError **err);

/* Adds edits for the initialisers of a member that goes: `: name(0)` of constructors in this file.
 */
void declaration_initialisers(const struct lexed *lx, const char *name, GArray *edits);

/* The bytes [*from, *to) that go with tokens [first, end): their whole lines with a comment behind
 * them, if nothing else stands in these, and one of two empty lines around them.  comment: with the
 * comment right above as well. */
void declaration_lines(const struct lexed *lx, guint32 first, guint32 end, bool comment,
                       guint32 *from, guint32 *to);

#endif
