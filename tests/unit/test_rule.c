/* SPDX-License-Identifier: Apache-2.0 */
#include "../../src/rewrite/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

static const char good[] = "// SPDX-License-Identifier: Apache-2.0\n"
                           "/// Take objects\n"
                           "/// through the shim.\n"
                           "///\n"
                           "//# It cannot see pointers.\n"
                           "//# Nor aliases.\n"
                           "//\n"
                           "// A plain comment: it is no field.\n"
                           "// Confidence: Moderate\n"
                           "// Options: --no-includes  --recursive-includes\n"
                           "// Requires: 1.1.1\n"
                           "// Stage: shim\n"
                           "// View: declaration\n"
                           "// Kinds: class-take, raw\n"
                           "\n"
                           "virtual patch\n"
                           "// Stage: this is no header any more\n";

/* Writes text as a rule file and loads it. */
static struct rule *load(const char *text, GError **err)
{
  char *dir = g_dir_make_tmp("test-rule-XXXXXX", NULL);
  char *path = g_build_filename(dir, "some-rule.cocci", NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  struct rule *r = rule_load(path, err);
  g_remove(path);
  g_rmdir(dir);
  g_free(path);
  g_free(dir);
  return r;
}

/* The good header, with `from` replaced, is refused: line and message are as given. */
static void refuse(const char *from, const char *to, const char *message)
{
  GError *err = NULL;
  GString *text = g_string_new(good);
  assert_int_equal(g_string_replace(text, from, to, 1), 1);
  assert_null(load(text->str, &err));
  g_string_free(text, TRUE);
  assert_true(g_error_matches(err, RULE_ERROR, RULE_ERROR_HEADER));
  if (!g_str_has_suffix(err->message, message))
    fail_msg("got '%s', wanted '...%s'", err->message, message);
  g_error_free(err);
}

static void test_rule__reads_all_fields(void **state)
{
  (void)state;
  GError *err = NULL;
  struct rule *r = load(good, &err);
  assert_non_null(r);
  assert_string_equal(r->name, "some-rule");
  assert_true(g_path_is_absolute(r->path));
  assert_string_equal(r->summary, "Take objects through the shim.");
  assert_string_equal(r->limits, "It cannot see pointers.\nNor aliases.");
  assert_string_equal(r->stage, "shim");
  assert_string_equal(r->requires, "1.1.1");
  assert_string_equal(r->options[0], "--no-includes");
  assert_int_equal(r->view, RULE_VIEW_DECLARATION);
  assert_int_equal(r->confidence, RULE_CONFIDENCE_MODERATE);
  for (int k = 0; k < SITE_NKINDS; k++)
    assert_int_equal(r->moves[k], k == SITE_CLASS_TAKE || k == SITE_RAW);
  rule_free(r);
}

static void test_rule__says_where_a_field_is_wrong(void **state)
{
  (void)state;
  refuse("Moderate", "Total",
         "some-rule.cocci:9: confidence 'Total' is none of High, Moderate, Low");
  refuse("1.1.1", "new", "some-rule.cocci:11: 'new' is no version of spatch");
  refuse("declaration", "file", "some-rule.cocci:13: view 'file' is none of function, declaration");
  refuse("raw", "rare", "some-rule.cocci:14: 'rare' is no kind of site");
  refuse("raw", "mention", "some-rule.cocci:14: no rule can move sites of kind 'mention'");
  refuse("Stage: shim", "Stage:", "some-rule.cocci:12: 'Stage' has no value");
  refuse("Stage: shim", "State: shim", "some-rule.cocci:12: unknown field 'State'");
  refuse("Stage: shim", "View: function", "some-rule.cocci:13: second field 'View'");
}

static void test_rule__misses_what_is_missing(void **state)
{
  (void)state;
  refuse("// Stage: shim\n", "", "some-rule.cocci:15: the header has no field 'Stage'");
  refuse("// Options: --no-includes  --recursive-includes\n", "",
         "some-rule.cocci:15: the header has no field 'Options'");
  refuse("/// Take objects\n/// through the shim.\n", "",
         "some-rule.cocci:14: the header has no summary ('/// ...')");
  refuse(good, "", "some-rule.cocci:1: the header has no summary ('/// ...')");
}

static void test_rule__options_may_be_empty(void **state)
{
  (void)state;
  GString *text = g_string_new(good);
  g_string_replace(text, "--no-includes  --recursive-includes", "", 1);
  struct rule *r = load(text->str, NULL);
  g_string_free(text, TRUE);
  assert_non_null(r);
  assert_null(r->options[0]);
  rule_free(r);
}

static void test_rule__folder_that_is_not_there(void **state)
{
  (void)state;
  GError *err = NULL;
  assert_null(rules_load("/nowhere/at/all", &err));
  assert_true(g_error_matches(err, RULE_ERROR, RULE_ERROR_READ));
  assert_non_null(strstr(err->message, "/nowhere/at/all"));
  g_clear_error(&err);
  assert_null(rule_load("/nowhere/at/all.cocci", &err));
  assert_true(g_error_matches(err, RULE_ERROR, RULE_ERROR_READ));
  g_error_free(err);
}

static void test_rule__folder_without_rules(void **state)
{
  (void)state;
  GError *err = NULL;
  char *dir = g_dir_make_tmp("test-rule-XXXXXX", NULL);
  assert_null(rules_load(dir, &err));
  assert_non_null(strstr(err->message, "there are no rules"));
  g_error_free(err);
  g_rmdir(dir);
  g_free(dir);
}

/* Each kind of site that is to move has one rule, and only one. */
static void test_rule__shim_covers_each_kind_once(void **state)
{
  (void)state;
  GError *err = NULL;
  GPtrArray *rules = rules_load("semantic-patches/1-shim", &err);
  if (rules == NULL)
    fail_msg("%s", err->message);
  for (int k = 0; k < SITE_NKINDS; k++) {
    int n = 0;
    for (guint i = 0; i < rules->len; i++)
      n += ((struct rule *)rules->pdata[i])->moves[k];
    if (n != site_kind_is_moved((enum site_kind)k))
      fail_msg("%d rules for sites of kind %s", n, site_kind_name((enum site_kind)k));
  }
  for (guint i = 1; i < rules->len; i++)
    assert_true(strcmp(((struct rule *)rules->pdata[i - 1])->name,
                       ((struct rule *)rules->pdata[i])->name) < 0);
  g_ptr_array_unref(rules);
}
