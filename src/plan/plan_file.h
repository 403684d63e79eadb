/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan file: GLib's key file, one group for each pool.
 *
 * People write in it too, so what cannot be read is an error with its line and nothing is guessed;
 * GKeyFile alone would tell no line, and would let a second key or group win over the first.
 */
#ifndef FREELIFT_PLAN_FILE_H
#define FREELIFT_PLAN_FILE_H

#include <glib.h>
#include <stdbool.h>

#define PLAN_PATH "freelift.plan"
/* The group that belongs to no pool; no pool can be called so. */
#define PLAN_HEAD   "freelift plan"
#define PLAN_FORMAT 1

enum plan_file_error { PLAN_FILE_ERROR_SYNTAX, PLAN_FILE_ERROR_FORMAT };
#define PLAN_FILE_ERROR plan_file_error_quark()
GQuark plan_file_error_quark(void);

/* `name`: for messages.  NULL and *err when it is no plan of this format. */
GKeyFile *plan_file_read(const char *name, const char *text, gsize len, GError **err);

/* The file's text; a new string.  Comments that stand above a group stay there. */
char *plan_file_text(GKeyFile *file, gsize *len);

/* An empty plan, with its head. */
GKeyFile *plan_file_new(void);

#endif
