/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_look__template_arguments_or_less_than(void **state)
{
  (void)state;
  assert_shown("f<int, g<h>>(x);", "flq_1(x);");
  assert_shown("x = a < b; y = c > (d);", "x = a < b; y = c > (d);");
  assert_shown("x = a < b && c > (d);", "x = a < b && c > (d);");
  assert_shown("f(a<b, c>(d), e);", "f(flq_1(d), e);");
  assert_shown("x = is_same_v<T, U &&> && y;", "x = flq_1 && y;");
}

static void test_look__qualified_and_operator_names(void **state)
{
  (void)state;
  assert_shown("a::b<c>::d(x);", "flq_1(x);");
  assert_shown("x = operator()(y) + operator new(8) + T::operator==(z);",
               "x = flq_1(y) + flq_2(8) + flq_3(z);");
}

static void test_look__pasted_names_are_one(void **state)
{
  (void)state;
  assert_shown("_t->_a##_list.n = pre##_b(1);", "_t->flq_1.n = flq_2(1);");
}

static void test_look__lambda_or_subscript(void **state)
{
  (void)state;
  assert_shown("f([x, &y](int z) mutable noexcept -> T<int> { return z; });", "f(fll_1);");
  assert_shown("f([] { g(); }, a[i](x));", "f(fll_1, a[i](x));");
}

static void test_look__strings_with_macros_among_them(void **state)
{
  (void)state;
  assert_shown("f(\"a\" X(1) \"b\", X \"c\", \"d\" Y);", "f(\"fls_1\", \"fls_2\", \"fls_3\");");
}

static void test_look__commas_of_template_arguments_part_nothing(void **state)
{
  (void)state;
  assert_shown("f(g<a, b>(1), (c, d), {e, f});", "f(flq_1(1), (c, d), flb_0(e, f));");
}
