/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of spatch over some views.  Part of spatch.c: what is written before it, how it is
 * called, and what is read from it afterwards.
 */
#ifndef FREELIFT_BATCH_H
#define FREELIFT_BATCH_H

#include "child.h"
#include "spatch.h"

enum batch_mode { BATCH_PATCH, BATCH_REPORT, BATCH_CENSUS };

struct batch_task {
  enum batch_mode mode;
  const struct rule *rule; /* NULL for BATCH_CENSUS */
  struct spatch_view *views;
  gsize n;
  char *what;   /* who is to blame if it fails whatever it is given */
  gint healthy; /* atomic: an empty view has come through */
  gint by_copy; /* atomic: results are not found where they should be saved; see batch_run() */
};

struct batch {
  struct batch_task *task;
  GArray *which; /* gsize: indexes of the task's views */
};

struct batch_end {
  bool failed;    /* then no view has got an outcome */
  bool empty;     /* no result was found for any view */
  bool any_named; /* some views were named in what it said */
  GArray *named;  /* bool, for each view of the batch */
  char *why;      /* in words, if it failed */
};

/* The program's name or path. */
const char *batch_program(const struct spatch_opts *o);

/* Seconds for one view, told to spatch. */
guint batch_timeout(const struct spatch_opts *o);

/* Our own limit for n views.  spatch ends long before it, by the one for each view; this is for
 * when that fails too. */
guint batch_limit_ms(const struct spatch_opts *o, guint n);

/* The file name of the batch's view number i: "v000012.c". */
void batch_view_name(char name[16], guint i);

/* Makes the private temporary folder of a whole call; a new string. */
char *batch_folder_make(const struct spatch_opts *o, GError **err);
void batch_folder_remove(const char *root);

/* Runs spatch over the batch, in a new folder below root that is named after serial.  FALSE and
 * *err if it could not even be tried.  Else the outcome is in the views, or end->failed is set. */
gboolean batch_run(const struct batch *b, const struct spatch_opts *o, const char *root,
                   guint serial, struct batch_end *end, GError **err);

/* Runs the program with one option. */
gboolean batch_ask(const struct spatch_opts *o, const char *option, struct child_end *end,
                   GError **err);

/* The second half of batch_run(): reads what the child has said and written. */
gboolean batch_read(const struct batch *b, const struct spatch_opts *o, const char *folder,
                    bool by_copy, const struct child_end *child, struct batch_end *end,
                    GError **err);
void batch_end_clear(struct batch_end *end);

#endif
