/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the stage's real rules, and rules that break each law, with the real spatch. */
#include "rewrite/rewrite.h"
#include "disk_tree.h"
#include "memory_tree.h"

#define RULES "semantic-patches/1-shim"

/* Flags for all units, or only for those named. */
static bool *units_of(const struct inventory *inv, const char *only)
{
  bool *units = g_new0(bool, inv->units->len);
  for (guint u = 0; u < inv->units->len; u++)
    units[u] = !only || strcmp(only, inventory_unit(inv, u)) == 0;
  return units;
}

static struct rewriting *run(const struct inventory *inv, const char *rules, const char *only,
                             GError **err)
{
  bool *units = units_of(inv, only);
  struct rewrite_opts o = {.rules = rules, .units = units};
  struct rewriting *rw = rewrite_run(inv, &o, err);
  g_free(units);
  return rw;
}

static struct rewriting *run_well(const struct inventory *inv, const char *only)
{
  GError *err = NULL;
  struct rewriting *rw = run(inv, RULES, only, &err);
  if (!rw)
    fail_msg("%s", err->message);
  return rw;
}

static const char before[] = "static ClassAllocator<Net> pool(\"pool\"), spare(\"spare\");\n"
                             "Allocator bufs[3];\n"
                             "#define GIVE(p)        \\\n  do {                 \\\n"
                             "    pool.free(p);      \\\n  } while (0)\n"
                             "Net *f(Arena *arena) {\n"
                             "  arena->free(arena->alloc()); // pool.alloc()\n"
                             "  void *b = bufs[g(1)].alloc_void();\n"
                             "  return pool.alloc(b, [&] { bufs[2].free_void(b); });\n}\n";
static const char after[] = "static FlcClassPool<Net> pool(\"pool\"), spare(\"spare\");\n"
                            "FlcRawPool bufs[3];\n"
                            "#define GIVE(p)        \\\n  do {                 \\\n"
                            "    FLC_DELETE(pool, p); \\\n  } while (0)\n"
                            "Net *f(Arena *arena) {\n"
                            "  arena->free(arena->alloc()); // pool.alloc()\n"
                            "  void *b = FLC_ALLOC(bufs[g(1)]);\n"
                            "  return FLC_NEW(pool, b, [&] { FLC_FREE(bufs[2], b); });\n}\n";

static void test_rewrite__moves_every_site_and_nothing_else(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of("a.cc", before, NULL));
  struct rewriting *rw = run_well(inv, NULL);
  gsize len;
  char *text = rewriting_text(rw, 0, &len);
  assert_same_text(text, after);
  assert_int_equal(len, strlen(after));
  assert_int_equal(rw->moved->len, 6);
  assert_int_equal(rw->zooms[VIEW_DECLARATION], 2);
  assert_int_equal(rw->zooms[VIEW_FUNCTION], 4);
  assert_int_equal(rw->zooms[VIEW_STATEMENT] + rw->zooms[VIEW_EXPRESSION], 0);
  assert_int_equal(rw->outcomes[SPATCH_UNPARSED] + rw->outcomes[SPATCH_DIED], 0);
  g_free(text);
  rewriting_free(rw);
  rewriting_free(NULL);
  scan_done(inv);

  inv = scan_tree(tree_of("a.cc", after, NULL)); /* a second run has nothing to do */
  rw = run_well(inv, NULL);
  assert_int_equal(rw->moved->len, 0);
  assert_null(rewriting_text(rw, 0, &len));
  rewriting_free(rw);
  scan_done(inv);
}

static void test_rewrite__moves_one_unit_alone(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc", before, "b.cc", "void g() { bufs[0].free_void(q); }\n", NULL));
  struct rewriting *rw = run_well(inv, "bufs");
  gsize len;
  char *a = rewriting_text(rw, 0, &len), *b = rewriting_text(rw, 1, &len);
  assert_non_null(strstr(a, "FlcRawPool bufs[3];"));
  assert_non_null(strstr(a, "return pool.alloc(b, [&] { FLC_FREE(bufs[2], b); });"));
  assert_non_null(strstr(a, "static ClassAllocator<Net> pool"));
  assert_non_null(strstr(a, "    pool.free(p);      \\\n"));
  assert_same_text(b, "void g() { FLC_FREE(bufs[0], q); }\n");
  g_free(a);
  g_free(b);
  for (guint i = 0; i < rw->moved->len; i++) {
    const struct moved *m = &g_array_index(rw->moved, struct moved, i);
    assert_string_equal(inventory_pool_name(inv, inventory_site(inv, m->site)), "bufs");
    assert_non_null(m->rule);
  }
  rewriting_free(rw);
  scan_done(inv);
}

/* These rules match whatever pool is named: what they do to the other unit is dropped. */
static void test_rewrite__leaves_a_site_of_another_unit_in_the_same_function(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc",
                        "ClassAllocator<T> a;\nClassAllocator<T> b;\nvoid f() {\n"
                        "  g(THREAD_ALLOC(a, t), THREAD_ALLOC(b, t));\n}\n",
                        NULL));
  struct rewriting *rw = run_well(inv, "b");
  gsize len;
  char *text = rewriting_text(rw, 0, &len);
  assert_same_text(text, "ClassAllocator<T> a;\nFlcClassPool<T> b;\nvoid f() {\n"
                         "  g(THREAD_ALLOC(a, t), FLC_TH_ALLOC(b, t));\n}\n");
  g_free(text);
  rewriting_free(rw);
  scan_done(inv);
}

static void test_rewrite__edits_know_their_site(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc",
                        "ClassAllocator<T> a;\n#define M(p, q)         \\\n"
                        "  a.free(p);            \\\n  a.free(q);            \\\n  x\n",
                        NULL));
  struct rewriting *rw = run_well(inv, NULL);
  const GArray *edits = g_ptr_array_index(rw->edits, 0);
  assert_int_equal(edits->len, 5); /* two of them only keep the column */
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    const struct site *s = rewriting_site(rw, e);
    assert_non_null(s);
    assert_int_equal(s->line, inventory_file(inv, 0)->lx->tok[e->tok_first].line);
  }
  rewriting_free(rw);
  scan_done(inv);
}

/* At file scope there is no function to be shown. */
static void test_rewrite__zooms_in_where_there_is_no_body(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc", "ClassAllocator<T> a;\nT *p = a.alloc(1, g(2));\n", NULL));
  struct rewriting *rw = run_well(inv, NULL);
  gsize len;
  char *text = rewriting_text(rw, 0, &len);
  assert_same_text(text, "FlcClassPool<T> a;\nT *p = FLC_NEW(a, 1, g(2));\n");
  assert_int_equal(rw->zooms[VIEW_FUNCTION], 0);
  assert_int_equal(rw->zooms[VIEW_STATEMENT] + rw->zooms[VIEW_EXPRESSION], 1);
  g_free(text);
  rewriting_free(rw);
  scan_done(inv);
}

/* ------------------------------------------------------------------ laws */

static void put_rule(const char *root, const char *name, const char *kinds, const char *body)
{
  char *text = g_strdup_printf("/// Test.\n// Confidence: High\n// Options: --no-includes\n"
                               "// Requires: 1.1.1\n// Stage: shim\n// View: function\n"
                               "// Kinds: %s\nvirtual patch\n@depends on patch@\n%s",
                               kinds, body);
  disk_put(root, name, text);
  g_free(text);
}

#define TAKE \
  "struct ClassAllocator A;\nexpression list args;\n@@\n+ NEW(\n  A\n- .alloc(\n+ ,\n  args)\n"
#define GIVE \
  "struct ClassAllocator A;\nexpression list args;\n@@\n+ OLD(\n  A\n- .free(\n+ ,\n  args)\n"

/* One function with a take in line 3, and one that has nothing to do with it. */
static const char user[] = "extern ClassAllocator<T> a;\nvoid f(T *p) {\n  p = a.alloc(1);\n"
                           "  p->free(2);\n}\n";

/* Moving `user`'s sites but the declaration by these rules fails with this message. */
static void breaks(const char *root, const char *text, enum rewrite_error code, const char *message)
{
  GError *err = NULL;
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  for (guint32 i = 0; i < inv->sites->len; i++) /* as if there were no declaration to move */
    if (target_is_declaration(inventory_site(inv, i)))
      inventory_site(inv, i)->is_shim = true;
  struct rewriting *rw = run(inv, root, NULL, &err);
  if (rw)
    fail_msg("no law was broken");
  if (!g_error_matches(err, REWRITE_ERROR, (int)code) || !strstr(err->message, message))
    fail_msg("%s\nwanted: %s", err->message, message);
  g_error_free(err);
  scan_done(inv);
}

static void test_rewrite__a_rule_that_edits_what_is_no_site(void **state)
{
  (void)state;
  char *root = disk_new();
  put_rule(root, "take.cocci", "class-take", TAKE);
  put_rule(root, "wild.cocci", "class-take",
           "expression e;\nexpression list args;\n@@\n- e->free(\n+ OLD(e,\n  args)\n");
  breaks(root, user, REWRITE_ERROR_LAW, "a.cc:4:3: rule wild edits what is no site");
  disk_done(root);
}

static void test_rewrite__a_rule_that_edits_another_kind(void **state)
{
  (void)state;
  char *root = disk_new();
  put_rule(root, "take.cocci", "class-give", TAKE);
  breaks(root, "extern ClassAllocator<T> a;\nvoid f(T *p) {\n  p = a.alloc(1);\n  a.free(p);\n}\n",
         REWRITE_ERROR_LAW, "a.cc:3:7: rule take edits a site of a kind that is not its own");
  disk_done(root);
}

static void test_rewrite__what_a_rule_does_to_another_unit_is_dropped(void **state)
{
  (void)state;
  GError *err = NULL;
  char *root = disk_new();
  gsize len;
  put_rule(root, "wild.cocci", "class-take",
           "expression e;\nexpression list args;\n@@\n- e.alloc(\n+ NEW(e,\n  args)\n");
  struct inventory *inv = scan_tree(tree_of(
      "a.cc",
      "FlcClassPool<T> a;\nFlcClassPool<T> b;\nvoid f() {\n  g(a.alloc(1), b.alloc(2));\n}\n",
      NULL));
  struct rewriting *rw = run(inv, root, "b", &err);
  if (!rw)
    fail_msg("%s", err->message);
  char *text = rewriting_text(rw, 0, &len);
  assert_non_null(strstr(text, "g(a.alloc(1), NEW(b, 2));"));
  g_free(text);
  rewriting_free(rw);
  scan_done(inv);
  disk_done(root);
}

static void test_rewrite__two_rules_for_one_site(void **state)
{
  (void)state;
  char *root = disk_new();
  put_rule(root, "one.cocci", "class-take", TAKE);
  put_rule(root, "two.cocci", "class-take", TAKE);
  breaks(root, user, REWRITE_ERROR_LAW, "edits a site that another rule has edited");
  disk_done(root);
}

static void test_rewrite__a_site_that_no_rule_reaches(void **state)
{
  (void)state;
  char *root = disk_new();
  put_rule(root, "give.cocci", "class-give", GIVE);
  breaks(root, user, REWRITE_ERROR_UNREACHED, "a.cc:3:9: class-take of a");
  put_rule(root, "take.cocci", "class-take",
           "struct ClassAllocator A;\n@@\n+ NEW(\n  A\n- .alloc(\n+ ,\n  7)\n");
  breaks(root, user, REWRITE_ERROR_UNREACHED, "1 of 1 sites could not be reached");
  disk_done(root);
}

static void test_rewrite__a_rule_whose_text_cannot_be_put_back(void **state)
{
  (void)state;
  char *root = disk_new();
  put_rule(root, "take.cocci", "class-take",
           "struct ClassAllocator A;\nexpression list args;\n@@\n- A.alloc(args)\n+ flt_9\n");
  breaks(root, user, REWRITE_ERROR_LAW, "rule take gives what cannot be put back");
  disk_done(root);
}

static void test_rewrite__no_rules_and_no_spatch(void **state)
{
  (void)state;
  GError *err = NULL;
  struct inventory *inv = scan_tree(tree_of("a.cc", user, NULL));
  assert_null(run(inv, "no/such/folder", NULL, &err));
  assert_non_null(err);
  g_clear_error(&err);
  bool *units = units_of(inv, NULL);
  struct rewrite_opts o = {.rules = RULES, .units = units, .spatch = {.path = "no-such-spatch"}};
  assert_null(rewrite_run(inv, &o, &err));
  assert_true(g_error_matches(err, SPATCH_ERROR, SPATCH_ERROR_MISSING));
  g_error_free(err);
  g_free(units);
  scan_done(inv);
}
