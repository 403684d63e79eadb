/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify in the stage native: does a tree hold what both journals and the plan say?
 *
 *   - The tree that this step started from, which the journal gives back in memory, is as verify
 *     wants a tree in the shim: so both steps can be taken back, and what stays in the shim is
 * whole.
 *   - No site of a native pool is left, in any word: a give in the shim's words would hand what new
 *     made to a pool.  Mentions count.
 *   - The plan still says so: it has the pool with these takes and gives, a native strategy, and no
 *     hazard that nobody accepted.
 *   - Pools that are not native have all their sites.  When the freelist itself is gone, they are
 *     those that the plan keeps.
 *   - The step, worked out again from the shim, gives the same bytes; files that went with the
 *     freelist are gone, and none of its names is in the code again.
 */
#ifndef FREELIFT_VERIFY_NATIVE_H
#define FREELIFT_VERIFY_NATIVE_H

#include "verify.h"

/* How both steps are worked out again. */
struct verify_stages {
  const struct rewrite_opts *shim, *native; /* native with its decisions */
  const char *header;                       /* the shim's */
};

/* Checks a tree on disk; m is of the stage native, units are those that are in.  False and *err
 * when it cannot be checked. */
bool verify_native_tree(const struct migration *m, const bool *units, const struct verify_stages *o,
                        GPtrArray *findings, GError **err);

#endif
