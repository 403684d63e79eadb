/* SPDX-License-Identifier: Apache-2.0 */
#include "spatch_place.h"

static void test_spatch__applies_and_says_what_it_did_not(void **state)
{
  (void)state;
  struct place p = place_make();
  struct spatch_view views[] = {{.text = TAKE_VIEW}, {.text = PLAIN_VIEW}, {.text = BAD_VIEW}};
  GError *err = NULL;
  assert_true(spatch_run(&p.opts, p.rule, views, 3, &err));
  assert_int_equal(views[0].outcome, SPATCH_APPLIED);
  assert_non_null(strstr(views[0].result, "x = FLC_NEW(a, 1, /* c */ 2);"));
  assert_int_equal(views[1].outcome, SPATCH_NO_MATCH);
  assert_null(views[1].result);
  assert_int_equal(views[2].outcome, SPATCH_NO_MATCH);

  assert_true(spatch_parse_census(&p.opts, views, 3, &err));
  assert_int_equal(views[0].outcome, SPATCH_APPLIED);
  assert_non_null(views[0].result);
  assert_int_equal(views[1].outcome, SPATCH_NO_MATCH);
  assert_null(views[1].why);
  assert_int_equal(views[2].outcome, SPATCH_UNPARSED);
  assert_non_null(strstr(views[2].why, "spatch cannot parse it, line 3: { x = a.alloc()"));
  spatch_views_clear(views, 3);
  place_clear(&p);
}

static void test_spatch__several_rules_over_their_own_views(void **state)
{
  (void)state;
  struct place p = place_make();
  GString *text = g_string_new(take_rule);
  g_string_replace(text, "FLC_NEW", "OTHER", 0);
  struct rule *other = put_rule(&p, "other.cocci", text->str);
  g_string_free(text, TRUE);
  struct spatch_view mine[70], yours[2] = {{.text = TAKE_VIEW}, {.text = PLAIN_VIEW}};
  for (int i = 0; i < 70; i++)
    mine[i] = (struct spatch_view){.text = i % 2 ? TAKE_VIEW : PLAIN_VIEW};
  struct spatch_job jobs[] = {{p.rule, mine, 70}, {other, yours, 2}, {other, NULL, 0}};
  assert_true(spatch_run_all(&p.opts, jobs, 3, NULL));
  for (int i = 0; i < 70; i++)
    assert_int_equal(mine[i].outcome, i % 2 ? SPATCH_APPLIED : SPATCH_NO_MATCH);
  assert_non_null(strstr(yours[0].result, "OTHER(a, 1"));
  assert_null(yours[1].result);
  spatch_views_clear(mine, 70);
  spatch_views_clear(yours, 2);
  rule_free(other);
  place_clear(&p);
}

static void test_spatch__report_names_the_places(void **state)
{
  (void)state;
  struct place p = place_make();
  struct spatch_view views[] = {{.text = "struct ClassAllocator a, b[2];\nvoid fl(void)\n{ "
                                         "b[1].alloc(a.alloc());\n a.alloc(); }\n"},
                                {.text = PLAIN_VIEW}};
  struct spatch_job job = {p.rule, views, 2};
  GError *err = NULL;
  if (!spatch_report_all(&p.opts, &job, 1, &err))
    fail_msg("%s", err->message);
  assert_int_equal(views[0].outcome, SPATCH_APPLIED);
  assert_int_equal(views[0].places->len, 3);
  static const struct spatch_place want[] = {{3, 3}, {3, 14}, {4, 2}};
  assert_memory_equal(views[0].places->data, want, sizeof want);
  assert_int_equal(views[1].outcome, SPATCH_NO_MATCH);
  assert_null(views[1].places);
  spatch_views_clear(views, 2);
  place_clear(&p);
}

/* The rule's own failure on one view: two arms of one rule want the same token. */
/* As 1.3.1 does: one bad view, and no view of the batch gets its output. */
/* A spatch that does not keep its temporary files where this one does. */
static void test_spatch__without_python(void **state)
{
  (void)state;
  struct place p = place_make();
  struct spatch_view view = {.text = TAKE_VIEW};
  struct spatch_job job = {p.rule, &view, 1};
  GError *err = NULL;
  fake(&p, "echo 'spatch version 1.3.1 compiled with OCaml version 4.14.1'\n"
           "echo 'Python scripting support: no'");
  assert_false(spatch_report_all(&p.opts, &job, 1, &err));
  assert_true(g_error_matches(err, SPATCH_ERROR, SPATCH_ERROR_NO_PYTHON));
  assert_non_null(strstr(err->message, "without Python"));
  g_error_free(err);
  place_clear(&p);
}

static void test_spatch__tells_what_it_is(void **state)
{
  (void)state;
  struct place p = place_make();
  struct spatch_about about;
  GError *err = NULL;
  assert_true(spatch_probe(&p.opts, &about, &err));
  assert_true(spatch_version_is_at_least(about.version, "1.1"));
  spatch_about_clear(&about);
  fake(&p, "echo hello");
  assert_false(spatch_probe(&p.opts, &about, &err));
  assert_true(g_error_matches(err, SPATCH_ERROR, SPATCH_ERROR_BROKEN));
  g_error_free(err);
  place_clear(&p);
}

static void test_spatch__versions_are_compared_as_numbers(void **state)
{
  (void)state;
  assert_true(spatch_version_is_at_least("1.1.1", "1.1.1"));
  assert_true(spatch_version_is_at_least("1.10", "1.9.3"));
  assert_true(spatch_version_is_at_least("1.1.1.deb-2", "1.1"));
  assert_true(spatch_version_is_at_least("2", "1.9"));
  assert_false(spatch_version_is_at_least("1.1", "1.1.1"));
  assert_false(spatch_version_is_at_least("1.0.8", "1.1"));
}

static void count(gsize done, gsize total, gpointer data)
{
  gsize *seen = data;
  assert_true(done > seen[0] && done <= total);
  seen[0] = done;
  seen[1] = total;
}

static void test_spatch__tells_progress(void **state)
{
  (void)state;
  struct place p = place_make();
  struct spatch_view views[MANY];
  gsize seen[2] = {0, 0};
  many_views(views);
  p.opts.progress = count;
  p.opts.progress_data = seen;
  assert_true(spatch_run(&p.opts, p.rule, views, MANY, NULL));
  assert_int_equal(seen[0], MANY);
  assert_int_equal(seen[1], MANY);
  spatch_views_clear(views, MANY);
  place_clear(&p);
}
