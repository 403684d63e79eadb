/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/brackets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "a-b" for each bracket with a partner, counted among the brackets; "a!" for one without. */
static char *pairs(const char *text, char *unbalanced)
{
  struct lexed *lx = lex_text(text, strlen(text));
  guint32 *number = g_new0(guint32, lx->n + 1), n = 0;
  GString *s = g_string_new(NULL);
  for (guint32 i = 0; i < lx->n; i++)
    if (lx->tok[i].kind == TOK_PUNCT && strchr("()[]{}", text[lx->tok[i].off]))
      number[i] = n++;
  for (guint32 i = 0; i < lx->n; i++) {
    if (lx->tok[i].kind != TOK_PUNCT || !strchr("()[]{}", text[lx->tok[i].off]))
      continue;
    if (lx->tok[i].match == TOK_NONE)
      g_string_append_printf(s, "%u! ", number[i]);
    else
      g_string_append_printf(s, "%u-%u ", number[i], number[lx->tok[i].match]);
  }
  *unbalanced = lx->unbalanced == TOK_NONE ? '-' : (char)('0' + number[lx->unbalanced]);
  g_free(number);
  lex_free(lx);
  return g_string_free(s, FALSE);
}

static void assert_pairs(const char *text, const char *want, char want_unbalanced)
{
  char unbalanced, *got = pairs(text, &unbalanced);
  if (strcmp(got, want) != 0 || unbalanced != want_unbalanced)
    fail_msg("%s\ngot:    %s%c\nwanted: %s%c", text, got, unbalanced, want, want_unbalanced);
  g_free(got);
}

static void test_brackets__nested(void **state)
{
  (void)state;
  assert_pairs("{ f(a[1], (b)); }", "0-7 1-6 2-3 3-2 4-5 5-4 6-1 7-0 ", '-');
  assert_pairs("()[]{}", "0-1 1-0 2-3 3-2 4-5 5-4 ", '-');
}

static void test_brackets__none_in_strings_comments_and_text(void **state)
{
  (void)state;
  assert_pairs("( \"(\" '(' /* ( */ R\"x(()x\" // (\n)", "0-1 1-0 ", '-');
}

static void test_brackets__both_branches_may_open_the_same_block(void **state)
{
  (void)state;
  /* The first branch's brace is the block's. */
  assert_pairs("#if A\nif (x) {\n#else\nif (y) {\n#endif\n}\n", "0-1 1-0 2-6 3-4 4-3 5! 6-2 ", '-');
}

static void test_brackets__both_branches_may_close_the_same_block(void **state)
{
  (void)state;
  assert_pairs("{\n#if A\n}\n#else\nx; }\n#endif\n()", "0-1 1-0 2-0 3-4 4-3 ", '-');
  /* The first of three decides. */
  assert_pairs("{\n#if A\n{\n#elif B\n;\n#else\n;\n#endif\n}\n}", "0-3 1-2 2-1 3-0 ", '-');
  /* Three branches, the opener outside of them. */
  assert_pairs("f(\n#if A\n1)\n#elif B\n2)\n#else\n3)\n#endif\n;", "0-1 1-0 2-0 3-0 ", '-');
}

static void test_brackets__each_branch_starts_where_the_if_stood(void **state)
{
  (void)state;
  assert_pairs("(\n#if A\n}\n#if B\n(\n#else\n(\n#endif\n)\n#else\n[]\n#endif\n)",
               "0-7 1! 2-4 3! 4-2 5-6 6-5 7-0 ", '-');
}

static void test_brackets__a_branch_without_else_goes_on(void **state)
{
  (void)state;
  assert_pairs("#ifdef X\nextern {\n#endif\n()\n#ifdef X\n}\n#endif\n", "0-3 1-2 2-1 3-0 ", '-');
}

static void test_brackets__a_directive_has_its_own(void **state)
{
  (void)state;
  assert_pairs("{\n#define BEGIN {\n#define F(x) (x[0])\n}", "0-8 1! 2-3 3-2 4-7 5-6 6-5 7-4 8-0 ",
               '-');
}

static void test_brackets__other_directives_have_none(void **state)
{
  (void)state;
  assert_pairs("#if F(1)\n#endif\n", "0! 1! ", '-');
  assert_pairs("{\n#if F(\n#endif\n#error )\n}", "0-3 1! 2! 3-0 ", '-');
}

static void test_brackets__names_the_first_that_is_unbalanced(void **state)
{
  (void)state;
  assert_pairs("() } {", "0-1 1-0 2! 3! ", '2');
  assert_pairs("{ { }", "0! 1-2 2-1 ", '0');
  assert_pairs("(]", "0! 1! ", '1');
  assert_pairs("} }", "0! 1! ", '0');
  /* Under an #if it may be the other configuration's. */
  assert_pairs("#if A\n}\n#endif\n()", "0! 1-2 2-1 ", '-');
}

static void test_brackets__a_brace_is_never_skipped(void **state)
{
  (void)state;
  assert_pairs("( { )  }", "0! 1-3 2! 3-1 ", '2');
  assert_pairs("{ ( [ }", "0-3 1! 2! 3-0 ", '-'); /* but what a block leaves open ends with it */
}

static void test_brackets__stray_conditionals(void **state)
{
  (void)state;
  assert_pairs("#else\n#endif\n#elif\n{\n#if A\n}", "0-1 1-0 ", '-');
}
