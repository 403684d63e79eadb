/* SPDX-License-Identifier: Apache-2.0 */
/* Every way in which spatch is known to fail, and what becomes of the other views. */
#include "spatch_place.h"

/* All but the evil one got their result, as if it had not been there. */
static void only_evil_died(const struct spatch_view *views, const char *why)
{
  for (int i = 0; i < MANY; i++) {
    if (i == EVIL) {
      assert_int_equal(views[i].outcome, SPATCH_DIED);
      if (strstr(views[i].why, why) == NULL)
        fail_msg("'%s' is not in '%s'", why, views[i].why);
      assert_null(views[i].result);
    } else {
      assert_int_equal(views[i].outcome, SPATCH_APPLIED);
      assert_non_null(strstr(views[i].result, "FLC_NEW(a, 1, /* c */ 2)"));
      assert_null(views[i].why);
    }
  }
}

static void run_many(struct place *p, const char *why)
{
  struct spatch_view views[MANY];
  GError *err = NULL;
  many_views(views);
  if (!spatch_run(&p->opts, p->rule, views, MANY, &err))
    fail_msg("%s", err->message);
  only_evil_died(views, why);
  spatch_views_clear(views, MANY);
}

/* The run as a whole fails, with this code and words. */
static void run_fails(struct place *p, enum spatch_error code, const char *words)
{
  struct spatch_view views[MANY];
  GError *err = NULL;
  many_views(views);
  assert_false(spatch_run(&p->opts, p->rule, views, MANY, &err));
  assert_true(g_error_matches(err, SPATCH_ERROR, (gint)code));
  if (strstr(err->message, words) == NULL)
    fail_msg("'%s' is not in '%s'", words, err->message);
  g_error_free(err);
  spatch_views_clear(views, MANY);
}

static void test_spatch_fails__view_that_overflows_the_parser(void **state)
{
  (void)state;
  struct place p = place_make();
  GString *deep = g_string_new("struct ClassAllocator a;\nvoid fl(void)\n{ x = ");
  for (int i = 0; i < 30000; i++)
    g_string_append_c(deep, '(');
  g_string_append(deep, "a.alloc()");
  for (int i = 0; i < 30000; i++)
    g_string_append_c(deep, ')');
  g_string_append(deep, "; }\n");
  struct spatch_view views[] = {{.text = TAKE_VIEW}, {.text = deep->str}, {.text = TAKE_VIEW}};
  p.opts.timeout = 3;
  assert_true(spatch_run(&p.opts, p.rule, views, 3, NULL));
  assert_int_equal(views[0].outcome, SPATCH_APPLIED);
  assert_true(views[1].outcome == SPATCH_DIED || views[1].outcome == SPATCH_APPLIED);
  assert_int_equal(views[2].outcome, SPATCH_APPLIED);
  spatch_views_clear(views, 3);
  g_string_free(deep, TRUE);
  place_clear(&p);
}

static void test_spatch_fails__rule_that_fails_on_one_view(void **state)
{
  (void)state;
  struct place p = place_make();
  struct rule *clash = put_rule(&p, "clash.cocci",
                                HEADER "virtual patch\n@depends on patch@\n"
                                       "struct ClassAllocator A;\nexpression list args;\n@@\n"
                                       "- A.alloc(\n+ FLC_NEW(A,\n  args)\n");
  struct spatch_view views[] = {
      {.text = TAKE_VIEW},
      {.text = "struct ClassAllocator a[2];\nvoid fl(void)\n{ a[a[1].alloc()].alloc(); }\n"},
      {.text = TAKE_VIEW}};
  assert_true(spatch_run(&p.opts, clash, views, 3, NULL));
  assert_int_equal(views[0].outcome, SPATCH_APPLIED);
  assert_int_equal(views[1].outcome, SPATCH_DIED);
  assert_non_null(strstr(views[1].why, "already tagged token"));
  assert_int_equal(views[2].outcome, SPATCH_APPLIED);
  spatch_views_clear(views, 3);
  rule_free(clash);
  place_clear(&p);
}

static void test_spatch_fails__hangs_on_one_view(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "grep -q evil $views && { sleep 60 & wait; }\nexec $real \"$@\"");
  p.opts.limit_ms = 1000;
  run_many(&p, "no end within 1.0 s");
  place_clear(&p);
}

static void test_spatch_fails__exits_with_0_and_an_exception(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "bad=$(grep -l evil $views) &&\n"
           "  echo \"EXN: Coccinelle_modules.Common.Timeout in $bad\" >&2\nexec $real \"$@\"");
  run_many(&p, "no end within 10 s");
  place_clear(&p);
}

static void test_spatch_fails__exception_without_a_name(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "grep -q evil $views && echo 'EXN: Not_found' >&2\nexec $real \"$@\"");
  run_many(&p, "Not_found");
  place_clear(&p);
}

static void test_spatch_fails__drops_the_whole_batch(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "if bad=$(grep -l evil $views); then\n"
           "  echo \"EXN: Failure(\\\"bad luck\\\") in $bad\" >&2\n"
           "  echo 'An error occurred when attempting to transform some files.' >&2\n"
           "  exit 0\nfi\nexec $real \"$@\"");
  run_many(&p, "bad luck");
  place_clear(&p);
}

static void test_spatch_fails__keeps_no_temporary_files(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "$real \"$@\"; status=$?; rm -f tmp/*; exit $status");
  struct spatch_view views[70];
  for (int i = 0; i < 70; i++)
    views[i] = (struct spatch_view){.text = TAKE_VIEW};
  assert_true(spatch_run(&p.opts, p.rule, views, 70, NULL));
  for (int i = 0; i < 70; i++)
    assert_int_equal(views[i].outcome, SPATCH_APPLIED);
  spatch_views_clear(views, 70);
  place_clear(&p);
}

static void test_spatch_fails__is_killed_by_a_signal(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "grep -q evil $views && kill -SEGV $$\nexec $real \"$@\"");
  run_many(&p, "killed by signal 11");
  place_clear(&p);
}

static void test_spatch_fails__is_not_there(void **state)
{
  (void)state;
  struct place p = place_make();
  p.opts.path = g_strdup("no-such-spatch-anywhere");
  run_fails(&p, SPATCH_ERROR_MISSING, "there is no program 'no-such-spatch-anywhere': install");
  g_free((char *)(gpointer)p.opts.path);
  p.opts.path = g_strdup("/dev/null");
  run_fails(&p, SPATCH_ERROR_MISSING, "cannot start '/dev/null'");
  place_clear(&p);
}

static void test_spatch_fails__always_fails(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "echo 'no license' >&2; exit 3");
  run_fails(&p, SPATCH_ERROR_BROKEN,
            "take.cocci' fails on an empty view too: exit status 3: no lic");
  place_clear(&p);
}

static void test_spatch_fails__always_hangs(void **state)
{
  (void)state;
  struct place p = place_make();
  fake(&p, "sleep 60");
  p.opts.limit_ms = 1000;
  gint64 begin = g_get_monotonic_time();
  run_fails(&p, SPATCH_ERROR_BROKEN, "no end within");
  assert_true(g_get_monotonic_time() - begin < 5 * G_USEC_PER_SEC);
  place_clear(&p);
}

static void test_spatch_fails__rule_that_is_no_smpl(void **state)
{
  (void)state;
  struct place p = place_make();
  rule_free(p.rule);
  p.rule = put_rule(&p, "broken.cocci", HEADER "virtual patch\n@@ what is this\n");
  run_fails(&p, SPATCH_ERROR_BROKEN, "broken.cocci");
  place_clear(&p);
}

static void test_spatch_fails__no_room_for_temporary_files(void **state)
{
  (void)state;
  struct place p = place_make();
  p.opts.tmp = "/nowhere/at/all";
  run_fails(&p, SPATCH_ERROR_FILES, "cannot make a temporary folder in '/nowhere/at/all'");
  char *odd = g_build_filename(p.dir, "odd $name", NULL);
  g_mkdir(odd, 0700);
  p.opts.tmp = odd;
  run_fails(&p, SPATCH_ERROR_FILES, "characters that a shell takes for its own");
  p.opts.tmp = p.tmp;
  g_rmdir(odd); /* fails if something was left in it, and then place_clear does too */
  g_free(odd);
  place_clear(&p);
}
