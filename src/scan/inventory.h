/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inventory: all pools of a tree, all sites that use them, and the units they move in.
 *
 * A pool is found by its declaration, never by how its name looks; a site is a use of a pool, so
 * `.free(` on anything else is none.  Decided from tokens alone: all branches of every #if, macro
 * bodies, tests, plugins and files that no build compiles are seen alike.
 *
 * The files that define the allocator interface itself are API files: they are listed and left
 * alone.
 */
#ifndef FREELIFT_INVENTORY_H
#define FREELIFT_INVENTORY_H

#include "base/tree.h"
#include "idiom.h"
#include "scope.h"
#include "words.h"

#define NO_POOL G_MAXUINT32

/* The unit of what belongs to no single pool: start-up call, dumps, watermarks, the shim's header.
 */
#define UNIT_FRAME 0

struct pool {
  char *name;         /* of the variable */
  char *args;         /* template arguments, "Http2Stream, true"; "" if none */
  char *runtime_name; /* first string literal of its constructor, or NULL */
  char *owner;        /* the class it is a member of, or NULL */
  enum pool_kind kind;
  bool is_array, is_pointer;
  bool is_file_local; /* static: seen only in `file` */
  bool is_local;      /* a local variable or parameter: seen only in [from, to) of `file` */
  bool is_param;      /* stands for the parameter of a macro */
  guint32 file, from, to;
  guint32 unit; /* index into units */
  guint32 definitions, externs;
};

struct site {
  enum site_kind kind;
  guint32 file;         /* index into files */
  guint32 tok;          /* what names the use: the method, the macro, the function, the type */
  guint32 line, column; /* of tok */
  guint32 name;         /* the token that names the pool, or TOK_NONE */
  guint32 pool;         /* index into pools, or NO_POOL: the frame's */
  guint32 unit;
  guint32 scope; /* innermost scope, SCOPE_NONE for file scope */
  bool is_shim;  /* written in the shim's words already */
};

/* One file that has been lexed. */
struct scanned {
  const struct source *src;
  struct lexed *lx;
  struct scopes *sc;
  bool api;
  bool own_allocator; /* has a template parameter or type of its own called Allocator */
  guint8 *used;       /* for each token: 1 + why it is no mention of a pool */
};

struct inventory {
  struct tree *tree;   /* borrowed */
  GArray *files;       /* struct scanned */
  GArray *pools;       /* struct pool */
  GArray *sites;       /* struct site, by file and token */
  GPtrArray *units;    /* char *: names; units[UNIT_FRAME] is "frame" */
  GHashTable *by_name; /* pool name -> GArray of guint32, caches apart under "cache " + name */
  struct words *names; /* all pools' names, for a quick no */
  GArray *macro_uses;  /* struct macro_use: see site.h */
};

enum inventory_error {
  INVENTORY_ERROR_UNBALANCED,
  INVENTORY_ERROR_BINARY,
  INVENTORY_ERROR_EXCLUDED,
};
#define INVENTORY_ERROR inventory_error_quark()
GQuark inventory_error_quark(void);

/* Scans the tree.  The tree must outlive the inventory.  NULL and *err when a file with pools or
 * sites cannot be read as code. */
struct inventory *inventory_scan(struct tree *tree, GError **err);
void inventory_free(struct inventory *inv);

/* Lexes the text files that hold one of the words and that the scan did not need: they have no
 * pools and no sites, and stand behind the others. */
void inventory_read_more(struct inventory *inv, const struct words *words);

static inline struct scanned *inventory_file(const struct inventory *inv, guint32 i)
{
  return &g_array_index(inv->files, struct scanned, i);
}
static inline struct pool *inventory_pool(const struct inventory *inv, guint32 i)
{
  return &g_array_index(inv->pools, struct pool, i);
}
static inline struct site *inventory_site(const struct inventory *inv, guint32 i)
{
  return &g_array_index(inv->sites, struct site, i);
}
static inline const char *inventory_unit(const struct inventory *inv, guint32 i)
{
  return g_ptr_array_index(inv->units, i);
}

/* The function, macro ("#define NAME") or class that holds the site; "" at file scope.  A new
 * string. */
char *inventory_function(const struct inventory *inv, const struct site *s);

/* The name of the site's pool, "" for the frame. */
const char *inventory_pool_name(const struct inventory *inv, const struct site *s);

#endif
