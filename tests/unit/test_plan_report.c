/* SPDX-License-Identifier: Apache-2.0 */
#include "report/plan_report.h"
#include "planned_tree.h"

#include <jansson.h>

static const char old[] = "[freelift plan]\nformat=1\n\n[r]\nstrategy=keep\ndecided=Ann\n"
                          "accept.bulk-give=Ann <a@b>: fine\n";

/* The report of a tree with types unknown. */
static char *report(bool json)
{
  struct planned_tree *t = planned_of(
      tree_of("a.cc",
              "Allocator r(\"r\", 64);\nClassAllocator<T, true> c;\n"
              "void f() { r.free_void_bulk(a, r.alloc_void(), 2); c.free(c.alloc()); }\n",
              NULL));
  struct plan *p = plan_make(t->s, plan_file_read("p", old, strlen(old), NULL));
  char *text = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&text, &len);
  if (json)
    plan_report_json(p, "tree", out);
  else
    plan_report_table(p, out);
  fclose(out);
  plan_free(p);
  planned_done(t);
  return text;
}

static void test_plan_report__table(void **state)
{
  (void)state;
  char *got = report(false);
  assert_same_text(got,
                   "pool   size align  take  give  destructor  strategy hazards\n"
                   "c         ?     ?     1     1  ?           delete   unknown-type\n"
                   "r        64     8     1     1  -           keep     other-size, (bulk-give)\n"
                   "\nhazard                 pools evidence\n"
                   "unknown-type               1        1\nother-size                 1        1\n"
                   "bulk-give                  1        1\n"
                   "\nstrategy pools\n"
                   "delete       1  new and delete: the destructor runs\n"
                   "keep         1  stays as it is: memory of one type is needed\n");
  free(got);
}

static void test_plan_report__json(void **state)
{
  (void)state;
  char *got = report(true);
  json_t *top = json_loads(got, 0, NULL), *pools = json_object_get(top, "pools"),
         *c = json_array_get(pools, 0), *r = json_array_get(pools, 1);
  assert_int_equal(json_array_size(pools), 2);
  assert_true(json_is_null(json_object_get(c, "size")));
  assert_true(json_is_null(json_object_get(c, "trivial_destructor")));
  assert_true(json_is_true(json_object_get(c, "destructs")));
  assert_true(json_is_null(json_object_get(c, "decided")));
  assert_string_equal(json_string_value(json_object_get(r, "strategy")), "keep");
  assert_string_equal(json_string_value(json_object_get(r, "proposed")), "block");
  json_t *bulk = json_object_get(json_object_get(r, "hazards"), "bulk-give");
  assert_string_equal(json_string_value(json_object_get(bulk, "accepted")), "Ann <a@b>: fine");
  assert_int_equal(json_array_size(json_object_get(bulk, "evidence")), 1);
  assert_int_equal(json_array_size(json_object_get(top, "findings")), 2);
  json_decref(top);
  free(got);
}
