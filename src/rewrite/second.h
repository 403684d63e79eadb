/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second opinion: report mode names the sites that patch mode moves.
 *
 * A rule says what it matches twice, once with the change and once with a position.  Both are run
 * over the same views, and on each line they must name the same sites.
 */
#ifndef FREELIFT_SECOND_H
#define FREELIFT_SECOND_H

#include "round.h"

/* Runs all rules of the round in report mode; false and *err where they name other sites. */
bool second_opinion(const struct rewriting *rw, const struct round *r, const struct spatch_opts *o,
                    GError **err);

#endif
