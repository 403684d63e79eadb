/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stages that a tree can be taken to.  Each starts from the one before and has a journal of its
 * own, so that it can be taken back by itself.
 */
#ifndef FREELIFT_STAGE_H
#define FREELIFT_STAGE_H

#include <stdbool.h>

/* X(enumerator, name, journal, rules) */
#define STAGES(X)                                                      \
  X(SHIM, "shim", ".freelift/journal.json", "semantic-patches/1-shim") \
  X(NATIVE, "native", ".freelift/native.json", "semantic-patches/2-native")

enum stage {
#define X(id, name, journal, rules) STAGE_##id,
  STAGES(X)
#undef X
      STAGE_N
};

const char *stage_name(enum stage s);
const char *stage_journal(enum stage s); /* in the tree */
const char *stage_rules(enum stage s);   /* in the kit */

/* STAGE_N: no stage has this name. */
enum stage stage_named(const char *name);

/* Does a path in the tree name a journal? */
bool stage_is_journal(const char *path);

#endif
