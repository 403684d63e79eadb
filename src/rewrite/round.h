/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A round of the rewrite: all targets that no rule has reached yet, shown at one zoom, and for each
 * rule the views that hold sites of its kinds.
 */
#ifndef FREELIFT_ROUND_H
#define FREELIFT_ROUND_H

#include "rewrite.h"

/* One view, with the targets it is to reach. */
struct shown {
  struct view *view;
  guint32 file;
  struct island island;
  GArray *targets; /* guint32: indexes into rw->moved */
};

struct round {
  GPtrArray *shown;        /* struct shown *, owned */
  struct spatch_job *jobs; /* one for each rule */
  guint njobs;
  GArray **which; /* for each job: guint, which of `shown` its views are */
};

struct round *round_new(struct rewriting *rw, enum view_zoom zoom);
void round_free(struct round *r);

/* What view i of job k shows. */
const struct shown *round_shown(const struct round *r, guint k, gsize i);

#endif
