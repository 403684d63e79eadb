/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole tree's functions and classes, by name.
 *
 * The inventory reads the files that name a pool; who calls a function, where a destructor's body
 * is, and what a class is derived from may stand anywhere.  Decided from tokens: names are the last
 * part of a qualified one, template arguments dropped, so namesakes are taken for one another where
 * nothing tells them apart.
 */
#ifndef FREELIFT_CODE_H
#define FREELIFT_CODE_H

#include "scan/inventory.h"

struct function {
  const struct scanned *f;
  const struct scope *body;
  char *klass; /* "" for a function of no class */
  char *name;
};

struct klass_head {
  const struct scanned *f;
  const struct scope *body;
  char *name;
  GPtrArray *bases; /* char * */
};

/* A word that one of the hazards looks for. */
struct code_place {
  const struct scanned *f;
  guint32 tok;
};

struct code {
  GArray *own;          /* struct scanned: files that the inventory did not read */
  GPtrArray *files;     /* const struct scanned *: all, in order of their paths */
  GPtrArray *functions; /* struct function *, in order of files */
  GHashTable *by_name;  /* name -> GPtrArray of struct function *, borrowed */
  GHashTable *classes;  /* name -> GPtrArray of struct klass_head * */
  GHashTable *words;    /* word -> GArray of struct code_place */
  GHashTable *by_base;  /* last part of a path -> GPtrArray of const struct scanned * */
  GHashTable *seen;     /* const struct scanned * -> set of those that it includes, itself too */
  GHashTable *by_body;  /* const struct scope * -> struct function * */
};

struct code *code_new(const struct inventory *inv);
void code_free(struct code *c);

/* The functions of this name: of the class (not of its bases), or of no class for "".  A new list
 * of struct function *. */
GPtrArray *code_functions(const struct code *c, const char *klass, const char *name);

/* The function whose body is this scope, or one around it; NULL: none. */
const struct function *code_function_at(const struct code *c, const struct scanned *f, guint32 tok);

/* Is the class derived from the other, as its heads say?  No class is derived from itself. */
bool code_is_derived(const struct code *c, const char *klass, const char *base);

/* Does any file of the tree define a class of this name? */
bool code_has_class(const struct code *c, const char *name);

/* Does the file include one that defines a class of this name, or define it itself?  Includes are
 * found by the last part of their path, through all of the tree's headers. */
bool code_sees_class(const struct code *c, const struct scanned *f, const char *klass);

/* Where the word stands (struct code_place), or NULL; only words of the list in code.c. */
const GArray *code_word(const struct code *c, const char *word);

/* The last part of a qualified name, template arguments dropped: `a::B<c>` is B.  A new string. */
char *code_last_name(const char *name);

#endif
