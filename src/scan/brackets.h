/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs the brackets of a lexed file; lex_text() calls it, nobody else needs to.
 *
 * At an #else the open brackets are again what they were at the #if; after the #endif they are what
 * the first branch left.  So `#if A / if (x) { / #else / if (y) { / #endif` opens one block.
 */
#ifndef FREELIFT_BRACKETS_H
#define FREELIFT_BRACKETS_H

#include "lex.h"

/* Fills in tok[].match and `unbalanced`. */
void brackets_pair(struct lexed *lx);

#endif
