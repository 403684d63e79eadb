/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A finding: a place in the tree, a rule, and what is the matter.  What verify, check and audit
 * find, and what src/report prints.
 */
#ifndef FREELIFT_FINDING_H
#define FREELIFT_FINDING_H

#include <glib.h>
#include <stdbool.h>

struct finding {
  char *path;
  guint32 line, column; /* from 1, column in bytes; line 0: the whole file */
  const char *rule;     /* one of rules.def */
  char *message;
  char *subject; /* what stays the same when lines move ("class-take of 'p' in f"); NULL: the
                    text of its line */
  char *kept;    /* the reason of a freelift-keep comment; NULL: it counts */
};

struct finding_rule {
  const char *name, *summary, *help;
};

/* The rules, by index; NULL behind the last. */
const struct finding_rule *finding_rule_at(guint i);

void finding_free(gpointer f);

GPtrArray *findings_new(void); /* of struct finding *, owned */

/* Adds one, which is returned; takes the message over.  The rule must be one of rules.def. */
struct finding *findings_add(GPtrArray *findings, const char *path, guint32 line, guint32 column,
                             const char *rule, char *message);

/* Those that no comment keeps. */
guint findings_count(const GPtrArray *findings);

/* By path, line, column and rule. */
void findings_sort(GPtrArray *findings);

#endif
