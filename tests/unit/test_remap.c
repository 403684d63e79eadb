/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Shows body, replaces the text `from` of the view by `to`, and wants this source back. */
static void assert_rewritten(const char *body, const char *from, const char *to, const char *want)
{
  GError *err = NULL;
  struct lexed *lx = lex_text(body, strlen(body));
  const guint32 first = lx->ndir ? lx->dir[0].body : 0;
  struct view *v =
      view_encode(lx, NULL, first, lx->n, VIEW_FUNCTION, "struct Pool A, B; struct Raw io[9];");
  char **parts = g_strsplit(view_text(v), from, -1);
  assert_true(g_strv_length(parts) > 1);
  char *text = g_strjoinv(to, parts);
  GArray *edits = edits_new();
  if (!view_edits(v, text, edits, &err))
    fail_msg("%s in: %s", err->message, text);
  gsize len;
  char *got = edits_apply(edits, body, strlen(body), &len, NULL);
  assert_string_equal(got, want);
  g_free(got);
  g_array_free(edits, TRUE);
  g_strfreev(parts);
  g_free(text);
  view_free(v);
  lex_free(lx);
}

static void assert_refused(const char *body, const char *from, const char *to, int code)
{
  GError *err = NULL;
  struct lexed *lx = lex_text(body, strlen(body));
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, "struct Pool A;");
  char **parts = g_strsplit(view_text(v), from, -1);
  assert_true(g_strv_length(parts) > 1);
  char *text = g_strjoinv(to, parts);
  GArray *edits = edits_new();
  assert_false(view_edits(v, text, edits, &err));
  assert_true(g_error_matches(err, VIEW_ERROR, code));
  assert_int_equal(edits->len, 0);
  g_clear_error(&err);
  g_array_free(edits, TRUE);
  g_strfreev(parts);
  g_free(text);
  view_free(v);
  lex_free(lx);
}

static void test_remap__only_the_head_changes(void **state)
{
  (void)state;
  assert_rewritten("x = A.alloc(a, /* b */ c<d>(1),\n  {2});", "A.alloc(a", "FLC_NEW(A, a",
                   "x = FLC_NEW(A, a, /* b */ c<d>(1),\n  {2});");
  assert_rewritten("A.free( p );", "A.free( p", "FLC_DELETE(A, p", "FLC_DELETE(A, p );");
  assert_rewritten("p = A.alloc();", "A.alloc()", "FLC_NEW(A)", "p = FLC_NEW(A);");
}

static void test_remap__coccinelles_white_space_is_not_used(void **state)
{
  (void)state;
  assert_rewritten("if  (x)\n\tA.free(p) ; // why\n", "A.free(p) ;", "\n\n   FLC_DELETE(A,\n p) ;",
                   "if  (x)\n\tFLC_DELETE(A, p) ; // why\n");
}

static void test_remap__a_global_name_moves_with_its_colons(void **state)
{
  (void)state;
  assert_rewritten("x = ::A.alloc();", "A.alloc()", "FLC_NEW(A)", "x = FLC_NEW(::A);");
  assert_rewritten("::A.free(::B.alloc());", "A.free(B.alloc())", "FLC_DELETE(A, FLC_NEW(B))",
                   "FLC_DELETE(::A, FLC_NEW(::B));");
}

static void test_remap__a_head_keeps_its_lines(void **state)
{
  (void)state;
  assert_rewritten("A\n  .alloc(x);\nf();", "A\n  .alloc(x", "FLC_NEW(A, x",
                   "FLC_NEW(A,\n  x);\nf();");
  assert_rewritten("A.free(\n  x);", "A.free(\n  x", "FLC_DELETE(A, x", "FLC_DELETE(A,\n  x);");
}

static void test_remap__a_comment_in_a_head_survives(void **state)
{
  (void)state;
  assert_rewritten("A /* why */ .free(x);", "A .free(x", "FLC_DELETE(A, x",
                   "FLC_DELETE(A, /* why */ x);");
}

static void test_remap__an_index_stays_as_it_was(void **state)
{
  (void)state;
  assert_rewritten("io[ i /* big */ + 1 ].free(p);", "io[ i + 1 ].free(p", "FLC_FREE(io[i + 1], p",
                   "FLC_FREE(io[ i /* big */ + 1 ], p);");
}

static void test_remap__in_a_macro_splices_stay(void **state)
{
  (void)state;
  assert_rewritten("#define F(p) a(p); \\\n  ::A.free(p)\n", "A.free(p", "FLC_DELETE(A, p",
                   "#define F(p) a(p); \\\n  FLC_DELETE(::A, p)\n");
}

static void test_remap__placeholders_come_back(void **state)
{
  (void)state;
  assert_rewritten("f(a::b<c>(1), x);", "flq_1(1)", "flq_1(g(1))", "f(a::b<c>(g(1)), x);");
  assert_rewritten("T *p = A.alloc();", "A.alloc()", "FLC_NEW(A, (struct flt_1 *)0)",
                   "T *p = FLC_NEW(A, (T *)0);");
}

static void test_remap__a_made_up_placeholder_is_refused(void **state)
{
  (void)state;
  assert_refused("f(x);", "f(x)", "f(flq_9)", VIEW_MASK);
}

static void test_remap__the_frame_is_not_to_be_touched(void **state)
{
  (void)state;
  assert_refused("f(x);", "void fl", "int fl", VIEW_FRAME);
}

static void test_remap__a_token_that_means_more_is_refused(void **state)
{
  (void)state;
  assert_refused("delete p;", "(p)", " p", VIEW_MISMATCH);
}

static void test_remap__decode_reads_a_changed_text(void **state)
{
  (void)state;
  const char *code = "x = ::A.alloc(); // why";
  struct lexed *lx = lex_text(code, strlen(code));
  struct view *v = view_encode(lx, NULL, 0, lx->n, VIEW_FUNCTION, NULL);
  char *got = view_decode(v, "void fl(void) { x = FLC_NEW(A); }", NULL);
  assert_string_equal(got, "x = FLC_NEW(::A); // why");
  g_free(got);
  view_free(v);
  lex_free(lx);
}
