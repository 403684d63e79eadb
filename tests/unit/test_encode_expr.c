/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode_expr__braces_become_calls(void **state)
{
  (void)state;
  assert_shown("f({1, 2,});", "f(flb_0(1, 2));");
  assert_shown("x = Point{1, {2}};", "x = flb_1(1, flb_0(2));");
  assert_shown("x = T{}.y;", "x = flb_1().y;");
}

static void test_encode_expr__an_initialiser_keeps_its_braces(void **state)
{
  (void)state;
  assert_shown("int x[] = {1, {2, 3}, .y.z = 4, [5] = T{6},};",
               "int x[] = {1, {2, 3}, .y.z = 4, [5] = flb_1(6),};");
}

static void test_encode_expr__assignment_after_a_ternary_gets_parentheses(void **state)
{
  (void)state;
  assert_shown("x = a ? b : c = d;", "x = a ? b : (c = d);");
  assert_shown("x = a ? b : c >= d;", "x = a ? b : c >= d;");
}

static void test_encode_expr__an_assignment_to_a_sum_is_opaque(void **state)
{
  (void)state;
  assert_shown("x += a + b += c;", "flo_1;");
}

static void test_encode_expr__members(void **state)
{
  (void)state;
  assert_shown("p->~T();", "p->fld_1();");
  assert_shown("p->template f<int>(1);", "p->flq_1(1);");
  assert_shown("p->A::f();", "p->flq_1();");
  assert_shown("(p->*m)(1);", "(p.flm_1)(1);");
  assert_shown("p->operator bool();", "p->flq_1();");
}

static void test_encode_expr__shifts_and_comparisons_stay(void **state)
{
  (void)state;
  assert_shown("x = a >> 2 | b >= c; y >>= 1; z = i < n && j > m;",
               "x = a >> 2 | b >= c; y >>= 1; z = i < n && j > m;");
}

static void test_encode_expr__an_argument_that_cannot_be_read_is_masked_alone(void **state)
{
  (void)state;
  assert_shown("f(a b c, pool.alloc());", "f(flo_1, pool.alloc());");
}

static void test_encode_expr__types_as_arguments(void **state)
{
  (void)state;
  assert_shown("x = va_arg(ap, char *) + f(unsigned int, const T &t, a * b);",
               "x = va_arg(ap, fla_1) + f(fla_2, fla_3, a * b);");
}
