/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `delete` may do where the pool skips a destructor: would it mend a leak, or break
 * something?
 *
 * The compiler says which destructors there are; the code before the gives says what was cleaned by
 * hand.  What is left is what delete would do that nobody does today.
 */
#ifndef FREELIFT_SKIPPED_H
#define FREELIFT_SKIPPED_H

#include "subject.h"

struct skipped {
  bool is_asked;      /* the pool skips a known destructor, and something is given to it */
  GPtrArray *leaks;   /* char *, evidence: members that nobody cleans before a give */
  GPtrArray *breaks;  /* destructors that would do harm after what is done by hand */
  GPtrArray *runs;    /* destructors of the object itself, with code that did not run so far */
  GPtrArray *cleaned; /* members that are cleaned by hand, and where */
  GPtrArray *left;    /* const struct type_part *, borrowed: those that would do something */
};

struct skipped *skipped_of(const struct subject *s, const struct subjects *all);
void skipped_free(struct skipped *k);

/* "mend a leak", "break something", "run more code", several of them, or "change nothing".
 * A new string. */
char *skipped_verdict(const struct skipped *k);

/* The destructors of the part's class (struct function *), as the tree has them; a new list. */
GPtrArray *skipped_destructors(const struct type_part *p, const struct code *c);

#endif
