/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/names.h"
#include "disk_tree.h"

#include <glib/gstdio.h>

static struct names *load(const char *text, GError **err)
{
  char *file = g_build_filename(g_get_tmp_dir(), "freelift-test-names", NULL);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  struct names *n = names_load(file, err);
  g_unlink(file);
  g_free(file);
  return n;
}

static bool takes(const struct names *n, const char *path, const char *name)
{
  return names_takes(n, path, name, strlen(name));
}

static void test_names__by_file(void **state)
{
  (void)state;
  struct names *n = load("[code]\nnames=a;b;\\\nc\n[code */q.cc]\nnames=jna\n"
                         "[files]\ngone=*/Allocator.h;tools/x.pl\n",
                         NULL);
  assert_true(takes(n, "x.cc", "a") && takes(n, "x.cc", "c"));
  assert_false(takes(n, "x.cc", "jna") || takes(n, "x.cc", "ab"));
  assert_true(takes(n, "src/q.cc", "jna"));
  assert_true(names_takes_file(n, "include/Allocator.h") && names_takes_file(n, "tools/x.pl"));
  assert_false(names_takes_file(n, "include/JeAllocator.h"));
  assert_true(words_in(n->any, "#include \"Allocator.h\"", 22));
  names_add_file(n, "*/flc_ats.h");
  assert_true(names_takes_file(n, "include/flc_ats.h") && words_has(n->any, "flc_ats", 7));
  names_free(n);
}

static void test_names__of_the_tree_are_added(void **state)
{
  (void)state;
  struct names *n = load("[code]\nnames=a\n[files]\ngone=x.h\n[options]\nhelp=none\n", NULL);
  char *file = g_build_filename(g_get_tmp_dir(), "freelift-test-own-names", NULL);
  assert_true(g_file_set_contents(file, "[code]\nnames=b\n[files]\ngone=y.cc\n[options]\nnames=o\n",
                                  -1, NULL));
  assert_true(names_add(n, file, NULL));
  assert_true(takes(n, "z.cc", "a") && takes(n, "z.cc", "b"));
  assert_true(names_takes_file(n, "x.h") && names_takes_file(n, "y.cc"));
  assert_true(names_in(n->options, "o", 1) && words_has(n->any, "y", 1));
  assert_string_equal(n->help, "none");
  g_unlink(file);
  g_free(file);
  names_free(n);
}

static void test_names__slips(void **state)
{
  (void)state;
  GError *err = NULL;
  assert_null(load("[record]\ngone=x\n", &err));
  assert_non_null(strstr(err->message, "[record] is no group of this file"));
  g_clear_error(&err);
  assert_null(names_load("/nonexistent/freelist.names", &err));
  g_clear_error(&err);
}
