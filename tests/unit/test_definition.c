/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/definition.h"
#include "memory_tree.h"

/* "PATH:LINE:COLUMN[ extern] ARGUMENTS" of each declaration of the first pool of this name. */
static void declares(struct tree *t, const char *name, const char *want)
{
  struct inventory *inv = scan_tree(t);
  GString *s = g_string_new(NULL);
  guint32 k = 0;
  while (strcmp(inventory_pool(inv, k)->name, name) != 0)
    assert_true(++k < inv->pools->len);
  GArray *all = definitions_of(inv, k);
  for (guint i = 0; i < all->len; i++) {
    const struct definition *d = &g_array_index(all, struct definition, i);
    const struct scanned *f = inventory_file(inv, d->file);
    guint n = definition_arguments(f->lx, d->open);
    g_string_append_printf(s, "%s:%u:%u%s", f->src->path, d->line, d->column,
                           d->is_extern ? " extern" : "");
    for (guint a = 0; a < n; a++) {
      char *text = definition_argument(f->lx, d->open, (int)a);
      g_string_append_printf(s, " %s", text);
      g_free(text);
    }
    assert_null(definition_argument(f->lx, d->open, (int)n));
    g_string_append_c(s, '\n');
  }
  g_array_unref(all);
  assert_same_text(s->str, want);
  g_string_free(s, TRUE);
  scan_done(inv);
}

static void test_definition__definitions_come_first(void **state)
{
  (void)state;
  declares(tree_of("a.h", "extern ClassAllocator<T> a;\n", "b.cc",
                   "ClassAllocator<T, true> a(\"a\", f(1, 2), 64);\n", NULL),
           "a", "b.cc:1:25 \"a\" f(1,2) 64\na.h:1:26 extern\n");
}

static void test_definition__several_of_one_declaration(void **state)
{
  (void)state;
  const char *text = "Allocator a(\"a\", 1), b[2] = {{\"x\", 2}}, c{\"c\", 3};\n";
  declares(tree_of("a.cc", text, NULL), "a", "a.cc:1:11 \"a\" 1\n");
  declares(tree_of("a.cc", text, NULL), "b", "a.cc:1:22\n");
  declares(tree_of("a.cc", text, NULL), "c", "a.cc:1:41 \"c\" 3\n");
}

static void test_definition__static_twins(void **state)
{
  (void)state;
  struct tree *t = tree_of("a.cc", "static Allocator p(\"a\", 1);\n", "b.cc",
                           "static Allocator p(\"b\", 2);\n", NULL);
  declares(t, "p", "a.cc:1:18 \"a\" 1\n");
}
