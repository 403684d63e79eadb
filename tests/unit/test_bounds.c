/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The bounds around the token `pool` (its last one), as text. */
static void assert_bounds(const char *code, bool call, const char *want)
{
  struct lexed *lx = lex_text(code, strlen(code));
  struct scopes *sc = scopes_find(lx);
  guint32 tok = lx->n, first, end;
  while (tok-- > 0 && !tok_is(lx, tok, "pool"))
    ;
  const gboolean found = call ? view_call_bounds(lx, sc, tok, &first, &end)
                              : view_statement_bounds(lx, sc, tok, &first, &end);
  if (!want) {
    assert_false(found);
  } else {
    assert_true(found);
    const guint32 from = lx->tok[first].off;
    char *got = g_strndup(code + from, lx->tok[end - 1].off + lx->tok[end - 1].len - from);
    assert_string_equal(got, want);
    g_free(got);
  }
  scopes_free(sc);
  lex_free(lx);
}

static void test_bounds__a_plain_statement(void **state)
{
  (void)state;
  assert_bounds("void f() { a(); x = pool.alloc(); b(); }", false, "x = pool.alloc();");
  assert_bounds("void f() { if (a) { } pool.free(x); }", false, "pool.free(x);");
}

static void test_bounds__after_a_head(void **state)
{
  (void)state;
  assert_bounds("void f() { if (a) pool.free(x); else b(); }", false, "pool.free(x);");
  assert_bounds("void f() { if (a) b(); else pool.free(x); }", false, "pool.free(x);");
  assert_bounds("void f() { do pool.free(x); while (0); }", false, "pool.free(x);");
}

static void test_bounds__in_a_head_it_is_the_head(void **state)
{
  (void)state;
  assert_bounds("void f() { if (likely(x = pool.alloc())) { b(); } }", false,
                "if (likely(x = pool.alloc()))");
  assert_bounds("void f() { for (;;g(pool.alloc())) b(); }", false, "for (;;g(pool.alloc()))");
}

static void test_bounds__labels_are_left_out(void **state)
{
  (void)state;
  assert_bounds("void f() { switch (n) { case 1: pool.free(x); } }", false, "pool.free(x);");
  assert_bounds("void f() { x = n ? y : pool.alloc(); }", false, "x = n ? y : pool.alloc();");
}

static void test_bounds__braces_of_an_initialiser_are_inside(void **state)
{
  (void)state;
  assert_bounds("void f() { T x = {1, pool.alloc()}; b(); }", false, "T x = {1, pool.alloc()};");
  assert_bounds("void f() { g({1, 2}, pool.alloc()); }", false, "g({1, 2}, pool.alloc());");
}

static void test_bounds__a_lambda_body_is_a_body(void **state)
{
  (void)state;
  assert_bounds("void f() { g([]() { pool.free(x); }); }", false, "pool.free(x);");
}

static void test_bounds__in_a_macro(void **state)
{
  (void)state;
  assert_bounds("#define F(p) a(p); \\\n  pool.free(p)\n", false, "pool.free(p)");
  assert_bounds("#define F(p) pool.free(p)\n", false, "pool.free(p)");
}

static void test_bounds__outside_of_a_body_there_are_none(void **state)
{
  (void)state;
  assert_bounds("extern Pool pool;", false, NULL);
}

static void test_bounds__calls(void **state)
{
  (void)state;
  assert_bounds("void f() { x = pool.alloc(1, g(2)) + 3; }", true, "pool.alloc(1, g(2))");
  assert_bounds("void f() { return ::pool.alloc(); }", true, "::pool.alloc()");
  assert_bounds("void f() { o->a[1].pool[i + 1].free(x); }", true, "o->a[1].pool[i + 1].free(x)");
  assert_bounds("void f() { pool = 3; }", true, NULL);
}
