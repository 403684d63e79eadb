/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode_stmt__macro_with_a_block(void **state)
{
  (void)state;
  assert_shown("EACH(x) { f(x); } g();", "if(flw_1(x)) { f(x); } g();");
  assert_shown("ONCE { f(); } else g();", "if(flw_1) { f(); } else g();");
}

static void test_encode_stmt__macro_without_a_semicolon(void **state)
{
  (void)state;
  assert_shown("LOCK(x) if (a) f(); UNLOCK(x)", "LOCK(x); if (a) f(); UNLOCK(x);");
}

static void test_encode_stmt__definitions_are_opaque(void **state)
{
  (void)state;
  assert_shown("struct A { int x; } a; using B = A; enum { c }; f();", "flo_1; flo_2; flo_3; f();");
}

static void test_encode_stmt__what_nobody_can_read_is_opaque(void **state)
{
  (void)state;
  assert_shown("a 1 b; f();", "flo_1; f();");
}

static void test_encode_stmt__a_function_in_a_macro_shows_its_body(void **state)
{
  (void)state;
  assert_shown("void f(int x) { pool.free(x); }", "if(flw_1) { pool.free(x); }");
}

static void test_encode_stmt__attributes_are_hidden(void **state)
{
  (void)state;
  assert_shown("[[maybe_unused]] int x = 1;", "int x = 1;");
  assert_shown("int x __attribute__((unused)) = 1;", "int x = 1;");
}
