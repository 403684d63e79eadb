/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes many files of a tree, all or none.
 *
 * All new contents are first written beside their targets under temporary names; only when every
 * one of them is safely on disk are they renamed into place.  Anything that goes wrong before (a
 * read-only file, a full disk) leaves the tree as it was.  A failure during the renames puts the
 * old contents back.  Signals wait until all is done.
 *
 * A machine that stops in between leaves the first of the files new and the others old.  They are
 * renamed in the order in which they were added: what is to explain such a tree goes first when
 * things come in, last when they go.  The name of the first is on disk before the second is
 * touched.
 */
#ifndef FREELIFT_TRANSACTION_H
#define FREELIFT_TRANSACTION_H

#include <glib.h>
#include <stdbool.h>

struct write {
  char *path; /* relative to the root */
  char *text; /* new contents, or NULL: the file goes */
  gsize len;
  char *old; /* contents now, or NULL: the file is new */
  gsize old_len;
};

enum transaction_error { TRANSACTION_ERROR_READ_ONLY, TRANSACTION_ERROR_WRITE };
#define TRANSACTION_ERROR transaction_error_quark()
GQuark transaction_error_quark(void);

GPtrArray *transaction_new(void); /* of struct write *, owned */

/* Adds one file; the texts are copied. */
void transaction_add(GPtrArray *writes, const char *path, const char *text, gsize len,
                     const char *old, gsize old_len);

/* Writes all of them below root.  Folders are made as needed, and removed again when they are left
 * empty by a file that goes. */
bool transaction_commit(const char *root, GPtrArray *writes, GError **err);

/* Removes the temporary file that a killed run may have left beside this one. */
void transaction_clear(const char *root, const char *path);

#endif
