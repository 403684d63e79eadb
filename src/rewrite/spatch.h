/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coccinelle at work: rules over views, and a verdict for each view.
 *
 * spatch exits with 0 after nearly every failure, skips what it cannot parse without a word, and
 * may drop the output of a whole batch because one view of it failed.  Nothing of this gets through
 * here: every view ends with one of four outcomes, and whatever went wrong is either the view's
 * (SPATCH_DIED, with the reason) or the run's (a GError: no spatch, no space, a rule that cannot be
 * read at all).  A view that makes spatch fail or hang is found and set aside; the others get
 * their result as if it had not been there.
 *
 * Each run works in a private temporary folder, with file names made here; nothing is ever written
 * elsewhere, and the folder is gone afterwards, on errors too.  Two runs of spatch go on at the
 * same time, started by us: spatch's own -j writes into the current folder.
 */
#ifndef FREELIFT_SPATCH_H
#define FREELIFT_SPATCH_H

#include "rule.h"

enum spatch_outcome {
  SPATCH_NO_MATCH, /* it ran, and the rule matched nothing; or it could not parse the view, which
                      only spatch_parse_census() tells */
  SPATCH_APPLIED,  /* `result` differs from `text`; in report mode: `places` is not empty */
  SPATCH_UNPARSED, /* set by spatch_parse_census() only */
  SPATCH_DIED,     /* it failed or hung on this view, also alone; `why` says how */
};

struct spatch_place {
  guint line, column; /* of the view, both from 1; column in bytes */
};

struct spatch_view {
  const char *text;            /* in: the view as C, borrowed */
  char *result;                /* out: the view after the rule, NULL if unchanged; owned */
  enum spatch_outcome outcome; /* out */
  char *why;                   /* out: for UNPARSED and DIED, in words; else NULL; owned */
  GArray *places;              /* out, spatch_report() only: struct spatch_place, sorted; or NULL */
};

struct spatch_job {
  const struct rule *rule;
  struct spatch_view *views; /* this rule's own views; jobs may share texts, not views */
  gsize n;
};

struct spatch_opts {
  const char *path; /* the program, as a path or to be found in PATH; NULL: "spatch" */
  guint timeout;    /* seconds for one view, told to spatch; 0: 10 */
  guint limit_ms;   /* our own limit for one run of it; 0: timeout, 1 s, and 0.1 s a view */
  const char *tmp;  /* where the temporary folder is made; NULL: the system's choice */
  guint jobs;       /* how many at the same time; 0: 2 */
  bool verbose;     /* print each command on standard error */
  /* Called when more views have their outcome, never by two threads at a time; may be NULL. */
  void (*progress)(gsize done, gsize total, gpointer data);
  gpointer progress_data;
};

enum spatch_error {
  SPATCH_ERROR_MISSING,   /* there is no such program, or it cannot be started */
  SPATCH_ERROR_BROKEN,    /* it fails whatever it is given, or the rule makes it fail */
  SPATCH_ERROR_NO_PYTHON, /* report and org modes need a spatch with Python scripting */
  SPATCH_ERROR_FILES,     /* the temporary folder: no space, no right to write */
};
#define SPATCH_ERROR spatch_error_quark()
GQuark spatch_error_quark(void);

/* Runs each job's rule in patch mode over the job's views.  On FALSE (*err is set) the views'
 * outcomes mean nothing; they must still be cleared. */
gboolean spatch_run_all(const struct spatch_opts *o, struct spatch_job *jobs, gsize njobs,
                        GError **err);

/* One job. */
gboolean spatch_run(const struct spatch_opts *o, const struct rule *rule, struct spatch_view *views,
                    gsize n, GError **err);

/* Runs the rules in report mode: fills in `places`.  Report mode and patch mode must name the same
 * sites; this is the second opinion. */
gboolean spatch_report_all(const struct spatch_opts *o, struct spatch_job *jobs, gsize njobs,
                           GError **err);

/* Has spatch parse those views whose outcome is NO_MATCH; the outcome of those that it cannot parse
 * becomes UNPARSED, and `why` names line and text.  For views where a match was expected. */
gboolean spatch_parse_census(const struct spatch_opts *o, struct spatch_view *views, gsize n,
                             GError **err);

/* Frees what the views own and sets them back to just their text. */
void spatch_views_clear(struct spatch_view *views, gsize n);

/* "applied", "no match", "unparsed", "died". */
const char *spatch_outcome_name(enum spatch_outcome outcome);

struct spatch_about {
  char *version; /* "1.1.1"; owned */
  bool python;   /* Python scripting is compiled in */
};

/* Asks the program what it is. */
gboolean spatch_probe(const struct spatch_opts *o, struct spatch_about *about, GError **err);
void spatch_about_clear(struct spatch_about *about);

/* Is version `have` at least `wanted`?  Numbers between dots are compared as numbers. */
bool spatch_version_is_at_least(const char *have, const char *wanted);

#endif
