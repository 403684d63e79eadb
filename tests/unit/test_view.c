/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_view__lines_are_those_of_the_file(void **state)
{
  (void)state;
  const char *code = "\n\nvoid f()\n{\n  a();\n\n  /* two\n  lines */ b();\n}\n";
  struct lexed *lx = lex_text(code, strlen(code));
  struct scopes *sc = scopes_find(lx);
  struct view *v =
      view_encode(lx, sc, sc->s[0].first, sc->s[0].end, VIEW_FUNCTION, "struct Pool p;");
  assert_string_equal(view_text(v),
                      "struct Pool p;\nvoid fl(void)\n{\n  a();\n\n\n           b(); }\n");
  assert_int_equal(view_line(v, 3), 4);
  assert_int_equal(view_line(v, 7), 8);
  view_free(v);
  scopes_free(sc);
  lex_free(lx);
}

static void test_view__tokens_are_found_both_ways(void **state)
{
  (void)state;
  const char *code = "x = ::pool.alloc(a::b);";
  struct lexed *lx = lex_text(code, strlen(code));
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, NULL);
  guint32 n, pool = 0;
  const struct view_token *t = view_tokens(v, &n);
  while (!tok_is(lx, pool, "pool"))
    pool++;
  const guint32 i = view_find_token(v, pool);
  assert_int_equal(i, 2);
  assert_memory_equal(view_text(v) + t[i].off, "pool", 4);
  assert_int_equal(view_original(v, i), pool - 1); /* its :: */
  assert_int_equal(view_find_token(v, pool - 1), i);
  assert_int_equal(view_find_token(v, 1), TOK_NONE); /* a blank */
  assert_int_equal(view_original(v, n), TOK_NONE);
  view_free(v);
  lex_free(lx);
}

static void test_view__numbers_in_use_are_not_taken(void **state)
{
  (void)state;
  const char *code = "flq_41 = a::b;";
  struct lexed *lx = lex_text(code, strlen(code));
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, NULL);
  assert_non_null(strstr(view_text(v), "flq_41 = flq_42;"));
  view_free(v);
  lex_free(lx);
}

static void test_view__one_text_in_one_role_has_one_placeholder(void **state)
{
  (void)state;
  const char *code = "a::b = a::b; a::b x = a /**/ :: b;";
  struct lexed *lx = lex_text(code, strlen(code));
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, NULL);
  assert_non_null(strstr(view_text(v), "flq_1 = flq_1; struct flt_2 x = flq_3;"));
  view_free(v);
  lex_free(lx);
}

static void test_view__an_empty_island(void **state)
{
  (void)state;
  struct lexed *lx = lex_text("", 0);
  struct view *v = view_encode(lx, NULL, 0, 0, VIEW_FUNCTION, NULL);
  assert_string_equal(view_text(v), "\nvoid fl(void)\n{ }\n");
  char *back = view_decode(v, view_text(v), NULL);
  assert_string_equal(back, "");
  g_free(back);
  view_free(v);
  lex_free(lx);
}
