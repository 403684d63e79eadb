/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings, for people and for programs.  Those that a freelift-keep comment keeps are in every
 * form, marked as such; nothing is silently gone.
 *
 *   text      file:line:col: error: message [rule]    editors, problem matchers
 *   json      {"findings": [...]}                     scripts
 *   sarif     SARIF 2.1.0                             GitHub's code scanning
 *   rdjsonl   a Diagnostic of reviewdog a line        reviewdog
 */
#ifndef FREELIFT_FINDINGS_REPORT_H
#define FREELIFT_FINDINGS_REPORT_H

#include "base/tree.h"
#include "findings/finding.h"

#include <stdio.h>

/* What the findings are of. */
struct findings_about {
  const char *command; /* "verify": the category under which GitHub files the results */
  const char *version; /* of freelift */
  const struct tree *tree;
};

/* Prints the findings, which are sorted; false when there is no such format. */
bool findings_report(const char *format, const GPtrArray *findings, const struct findings_about *a,
                     FILE *out);

/* Is there such a format? */
bool findings_format_is_known(const char *format);

#endif
