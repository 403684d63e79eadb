/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode_control__declarations_in_heads(void **state)
{
  (void)state;
  assert_shown("if (T x = f(); x) g(x);", "if (x = f(), x) g(x);");
  assert_shown("while (T *x{f()}) g(x);", "while (x = flk_0(f())) g(x);");
  assert_shown("for (T i = 0, n = 2; i < n; ++i) ;",
               "for (struct flt_1 i = 0, n = 2; i < n; ++i) ;");
}

static void test_encode_control__range_for(void **state)
{
  (void)state;
  assert_shown("for (T x : c) f(x);", "while (x = flr_0(c)) f(x);");
  assert_shown("for (auto &[a, b] : {c, d}) f(a);", "while (flq_1 = flr_0(flb_0(c, d))) f(a);");
}

static void test_encode_control__try_and_catch(void **state)
{
  (void)state;
  assert_shown("try { f(); } catch (E &e) { } catch (...) { }",
               "if(1) { f(); } if (flx_1) { } if (flx_2) { }");
}

static void test_encode_control__labels_get_a_statement(void **state)
{
  (void)state;
  assert_shown("switch (x) { case A::b: int y; default: }",
               "switch (x) { case flq_1: ; int y; default: ; }");
}

static void test_encode_control__a_lost_else_is_hidden(void **state)
{
  (void)state;
  assert_shown("if (a) f(); else g(); else h();", "if (a) f(); else g(); h();");
}

static void test_encode_control__jumps(void **state)
{
  (void)state;
  assert_shown("return {1}; goto out; break; continue; return;",
               "return flb_0(1); goto out; break; continue; return;");
}

static void test_encode_control__what_is_missing_is_added(void **state)
{
  (void)state;
  assert_shown("do { f(); } while (0)", "do { f(); } while (0);");
  assert_shown("if (a)", "if (a);");
  assert_shown("if (a) T x;", "if (a) { struct flt_1 x; }");
  assert_shown("if LIKELY(a) f();", "if(LIKELY(a)) f();");
}

static void test_encode_control__deep_nesting_ends_in_a_mask(void **state)
{
  (void)state;
  GString *code = g_string_new(NULL);
  for (int i = 0; i < 5000; i++)
    g_string_append(code, "{ if (a) ");
  for (int i = 0; i < 5000; i++)
    g_string_append(code, "b(); }");
  struct lexed *lx = lex_text(code->str, code->len);
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, NULL);
  char *back = view_decode(v, view_text(v), NULL);
  assert_string_equal(back, code->str);
  assert_true(view_opaque(v) > 0);
  g_free(back);
  view_free(v);
  lex_free(lx);
  g_string_free(code, TRUE);
}
