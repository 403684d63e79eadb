/* SPDX-License-Identifier: Apache-2.0 */
/* `apply --to native`. */
#ifndef FREELIFT_CMD_NATIVE_H
#define FREELIFT_CMD_NATIVE_H

#include "cmd.h"
#include "rewrite/removal.h"
#include "write/migration.h"

/* The tree's plan. */
GKeyFile *native_read_plan(const char *root, GError **err);

/* The list of what goes with the freelist: of a folder of rules, and of the tree itself. */
struct names *native_names(const char *rules, const char *tree, GError **err);

/* By file of the inventory: it goes with the freelist.  g_free() it. */
bool *native_files_gone(const struct inventory *inv, const struct names *names);

/* What goes with the freelist; the shim's header with it, which is added to the names, or, where
 * pools stay on libflc, what stands for it natively. */
struct removal *native_removal(const struct migration *m, struct names *names, bool keeps,
                               GError **err);

/* Takes the pools off the compat layer that the plan says.  A destructor that a pool skips and that
 * natively runs is a change of behaviour, which is never in one step with mechanical ones:
 * `destructors` takes those pools, and only those; without it, all others.  *status: EXIT_FINDINGS
 * if any of them has to stay.  False and *err: nothing was written. */
bool native_apply(const struct common *o, bool destructors, const char *root, int *status,
                  GError **err);

#endif
