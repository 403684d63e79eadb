/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Suppressions in the source: `// freelift-keep(RULE[, RULE...]): reason`.
 *
 * The words must be the first of the comment, so that a comment that only speaks of them is none.
 * It keeps findings of its own line; where nothing but the comment stands in that line, those of
 * the next line with code.  The reason is required.  A comment that keeps nothing is itself a
 * finding, so none outlives what it was for.  After semgrep's nosem and ast-grep's ignore, whose
 * users asked for just these three.
 */
#ifndef FREELIFT_KEEP_H
#define FREELIFT_KEEP_H

#include "base/tree.h"
#include "finding.h"

/* Marks the findings that comments of the tree keep; adds bad-keep, and unused-keep for comments
 * on the rules that were looked for (a NULL-terminated list). */
void keep_apply(const struct tree *t, const char *const *rules, GPtrArray *findings);

#endif
