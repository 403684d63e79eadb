/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where pools are declared, with the arguments of their constructors.
 *
 * The inventory keeps one record of a pool, however often it is declared; this finds the places.
 */
#ifndef FREELIFT_DEFINITION_H
#define FREELIFT_DEFINITION_H

#include "inventory.h"

struct definition {
  guint32 file;
  guint32 name; /* the token that names the pool */
  guint32 line, column;
  guint32 open; /* '(' or '{' of its initialiser, or TOK_NONE */
  bool is_extern;
};

/* All declarations of the pool, definitions before externs, each in order of files (struct
 * definition). */
GArray *definitions_of(const struct inventory *inv, guint32 pool);

/* The text of argument n of a call or initialiser whose bracket is at `open`; NULL: there is none.
 * A new string. */
char *definition_argument(const struct lexed *lx, guint32 open, int n);

/* How many arguments it has. */
guint definition_arguments(const struct lexed *lx, guint32 open);

#endif
