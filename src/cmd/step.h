/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands that take a tree from stage to stage have in common. */
#ifndef FREELIFT_STEP_H
#define FREELIFT_STEP_H

#include "cmd.h"
#include "write/migration.h"

/* What the run did, in figures: where each site was reached, how each view ended. */
void step_figures(const struct common *o, const struct migration *m, const struct rewriting *rw);

/* Warnings for a person to look at. */
void step_traps(const struct rewriting *rw);

/* What the rewrite left for a person to look at. */
void step_notes(const struct common *o, const struct rewriting *rw);

/* The law that looks at the whole result: the same sites, in the shim's words; or, natively, those
 * of the units gone and all others there. */
bool step_check(const struct migration *m, const struct step_result *r, const bool *units,
                GError **err);

/* The tree's sources as the step leaves them, in memory. */
struct tree *step_tree(const struct migration *m, const struct step_result *r);

/* Prints or writes what a step gives. */
bool step_finish(const struct common *o, const struct migration *m, const struct step_result *r,
                 GError **err);

#endif
