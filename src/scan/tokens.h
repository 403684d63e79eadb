/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps over tokens that more than one reader of a token stream takes: whole bracket groups,
 * template argument lists, qualified names.  All of them see tokens as tok_next() does.
 */
#ifndef FREELIFT_TOKENS_H
#define FREELIFT_TOKENS_H

#include "lex.h"

bool tok_is_ident(const struct lexed *lx, guint32 i);

/* Is token i one of the words? */
bool tok_is_any(const struct lexed *lx, guint32 i, const char *const *words, gsize n);
#define TOK_IS_ANY(lx, i, ...)                          \
  tok_is_any(lx, i, (const char *const[]){__VA_ARGS__}, \
             G_N_ELEMENTS(((const char *const[]){__VA_ARGS__})))

/* tok_prev, but at the start of a bracket group when one ends there. */
guint32 tok_prev_over(const struct lexed *lx, guint32 i);

/* i at a '>': the '<' of its template argument list, or TOK_NONE. */
guint32 tok_angle_open(const struct lexed *lx, guint32 i);

/* i at a '<': the token after its '>', or TOK_NONE. */
guint32 tok_angle_after(const struct lexed *lx, guint32 i);

/* i at the last token of a qualified name (`a::B<c>`): its first token. */
guint32 tok_name_start(const struct lexed *lx, guint32 i);

/* Is token i between the parentheses of something in the same statement or declaration? */
bool tok_in_parens(const struct lexed *lx, guint32 i);

/* Argument number n of the call whose '(' (or '{') is at open: [*from, *to).  False: it has fewer.
 */
bool tok_argument(const struct lexed *lx, guint32 open, int n, guint32 *from, guint32 *to);

/* The text of tokens [from, to], trivia dropped, a blank only between two words; a new string. */
char *tok_join(const struct lexed *lx, guint32 from, guint32 to);

#endif
