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

/* Prints or writes what a step gives. */
bool step_finish(const struct common *o, const struct migration *m, const struct step_result *r,
                 GError **err);

/* `apply --to native`: pools that the plan takes off the compat layer.  *status: EXIT_FINDINGS if
 * any of them has to stay. */
bool native_apply(const struct common *o, const char *root, int *status, GError **err);

#endif
