/* SPDX-License-Identifier: Apache-2.0 */
#include "findings/keep.h"
#include "memory_tree.h"

static const char *const rules[] = {"site", "back", NULL};

/* The findings of a file with one in each line that says `hit`, after its comments were read:
 * "LINE RULE[ kept]" each. */
static void keeps(const char *text, const char *want)
{
  struct tree *t = tree_of("a.cc", text, NULL);
  GPtrArray *findings = findings_new();
  GString *got = g_string_new(NULL);
  char **lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (strstr(lines[i], "hit"))
      findings_add(findings, "a.cc", i + 1, 1, "site", g_strdup("m"));
  keep_apply(t, rules, findings);
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = g_ptr_array_index(findings, i);
    g_string_append_printf(got, "%u %s%s%s\n", f->line, f->rule, f->kept ? " " : "",
                           f->kept ? f->kept : "");
  }
  assert_string_equal(got->str, want);
  g_string_free(got, TRUE);
  g_strfreev(lines);
  g_ptr_array_unref(findings);
  tree_free(t);
}

static void test_keep__the_line_it_stands_in(void **state)
{
  (void)state;
  keeps("hit(); // freelift-keep(site): why\nhit();\n", "1 site why\n2 site\n");
  keeps("hit(); /* freelift-keep(back, site): why */ more();\n", "1 site why\n");
}

static void test_keep__the_next_line_with_code(void **state)
{
  (void)state;
  keeps("// freelift-keep(site): why\n\n// more\nhit();\nhit();\n", "4 site why\n5 site\n");
  keeps("/* freelift-keep(site): a\n   reason */\nhit();\n", "3 site a reason\n");
}

static void test_keep__a_reason_and_a_rule_are_needed(void **state)
{
  (void)state;
  keeps("hit(); // freelift-keep(site):\n", "1 site\n1 bad-keep\n");
  keeps("hit(); // freelift-keep(site) why\n", "1 site\n1 bad-keep\n");
  keeps("hit(); // freelift-keep(): why\n", "1 site\n1 bad-keep\n");
  keeps("hit(); // freelift-keep(no-such): why\n", "1 site\n1 bad-keep\n");
  keeps("hit(); // freelift-keep\n", "1 site\n1 bad-keep\n");
}

static void test_keep__what_keeps_nothing_is_told(void **state)
{
  (void)state;
  keeps("x(); // freelift-keep(site): why\n", "1 unused-keep\n");
  /* Of a rule that nobody looked for, nothing is known. */
  keeps("x(); // freelift-keep(residue): why\n", "");
}

static void test_keep__words_of_it_elsewhere_are_none(void **state)
{
  (void)state;
  keeps("hit(); // as freelift-keep(site): why\n", "1 site\n");
  keeps("hit(\"// freelift-keep(site): why\");\n", "1 site\n");
}
