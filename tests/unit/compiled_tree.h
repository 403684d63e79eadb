/* SPDX-License-Identifier: Apache-2.0 */
/* Small trees on disk with a compilation database, and what the compiler says of their pools. */
#ifndef FREELIFT_TEST_COMPILED_TREE_H
#define FREELIFT_TEST_COMPILED_TREE_H

#include "disk_tree.h"
#include "plan/subject.h"
#include "types/types.h"

struct compiled {
  char *root;
  struct tree *t;
  struct inventory *inv;
  struct database *db;
  struct clang_api c;
  struct types *types;
};

/* The interface: pools skip the destructor unless they are told. */
static const char compiled_api[] =
    "#pragma once\n"
    "class Allocator { public: Allocator(const char *, unsigned, unsigned = 128, unsigned = 8); "
    "};\n"
    "template <class C, bool Destruct_on_free = false> class ClassAllocator : private Allocator {\n"
    "public: ClassAllocator(const char *, unsigned = 128, unsigned = 16); };\n";

/* A database of these files of the tree: PATH, ..., NULL. */
static inline void compiled_database(const char *root, const char *path, ...)
{
  GString *s = g_string_new("[");
  va_list ap;
  va_start(ap, path);
  for (; path; path = va_arg(ap, const char *))
    g_string_append_printf(s,
                           "%s{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"c++ "
                           "-std=c++17 -I. -c -o x.o %s\"}",
                           s->len > 1 ? ",\n" : "", root, path, path);
  va_end(ap);
  g_string_append(s, "]\n");
  disk_put(root, "compile_commands.json", s->str);
  g_string_free(s, TRUE);
}

/* What the compiler says of the tree at root, which is taken over. */
static inline struct compiled *compiled_read(char *root)
{
  GError *err = NULL;
  struct compiled *x = g_new0(struct compiled, 1);
  char *database = database_default(root);
  x->root = root;
  disk_put(root, "Allocator.h", compiled_api);
  x->t = tree_read(root, NULL, &err);
  assert_non_null(x->t);
  x->inv = inventory_scan(x->t, &err);
  assert_non_null(x->inv);
  x->db = database ? database_load(database, &err) : NULL;
  if (err)
    fail_msg("%s", err->message);
  assert_true(clang_api_load(&x->c, &err));
  x->types = types_read(x->inv, x->db, &x->c, "no database", NULL, NULL);
  g_free(database);
  return x;
}

/* Of one file, a.cc, with the interface included in front of it (on a line of its own). */
static inline struct compiled *compiled_of(const char *text)
{
  char *root = disk_new(), *all = g_strconcat("#include \"Allocator.h\"\n", text, NULL);
  disk_put(root, "a.cc", all);
  compiled_database(root, "a.cc", NULL);
  g_free(all);
  return compiled_read(root);
}

/* The facts of the pool of this name. */
static inline const struct type_facts *compiled_facts(const struct compiled *x, const char *name)
{
  for (guint32 k = 0; k < x->inv->pools->len; k++)
    if (strcmp(inventory_pool(x->inv, k)->name, name) == 0)
      return g_ptr_array_index(x->types->facts, k);
  fail_msg("no pool is called %s", name);
  return NULL;
}

/* The same; they must be known. */
static inline const struct type_facts *compiled_known(const struct compiled *x, const char *name)
{
  const struct type_facts *f = compiled_facts(x, name);
  if (f->unknown)
    fail_msg("%s: %s", name, f->unknown);
  return f;
}

static inline void compiled_done(struct compiled *x)
{
  types_free(x->types);
  clang_api_unload(&x->c);
  database_free(x->db);
  inventory_free(x->inv);
  tree_free(x->t);
  disk_done(x->root);
  g_free(x);
}

/* The list, one a line. */
static inline void assert_list(const GPtrArray *list, const char *want)
{
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf(s, "%s\n", (char *)g_ptr_array_index(list, i));
  if (strcmp(s->str, want) != 0)
    fail_msg("got:\n%s\nwanted:\n%s", s->str, want);
  g_string_free(s, TRUE);
}

#endif
