/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

static int set_up(void **state)
{
  *state = g_dir_make_tmp("test-tree-XXXXXX", NULL);
  return *state ? 0 : -1;
}

static int remove_all(const char *path)
{
  GDir *d = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  for (const char *name; d && (name = g_dir_read_name(d));) {
    char *below = g_build_filename(path, name, NULL);
    remove_all(below);
    g_free(below);
  }
  if (d)
    g_dir_close(d);
  return g_remove(path);
}

static void put(const char *root, const char *path, const char *text)
{
  char *file = g_build_filename(root, path, NULL), *folder = g_path_get_dirname(file);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  g_free(folder);
  g_free(file);
}

/* The paths of the tree's sources with blanks between them. */
static char *paths(const char *root, char *const *exclude)
{
  GError *err = NULL;
  struct tree *t = tree_read(root, exclude, &err);
  if (!t)
    fail_msg("%s", err->message);
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < t->sources->len; i++)
    g_string_append_printf(s, "%s%s", i ? " " : "",
                           ((struct source *)g_ptr_array_index(t->sources, i))->path);
  tree_free(t);
  return g_string_free(s, FALSE);
}

static void reads(const char *root, char *const *exclude, const char *want)
{
  char *got = paths(root, exclude);
  assert_string_equal(got, want);
  g_free(got);
}

static void test_tree__sources_in_byte_order(void **state)
{
  (void)set_up(state);
  char *root = *state;
  put(root, "b/x.cc", "");
  put(root, "b.h", "");
  put(root, "a.c", "");
  put(root, "B.hpp", "");
  put(root, "b/a/y.hh", "");
  reads(root, NULL, "B.hpp a.c b.h b/a/y.hh b/x.cc");
  remove_all(root);
  g_free(root);
}

static void test_tree__only_c_and_cxx(void **state)
{
  (void)set_up(state);
  char *root = *state;
  static const char *const yes[] = {"a.c",   "a.h",   "a.cc", "a.hh", "a.cpp",   "a.hpp",
                                    "a.cxx", "a.hxx", "a.C",  "a.H",  "b.cc.in", "b.h.in"};
  static const char *const no[] = {"a.in", "a.ccx", "Makefile", "cc", "a.py", "h.txt", "a.am.in"};
  for (gsize i = 0; i < G_N_ELEMENTS(yes); i++)
    put(root, yes[i], "");
  for (gsize i = 0; i < G_N_ELEMENTS(no); i++)
    put(root, no[i], "");
  reads(root, NULL, "a.C a.H a.c a.cc a.cpp a.cxx a.h a.hh a.hpp a.hxx b.cc.in b.h.in");
  remove_all(root);
  g_free(root);
}

static void test_tree__hidden_folders_debian_and_links_are_left_out(void **state)
{
  (void)set_up(state);
  char *root = *state;
  put(root, ".pc/a.cc", "");
  put(root, ".git/b.cc", "");
  put(root, "debian/c.cc", "");
  put(root, "src/debian/d.cc", "");
  put(root, "src/debian.cc", "");
  put(root, "src/e.cc", "");
  char *link = g_build_filename(root, "link.cc", NULL), *dir = g_build_filename(root, "dir", NULL);
  assert_int_equal(symlink("src/e.cc", link), 0);
  assert_int_equal(symlink("src", dir), 0);
  reads(root, NULL, "src/debian.cc src/e.cc");
  g_free(link);
  g_free(dir);
  remove_all(root);
  g_free(root);
}

static void test_tree__excludes_are_globs_over_relative_paths(void **state)
{
  (void)set_up(state);
  char *root = *state;
  char *const exclude[] = {(char *)"lib/*", (char *)"*.hpp", NULL};
  put(root, "lib/a.cc", "");
  put(root, "lib/b/c.cc", "");
  put(root, "src/lib.cc", "");
  put(root, "src/x.hpp", "");
  reads(root, exclude, "src/lib.cc");
  remove_all(root);
  g_free(root);
}

static void test_tree__texts_and_roots(void **state)
{
  (void)set_up(state);
  char *root = *state;
  put(root, "a.cc", "int a;\n");
  put(root, "e.cc", "");
  char *file = g_build_filename(root, "b.cc", NULL);
  assert_true(g_file_set_contents(file, "a\0b", 3, NULL));
  char *slashes = g_strconcat(root, "//", NULL);
  struct tree *t = tree_read(slashes, NULL, NULL);
  assert_non_null(t);
  assert_string_equal(t->root, root);
  const struct source *a = g_ptr_array_index(t->sources, 0), *b = g_ptr_array_index(t->sources, 1),
                      *e = g_ptr_array_index(t->sources, 2);
  assert_string_equal(a->path, "a.cc");
  assert_string_equal(a->text, "int a;\n");
  assert_int_equal(a->len, 7);
  assert_false(a->binary);
  assert_int_equal(b->len, 3);
  assert_true(b->binary);
  assert_memory_equal(b->text, "a\0b", 4);
  assert_int_equal(e->len, 0);
  char *whole = tree_file(t, "b.cc");
  assert_string_equal(whole, file);
  g_free(whole);
  g_free(slashes);
  g_free(file);
  tree_free(t);
  tree_free(NULL);
  remove_all(root);
  g_free(root);
}

static void test_tree__no_such_folder(void **state)
{
  (void)set_up(state);
  char *root = *state;
  GError *err = NULL;
  char *none = g_build_filename(root, "none", NULL), *file = g_build_filename(root, "f.cc", NULL);
  assert_null(tree_read(none, NULL, &err));
  assert_true(g_error_matches(err, TREE_ERROR, TREE_ERROR_NO_TREE));
  assert_non_null(strstr(err->message, none));
  g_clear_error(&err);
  put(root, "f.cc", "");
  assert_null(tree_read(file, NULL, &err));
  assert_true(g_error_matches(err, TREE_ERROR, TREE_ERROR_NO_TREE));
  g_clear_error(&err);
  g_free(none);
  g_free(file);
  remove_all(root);
  g_free(root);
}

static void test_tree__what_cannot_be_read_is_an_error(void **state)
{
  if (geteuid() == 0)
    skip(); /* root reads everything */
  (void)set_up(state);
  char *root = *state, *file = g_build_filename(root, "a.cc", NULL);
  GError *err = NULL;
  put(root, "a.cc", "");
  g_chmod(file, 0);
  assert_null(tree_read(root, NULL, &err));
  assert_true(g_error_matches(err, TREE_ERROR, TREE_ERROR_READ));
  assert_non_null(strstr(err->message, "a.cc"));
  g_error_free(err);
  g_free(file);
  remove_all(root);
  g_free(root);
}
