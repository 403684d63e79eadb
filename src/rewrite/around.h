/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands around a call that a form replaces, and goes with it.
 *
 * Which of it goes is for the rules to say; here it is found, in tokens.  False where it cannot go
 * without a loss: a comment or a directive is in it, a site, a label, a goto.
 */
#ifndef FREELIFT_AROUND_H
#define FREELIFT_AROUND_H

#include "scan/inventory.h"

/* Tokens [first, end). */
struct around {
  guint32 first, end;
};

/* The call at tok, or `x = call`, if it is a statement of its own in a block, its ';' included. */
bool around_statement(const struct scanned *f, guint32 tok, struct around *a);

/* `if (!p) ...` without else, directly behind the statement of the site. */
bool around_check(const struct inventory *inv, const struct site *s, struct around *a);

/* `if (c) A; else B;`, where A or B is the statement of the call at tok. */
struct branches {
  guint32 first, end;     /* all of it; end: behind its last ';' or '}' */
  guint32 cond, cond_end; /* c */
  guint32 kept, kept_end; /* A, without its ';' */
};

bool around_branches(const struct scanned *f, guint32 tok, struct branches *b);

#endif
