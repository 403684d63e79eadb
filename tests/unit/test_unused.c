/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/unused.h"
#include "memory_tree.h"

#include <string.h>

#define POOL "FlcRawPool ra; "

/* The text, behind a pool, once "FREE(p, t)" is "free(p)" throughout and what has no use is out, or
 * the notes. */
static char *changed(const char *code, bool take, bool notes)
{
  char *text = g_strconcat(POOL, code, NULL);
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  const struct lexed *lx = inventory_file(inv, 0)->lx;
  GPtrArray *said = g_ptr_array_new_with_free_func(g_free);
  GArray *edits = edits_new();
  GError *err = NULL;
  for (guint32 i = 0; i < lx->n; i++)
    if (tok_is(lx, i, "FREE")) {
      guint32 close = lx->tok[tok_next(lx, i)].match;
      edits_add(edits, lx->tok[i].off, lx->tok[close].off + 1 - lx->tok[i].off, g_strdup("free(p)"),
                i, close + 1);
    }
  assert_true(edits->len && edits_settle(edits, &err));
  unused_locals(inv, 0, edits, take, said);
  assert_true(edits_settle(edits, &err));
  g_ptr_array_add(said, NULL);
  char *out = notes ? g_strjoinv("\n", (char **)said->pdata)
                    : edits_apply(edits, text, strlen(text), NULL, &err);
  g_ptr_array_unref(said);
  g_array_unref(edits);
  scan_done(inv);
  g_free(text);
  return out;
}

static void becomes(const char *text, const char *want)
{
  char *got = changed(text, true, false);
  assert_int_equal(strncmp(got, POOL, strlen(POOL)), 0);
  assert_same_text(got + strlen(POOL), want);
  g_free(got);
}

static void test_unused__goes_with_its_line(void **state)
{
  (void)state;
  becomes("void f(C *p) {\n  EThread *t = this_ethread(); // ours\n  FREE(p, t);\n}\n",
          "void f(C *p) {\n  free(p);\n}\n");
  becomes("void f(C *p) {\n  N::T *const t = p->mutex->thread;\n  int a;\n  FREE(p, t);\n"
          "  FREE(p, t);\n}\n",
          "void f(C *p) {\n  int a;\n  free(p);\n  free(p);\n}\n");
}

static void test_unused__stays_while_something_names_it(void **state)
{
  (void)state;
  becomes("void f(C *p) {\n  T *t = this_thread();\n  FREE(p, t);\n  g(t);\n}\n",
          "void f(C *p) {\n  T *t = this_thread();\n  free(p);\n  g(t);\n}\n");
  becomes("void f(C *p) {\n  Lock t = p->mutex;\n  FREE(p, t);\n}\n",
          "void f(C *p) {\n  Lock t = p->mutex;\n  free(p);\n}\n");
  becomes("void f(C *p, T *t) {\n  FREE(p, t);\n}\n", "void f(C *p, T *t) {\n  free(p);\n}\n");
  becomes("void f(C *p) {\n  T *t = this_thread(), *u = t;\n  FREE(p, t);\n}\n",
          "void f(C *p) {\n  T *t = this_thread(), *u = t;\n  free(p);\n}\n");
  becomes("void f(C *p) {\n  for (T *t = this_thread(); b;) {\n    FREE(p, t);\n  }\n}\n",
          "void f(C *p) {\n  for (T *t = this_thread(); b;) {\n    free(p);\n  }\n}\n");
}

static void says(const char *text, bool take, const char *want)
{
  char *got = changed(text, take, true);
  assert_same_text(got, want);
  g_free(got);
}

static void test_unused__is_said(void **state)
{
  (void)state;
  const char *call = "void f(C *p) {\n  T *t = begin(p);\n  FREE(p, t);\n  FREE(p, t);\n}\n";
  const char *note = "a.cc:2: 't' has no use here any more; is it still needed?";
  becomes(call, "void f(C *p) {\n  T *t = begin(p);\n  free(p);\n  free(p);\n}\n");
  says(call, true, note);
  says("void f(C *p) {\n  T *t = this_thread();\n  FREE(p, t);\n}\n", false, note);
  says("void f(C *p) {\n  T *t = this_thread();\n  FREE(p, t);\n}\n", true, "");
}
