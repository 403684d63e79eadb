/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode_operand__new_and_delete(void **state)
{
  (void)state;
  assert_shown("x = new T(1);", "x = fln_1(1);");
  assert_shown("x = new ns::T *[n];", "x = fln_1[n];");
  assert_shown("x = new (p) T(1);", "x = fln_1 (p)->fly_2(1);");
  assert_shown("::new (p) T;", "fln_1 (p)->fly_2;");
  assert_shown("delete p;", "flD_1(p);");
  assert_shown("delete[] p->q, x = 1;", "flD_1(p->q), x = 1;");
}

static void test_encode_operand__throw(void **state)
{
  (void)state;
  assert_shown("throw;", "flT_1;");
  assert_shown("x = a ? throw E(1) : b;", "x = a ? flT_1(E(1)) : b;");
}

static void test_encode_operand__casts(void **state)
{
  (void)state;
  assert_shown("x = (T *)y + (unsigned)z + (a::B)w + (q)-1;",
               "x = (struct flt_1 *)y + (unsigned)z + (struct flt_2)w + (q)-1;");
  assert_shown("x = static_cast<T *>(y);", "x = flc_1(y);");
  assert_shown("x = int(y) + bool(z);", "x = flq_1(y) + flq_2(z);");
  assert_shown("x = (void (*)(int))y;", "x = (struct flt_1)y;");
}

static void test_encode_operand__sizeof_a_type(void **state)
{
  (void)state;
  assert_shown("x = sizeof(T *) + sizeof(y) + sizeof y;",
               "x = sizeof(struct flt_1 *) + sizeof(y) + sizeof y;");
}

static void test_encode_operand__lambda_is_one_word(void **state)
{
  (void)state;
  assert_shown("f([&](int x) -> int { return x; }, 1);", "f(fll_1, 1);");
}

static void test_encode_operand__literals(void **state)
{
  (void)state;
  assert_shown("f(1'000, 0x1fUL, 12_km, 'a', 'ab', '\\n', 1.5e-3f);",
               "f(flq_1, 0x1fUL, flq_2, 'a', flq_3, '\\n', 1.5e-3f);");
  assert_shown("f(\"a\" \"b\", R\"(x)\", \"a\" PRIu64, L\"x\");",
               "f(\"a\" \"b\", \"fls_1\", \"fls_2\", \"fls_3\");");
}

static void test_encode_operand__folds_and_packs(void **state)
{
  (void)state;
  assert_shown("f(g(args)..., (args + ...));", "f(g(args), (flq_1));");
}

static void test_encode_operand__words_for_operators(void **state)
{
  (void)state;
  assert_shown("x = not a and compl b;", "x = ! a && ~ b;");
}

static void test_encode_operand__global_names_lose_their_colons(void **state)
{
  (void)state;
  assert_shown("::pool.free(::x, ::a::b);", "pool.free(x, flq_1);");
}
