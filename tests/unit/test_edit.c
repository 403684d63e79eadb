/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_edit__edits_are_applied_in_order(void **state)
{
  (void)state;
  GArray *e = edits_new();
  edits_add(e, 4, 3, g_strdup("b"), 0, 0);
  edits_add(e, 0, 1, g_strdup("AA"), 0, 0);
  edits_add(e, 8, 0, g_strdup("!"), 0, 0);
  assert_true(edits_settle(e, NULL));
  gsize len;
  char *text = edits_apply(e, "a = bcd;", 8, &len, NULL);
  assert_string_equal(text, "AA = b;!");
  assert_int_equal(len, 8);
  g_free(text);
  g_array_free(e, TRUE);
}

static void test_edit__overlap_is_a_clash_that_names_both_rules(void **state)
{
  (void)state;
  GError *err = NULL;
  GArray *all = edits_new(), *one = edits_new(), *two = edits_new();
  edits_add(one, 2, 4, g_strdup("x"), 0, 0);
  edits_add(two, 5, 1, g_strdup("y"), 0, 0);
  edits_merge(all, one, "one.cocci");
  edits_merge(all, two, "two.cocci");
  assert_false(edits_settle(all, &err));
  assert_true(g_error_matches(err, EDIT_ERROR, EDIT_CLASH));
  assert_non_null(strstr(err->message, "one.cocci"));
  assert_non_null(strstr(err->message, "two.cocci"));
  g_clear_error(&err);
  assert_null(edits_apply(all, "0123456789", 10, NULL, &err));
  g_clear_error(&err);
  g_array_free(one, TRUE);
  g_array_free(two, TRUE);
  g_array_free(all, TRUE);
}

static void test_edit__two_insertions_at_one_place_clash(void **state)
{
  (void)state;
  GArray *e = edits_new();
  edits_add(e, 3, 0, g_strdup("x"), 0, 0);
  edits_add(e, 3, 0, g_strdup("y"), 0, 0);
  assert_false(edits_settle(e, NULL));
  g_array_free(e, TRUE);
}

static void test_edit__the_same_edit_twice_is_one(void **state)
{
  (void)state;
  GArray *e = edits_new();
  edits_add(e, 3, 1, g_strdup("x"), 0, 0);
  edits_add(e, 3, 1, g_strdup("x"), 0, 0);
  assert_true(edits_settle(e, NULL));
  assert_int_equal(e->len, 1);
  g_array_free(e, TRUE);
}

static void test_edit__side_by_side_is_no_clash(void **state)
{
  (void)state;
  GArray *e = edits_new();
  edits_add(e, 0, 2, g_strdup("x"), 0, 0);
  edits_add(e, 2, 2, g_strdup("y"), 0, 0);
  assert_true(edits_settle(e, NULL));
  g_array_free(e, TRUE);
}

static void test_edit__outside_of_the_text_is_an_error(void **state)
{
  (void)state;
  GError *err = NULL;
  GArray *e = edits_new();
  edits_add(e, 2, 2, g_strdup("x"), 0, 0);
  assert_null(edits_apply(e, "abc", 3, NULL, &err));
  assert_true(g_error_matches(err, EDIT_ERROR, EDIT_RANGE));
  g_clear_error(&err);
  g_array_free(e, TRUE);
}
