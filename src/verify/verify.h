/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify: does a tree hold what its journal says, nothing less and nothing more?
 */
#ifndef FREELIFT_VERIFY_H
#define FREELIFT_VERIFY_H

#include "findings/finding.h"
#include "write/migration.h"

/* Law: the rewritten tree, scanned again, has the baseline's sites in the same order, and those of
 * the chosen units in the shim's words.  Adds a finding for each that differs. */
void verify_sites(const struct inventory *baseline, const struct inventory *after,
                  const bool *units, GPtrArray *findings);

/* The same for native: sites of the chosen units are gone, all others are there in the same order.
 */
void verify_native(const struct inventory *shim, const struct inventory *after, const bool *units,
                   GPtrArray *findings);

/* The same, with a flag for each site of the shim: does it go? */
void verify_native_sites(const struct inventory *shim, const struct inventory *after,
                         const bool *goes, GPtrArray *findings);

/* The tree that a rewriting gives, in memory, frame left out. */
struct tree *verify_result_tree(const struct rewriting *rw);

/* The sites that the step takes out of the shim: those moved, those of units that are in, and those
 * in files that go.  A flag for each; g_free() it. */
bool *verify_sites_going(const struct migration *m, const struct step_result *r, const bool *units);

/* What the step gives is what is there, byte for byte; journals aside. */
void verify_result(const struct migration *m, const struct step_result *r, GPtrArray *findings);

/* The step of these units, worked out again from the stage before, gives the bytes that are there.
 */
bool verify_derivation(const struct migration *m, const bool *units, const struct rewrite_opts *o,
                       const char *header, GPtrArray *findings, GError **err);

/* Checks a tree on disk: the sites of all units that are in are moved; deriving the step again from
 * the baseline gives the same bytes.  False and *err when it cannot be checked. */
bool verify_tree(const struct migration *m, const bool *units, const struct rewrite_opts *o,
                 const char *header, GPtrArray *findings, GError **err);

#endif
