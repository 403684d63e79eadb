/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a scan, for people (table) and for programs (JSON). */
#ifndef FREELIFT_SCAN_REPORT_H
#define FREELIFT_SCAN_REPORT_H

#include "scan/inventory.h"

#include <stdio.h>

void scan_report_table(const struct inventory *inv, FILE *out);

/* {"tree", "files_read", "api_files": [...], "pools": [{"name", "kind", "type", "unit", ...}],
 *  "sites": [{"file", "line", "column", "kind", "pool", "unit", "function", "stage"}],
 *  "kinds": {kind: count}} */
void scan_report_json(const struct inventory *inv, FILE *out);

#endif
