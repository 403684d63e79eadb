/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The choice of strategy class: can the pool's class get operators of its own?
 *
 * They go into the class's body, so there has to be one such class, no template, without operators,
 * and one pool of it.
 */
#ifndef FREELIFT_CLASS_CHOICE_H
#define FREELIFT_CLASS_CHOICE_H

#include "decision.h"

/* Why class cannot be done for a pool of this type, a new string; NULL: it can, and *place is the
 * class's body. */
char *class_choice_obstacle(struct inventory *inv, guint32 pool, const char *type,
                            struct class_place *place);

/* Adds what stands against choices for the pools of one class, taken together: d->by_pool and
 * d->all are complete, `plan` is what they were read from. */
void class_choices_check(struct decisions *d, GKeyFile *plan);

#endif
