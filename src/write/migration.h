/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A migration: a tree as it is, as it was, and what takes it from one unit of the shim to the next.
 *
 * Everything is worked out from the baseline, which the journal gives back in memory: the new tree
 * is a function of the baseline and of the set of units that are in.  So a second run changes
 * nothing, units can come and go in any order, and the way back is as sure as the way there.
 */
#ifndef FREELIFT_MIGRATION_H
#define FREELIFT_MIGRATION_H

#include "journal.h"
#include "rewrite/frame.h"
#include "rewrite/rewrite.h"
#include "transaction.h"

struct migration {
  enum stage stage;        /* where it leads to */
  struct tree *now;        /* the files as they are */
  struct tree *baseline;   /* the files without what the journal says: the stage before */
  struct tree *texts;      /* files that are no sources, of a stage that is in memory; else NULL */
  struct journal *journal; /* of the tree as it is */
  struct inventory *inv;   /* of the baseline */
  struct frame *frame;     /* what the frame would change; NULL: the stage has none */
};

enum migration_error {
  MIGRATION_ERROR_NO_POOLS,
  MIGRATION_ERROR_NO_UNIT,
  MIGRATION_ERROR_LAW,
  MIGRATION_ERROR_FRAME,
};
#define MIGRATION_ERROR migration_error_quark()
GQuark migration_error_quark(void);

/* The message of MIGRATION_ERROR_NO_POOLS: root, number of source files. */
#define MIGRATION_NO_POOLS                                                                  \
  "%s: no pools found: none of its %u source files declares an Allocator, ClassAllocator, " \
  "ProxyAllocator or InkFreeList; is this the top folder of the tree?"

/* Reads the tree and its journal of the stage and scans the baseline. */
struct migration *migration_open(const char *root, enum stage stage, char *const *exclude,
                                 GError **err);
void migration_free(struct migration *m);

/* The migration of the stage before, for the tree that this one starts from: it is in memory, so
 * nothing can be written by it. */
struct migration *migration_below(const struct migration *m, GError **err);

/* A flag for each unit of the inventory, all false; g_free() it. */
bool *migration_units_none(const struct migration *m);

/* Sets the flags of the units that hold the named pools ("a,b"; "frame" is a name as well).  False
 * and *err, with the list of names, when one is unknown. */
bool migration_units_choose(const struct migration *m, const char *names, bool *units,
                            GError **err);

/* Sets the flags of the units that are in the tree already, by its journal. */
void migration_units_applied(const struct migration *m, bool *units);

/* What a step would write. */
struct step_result {
  struct rewriting *rw;    /* NULL for steps back */
  struct journal *journal; /* of the tree after the step */
  GPtrArray *writes;       /* struct write *, the journal's own in front or, on
                               the way back, behind */
};
void step_result_free(struct step_result *r);

/* The tree with exactly these units in.  `header`: text of the shim's header. */
struct step_result *migration_forward(const struct migration *m, const bool *units,
                                      const struct rewrite_opts *o, const char *header,
                                      GError **err);

/* The tree with the units of the journal that are not flagged: what is flagged is taken back. Units
 * NULL: everything goes. */
struct step_result *migration_back(const struct migration *m, const bool *units, GError **err);

#endif
