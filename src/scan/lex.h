/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lexer: a C or C++ file as tokens that lose nothing.
 *
 * The tokens of a file, joined, are the file: white space, comments, line splices and directives
 * are tokens as well.  Nothing is pre-processed; all branches of an #if are there, in sequence.
 * Bytes that are no token of the language (a lone quote in skipped text, a control character) are
 * TOK_OTHER, never an error: code that no compiler ever sees must come through unharmed too.
 *
 * Brackets are paired.  Where the branches of one #if open or close different numbers of brackets,
 * the first branch decides what follows the #endif; a bracket that has no partner then has
 * match == TOK_NONE, and `unbalanced` names the first one that no #if excuses.
 *
 * A struct lexed borrows the text (it must outlive it) and is immutable once made, so any number
 * of threads may read it.
 */
#ifndef FREELIFT_LEX_H
#define FREELIFT_LEX_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum tok_kind {
  TOK_SPACE,   /* blanks, tabs, form feeds */
  TOK_NEWLINE, /* one line end: \n or \r\n */
  TOK_SPLICE,  /* backslash and line end, between tokens */
  TOK_COMMENT, /* one block or line comment (without its line end) */
  TOK_IDENT,   /* identifiers and keywords */
  TOK_NUMBER,  /* pp-numbers, digit separators and literal suffixes included */
  TOK_STRING,  /* string and raw string literals with prefix and suffix; <name> after #include */
  TOK_CHAR,    /* character literals with prefix and suffix */
  TOK_PUNCT,   /* one operator or punctuator, longest match, but '>' is always a token of its own */
  TOK_OTHER,   /* bytes that are no token */
};

#define TOK_NONE G_MAXUINT32

struct token {
  guint32 off, len; /* bytes in the text */
  guint32 line;     /* 1 for the first line */
  guint32 match;    /* partner of ( ) [ ] { }, else TOK_NONE */
  guint32 dir;      /* 0, or 1 + index of the directive the token is part of (its '#' included,
                       the line end after it not) */
  enum tok_kind kind;
};

enum dir_kind { DIR_DEFINE, DIR_IF, DIR_ELSE, DIR_ENDIF, DIR_INCLUDE, DIR_OTHER };
/* DIR_IF is #if, #ifdef, #ifndef; DIR_ELSE is #else, #elif and their kin. */

struct directive {
  enum dir_kind kind;
  guint32 first, end; /* tokens [first, end), '#' first */
  guint32 name;       /* DIR_DEFINE: the macro's name; else TOK_NONE */
  guint32 params;     /* DIR_DEFINE, function-like: its '('; else TOK_NONE */
  guint32 body;       /* DIR_DEFINE: first token of the body that is no trivia, `end` if empty */
};

struct lexed {
  const char *text;
  gsize len;
  struct token *tok;
  guint32 n;
  struct directive *dir;
  guint32 ndir;
  guint32 *line_off; /* line_off[k] is where line k + 1 starts */
  guint32 nlines;
  guint32
      unbalanced; /* first bracket without a partner for which no #if is the reason, or TOK_NONE */
};

/* Lexes text[0..len).  Never fails.  Free with lex_free(). */
struct lexed *lex_text(const char *text, gsize len);
void lex_free(struct lexed *lx);

/* White space, line ends, splices and comments. */
static inline bool tok_is_trivia(const struct token *t)
{
  return t->kind <= TOK_COMMENT;
}

/* Is token i the punctuator or identifier `s`? False for i >= n, so that callers may run off.
 * Inline, so that the length of a literal is known when this is compiled. */
static inline bool tok_is(const struct lexed *lx, guint32 i, const char *s)
{
  return i < lx->n && lx->text[lx->tok[i].off] == *s && strlen(s) == lx->tok[i].len &&
         memcmp(lx->text + lx->tok[i].off, s, lx->tok[i].len) == 0;
}

/* The next (previous) token after (before) i that is no trivia and, unless i itself is in a
 * directive, in no directive; inside a directive, TOK_NONE at its ends.  TOK_NONE at the ends, and
 * for TOK_NONE, so that steps can be chained; tok_prev(lx, lx->n) is the last token. */
guint32 tok_next(const struct lexed *lx, guint32 i);
guint32 tok_prev(const struct lexed *lx, guint32 i);

/* The token's text as a new string. */
char *tok_dup(const struct lexed *lx, guint32 i);

/* Column in bytes, 1 for the first. */
guint32 tok_column(const struct lexed *lx, guint32 i);

#endif
