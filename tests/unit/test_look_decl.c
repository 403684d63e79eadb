/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_look_decl__types_of_many_words(void **state)
{
  (void)state;
  assert_shown("unsigned long long x;", "unsigned long long x;");
  assert_shown("API_EXPORT T x;", "struct flt_1 x;");
  assert_shown("typename T::iterator i = b();", "struct flt_1 i = b();");
  assert_shown("decltype(a)::type x;", "struct flt_1 x;");
  assert_shown("enum class E e;", "struct flt_1 e;");
}

static void test_look_decl__a_product_that_nobody_uses_is_a_pointer(void **state)
{
  (void)state;
  assert_shown("a * b; a * c = d; e = a * b;",
               "struct flt_1 * b; struct flt_1 * c = d; e = a * b;");
}

static void test_look_decl__a_word_in_a_line_of_its_own_is_no_type(void **state)
{
  (void)state;
  assert_shown("UNLIKELY\nf(x);", "UNLIKELY;\n  f(x);");
}

static void test_look_decl__casts_and_parentheses(void **state)
{
  (void)state;
  assert_shown("x = (T)y + (a)(b) + (c) * d + (const T &)e;",
               "x = (struct flt_1)y + (a)(b) + (c) * d + (const struct flt_1)e;");
}

static void test_look_decl__parameters_or_arguments(void **state)
{
  (void)state;
  assert_shown("f(int a, T b, a * b, a & b, const T);", "f(fla_1, fla_2, a * b, a & b, fla_3);");
}

static void test_look_decl__conditions_are_no_macro_types(void **state)
{
  (void)state;
  assert_shown("if (f(a, b) && c) g();", "if (f(a, b) && c) g();");
}
