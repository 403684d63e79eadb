/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_emit__each_token_keeps_its_line(void **state)
{
  (void)state;
  assert_shown("a(b, /* c\n */ d);\n\ne::f(R\"(\n)\"\n);",
               "a(b,\n    d);\n\n  flq_1(\"fls_2\"\n\n  );");
}

static void test_emit__no_line_starts_in_the_first_column(void **state)
{
  (void)state;
  assert_shown("a();\nb();\n      c();", "a();\n  b();\n      c();");
}

static void test_emit__tokens_never_run_together(void **state)
{
  (void)state;
  assert_shown("x = a+ +b - -c; y = new T; return{1};",
               "x = a+ +b - -c; y = fln_1; return flb_0(1);");
}

static void test_emit__the_same_text_has_the_same_placeholder(void **state)
{
  (void)state;
  assert_shown("a::b(a::b, a::c); a::b x;", "flq_1(flq_1, flq_2); struct flt_3 x;");
}

static void test_emit__a_mask_that_was_taken_back_leaves_no_number(void **state)
{
  (void)state;
  assert_shown("f(a::b c 1, d::e);", "f(flo_1, flq_2);");
}
