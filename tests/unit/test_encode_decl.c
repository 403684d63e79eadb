/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode_decl__arguments_become_an_initialiser(void **state)
{
  (void)state;
  assert_shown("T x(1, 2);", "struct flt_1 x = flk_0(1, 2);");
  assert_shown("ns::T<int> x{1,};", "struct flt_1 x = flk_0(1);");
  assert_shown("T a(\"A\"), b(\"B\"), *c;", "struct flt_1 a = flk_0(\"A\"), b = flk_0(\"B\"), *c;");
}

static void test_encode_decl__references_are_objects(void **state)
{
  (void)state;
  assert_shown("const T &x = y; auto &&z = x; T *&p = q;",
               "const struct flt_1 x = y; struct flt_2 z = x; struct flt_1 *p = q;");
}

static void test_encode_decl__type_and_call_of_one_name(void **state)
{
  (void)state;
  assert_shown("T x = T(1);", "struct flt_1 x = T(1);");
}

static void test_encode_decl__c_types_stay(void **state)
{
  (void)state;
  assert_shown("static const unsigned char *x = 0, y[3];",
               "static const unsigned char *x = 0, y[3];");
}

static void test_encode_decl__function_pointers(void **state)
{
  (void)state;
  assert_shown("int (*f)(int, T *) = g;", "int *f = g;");
  assert_shown("void (C::*m)(int);", "void *m;");
}

static void test_encode_decl__structured_binding(void **state)
{
  (void)state;
  assert_shown("auto [a, b] = c;", "struct flt_1 flq_2 = c;");
}

static void test_encode_decl__pools_keep_their_types_name(void **state)
{
  (void)state;
  assert_shown_as("Pool<T, true> a(\"a\"); ns::Pool b; ::Pool c;", VIEW_FUNCTION, "struct Pool p;",
                  "struct Pool a = flk_0(\"a\"); struct flt_1 b; struct Pool c;");
}

static void test_encode_decl__an_expression_is_none(void **state)
{
  (void)state;
  assert_shown("a(b); a = b; a.b(c); a && b(c); a < b;", "a(b); a = b; a.b(c); a && b(c); a < b;");
}

static void test_encode_decl__macro_call_as_type(void **state)
{
  (void)state;
  assert_shown("LIST(T, link) x;", "struct flt_1 x;");
}

static void test_encode_decl__at_file_scope(void **state)
{
  (void)state;
  assert_shown_as("extern Pool<T, true> x;", VIEW_DECLARATION, "", "extern struct Pool x;");
  assert_shown_as("inline Pool<T> x{\"x\"};", VIEW_DECLARATION, NULL,
                  "struct Pool x = flk_0(\"x\");");
  assert_shown_as("Pool x[9];", VIEW_DECLARATION, NULL, "struct Pool x[9];");
  assert_shown_as("Pool<T> &x", VIEW_DECLARATION, NULL, "struct Pool x;");
  assert_shown_as("template <> Pool<T> A<T>::x(1);", VIEW_DECLARATION, NULL,
                  "struct Pool flq_1 = flk_0(1);");
}
