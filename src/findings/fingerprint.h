/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fingerprints: what a finding is, without where it is.
 *
 * Made of the rule, the path and the subject (or the text of the line without its white space), and
 * of how many of the same stand before it in the file.  So lines that are inserted above, or
 * another indentation, change nothing.  SARIF's primaryLocationLineHash has the same form.
 */
#ifndef FREELIFT_FINGERPRINT_H
#define FREELIFT_FINGERPRINT_H

#include "base/tree.h"
#include "finding.h"

/* One for each finding, in the findings' order ("0123456789abcdef:1"); of char *, owned.  The
 * findings are sorted; the tree has their files. */
GPtrArray *fingerprints(const struct tree *t, const GPtrArray *findings);

/* The line of the finding without its end, in the tree's text; empty where there is none. */
const char *finding_line(const struct tree *t, const struct finding *f, gsize *len);

#endif
