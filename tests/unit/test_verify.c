/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/verify.h"
#include "disk_tree.h"
#include "memory_tree.h"

static const char base[] = "Allocator a;\nClassAllocator<T> b;\nvoid f() {\n"
                           "  a.free_void(b.alloc());\n}\n";
static const char moved[] = "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n"
                            "  FLC_FREE(a, FLC_NEW(b));\n}\n";

/* "RULE LINE" of each finding when `units` of the baseline should be in. */
static char *findings(const char *baseline, const char *after, const char *in)
{
  struct inventory *x = scan_tree(tree_of("a.cc", baseline, NULL)),
                   *y = scan_tree(tree_of("a.cc", after, NULL));
  bool *units = g_new0(bool, x->units->len);
  GString *s = g_string_new(NULL);
  for (guint u = 0; u < x->units->len; u++)
    units[u] = strstr(in, inventory_unit(x, u)) != NULL;
  GPtrArray *list = findings_new();
  verify_sites(x, y, units, list);
  for (guint i = 0; i < list->len; i++) {
    const struct finding *f = g_ptr_array_index(list, i);
    assert_string_equal(f->path, "a.cc");
    assert_true(f->column > 0 && *f->message);
    g_string_append_printf(s, "%s%s %u", i ? ", " : "", f->rule, f->line);
  }
  g_ptr_array_unref(list);
  g_free(units);
  scan_done(x);
  scan_done(y);
  return g_string_free(s, FALSE);
}

static void finds(const char *baseline, const char *after, const char *in, const char *want)
{
  char *got = findings(baseline, after, in);
  assert_string_equal(got, want);
  g_free(got);
}

static void test_verify__what_was_moved_well(void **state)
{
  (void)state;
  finds(base, moved, "a b", "");
  finds(base, base, "", "");
  finds(base, "FlcRawPool a;\nClassAllocator<T> b;\nvoid f() {\n  FLC_FREE(a, b.alloc());\n}\n",
        "a", "");
}

static void test_verify__residue(void **state)
{
  (void)state;
  finds(base, base, "a b", "residue 1, residue 2, residue 4, residue 4");
  finds(base, "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n  a.free_void(FLC_NEW(b));\n}\n",
        "a b", "residue 4");
}

static void test_verify__half_moved(void **state)
{
  (void)state;
  finds(base, moved, "a", "half-moved 2, half-moved 4");
  finds(base, "Allocator a;\nClassAllocator<T> b;\nvoid f() {\n  FLC_FREE(a, b.alloc());\n}\n", "",
        "half-moved 4");
}

static void test_verify__lost_and_new_sites(void **state)
{
  (void)state;
  finds(base, "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n  FLC_FREE(a, 0);\n}\n", "a b",
        "lost-site 4");
  finds(base, "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n  FLC_FREE(b, FLC_NEW(b));\n}\n",
        "a b", "lost-site 4"); /* another pool */
  finds(base, "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n  FLC_ALLOC(a, FLC_NEW(b));\n}\n",
        "a b", "lost-site 4"); /* another kind */
  finds(base, "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n\n  FLC_FREE(a, FLC_NEW(b));\n}\n",
        "a b", "lost-site 4"); /* another line */
  finds(base,
        "FlcRawPool a;\nFlcClassPool<T> b;\nvoid f() {\n  FLC_FREE(a, FLC_NEW(b));\n"
        "  FLC_FREE(a, p);\n}\n",
        "a b", "new-site 5");
  /* Mentions are nobody's to move. */
  finds("Allocator a;\nvoid f() { g(&a); }\n", "FlcRawPool a;\nvoid f() { }\n", "a", "");
}

static void test_verify__the_tree_that_a_rewriting_gives(void **state)
{
  (void)state;
  GError *err = NULL;
  struct tree *t = tree_of("a.cc", base, "other.cc", "int x;\n", NULL);
  tree_add(t, "z.cc", g_memdup2("x\0y", 4), 3);
  tree_add(t, "zz.cc", g_strdup("Allocator q;\n"), 13);
  struct inventory *inv = scan_tree(t);
  bool units[] = {true, true, true, true};
  assert_int_equal(inv->units->len, 4);
  struct rewrite_opts o = {.rules = "semantic-patches/1-shim", .units = units};
  struct rewriting *rw = rewrite_run(inv, &o, &err);
  if (!rw)
    fail_msg("%s", err->message);
  struct tree *after = verify_result_tree(rw);
  assert_int_equal(after->sources->len, 4);
  const struct source *a = g_ptr_array_index(after->sources, 0),
                      *b = g_ptr_array_index(after->sources, 1),
                      *z = g_ptr_array_index(after->sources, 2),
                      *q = g_ptr_array_index(after->sources, 3);
  assert_same_text(q->text, "FlcRawPool q;\n");
  assert_int_equal(q->len, 14);
  assert_same_text(a->text, moved);
  assert_int_equal(a->len, strlen(moved));
  assert_same_text(b->text, "int x;\n");
  assert_int_equal(z->len, 3);
  assert_memory_equal(z->text, "x\0y", 3);
  tree_free(after);
  rewriting_free(rw);
  scan_done(inv);
}

/* ------------------------------------------------------------------ a tree on disk */

static struct migration *open_tree(const char *root)
{
  GError *err = NULL;
  struct migration *m = migration_open(root, STAGE_SHIM, NULL, &err);
  if (!m)
    fail_msg("%s", err->message);
  return m;
}

/* Verifies the tree; "RULE PATH:LINE" of each finding. */
static char *verify(const char *root)
{
  GError *err = NULL;
  struct migration *m = open_tree(root);
  bool *units = migration_units_none(m);
  migration_units_applied(m, units);
  struct rewrite_opts o = {.rules = "semantic-patches/1-shim"};
  GPtrArray *list = findings_new();
  GString *s = g_string_new(NULL);
  if (!verify_tree(m, units, &o, "// shim\n", list, &err))
    fail_msg("%s", err->message);
  for (guint i = 0; i < list->len; i++) {
    const struct finding *f = g_ptr_array_index(list, i);
    g_string_append_printf(s, "%s%s %s:%u", i ? ", " : "", f->rule, f->path, f->line);
  }
  g_ptr_array_unref(list);
  g_free(units);
  migration_free(m);
  return g_string_free(s, FALSE);
}

static void verifies(const char *root, const char *want)
{
  char *got = verify(root);
  assert_string_equal(got, want);
  g_free(got);
}

static void test_verify__trees_on_disk(void **state)
{
  (void)state;
  GError *err = NULL;
  char *root = disk_new();
  disk_put(root, "q.h",
           "#include <a.h>\n\nstruct InkFreeList { int n; };\nclass Allocator;\nclass "
           "ClassAllocator;\n");
  disk_put(root, "a.cc", base);
  verifies(root, "");
  struct migration *m = open_tree(root);
  bool units[] = {true, true, true};
  struct rewrite_opts o = {.rules = "semantic-patches/1-shim"};
  struct step_result *r = migration_forward(m, units, &o, "// shim\n", &err);
  assert_non_null(r);
  assert_true(transaction_commit(root, r->writes, &err));
  step_result_free(r);
  migration_free(m);
  assert_disk(root, "a.cc", moved);
  verifies(root, "");

  char *more = g_strconcat(moved, "void g() {\n  a.free_void(p);\n}\n", NULL);
  disk_put(root, "a.cc", more); /* a new site in the old words */
  char *got = verify(root);
  assert_non_null(strstr(got, "residue a.cc:7"));
  assert_non_null(strstr(got, "derivation a.cc:7"));
  g_free(got);
  g_free(more);
  disk_done(root);
}
