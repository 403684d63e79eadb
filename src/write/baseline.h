/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stage before, in memory: the tree's files without what the journal of a stage says.
 */
#ifndef FREELIFT_BASELINE_H
#define FREELIFT_BASELINE_H

#include "base/tree.h"
#include "journal.h"

/* The sources: those of the tree as they were, and those that were taken out.  A copy that owns its
 * texts; NULL and *err if one was changed since. */
struct tree *baseline_take(const struct tree *now, const struct journal *j, GError **err);

typedef bool text_wanted(const char *path, gconstpointer data);

/* The same for files that are no sources, of those that are wanted: build lists, documents. */
struct tree *baseline_texts(const char *root, const struct journal *j, text_wanted *wanted,
                            gconstpointer data, GError **err);

#endif
