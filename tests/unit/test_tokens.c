/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The last (first) token of the text that is this word. */
static guint32 last(const struct lexed *lx, const char *word)
{
  guint32 i = lx->n;
  while (i-- > 0 && !tok_is(lx, i, word))
    ;
  return i;
}

static guint32 first(const struct lexed *lx, const char *word)
{
  guint32 i = 0;
  while (i < lx->n && !tok_is(lx, i, word))
    i++;
  return i;
}

static void test_tokens__is_any_and_is_ident(void **state)
{
  (void)state;
  struct lexed *lx = lex_text("x + 1", 5);
  assert_true(TOK_IS_ANY(lx, 2, "-", "+"));
  assert_false(TOK_IS_ANY(lx, 2, "-", "++"));
  assert_true(tok_is_ident(lx, 0));
  assert_false(tok_is_ident(lx, 2));
  assert_false(tok_is_ident(lx, 4));
  assert_false(tok_is_ident(lx, TOK_NONE));
  assert_false(TOK_IS_ANY(lx, TOK_NONE, "x"));
  lex_free(lx);
}

/* The token that a step from the last `from` leads to, with its column; "-" for none. */
static char *step(guint32 (*f)(const struct lexed *, guint32), const char *text, const char *from)
{
  struct lexed *lx = lex_text(text, strlen(text));
  guint32 i = f(lx, last(lx, from));
  char *word = i == TOK_NONE ? NULL : tok_dup(lx, i);
  char *out = word ? g_strdup_printf("%s@%u", word, tok_column(lx, i)) : g_strdup("-");
  g_free(word);
  lex_free(lx);
  return out;
}

static void steps(guint32 (*f)(const struct lexed *, guint32), const char *text, const char *from,
                  const char *want)
{
  char *got = step(f, text, from);
  if (strcmp(got, want) != 0)
    fail_msg("%s from %s: got %s, wanted %s", text, from, got, want);
  g_free(got);
}

static void test_tokens__prev_over_jumps_whole_groups(void **state)
{
  (void)state;
  steps(tok_prev_over, "f (a, (b)) ;", ";", "(@3");
  steps(tok_prev_over, "a[1] ;", ";", "[@2");
  steps(tok_prev_over, "( x; ) y", "y", "(@1");
  steps(tok_prev_over, "{ x } y", "y", "{@1");
  steps(tok_prev_over, "a ) y", "y", ")@3"); /* no partner: just the token */
  steps(tok_prev_over, "a y", "y", "a@1");
  steps(tok_prev_over, "y", "y", "-");
}

static void test_tokens__angle_open(void **state)
{
  (void)state;
  steps(tok_angle_open, "A<B<C>, (1 > 2)> x", ">", "<@2");
  steps(tok_angle_open, "A<B<C>>", ">", "<@2");
  steps(tok_angle_open, "; a > b", ">", "-");
  steps(tok_angle_open, "A<B; C>", ">", "-");
  steps(tok_angle_open, "A<{ C>", ">", "-");
}

static guint32 after_first(const struct lexed *lx, guint32 i)
{
  (void)i;
  return tok_angle_after(lx, first(lx, "<"));
}

static void test_tokens__angle_after(void **state)
{
  (void)state;
  steps(after_first, "A<B<C>> x", "x", "x@9");
  steps(after_first, "A<f(1 > 2), g[a > b]> x", "x", "x@23");
  steps(after_first, "A<B x", "x", "-");
  steps(after_first, "a < b; c > x", "x", "-");
  steps(after_first, "a < b {c > x", "x", "-");
  steps(after_first, "A<B>", "A", "-");
}

static void test_tokens__name_start(void **state)
{
  (void)state;
  steps(tok_name_start, "x = a::b::c", "c", "a@5");
  steps(tok_name_start, "x = ::b::c", "c", "::@5");
  steps(tok_name_start, "A<B::C>::d", "d", "A@1");
  steps(tok_name_start, "X::~X", "X", "X@1");
  steps(tok_name_start, "  ~X", "X", "~@3");
  steps(tok_name_start, "return ::c", "c", "::@8");
  steps(tok_name_start, "else ::c", "c", "::@6");
  steps(tok_name_start, "a b", "b", "b@3");
  steps(tok_name_start, "a < b >", ">", "a@1");
  steps(tok_name_start, "; b >", ">", ">@5"); /* opens nowhere */
}

static void test_tokens__join_keeps_words_apart(void **state)
{
  (void)state;
  const char *text = "unsigned  /* x */ long\n* const p [ 3 ]";
  struct lexed *lx = lex_text(text, strlen(text));
  char *all = tok_join(lx, 0, lx->n - 1), *one = tok_join(lx, 0, 0);
  assert_string_equal(all, "unsigned long*const p[3]");
  assert_string_equal(one, "unsigned");
  g_free(all);
  g_free(one);
  lex_free(lx);
}

static void test_tokens__in_parens(void **state)
{
  (void)state;
  static const char text[] = "f(a, b[c]); d = (e); { g; }";
  struct lexed *lx = lex_text(text, strlen(text));
  for (guint32 i = 0; i < lx->n; i++)
    if (tok_is_ident(lx, i))
      assert_int_equal(tok_in_parens(lx, i), strchr("abce", text[lx->tok[i].off]) != NULL);
  lex_free(lx);
}

/* Argument n of the first bracket of the text, or "none". */
static void argument_is(const char *text, int n, const char *want)
{
  struct lexed *lx = lex_text(text, strlen(text));
  guint32 open = 0, from, to;
  while (!TOK_IS_ANY(lx, open, "(", "{"))
    open++;
  char *got = tok_argument(lx, open, n, &from, &to) ? tok_join(lx, from, tok_prev(lx, to))
                                                    : g_strdup("none");
  assert_string_equal(got, want);
  g_free(got);
  lex_free(lx);
}

static void test_tokens__arguments(void **state)
{
  (void)state;
  argument_is("f(a, g(b, c), d[e, f])", 0, "a");
  argument_is("f(a, g(b, c), d[e, f])", 1, "g(b,c)");
  argument_is("f(a, g(b, c), d[e, f])", 2, "d[e,f]");
  argument_is("f(a, g(b, c), d[e, f])", 3, "none");
  argument_is("f()", 0, "none");
  argument_is("f{a, {b, c}}", 1, "{b,c}");
}
