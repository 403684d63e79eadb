/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: the semantic patches, as far as their headers tell.
 *
 * A rule is one .cocci file.  Its header is the comment lines (`//`) at its top, up to the first
 * line that is neither comment nor empty:
 *
 *     /// What the rule does, in one sentence; may go on over several lines.
 *     //# What it cannot see, known false positives: free text.
 *     // Confidence: High              High, Moderate or Low
 *     // Options: --no-includes        given to spatch as they are; may be empty
 *     // Requires: 1.1.1               the oldest spatch that runs it
 *     // Stage: shim                   the stage that it leads to
 *     // View: function                what it runs over: function or declaration
 *     // Kinds: class-take, raw        the kinds of sites that it moves (scan/idiom.h)
 *
 * All fields are needed, each once, in any order; `// Comments:`, `// Keywords:`, `// URL:`,
 * `// Copyright:` and SPDX lines are allowed, any other `// Word:` is an error, since it is more
 * likely a slip than a comment.  Errors read `file:line: message`.
 */
#ifndef FREELIFT_RULE_H
#define FREELIFT_RULE_H

#include "../scan/idiom.h"

#include <glib.h>
#include <stdbool.h>

enum rule_view { RULE_VIEW_FUNCTION, RULE_VIEW_DECLARATION };
enum rule_confidence { RULE_CONFIDENCE_LOW, RULE_CONFIDENCE_MODERATE, RULE_CONFIDENCE_HIGH };

struct rule {
  char *path;     /* absolute */
  char *name;     /* the file's name without .cocci */
  char *summary;  /* one line */
  char *limits;   /* the //# lines, joined by '\n'; "" if there are none */
  char *stage;    /* "shim" */
  char *requires; /* "1.1.1" */
  char **options; /* NULL-terminated; may be empty */
  enum rule_view view;
  enum rule_confidence confidence;
  bool moves[SITE_NKINDS]; /* by enum site_kind */
};

enum rule_error { RULE_ERROR_READ, RULE_ERROR_HEADER };
#define RULE_ERROR rule_error_quark()
GQuark rule_error_quark(void);

/* Reads one rule. */
struct rule *rule_load(const char *path, GError **err);
void rule_free(struct rule *r);

/* Reads every *.cocci in the folder: struct rule *, owned, sorted by name.  NULL and *err if one
 * cannot be read or the folder holds none. */
GPtrArray *rules_load(const char *folder, GError **err);

#endif
