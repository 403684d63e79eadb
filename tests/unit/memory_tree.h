/* SPDX-License-Identifier: Apache-2.0 */
/* Trees and inventories that tests put together in memory, and what is in them as lines of text. */
#ifndef FREELIFT_TEST_MEMORY_TREE_H
#define FREELIFT_TEST_MEMORY_TREE_H

#include "scan/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A tree of these files: path, text, path, text, ..., NULL. */
static inline struct tree *tree_of(const char *path, ...)
{
  struct tree *t = g_new0(struct tree, 1);
  va_list ap;
  va_start(ap, path);
  t->root = g_strdup("tree");
  t->sources = tree_sources_new();
  for (; path; path = va_arg(ap, const char *)) {
    const char *text = va_arg(ap, const char *);
    tree_add(t, path, g_strdup(text), strlen(text));
  }
  va_end(ap);
  return t;
}

static inline struct inventory *scan_tree(struct tree *t)
{
  GError *err = NULL;
  struct inventory *inv = inventory_scan(t, &err);
  if (!inv)
    fail_msg("%s", err->message);
  return inv;
}

static inline void scan_done(struct inventory *inv)
{
  struct tree *t = inv->tree;
  inventory_free(inv);
  tree_free(t);
}

/* "LINE KIND POOL" of each site, in order, one a line, " shim" behind it where that is so; of all
 * files, with "PATH:" in front, if there are several. */
static inline char *sites_text(const struct inventory *inv)
{
  GString *s = g_string_new(NULL);
  for (guint32 i = 0; i < inv->sites->len; i++) {
    const struct site *x = inventory_site(inv, i);
    if (inv->tree->sources->len > 1)
      g_string_append_printf(s, "%s:", inventory_file(inv, x->file)->src->path);
    g_string_append_printf(s, "%u %s", x->line, site_kind_name(x->kind));
    if (*inventory_pool_name(inv, x))
      g_string_append_printf(s, " %s", inventory_pool_name(inv, x));
    g_string_append(s, x->is_shim ? " shim\n" : "\n");
  }
  return g_string_free(s, FALSE);
}

/* "KIND NAME<ARGS> FLAGS... UNIT" of each pool, one a line. */
static inline char *pools_text(const struct inventory *inv)
{
  GString *s = g_string_new(NULL);
  for (guint32 i = 0; i < inv->pools->len; i++) {
    const struct pool *p = inventory_pool(inv, i);
    g_string_append_printf(s, "%s %s", pool_kind_name(p->kind), p->name);
    if (*p->args)
      g_string_append_printf(s, "<%s>", p->args);
    if (p->owner)
      g_string_append_printf(s, " in %s", p->owner);
    g_string_append_printf(s, "%s%s%s%s%s", p->is_array ? " array" : "",
                           p->is_pointer ? " pointer" : "", p->is_file_local ? " static" : "",
                           p->is_local ? " local" : "", p->is_param ? " param" : "");
    g_string_append_printf(s, " %u+%u %s\n", p->definitions, p->externs,
                           inventory_unit(inv, p->unit));
  }
  return g_string_free(s, FALSE);
}

/* Both texts must be equal; the message shows all of each. */
static inline void assert_same_text(const char *got, const char *want)
{
  if (strcmp(got, want) != 0)
    fail_msg("got:\n%s\nwanted:\n%s", got, want);
}

/* The sites of a tree of one file. */
static inline void assert_sites(const char *text, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  char *got = sites_text(inv);
  scan_done(inv);
  assert_same_text(got, want);
  g_free(got);
}

/* The pools of a tree of one file. */
static inline void assert_pools(const char *text, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  char *got = pools_text(inv);
  scan_done(inv);
  assert_same_text(got, want);
  g_free(got);
}

#endif
