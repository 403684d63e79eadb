/* SPDX-License-Identifier: Apache-2.0 */
/* A plan, for people (table) and for programs (JSON). */
#ifndef FREELIFT_PLAN_REPORT_H
#define FREELIFT_PLAN_REPORT_H

#include "plan/plan.h"

#include <stdio.h>

/* One line a pool: its hazards, accepted ones in parentheses; then how many there are of each. */
void plan_report_table(const struct plan *p, FILE *out);

/* {"tree", "pools": [{"name", "kind", "type", "size", "align", "strategy", "reason", "decided",
 *  "hazards": {name: {"evidence": [...], "accepted"}}, ...}], "findings": [...]}; null is unknown.
 */
void plan_report_json(const struct plan *p, const char *tree, FILE *out);

#endif
