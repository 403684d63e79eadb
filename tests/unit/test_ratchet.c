/* SPDX-License-Identifier: Apache-2.0 */
#include "check/ratchet.h"
#include "memory_tree.h"

#include <glib/gstdio.h>
#include <unistd.h>

static struct inventory *scan_of(const char *path, const char *code)
{
  char *text = g_strconcat("ClassAllocator<T> p(\"p\");\n", code, NULL);
  struct inventory *inv = scan_tree(tree_of(path, text, NULL));
  g_free(text);
  return inv;
}

/* What the second code has that the first had not: "LINE RULE;" each, then "-N" fewer. */
static void compares(const char *path1, const char *before, const char *path2, const char *after,
                     const char *want)
{
  struct inventory *a = scan_of(path1, before), *b = scan_of(path2, after);
  ratchet *known = ratchet_of(a, NULL);
  GPtrArray *findings = findings_new();
  GString *got = g_string_new(NULL);
  guint fewer;
  ratchet_compare(b, NULL, known, findings, &fewer);
  findings_sort(findings);
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = g_ptr_array_index(findings, i);
    g_string_append_printf(got, "%u %s;", f->line, f->rule);
  }
  g_string_append_printf(got, "-%u", fewer);
  assert_string_equal(got->str, want);
  g_string_free(got, TRUE);
  g_ptr_array_unref(findings);
  g_ptr_array_unref(known);
  scan_done(a);
  scan_done(b);
}

#define F    "void f() {\n  p.free(x);\n}\n"
#define F2   "void f() {\n  p.free(x);\n  p.free(y);\n}\n"
#define SHIM "void f() {\n  FLC_DELETE(p, x);\n}\n"

static void test_ratchet__new_and_gone(void **state)
{
  (void)state;
  compares("a.cc", F, "a.cc", F, "-0");
  compares("a.cc", F, "a.cc", F2, "4 site;-0");
  compares("a.cc", F2, "a.cc", F, "-1");
  compares("a.cc", "", "a.cc", F, "3 site;-0");
  compares("a.cc", F, "a.cc", "", "-1");
  compares("a.cc", F, "a.cc", "void f() {\n  p.alloc();\n}\n", "3 site;-1");
}

static void test_ratchet__moved_code(void **state)
{
  (void)state;
  compares("a.cc", F, "a.cc", "\n\n\n" F, "-0");
  compares("a.cc", F, "b/a.cc", F, "-0");
  compares("a.cc", F, "a.cc", "void g() {\n  p.free(x);\n}\n", "-0");
  compares("a.cc", F, "a.cc", "void g() {\n  p.free(x);\n  p.free(x);\n}\n", "4 site;-0");
  /* Another function in another file is another site; the declaration has only moved. */
  compares("a.cc", F, "b.cc", "void g() {\n  p.free(x);\n}\n", "3 site;-1");
}

static void test_ratchet__stages_go_one_way(void **state)
{
  (void)state;
  compares("a.cc", F, "a.cc", SHIM, "-1");
  compares("a.cc", SHIM, "a.cc", F, "3 back;-0");
  compares("a.cc", SHIM, "a.cc", "void f() {\n  FLC_DELETE(p, x);\n  p.free(y);\n}\n", "4 site;-0");
}

static void test_ratchet__kept_sites_do_not_count(void **state)
{
  (void)state;
  struct inventory *s = scan_of("a.cc", F2);
  bool *kept = g_new0(bool, s->sites->len);
  ratchet *all = ratchet_of(s, kept);
  kept[s->sites->len - 1] = true;
  ratchet *less = ratchet_of(s, kept);
  assert_int_equal(ratchet_count(all), 3);
  assert_int_equal(ratchet_count(less), 2);
  g_ptr_array_unref(all);
  g_ptr_array_unref(less);
  g_free(kept);
  scan_done(s);
}

static void test_ratchet__its_file(void **state)
{
  (void)state;
  char *path = NULL;
  GError *err = NULL;
  int fd = g_file_open_tmp("ratchet-XXXXXX", &path, &err);
  assert_int_not_equal(fd, -1);
  close(fd);
  struct inventory *s = scan_of("a.cc", F2);
  ratchet *r = ratchet_of(s, NULL);
  char *text = ratchet_text(r);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  ratchet *same = ratchet_read(path, &err);
  assert_non_null(same);
  char *again = ratchet_text(same);
  assert_string_equal(again, text);
  assert_true(g_file_set_contents(path, "{\"freelift-check\": 1, \"sites\": 1}", -1, NULL));
  assert_null(ratchet_read(path, &err));
  assert_true(g_error_matches(err, RATCHET_ERROR, RATCHET_ERROR_FILE));
  g_clear_error(&err);
  g_unlink(path);
  g_free(path);
  g_free(text);
  g_free(again);
  g_ptr_array_unref(r);
  g_ptr_array_unref(same);
  scan_done(s);
}
