/* SPDX-License-Identifier: Apache-2.0 */
#include "findings/fingerprint.h"
#include "memory_tree.h"

/* The fingerprints of two findings on lines a and b. */
static GPtrArray *prints(const char *text, guint32 a, guint32 b, const char *subject)
{
  struct tree *t = tree_of("a.cc", text, NULL);
  GPtrArray *findings = findings_new();
  findings_add(findings, "a.cc", a, 1, "site", g_strdup("m"))->subject = g_strdup(subject);
  findings_add(findings, "a.cc", b, 1, "site", g_strdup("n"))->subject = g_strdup(subject);
  GPtrArray *p = fingerprints(t, findings);
  g_ptr_array_unref(findings);
  tree_free(t);
  return p;
}

static const char *at(const GPtrArray *p, guint i)
{
  return g_ptr_array_index(p, i);
}

static void test_fingerprint__lines_above_and_white_space_change_nothing(void **state)
{
  (void)state;
  GPtrArray *p = prints("a(1);\nb(2);\n", 1, 2, NULL),
            *q = prints("\n\n\ta( 1 );\n b(2);", 3, 4, NULL);
  assert_string_equal(at(p, 0), at(q, 0));
  assert_string_equal(at(p, 1), at(q, 1));
  assert_string_not_equal(at(p, 0), at(p, 1));
  g_ptr_array_unref(p);
  g_ptr_array_unref(q);
}

static void test_fingerprint__the_same_line_twice_is_told_apart_by_its_number(void **state)
{
  (void)state;
  GPtrArray *p = prints("a();\na();\n", 1, 2, NULL);
  assert_memory_equal(at(p, 0), at(p, 1), 16);
  assert_string_equal(at(p, 0) + 16, ":1");
  assert_string_equal(at(p, 1) + 16, ":2");
  g_ptr_array_unref(p);
}

static void test_fingerprint__a_subject_stands_for_the_line(void **state)
{
  (void)state;
  GPtrArray *p = prints("a();\nb();\n", 1, 2, "take"), *q = prints("x();\ny();\n", 1, 2, "take");
  assert_string_equal(at(p, 0), at(q, 0));
  assert_string_equal(at(p, 1), at(q, 1));
  g_ptr_array_unref(p);
  g_ptr_array_unref(q);
}

static void test_fingerprint__no_line_no_file(void **state)
{
  (void)state;
  GPtrArray *p = prints("a();\n", 0, 99, NULL);
  assert_int_equal(strlen(at(p, 0)), 18);
  g_ptr_array_unref(p);
}
