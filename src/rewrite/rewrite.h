/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rewrite: islands through spatch, edits back.
 *
 * Each target is shown at the function zoom first; one that no rule has reached there is shown
 * again as a statement, then as an expression.  What is left after that is an error: either all
 * targets of a run are moved, or nothing is.
 *
 * Laws that are checked here, on every run, before anything may be written:
 *   - each edit lies in the head of exactly one target, and each target has exactly one edit;
 *   - edits are disjoint;
 *   - the rewritten tree, scanned again, has the same sites in the same order, now in the shim's
 *     words.
 */
#ifndef FREELIFT_REWRITE_H
#define FREELIFT_REWRITE_H

#include "removal.h"
#include "rule.h"
#include "spatch.h"
#include "target.h"
#include "traps.h"

struct rewrite_opts {
  const char *rules;              /* the folder of the stage's rules */
  const bool *units;              /* by unit: is it to be moved? */
  const struct decisions *native; /* what becomes of pools; NULL: they go to the shim */
  const struct removal *removal;  /* what goes with the frame; NULL: it stays */
  bool keeps;                     /* with it: pools stay on libflc, and so do start-up and dumps */
  struct spatch_opts spatch;      /* program, timeout, progress, ... */
  bool second_opinion; /* run report mode as well, and hold it to what patch mode found */
};

/* What became of one target. */
struct moved {
  guint32 site;                /* index into the inventory */
  enum view_zoom zoom;         /* where a rule reached it */
  enum spatch_outcome outcome; /* of the last view that showed it */
  const char *rule;            /* who moved it; NULL: nobody */
  guint32 edit;                /* index into edits of its file */
  char *why;                   /* if it was not moved; owned */
};

struct rewriting {
  const struct inventory *inv; /* borrowed, like the next */
  const struct decisions *native;
  const struct removal *removal;
  GPtrArray *rules;  /* struct rule * */
  GArray *traps;     /* struct trap: warnings for a person to look at */
  GArray *moved;     /* struct moved, one for each target, by site */
  GPtrArray *edits;  /* GArray of struct edit, one for each file of the inventory */
  GPtrArray *notes;  /* char *, "PATH:LINE: ...": what a person should look at */
  guint outcomes[4]; /* views by enum spatch_outcome */
  guint zooms[4];    /* targets moved, by enum view_zoom */
  guint views;
};

enum rewrite_error { REWRITE_ERROR_LAW, REWRITE_ERROR_UNREACHED, REWRITE_ERROR_TRAP };
#define REWRITE_ERROR rewrite_error_quark()
GQuark rewrite_error_quark(void);

/* Rewrites the chosen units in memory.  NULL and *err when a law is broken, spatch cannot run, or a
 * target was not reached (the message names each with its place and reason). */
struct rewriting *rewrite_run(const struct inventory *inv, const struct rewrite_opts *o,
                              GError **err);
void rewriting_free(struct rewriting *rw);

static inline struct moved *rewriting_moved(const struct rewriting *rw, guint32 i)
{
  return &g_array_index(rw->moved, struct moved, i);
}

static inline const struct site *moved_site(const struct rewriting *rw, const struct moved *m)
{
  return inventory_site(rw->inv, m->site);
}

/* The site that an edit belongs to. */
const struct site *rewriting_site(const struct rewriting *rw, const struct edit *e);

/* The new text of file `file` of the inventory; NULL if it has no edits. */
char *rewriting_text(const struct rewriting *rw, guint32 file, gsize *len);

#endif
