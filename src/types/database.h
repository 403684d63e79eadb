/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compilation database (compile_commands.json): how the files of a tree are compiled.
 *
 * A database often names the tree in which it was built rather than the one at hand.  So a file is
 * looked for by its real path first, and then by its path in the tree, in which case its contents
 * must be the same.
 */
#ifndef FREELIFT_DATABASE_H
#define FREELIFT_DATABASE_H

#include "base/tree.h"

struct command {
  char *file;      /* absolute */
  char *directory; /* where it is compiled */
  char **args;     /* compiler, output and the file itself left out; NULL-terminated */
};

struct database {
  char *path;
  GPtrArray *commands; /* struct command *, in the order of the file */
};

enum database_error { DATABASE_ERROR_READ, DATABASE_ERROR_FORMAT };
#define DATABASE_ERROR database_error_quark()
GQuark database_error_quark(void);

/* NULL and *err if it cannot be read. */
struct database *database_load(const char *path, GError **err);
void database_free(struct database *db);

/* TREE/compile_commands.json or TREE/build/compile_commands.json; NULL: none is there.  A new
 * string. */
char *database_default(const char *root);

/* The command that compiles this file of the tree; NULL: none does.  *root: the folder that stands
 * for the tree's root there, a new string. */
const struct command *database_find(const struct database *db, const struct tree *t,
                                    const struct source *s, char **root);

#endif
