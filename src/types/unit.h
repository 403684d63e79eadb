/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One translation unit, parsed without function bodies, and how its places are named.
 */
#ifndef FREELIFT_UNIT_H
#define FREELIFT_UNIT_H

#include "clang_api.h"
#include "database.h"
#include "facts.h"

struct unit {
  const struct clang_api *c;
  CXIndex index;
  CXTranslationUnit tu;
  char *root;          /* the folder that stands for the tree's root, real, or NULL */
  GHashTable *trivial; /* name of a type -> 1 + enum tri: what was decided already */
};

/* Parses what the command compiles.  NULL and *why (a new string, with the first error) when it has
 * errors: what a broken unit says of a type may be wrong. */
struct unit *unit_parse(const struct clang_api *c, const struct command *cmd, const char *root,
                        char **why);
void unit_free(struct unit *u);

/* "FILE:LINE", in the tree by its path there; a new string. */
char *unit_place(const struct unit *u, CXCursor at);

/* "FILE:LINE what" added to the list; `what` is taken over. */
void unit_note(const struct unit *u, CXCursor at, char *what, GPtrArray *list);

/* The type of the variable that is named at this place; *found false if there is none: the unit
 * does not compile this line. */
CXType unit_variable(const struct unit *u, const char *file, guint line, guint column,
                     const char *name, bool *found);

char *unit_spelling(const struct unit *u, CXCursor at);
char *unit_type_name(const struct unit *u, CXType t);

#endif
