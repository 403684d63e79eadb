/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guards: what must hold of a tree and its journal before a step is worked out.  A tree goes on
 * living between the steps; where it went a way on which the journal cannot follow, nothing is
 * done.
 */
#ifndef FREELIFT_GUARD_H
#define FREELIFT_GUARD_H

#include "journal.h"
#include "scan/inventory.h"

/* Is this text of a file that freelift added still the one that it wrote? */
bool guard_created(const struct journal_file *f, const char *text, gsize len, GError **err);

/* All files that the journal has changes of are there, and none is left out by `exclude`: a step
 * would forget how to take their changes back. */
bool guard_files(const struct journal *j, enum stage stage, const struct tree *now,
                 char *const *exclude, GError **err);

/* The last stage that the tree has been taken to; the shim, too, where it was taken nowhere. */
enum stage guard_newest(const char *root);

/* The stage can be changed now: the one before is there, and the one after is not. */
bool guard_order(const char *root, enum stage stage, GError **err);

/* A tree in the shim's words has a journal: without it there is no way to the baseline. */
bool guard_stage(const struct journal *j, const struct inventory *baseline, GError **err);

/* No file that was left out names a pool of the chosen units: a pool moves with all of its sites,
 * or not at all. */
bool guard_excluded(const struct tree *now, const struct inventory *inv, const bool *units,
                    GError **err);

/* No word of the shim that somebody wrote by hand is left of a unit that goes, or, when the frame
 * goes, anywhere: it would not compile any more, or could not be told from what freelift wrote. */
bool guard_by_hand(const struct inventory *baseline, const bool *units, GError **err);

/* The name of the shim's header is free, or it is the one that freelift put there. */
bool guard_header(const struct journal *j, const struct tree *now, const char *path, GError **err);

#endif
