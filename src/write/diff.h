/* SPDX-License-Identifier: Apache-2.0 */
/* Unified diffs, and whether a tree has uncommitted changes: both by libgit2. */
#ifndef FREELIFT_DIFF_H
#define FREELIFT_DIFF_H

#include <glib.h>
#include <stdbool.h>

/* libgit2 reads the machine's certificates whenever it starts, which takes longer than a diff: call
 * these once around many calls of the functions below.  May be nested. */
void diff_start(void);
void diff_end(void);

/* The change of one file as `git apply` and `patch -p1` take it; "" when there is none; old NULL:
 * the file is new, new_text NULL: it goes.  A new string. */
char *diff_unified(const char *path, const char *old, gsize old_len, const char *new_text,
                   gsize new_len);

enum diff_error { DIFF_ERROR_GIT };
#define DIFF_ERROR diff_error_quark()
GQuark diff_error_quark(void);

/* *path: the first path below root with uncommitted changes, as git sees it (untracked files count,
 * ignored ones do not), a new string; NULL: clean, or no git repository.  False and *err when there
 * is a repository that cannot be asked. */
bool diff_uncommitted(const char *root, char **path, GError **err);

#endif
