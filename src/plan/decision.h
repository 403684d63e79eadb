/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions: what a plan file says becomes of each pool, as far as it may be done now.
 *
 * The file alone is read: types were asked when it was written.  What has changed since is an
 * obstacle, as is a hazard against the strategy that no person accepted.
 */
#ifndef FREELIFT_DECISION_H
#define FREELIFT_DECISION_H

#include "propose.h"
#include "scan/classes.h"

struct decision {
  enum strategy strategy;
  guint32 pool;            /* of the inventory */
  char *group;             /* of the plan */
  struct class_place body; /* class: where the operators go */
  char *type;              /* as the declaration has it; "" for raw memory */
  char *size;              /* of a block, as its set-up has it; "" for objects */
  enum tri destructs;      /* does a give run the destructor, by the declaration? */
  bool runs_skipped;    /* natively a destructor runs that the pool skips, as a person accepted */
  bool gone;            /* its file goes, and the pool with it */
  GPtrArray *obstacles; /* char *: why it cannot be done, "GROUP: ..." */
};

struct decisions {
  GPtrArray *by_pool; /* struct decision *, by the inventory's pools; NULL: a stand-in whose pools
                         are decided differently */
  GPtrArray *all;     /* the same, owned, each once */
  char *no_new;       /* why no take may become `new` in this tree; NULL: it may */
};

/* Reads what the plan says of the pools of a tree.  Files that define classes which get operators
 * are added to the inventory.  gone: by file, true where the file goes in the same step, so that
 * what stands in it is no obstacle; or NULL. */
struct decisions *decisions_read(struct inventory *inv, GKeyFile *plan, const bool *gone);
void decisions_free(struct decisions *d);

/* The decision for the pool; NULL for NO_POOL too. */
const struct decision *decision_of(const struct decisions *d, guint32 pool);

/* Does the strategy take a pool off the compat layer? Not buffer and keep. */
bool strategy_is_native(enum strategy s);

/* Does a take become `new`, which throws when memory is out? */
bool strategy_is_new(enum strategy s);

#endif
