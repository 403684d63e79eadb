/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/lex.h"
#include "base/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What must hold of the tokens of any text at all. */
static void check_laws(const char *path, const struct lexed *lx)
{
  guint32 off = 0, line = 1;
  for (guint32 i = 0; i < lx->n; i++) {
    const struct token *t = &lx->tok[i];
    if (t->off != off || t->len == 0 || t->line != line)
      fail_msg("%s: token %u at byte %u, line %u: wanted byte %u, line %u", path, i, t->off,
               t->line, off, line);
    assert_int_equal(tok_column(lx, i), t->off - lx->line_off[line - 1] + 1);
    assert_true(t->match == TOK_NONE || t->match < lx->n);
    assert_true(t->dir <= lx->ndir);
    if (t->dir)
      assert_in_range(i, lx->dir[t->dir - 1].first, lx->dir[t->dir - 1].end - 1);
    for (guint32 k = 0; k < t->len; k++)
      line += lx->text[off + k] == '\n';
    off += t->len;
  }
  assert_int_equal(off, lx->len);
  assert_int_equal(line, lx->nlines);
}

/* The tokens that are no blanks or line ends, "kind[text]" each, with line ends shown as $. */
static char *show(const char *text)
{
  static const char *const names[] = {"",    "",    "splice", "comment", "",
                                      "num", "str", "chr",    "",        "other"};
  struct lexed *lx = lex_text(text, strlen(text));
  GString *s = g_string_new(NULL);
  check_laws(text, lx);
  for (guint32 i = 0; i < lx->n; i++) {
    if (lx->tok[i].kind == TOK_SPACE || lx->tok[i].kind == TOK_NEWLINE)
      continue;
    char *t = tok_dup(lx, i);
    g_strdelimit(t, "\n", '$');
    g_strdelimit(t, "\r", '@');
    g_string_append_printf(s, "%s%s%s", s->len ? " " : "", names[lx->tok[i].kind],
                           lx->tok[i].kind == TOK_PUNCT ? "" : "[");
    g_string_append_printf(s, "%s%s", t, lx->tok[i].kind == TOK_PUNCT ? "" : "]");
    g_free(t);
  }
  lex_free(lx);
  return g_string_free(s, FALSE);
}

static void shows(const char *text, const char *want)
{
  char *got = show(text);
  if (strcmp(got, want) != 0)
    fail_msg("%s\ngot:    %s\nwanted: %s", text, got, want);
  g_free(got);
}

static void check_folder(const char *root)
{
  GError *err = NULL;
  struct tree *t = tree_read(root, NULL, &err);
  if (!t)
    fail_msg("%s", err->message);
  assert_true(t->sources->len > 0);
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    struct lexed *lx = lex_text(s->text, s->len);
    check_laws(s->path, lx);
    lex_free(lx);
  }
  tree_free(t);
}

static void test_lex__tokens_joined_are_the_file(void **state)
{
  (void)state;
  check_folder("src");
  check_folder("tests");
  const char *more = getenv("FREELIFT_TREES"); /* folders with ':' between them */
  char **list = g_strsplit(more ? more : "", ":", -1);
  for (char **f = list; *f; f++)
    if (**f)
      check_folder(*f);
  g_strfreev(list);
}

/* Every text of a few bytes that matter to a lexer, cut off anywhere. */
static void test_lex__tokens_joined_are_any_text(void **state)
{
  (void)state;
  static const char bytes[] = "\"'\\\n\r/*#R(a1<>{\0 ";
  GRand *r = g_rand_new_with_seed(20);
  for (int round = 0; round < 20000; round++) {
    char text[24];
    gsize len = (gsize)g_rand_int_range(r, 0, (gint32)sizeof(text));
    for (gsize i = 0; i < len; i++)
      text[i] = bytes[g_rand_int_range(r, 0, (gint32)sizeof(bytes) - 1)];
    char *exact = g_memdup2(text, len); /* so that a sanitizer sees a byte too far */
    struct lexed *lx = lex_text(len ? exact : "", len);
    check_laws("random", lx);
    lex_free(lx);
    g_free(exact);
  }
  g_rand_free(r);
}

static void test_lex__empty_text_has_no_tokens(void **state)
{
  (void)state;
  struct lexed *lx = lex_text("", 0);
  assert_int_equal(lx->n, 0);
  assert_int_equal(lx->nlines, 1);
  assert_int_equal(tok_next(lx, 0), TOK_NONE);
  assert_int_equal(tok_prev(lx, 0), TOK_NONE);
  assert_false(tok_is(lx, 0, "x"));
  lex_free(lx);
}

static void test_lex__raw_strings_end_at_their_own_delimiter(void **state)
{
  (void)state;
  shows("R\"(a\"b)\" c", "str[R\"(a\"b)\"] [c]");
  shows("R\"x(a)\" )\" )x\" c", "str[R\"x(a)\" )\" )x\"] [c]");
  shows("R\"x()x )x\" c", "str[R\"x()x )x\"] [c]");
  shows("u8R\"(\\)\"_s+LR\"()\"", "str[u8R\"(\\)\"_s] + str[LR\"()\"]");
  shows("R\"(a\n#b\n//c)\" d", "str[R\"(a$#b$//c)\"] [d]");
  shows("R\"abcdefghijklmnop(x)abcdefghijklmnop\"",
        "str[R\"abcdefghijklmnop(x)abcdefghijklmnop\"]");
}

static void test_lex__what_is_no_raw_string_is_left_alone(void **state)
{
  (void)state;
  shows("fR\"(a)\"", "[fR] str[\"(a)\"]");
  shows("R\"(a\nb", "[R] other[\"] ( [a] [b]");      /* never ends */
  shows("R\"a b(c)a b\"", "[R] str[\"a b(c)a b\"]"); /* no delimiter has a blank */
  shows("R\"x(a)y\"", "[R] str[\"x(a)y\"]");
  shows("R'(a)'", "[R] chr['(a)']");
  shows("R'(' x)\"", "[R] chr['('] [x] ) other[\"]");
  shows("R\"abcdefghijklmnopq(x)abcdefghijklmnopq\"",
        "[R] str[\"abcdefghijklmnopq(x)abcdefghijklmnopq\"]"); /* 16 bytes at most */
}

static void test_lex__strings_and_characters(void **state)
{
  (void)state;
  shows("\"a\\\"b\" \"\" 'c' '\\'' L'x' u8\"y\" U'z'",
        "str[\"a\\\"b\"] str[\"\"] chr['c'] chr['\\''] chr[L'x'] str[u8\"y\"] chr[U'z']");
  shows("\"12\"_km 'a'_c \"x\"sv", "str[\"12\"_km] chr['a'_c] str[\"x\"sv]");
  shows("\"a\\\nb\" c", "str[\"a\\$b\"] [c]");
  shows("\"a\\\r\nb\" c", "str[\"a\\@$b\"] [c]");
  shows("\"\\\\\" x", "str[\"\\\\\"] [x]");
  shows("\"//\" '/*'", "str[\"//\"] chr['/*']");
}

static void test_lex__lone_quotes_are_bytes(void **state)
{
  (void)state;
  shows("#error don't do \"this\nx", "# [error] [don] other['] [t] [do] other[\"] [this] [x]");
  shows("#if 0\nit's\n#endif\ny", "# [if] num[0] [it] other['] [s] # [endif] [y]");
  shows("'", "other[']");
  shows("\"\\", "other[\"] other[\\]");
  shows("@ ` \x01", "other[@] other[`] other[\x01]");
}

static void test_lex__numbers(void **state)
{
  (void)state;
  shows("1'000'000u 0x1'fp-3 1e+5 .5f 1.e-2L 0b10 1_km",
        "num[1'000'000u] num[0x1'fp-3] num[1e+5] num[.5f] num[1.e-2L] num[0b10] num[1_km]");
  shows("1+2-3", "num[1] + num[2] - num[3]");
  shows("f(1,'a')", "[f] ( num[1] , chr['a'] )");
  shows("a.b 1..2", "[a] . [b] num[1..2]");
}

static void test_lex__splices(void **state)
{
  (void)state;
  shows("ab\\\ncd e", "[ab\\$cd] [e]");
  shows("a \\\n b", "[a] splice[\\$] [b]");
  shows("a\\\r\n+b", "[a] splice[\\@$] + [b]");
  shows("// a \\\nb\nc", "comment[// a \\$b] [c]");
  shows("\xc3\xa9t\xc3\xa9 $x _y", "[\xc3\xa9t\xc3\xa9] [$x] [_y]");
  shows("a\\\n b", "[a] splice[\\$] [b]"); /* the name has ended */
}

static void test_lex__comments(void **state)
{
  (void)state;
  shows("a/**/b/*/x*/c", "[a] comment[/**/] [b] comment[/*/x*/] [c]");
  shows("/* a\n\"b */c", "comment[/* a$\"b */] [c]");
  shows("/* a", "comment[/* a]");
  shows("a//b\r\nc", "[a] comment[//b] [c]");
  shows("a / b", "[a] / [b]");
}

static void test_lex__longest_punctuator_but_greater_stands_alone(void **state)
{
  (void)state;
  shows("a>>=b", "[a] > > = [b]");
  shows("A<B<C>>x", "[A] < [B] < [C] > > [x]");
  shows("a>=b", "[a] > = [b]");
  shows("a<<=b->*c.*d...e::f", "[a] <<= [b] ->* [c] .* [d] ... [e] :: [f]");
  shows("a-->b+++c", "[a] -- > [b] ++ + [c]");
  shows("a##b#c", "[a] ## [b] # [c]");
  shows("a&&b||!c^=d|=e%=f", "[a] && [b] || ! [c] ^= [d] |= [e] %= [f]");
}

static void test_lex__header_names_only_after_include(void **state)
{
  (void)state;
  shows("#include <a/b-c.h> // x\n", "# [include] str[<a/b-c.h>] comment[// x]");
  shows("# /**/ include_next <a.h>\n", "# comment[/**/] [include_next] str[<a.h>]");
  shows("#include \"a.h\"\n", "# [include] str[\"a.h\"]");
  shows("#if <b> c\n", "# [if] < [b] > [c]");
  shows("#if a <b> c\n", "# [if] [a] < [b] > [c]");
  shows("#include <a\n>", "# [include] < [a] >");
  shows("#include X <b>\n", "# [include] [X] < [b] >");
}

static void test_lex__lines_and_columns(void **state)
{
  (void)state;
  const char *text = "a\n  b /* \n */ c\r\nd\\\ne R\"(\n\n)\" f\n";
  struct lexed *lx = lex_text(text, strlen(text));
  static const struct {
    const char *word;
    guint32 line, column;
  } want[] = {{"a", 1, 1}, {"b", 2, 3}, {"c", 3, 5}, {"d\\\ne", 4, 1}, {"f", 7, 4}};
  guint32 k = 0;
  for (guint32 i = 0; i < lx->n; i++) {
    if (lx->tok[i].kind != TOK_IDENT)
      continue;
    assert_true(tok_is(lx, i, want[k].word));
    assert_int_equal(lx->tok[i].line, want[k].line);
    assert_int_equal(tok_column(lx, i), want[k].column);
    k++;
  }
  assert_int_equal(k, G_N_ELEMENTS(want));
  assert_int_equal(lx->nlines, 8);
  lex_free(lx);
}

/* Each directive: kind, number of its tokens, name, '(' of its parameters, first word of its body.
 */
static char *show_directives(const char *text)
{
  static const char *const kinds[] = {"define", "if", "else", "endif", "include", "other"};
  struct lexed *lx = lex_text(text, strlen(text));
  GString *s = g_string_new(NULL);
  check_laws(text, lx);
  for (guint32 i = 0; i < lx->ndir; i++) {
    const struct directive *d = &lx->dir[i];
    char *name = d->name == TOK_NONE ? g_strdup("-") : tok_dup(lx, d->name);
    char *body = d->body >= d->end ? g_strdup("-") : tok_dup(lx, d->body);
    g_string_append_printf(s, "%s%s %s%s %s", s->len ? "; " : "", kinds[d->kind], name,
                           d->params == TOK_NONE ? "" : "()", d->kind == DIR_DEFINE ? body : "");
    assert_true(tok_is(lx, d->first, "#"));
    for (guint32 k = d->first; k < d->end; k++)
      assert_int_equal(lx->tok[k].dir, i + 1);
    g_free(name);
    g_free(body);
  }
  lex_free(lx);
  return g_string_free(s, FALSE);
}

static void shows_directives(const char *text, const char *want)
{
  char *got = show_directives(text);
  if (strcmp(got, want) != 0)
    fail_msg("%s\ngot:    %s\nwanted: %s", text, got, want);
  g_free(got);
}

static void test_lex__directives(void **state)
{
  (void)state;
  shows_directives("#define A\n#define B 1\n#define C(x, y) \\\n  x\n#define D (x)\n",
                   "define A -; define B 1; define C() x; define D (");
  shows_directives("#if A\n#ifdef B\n#ifndef C\n#elif D\n#else\n#endif\n",
                   "if - ; if - ; if - ; else - ; else - ; endif - ");
  shows_directives("#elifdef A\n#elifndef A\n#include \"a\"\n#pragma once\n#\n# error x\n",
                   "else - ; else - ; include - ; other - ; other - ; other - ");
  shows_directives(" /* a */ # define X 1", "define X 1");
  shows_directives("a # define X 1\nb ## c", "");
  shows_directives("#define 3\n#define", "define - -; define - -");
}

static void test_lex__a_comment_carries_a_directive_over_lines(void **state)
{
  (void)state;
  shows_directives("#define A(x) /* one\n two */ x /* three\n */ + 1\n#define B 2\n",
                   "define A() x; define B 2");
  const char *text = "#define A /*\n*/ 1\nb";
  struct lexed *lx = lex_text(text, strlen(text));
  assert_true(tok_is(lx, lx->n - 1, "b"));
  assert_int_equal(lx->tok[lx->n - 1].dir, 0);
  assert_int_equal(lx->tok[lx->n - 2].dir, 0); /* nor is the line end */
  assert_int_equal(lx->tok[lx->n - 3].dir, 1);
  assert_int_equal(lx->tok[lx->n - 1].line, 3);
  lex_free(lx);
}

/* The words that a walk from the first (last) word on sees. */
static char *walk(const char *text, const char *from,
                  guint32 (*step)(const struct lexed *, guint32))
{
  struct lexed *lx = lex_text(text, strlen(text));
  GString *s = g_string_new(NULL);
  guint32 i = 0;
  while (!tok_is(lx, i, from))
    i++;
  while ((i = step(lx, i)) != TOK_NONE)
    g_string_append_len(s, text + lx->tok[i].off, lx->tok[i].len);
  lex_free(lx);
  return g_string_free(s, FALSE);
}

static void walks(const char *text, const char *from,
                  guint32 (*step)(const struct lexed *, guint32), const char *want)
{
  char *got = walk(text, from, step);
  assert_string_equal(got, want);
  g_free(got);
}

static void test_lex__steps_pass_over_trivia_and_directives(void **state)
{
  (void)state;
  const char *text = "a /* x */ b\n#define C d \\\n e\n#if X\nf // y\n#endif\ng";
  walks(text, "a", tok_next, "bfg");
  walks(text, "g", tok_prev, "fba");
  walks(text, "C", tok_next, "de"); /* inside, the directive's ends are the ends */
  walks(text, "e", tok_prev, "dCdefine#");
}

static void test_lex__steps_from_nowhere_lead_nowhere(void **state)
{
  (void)state;
  struct lexed *lx = lex_text("a b", 3);
  assert_int_equal(tok_next(lx, TOK_NONE), TOK_NONE);
  assert_int_equal(tok_prev(lx, TOK_NONE), TOK_NONE);
  assert_int_equal(tok_prev(lx, lx->n), 2); /* but the end of the text has a last token */
  assert_false(tok_is(lx, TOK_NONE, "a"));
  lex_free(lx);
}

static void test_lex__tok_is_compares_whole_tokens(void **state)
{
  (void)state;
  struct lexed *lx = lex_text("alloc", 5);
  assert_true(tok_is(lx, 0, "alloc"));
  assert_false(tok_is(lx, 0, "all"));
  assert_false(tok_is(lx, 0, "alloc_void"));
  assert_false(tok_is(lx, 0, "alloD"));
  lex_free(lx);
}
