/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: what freelift has changed in a tree, so that all of it, or one unit of it, can be
 * taken back byte for byte.
 *
 * Each stage has one, which lies in the tree (stage_journal()) and is meant to be committed with
 * the change.  For each changed file it keeps blocks: the lines as they were, their line number,
 * and the edits made inside them, each with its unit and its rule.  Whole lines are kept so that
 * the tree may go on living in between: a block is looked for at its old line first and then
 * nearby, and the way back fails, with a clear message, only where somebody has changed such a line
 * itself.
 *
 * Every step is worked out from the baseline: the journal gives the baseline back in memory, the
 * edits of the units that are to be in are put on it, and only differences are written.
 */
#ifndef FREELIFT_JOURNAL_H
#define FREELIFT_JOURNAL_H

#include "stage.h"

#include <glib.h>

/* One edit of one file (a change that several units have is kept for each of them, and done once),
 * in bytes of the baseline file (or of its block, inside the journal). */
struct change {
  guint32 off, len;
  char *text;        /* owned */
  char *unit, *rule; /* owned */
};

struct block {
  guint32 line;    /* 1 for the first */
  char *before;    /* the lines of the baseline, without the last line end */
  GArray *changes; /* struct change, by offset in `before` */
};

struct journal_file {
  char *path;
  char *created;  /* the unit that added the file (it has no blocks then), or NULL */
  char *removed;  /* the unit that took the file out, or NULL */
  char *text;     /* of a file that was taken out: the baseline's, else NULL */
  char *sha256;   /* of the added file's text, or of the baseline's */
  GArray *blocks; /* struct block, by line */
};

struct journal {
  GPtrArray *files; /* struct journal_file *, owned */
};

enum journal_error {
  JOURNAL_ERROR_READ,
  JOURNAL_ERROR_FORMAT,
  JOURNAL_ERROR_DRIFT,
  JOURNAL_ERROR_ORDER
};
#define JOURNAL_ERROR journal_error_quark()
GQuark journal_error_quark(void);

/* A list of changes, which owns its texts. */
GArray *changes_new(void);
void changes_add(GArray *changes, guint32 off, guint32 len, const char *text, const char *unit,
                 const char *rule);

struct journal *journal_new(void);
void journal_free(struct journal *j);

/* Reads the tree's journal of a stage: an empty one if there is none; NULL and *err if it cannot be
 * read. */
struct journal *journal_load(const char *root, enum stage stage, GError **err);

/* The journal as text; a new string, its length in *len.  Stable: same changes, same bytes. */
char *journal_text(const struct journal *j, gsize *len);

struct journal_file *journal_find(const struct journal *j, const char *path);
/* The file's entry, made if there is none. */
struct journal_file *journal_add(struct journal *j, const char *path);

/* Keeps that `changes` (struct change, sorted, disjoint; copied) are made to the baseline text of
 * path.  Changes that the journal has for the file already are kept. */
void journal_record(struct journal *j, const char *path, const char *baseline, gsize len,
                    const GArray *changes);

/* Keeps that the unit adds a file with this text. */
void journal_record_created(struct journal *j, const char *path, const char *unit, const char *text,
                            gsize len);

/* Keeps that the unit takes the file out, which has this text. */
void journal_record_removed(struct journal *j, const char *path, const char *unit, const char *text,
                            gsize len);

/* The baseline of a file, from its text as it is now.  NULL and JOURNAL_ERROR_DRIFT when a line
 * that freelift wrote was changed since. */
char *journal_baseline(const struct journal_file *f, const char *text, gsize len, gsize *out_len,
                       GError **err);

/* The baseline with the recorded changes of the chosen units on it.  `units`: set of unit names, or
 * NULL for all. */
char *journal_forward(const struct journal_file *f, const char *baseline, gsize len,
                      GHashTable *units, gsize *out_len);

/* Where the byte `off` of the baseline is with all changes on it; *is_changed: one of them takes it
 * away. */
gsize journal_place(const struct journal_file *f, const char *baseline, gsize len, gsize off,
                    bool *is_changed);

/* Forgets the changes of the units in the set, and files that have none left. */
void journal_forget(struct journal *j, GHashTable *units);

/* The names of all units that the journal has changes of: a set of borrowed strings. */
GHashTable *journal_units(const struct journal *j);

#endif
