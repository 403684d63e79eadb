/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify: does a tree hold what its journal says, nothing less and nothing more?
 */
#ifndef FREELIFT_VERIFY_H
#define FREELIFT_VERIFY_H

#include "write/migration.h"

struct finding {
  char *path;
  guint32 line, column; /* 0: the whole file */
  const char *rule;     /* "residue", "lost-site", "new-site", "half-moved", "derivation" */
  char *message;
};

GPtrArray *findings_new(void); /* of struct finding *, owned */

/* Law: the rewritten tree, scanned again, has the baseline's sites in the same order, and those of
 * the chosen units in the shim's words.  Adds a finding for each that differs. */
void verify_sites(const struct inventory *baseline, const struct inventory *after,
                  const bool *units, GPtrArray *findings);

/* The same for native: sites of the chosen units are gone, all others are there in the same order.
 */
void verify_native(const struct inventory *shim, const struct inventory *after, const bool *units,
                   GPtrArray *findings);

/* The tree that a rewriting gives, in memory, frame left out. */
struct tree *verify_result_tree(const struct rewriting *rw);

/* Checks a tree on disk: the sites of all units that are in are moved; deriving the step again from
 * the baseline gives the same bytes.  False and *err when it cannot be checked. */
bool verify_tree(const struct migration *m, const bool *units, const struct rewrite_opts *o,
                 const char *header, GPtrArray *findings, GError **err);

#endif
