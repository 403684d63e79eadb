/* SPDX-License-Identifier: Apache-2.0 */
#include "report/scan_report.h"
#include "memory_tree.h"

#include <jansson.h>
#include <stdlib.h>

static char *written(void (*report)(const struct inventory *, FILE *), const struct inventory *inv)
{
  char *text = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&text, &len);
  assert_non_null(out);
  report(inv, out);
  fclose(out);
  char *copy = g_strdup(text ? text : "");
  (free)(text);
  return copy;
}

static struct inventory *sample(void)
{
  return scan_tree(tree_of(
      "api.h", "class Allocator { };\n", "a.cc",
      "static ClassAllocator<Net, true> zed(\"zed\");\nAllocator bufs[3];\n"
      "struct Thread { ProxyAllocator zed; };\n"
      "void f() {\n  zed.free(zed.alloc());\n  FLC_FREE(bufs[0], p);\n  bufs[1].re_init();\n"
      "  ink_freelists_dump(x);\n  g(&zed);\n}\n",
      "b.cc", "int nothing;\n", NULL));
}

static void test_scan_report__table(void **state)
{
  (void)state;
  struct inventory *inv = sample();
  char *text = written(scan_report_table, inv);
  static const char *const lines[] = {
      "pool  declare  take  give other  stage    type\n",
      "bufs        1     0     1     1  MIXED    raw[]\n",
      "frame       0     0     0     1  baseline -\n",
      "zed         2     1     1     0  baseline class<Net,true>\n",
      "class-take           1\n",
      "declare-cache        1\n",
      "total",
      "\n  a.cc:9:6: mention zed\n",
      "2 pools, sites in 1 of 3 files",
      "\n  api.h\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
    if (!strstr(text, lines[i]))
      fail_msg("not there: '%s', in\n%s", lines[i], text);
  assert_true(strstr(text, "\nbufs ") < strstr(text, "\nframe ") &&
              strstr(text, "\nframe ") < strstr(text, "\nzed "));
  assert_null(strstr(text, "raw-take")); /* a kind that does not occur */
  g_free(text);
  scan_done(inv);
}

static void test_scan_report__table_totals(void **state)
{
  (void)state;
  struct inventory *inv = sample();
  char *text = written(scan_report_table, inv), *total = strstr(text, "total ");
  assert_non_null(total);
  assert_int_equal(strtol(total + strlen("total"), NULL, 10), 8);
  assert_non_null(strstr(text, "left as they are"));
  g_free(text);
  scan_done(inv);

  inv = scan_tree(tree_of("a.cc", "FlcRawPool a;\nvoid f() { FLC_ALLOC(a); }\n", NULL));
  text = written(scan_report_table, inv);
  assert_non_null(strstr(text, " shim     raw\n"));
  assert_null(strstr(text, "left as they are"));
  assert_null(strstr(text, "frame"));
  g_free(text);
  scan_done(inv);
}

/* A unit is shown by its pool, not by the thread's list in front of it. */
static void test_scan_report__table_shows_the_pool_of_a_unit(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(
      tree_of("a.cc", "struct Thread { ProxyAllocator net; };\nClassAllocator<Net> net;\n", NULL));
  char *text = written(scan_report_table, inv);
  assert_non_null(strstr(text, " class<Net>\n"));
  assert_non_null(strstr(text, "1 pools"));
  g_free(text);
  scan_done(inv);
}

static void string_is(const json_t *o, const char *key, const char *want)
{
  const char *got = json_string_value(json_object_get(o, key));
  if (g_strcmp0(got, want) != 0)
    fail_msg("%s: got %s, wanted %s", key, got ? got : "(none)", want ? want : "(none)");
}

static void number_is(const json_t *o, const char *key, int want)
{
  assert_int_equal(json_integer_value(json_object_get(o, key)), want);
}

static json_t *json_of(const struct inventory *inv)
{
  json_error_t why;
  char *text = written(scan_report_json, inv);
  json_t *top = json_loads(text, 0, &why);
  if (!top)
    fail_msg("%s\n%s", why.text, text);
  assert_true(g_str_has_suffix(text, "}\n"));
  g_free(text);
  return top;
}

static void test_scan_report__json(void **state)
{
  (void)state;
  struct inventory *inv = sample();
  json_t *top = json_of(inv);
  string_is(top, "tree", "tree");
  number_is(top, "files_read", 3);
  assert_int_equal(json_array_size(json_object_get(top, "api_files")), 1);

  const json_t *pools = json_object_get(top, "pools"), *p = json_array_get(pools, 0);
  assert_int_equal(json_array_size(pools), 3);
  string_is(p, "name", "zed");
  string_is(p, "kind", "class");
  string_is(p, "type", "Net,true");
  string_is(p, "runtime_name", "zed");
  string_is(p, "owner", NULL);
  string_is(p, "unit", "zed");
  string_is(p, "file", "a.cc");
  number_is(p, "definitions", 1);
  number_is(p, "externs", 0);
  assert_true(json_is_true(json_object_get(p, "static")));
  assert_true(json_is_false(json_object_get(p, "array")));
  assert_true(json_is_false(json_object_get(p, "local")));
  assert_true(json_is_true(json_object_get(json_array_get(pools, 1), "array")));
  string_is(json_array_get(pools, 2), "owner", "Thread");

  const json_t *sites = json_object_get(top, "sites"), *s = json_array_get(sites, 3);
  assert_int_equal(json_array_size(sites), 9);
  string_is(s, "file", "a.cc");
  number_is(s, "line", 5);
  number_is(s, "column", 7);
  string_is(s, "kind", "class-give");
  string_is(s, "pool", "zed");
  string_is(s, "unit", "zed");
  string_is(s, "function", "f");
  string_is(s, "stage", "baseline");
  string_is(json_array_get(sites, 5), "stage", "shim");
  string_is(json_array_get(sites, 7), "unit", "frame");
  string_is(json_array_get(sites, 7), "pool", "");

  const json_t *kinds = json_object_get(top, "kinds");
  assert_int_equal(json_object_size(kinds), SITE_NKINDS);
  number_is(kinds, "class-take", 1);
  number_is(kinds, "raw-take", 0);
  json_decref(top);
  scan_done(inv);
}

/* No site may be missing because of a byte that JSON does not know. */
static void test_scan_report__json_of_any_bytes(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of(
      "caf\xe9.cc", "Allocator p\xe9(\"\xff\");\nvoid g\xe9() { p\xe9.free_void(x); }\n", NULL));
  assert_int_equal(inv->sites->len, 2);
  json_t *top = json_of(inv);
  assert_int_equal(json_array_size(json_object_get(top, "sites")), 2);
  assert_int_equal(json_array_size(json_object_get(top, "pools")), 1);
  json_decref(top);
  scan_done(inv);
}
