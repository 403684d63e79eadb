/* SPDX-License-Identifier: Apache-2.0 */
/* Whole steps on a small tree on disk, with the stage's real rules and the real spatch. */
#include "write/migration.h"
#include "disk_tree.h"

static const char header[] = "#pragma once\n// the shim\n";
static const char queue[] = "#pragma once\n#include <stddef.h>\n\nclass Allocator { };\n"
                            "template <class C> class ClassAllocator { };\n"
                            "struct InkFreeList { int n; };\n"
                            "#define THREAD_ALLOC(a, t) thread_alloc(::a, t->a)\n";
static const char one[] = "ClassAllocator<T> one;\nvoid f() {\n  two.free_void(one.alloc());\n}\n";
static const char two[] =
    "Allocator two;\nvoid g() {\n  ink_freelists_dump(two.alloc_void());\n}\n";

/* The small tree: an interface header with a build list, and two pools that meet in one line. */
static char *small_tree(void)
{
  char *root = disk_new();
  disk_put(root, "include/core/queue.h", queue);
  disk_put(root, "include/core/Makefile.am", "H = \\\n  queue.h\n");
  disk_put(root, "one.cc", one);
  disk_put(root, "two.cc", two);
  return root;
}

static void assert_baseline(const char *root)
{
  assert_disk(root, "include/core/queue.h", queue);
  assert_disk(root, "include/core/Makefile.am", "H = \\\n  queue.h\n");
  assert_disk(root, "include/core/flc_ats.h", NULL);
  assert_disk(root, "one.cc", one);
  assert_disk(root, "two.cc", two);
  assert_disk(root, stage_journal(STAGE_SHIM), NULL);
}

static struct migration *open_tree(const char *root)
{
  GError *err = NULL;
  struct migration *m = migration_open(root, STAGE_SHIM, NULL, &err);
  if (!m)
    fail_msg("%s", err->message);
  return m;
}

static bool *choose(const struct migration *m, const char *names)
{
  GError *err = NULL;
  bool *units = migration_units_none(m);
  if (!migration_units_choose(m, names, units, &err))
    fail_msg("%s", err->message);
  return units;
}

/* A step forward to exactly these units in; the number of files that it wrote. */
static guint go_forward(const char *root, const char *names)
{
  GError *err = NULL;
  struct migration *m = open_tree(root);
  bool *units = choose(m, names);
  struct rewrite_opts o = {.rules = "semantic-patches/1-shim"};
  struct step_result *r = migration_forward(m, units, &o, header, &err);
  if (!r || !transaction_commit(root, r->writes, &err))
    fail_msg("%s", err->message);
  guint n = r->writes->len;
  step_result_free(r);
  g_free(units);
  migration_free(m);
  return n;
}

/* A step back; names NULL: of everything. */
static guint go_back(const char *root, const char *names)
{
  GError *err = NULL;
  struct migration *m = open_tree(root);
  bool *units = names ? choose(m, names) : NULL;
  struct step_result *r = migration_back(m, units, &err);
  if (!r || !transaction_commit(root, r->writes, &err))
    fail_msg("%s", err->message);
  guint n = r->writes->len;
  step_result_free(r);
  g_free(units);
  migration_free(m);
  return n;
}

static void test_migration__there_again_and_back(void **state)
{
  (void)state;
  char *root = small_tree();
  assert_int_equal(go_forward(root, "one,two,frame"), 6);
  assert_disk(root, "include/core/flc_ats.h", header);
  assert_disk(root, "include/core/Makefile.am", "H = \\\n  flc_ats.h \\\n  queue.h\n");
  assert_disk(root, "one.cc",
              "FlcClassPool<T> one;\nvoid f() {\n  FLC_FREE(two, FLC_NEW(one));\n}\n");
  assert_disk(root, "two.cc",
              "FlcRawPool two;\nvoid g() {\n  FLC_FREELISTS_DUMP(FLC_ALLOC(two));\n}\n");
  char *text = disk_get(root, "include/core/queue.h");
  assert_non_null(strstr(text, "<stddef.h>\n#include \"core/flc_ats.h\"\nclass Allocator"));
  g_free(text);
  assert_int_equal(go_forward(root, "one,two,frame"), 0); /* a second run changes nothing */
  assert_int_equal(go_back(root, NULL), 6);
  assert_baseline(root);
  assert_int_equal(go_back(root, NULL), 0);
  disk_done(root);
}

/* Two units share a line: each comes and goes by itself, in any order. */
static void test_migration__units_come_and_go_one_by_one(void **state)
{
  (void)state;
  char *root = small_tree();
  go_forward(root, "one,frame");
  assert_disk(root, "one.cc",
              "FlcClassPool<T> one;\nvoid f() {\n  two.free_void(FLC_NEW(one));\n}\n");
  assert_disk(root, "two.cc",
              "Allocator two;\nvoid g() {\n  FLC_FREELISTS_DUMP(two.alloc_void());\n}\n");
  go_forward(root, "one,two,frame");
  go_back(root, "one");
  assert_disk(root, "one.cc",
              "ClassAllocator<T> one;\nvoid f() {\n  FLC_FREE(two, one.alloc());\n}\n");
  go_back(root, "frame");
  assert_disk(root, "include/core/flc_ats.h", NULL);
  assert_disk(root, "two.cc",
              "FlcRawPool two;\nvoid g() {\n  ink_freelists_dump(FLC_ALLOC(two));\n}\n");
  go_back(root, "two");
  assert_baseline(root);
  disk_done(root);
}

static void test_migration__the_tree_may_live_on(void **state)
{
  (void)state;
  char *root = small_tree();
  go_forward(root, "one,two,frame");
  disk_put(root, "one.cc",
           "// new\nFlcClassPool<T> one;\nint n;\nvoid f() {\n  FLC_FREE(two, FLC_NEW(one));\n}\n");
  go_back(root, "one");
  assert_disk(root, "one.cc",
              "// new\nClassAllocator<T> one;\nint n;\nvoid f() {\n"
              "  FLC_FREE(two, one.alloc());\n}\n");
  disk_put(root, "two.cc", "FlcRawPool two;\nvoid g() {\n  FLC_FREELISTS_DUMP(0);\n}\n");
  GError *err = NULL;
  assert_null(migration_open(root, STAGE_SHIM, NULL, &err));
  assert_true(g_error_matches(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT));
  assert_non_null(strstr(err->message, "two.cc:3"));
  g_error_free(err);
  disk_done(root);
}

static void test_migration__units(void **state)
{
  (void)state;
  char *root = small_tree();
  GError *err = NULL;
  struct migration *m = open_tree(root);
  assert_int_equal(m->inv->units->len, 3);
  bool *units = migration_units_none(m);
  assert_false(units[0] || units[1] || units[2]);
  assert_true(migration_units_choose(m, " two , frame", units, NULL));
  for (guint u = 0; u < 3; u++)
    assert_int_equal(units[u], strcmp(inventory_unit(m->inv, u), "one") != 0);
  assert_false(migration_units_choose(m, "one,three", units, &err));
  assert_true(g_error_matches(err, MIGRATION_ERROR, MIGRATION_ERROR_NO_UNIT));
  assert_non_null(strstr(err->message, "'three'"));
  assert_non_null(strstr(err->message, "frame\n  one\n  two"));
  g_clear_error(&err);
  g_free(units);
  migration_free(m);

  go_forward(root, "one");
  m = open_tree(root);
  units = migration_units_none(m);
  migration_units_applied(m, units);
  for (guint u = 0; u < 3; u++)
    assert_int_equal(units[u], strcmp(inventory_unit(m->inv, u), "one") == 0);
  g_free(units);
  migration_free(m);
  disk_done(root);
}

static void test_migration__a_unit_goes_by_any_of_its_pools(void **state)
{
  (void)state;
  char *root = small_tree();
  disk_put(root, "three.cc", "Allocator three, fourth;\n");
  struct migration *m = open_tree(root);
  bool *units = choose(m, "fourth");
  for (guint u = 0; u < m->inv->units->len; u++)
    assert_int_equal(units[u], strcmp(inventory_unit(m->inv, u), "three") == 0);
  g_free(units);
  migration_free(m);
  disk_done(root);
}

static void opens_not(const char *root, GQuark domain, int code, const char *message)
{
  GError *err = NULL;
  assert_null(migration_open(root, STAGE_SHIM, NULL, &err));
  if (!g_error_matches(err, domain, code) || !strstr(err->message, message))
    fail_msg("%s", err->message);
  g_error_free(err);
}

static void test_migration__trees_that_cannot_be_moved(void **state)
{
  (void)state;
  opens_not("no/such/folder", TREE_ERROR, TREE_ERROR_NO_TREE, "top folder");
  char *root = disk_new();
  disk_put(root, "a.cc", "int main() { }\n");
  opens_not(root, MIGRATION_ERROR, MIGRATION_ERROR_NO_POOLS, "no pools found");
  disk_put(root, "a.cc", "Allocator a;\n");
  opens_not(root, FRAME_ERROR, FRAME_ERROR_NO_HEADER, "no header here");
  disk_put(root, stage_journal(STAGE_SHIM), "{");
  opens_not(root, JOURNAL_ERROR, JOURNAL_ERROR_READ, "restore");
  disk_done(root);
}

/* What freelift added and somebody changed is not thrown away. */
static void test_migration__a_changed_header_is_not_taken_away(void **state)
{
  (void)state;
  char *root = small_tree();
  go_forward(root, "one,frame");
  disk_put(root, "include/core/flc_ats.h", "mine\n");
  opens_not(root, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT, "flc_ats.h");
  assert_disk(root, "include/core/flc_ats.h", "mine\n");
  disk_done(root);
}

static void test_migration__a_failing_rule_folder_gives_no_step(void **state)
{
  (void)state;
  char *root = small_tree();
  GError *err = NULL;
  struct migration *m = open_tree(root);
  bool *units = choose(m, "one");
  struct rewrite_opts o = {.rules = "no/such/folder"};
  assert_null(migration_forward(m, units, &o, header, &err));
  assert_non_null(err);
  g_error_free(err);
  g_free(units);
  migration_free(m);
  assert_baseline(root);
  disk_done(root);
}
