/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

static void test_encode__directives_are_hidden_and_all_branches_shown(void **state)
{
  (void)state;
  assert_shown("a();\n#if X\nb();\n#else\nc();\n#endif\nd();",
               "a();\n\n  b();\n\n  c();\n\n  d();");
}

static void test_encode__brackets_without_a_partner_are_hidden(void **state)
{
  (void)state;
  assert_shown("#if X\nif (a) {\n#else\nif (b) {\n#endif\nc();\n}",
               "\n  if (a) {\n\n  if (b)\n\n  c();\n  }");
}

static void test_encode__bytes_that_are_no_tokens_are_hidden(void **state)
{
  (void)state;
  assert_shown("a(@ b `);", "a(b);");
}

static void test_encode__an_expression_has_all_arguments_masked_but_lone_names(void **state)
{
  (void)state;
  assert_shown_as("o->p[i].f(::a, g(b, c), [] { d(); })", VIEW_EXPRESSION, NULL,
                  "o->p[i].f(a, fla_1, fla_2);");
}

static void test_encode__a_statement_gets_its_semicolon(void **state)
{
  (void)state;
  assert_shown_as("p.f(a)", VIEW_STATEMENT, NULL, "p.f(a);");
  assert_shown_as("if (p.f(a))", VIEW_STATEMENT, NULL, "if (p.f(a));");
}
