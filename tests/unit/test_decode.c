/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

#include "lens/edit.h"

/* The edits of a view whose text `from` became `to`, as "old>new ...". */
static void assert_edits(const char *code, enum view_zoom zoom, const char *from, const char *to,
                         const char *want)
{
  struct lexed *lx = lex_text(code, strlen(code));
  struct view *v =
      view_encode(lx, NULL, 0, lx->n, zoom, zoom == VIEW_DECLARATION ? "" : "struct P A;");
  char **parts = g_strsplit(view_text(v), from, -1);
  char *text = g_strjoinv(to, parts);
  GArray *edits = edits_new();
  GString *got = g_string_new(NULL);
  GError *err = NULL;
  if (!view_edits(v, text, edits, &err))
    fail_msg("%s in: %s", err->message, text);
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    g_string_append_printf(got, "%s%.*s>%s", i ? " " : "", (int)e->len, code + e->off, e->text);
    assert_true(e->len == 0 || lx->tok[e->tok_first].off == e->off);
  }
  assert_string_equal(got->str, want);
  g_string_free(got, TRUE);
  g_array_free(edits, TRUE);
  g_free(text);
  g_strfreev(parts);
  view_free(v);
  lex_free(lx);
}

static void test_decode__an_edit_is_the_head_and_no_more(void **state)
{
  (void)state;
  assert_edits("x = A.f( a , b );", VIEW_FUNCTION, "A.f( a", "F(A, a", "A.f(>F(A,");
  assert_edits("THREAD_FREE(p, A, t);", VIEW_FUNCTION, "THREAD_FREE", "FLC_TH_FREE",
               "THREAD_FREE>FLC_TH_FREE");
}

static void test_decode__a_type_is_renamed_before_its_arguments(void **state)
{
  (void)state;
  assert_edits("ClassAllocator<T, true> x(\"x\", 1);", VIEW_DECLARATION, "ClassAllocator",
               "FlcClassPool", "ClassAllocator>FlcClassPool");
  assert_edits("extern ::Allocator x[9];", VIEW_DECLARATION, "Allocator", "FlcRawPool",
               "::Allocator>FlcRawPool");
}

static void test_decode__an_insertion_stands_before_the_next_token(void **state)
{
  (void)state;
  assert_edits("a(); b();", VIEW_FUNCTION, "b()", "c(); b()", ">c(); ");
}

static void test_decode__lines_that_a_head_spans_stay(void **state)
{
  (void)state;
  assert_edits("A\n  .f\n  (a);", VIEW_FUNCTION, "A\n  .f\n  (a", "F(A, a",
               "A\n  .f\n  (>F(A,\n  \n  ");
}
