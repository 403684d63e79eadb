/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/around.h"
#include "memory_tree.h"

#define POOLS "FlcClassPool<T> A;\n"

/* The first, or last, call of the shim in a function with this body. */
static const struct site *call_of(const struct inventory *inv, bool last)
{
  const struct site *found = NULL;
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->kind < SITE_DECLARE_CLASS && (!found || last))
      found = s;
  }
  assert_non_null(found);
  return found;
}

static struct inventory *body(const char *text, bool macro)
{
  char *all = macro ? g_strconcat(POOLS "#define M(p, t) ", text, "\n", NULL)
                    : g_strconcat(POOLS "void f(T *p) { ", text, " }\n", NULL);
  struct inventory *inv = scan_tree(tree_of("a.cc", all, NULL));
  g_free(all);
  return inv;
}

static void assert_span(const struct inventory *inv, bool is, guint32 first, guint32 end,
                        const char *want)
{
  const struct lexed *lx = inventory_file(inv, 0)->lx;
  char *got = is ? g_strndup(lx->text + lx->tok[first].off, lx->tok[end].off - lx->tok[first].off)
                 : g_strdup("nothing");
  assert_same_text(g_strchomp(got), want);
  g_free(got);
}

static void has_statement(const char *text, const char *want)
{
  struct inventory *inv = body(text, false);
  struct around a;
  bool is = around_statement(inventory_file(inv, 0), call_of(inv, false)->tok, &a);
  assert_span(inv, is, a.first, a.end, want);
  scan_done(inv);
}

static void has_check(const char *text, const char *want)
{
  struct inventory *inv = body(text, false);
  struct around a;
  bool is = around_check(inv, call_of(inv, false), &a);
  assert_span(inv, is, a.first, a.end, want);
  scan_done(inv);
}

/* The condition; the first branch has the same as the second. */
static void has_branches(const char *text, bool macro, const char *cond, const char *kept)
{
  struct inventory *inv = body(text, macro);
  struct branches a, b;
  bool is = around_branches(inventory_file(inv, 0), call_of(inv, false)->tok, &a);
  assert_int_equal(is, around_branches(inventory_file(inv, 0), call_of(inv, true)->tok, &b));
  assert_span(inv, is, a.cond, a.cond_end, cond);
  assert_span(inv, is, a.kept, a.kept_end, kept);
  if (is)
    assert_memory_equal(&a, &b, sizeof(a));
  scan_done(inv);
}

static void test_around__statement(void **state)
{
  (void)state;
  has_statement("a(); FLC_DELETE(A, p); b();", "FLC_DELETE(A, p);");
  has_statement("if (x) { FLC_DELETE(A, p); }", "FLC_DELETE(A, p);");
  has_statement("p = FLC_NEW(A, 1);", "p = FLC_NEW(A, 1);");
  has_statement("if (x) FLC_DELETE(A, p);", "nothing");
  has_statement("if (x) a(); else FLC_DELETE(A, p);", "nothing");
  has_statement("x ? FLC_DELETE(A, p) : b();", "nothing");
  has_statement("return FLC_NEW(A);", "nothing");
  has_statement("a(), FLC_DELETE(A, p);", "nothing");
  has_statement("FLC_NEW(A)->x();", "nothing");
}

static void test_around__check(void **state)
{
  (void)state;
  has_check("p = FLC_NEW(A); if (!p) return;", "if (!p) return;");
  has_check("T *p = FLC_NEW(A);\n if (!p) {\n  return a(b{1});\n }\n b();",
            "if (!p) {\n  return a(b{1});\n }");
  has_check("p = FLC_NEW(A); if (!p) return; else a();", "nothing");
  has_check("p = FLC_NEW(A); if (!p) if (x) return;", "nothing");
  has_check("p = FLC_NEW(A); if (!p) { goto out; }", "nothing");
  has_check("p = FLC_NEW(A); if (!p) { out: a(); }", "nothing");
  has_check("p = FLC_NEW(A); if (!p) { /* never */ a(); }", "nothing");
  has_check("p = FLC_NEW(A); if (!p) return; // never\n", "nothing");
  has_check("p = FLC_NEW(A); // may fail\n if (!p) return;", "nothing");
  has_check("p = FLC_NEW(A);\n#if X\n if (!p) return;\n#endif\n", "nothing");
  has_check("p = FLC_NEW(A); if (!p) { p = FLC_NEW(A, 1); }", "nothing");
  has_check("p = FLC_NEW(A); a(); if (!p) return;", "nothing");
}

static void test_around__branches(void **state)
{
  (void)state;
  const char *kept = "FLC_DELETE(A, p)";
  has_branches("if (x->y) { FLC_DELETE(A, p); } else { FLC_TH_FREE(p, A, t); }", false, "x->y",
               kept);
  has_branches("if (x) FLC_DELETE(A, p);\n else\n FLC_TH_FREE(p, A, t);", false, "x", kept);
  has_branches("if (x) { FLC_DELETE(A, p); } else FLC_DELETE(A, p);", false, "x", kept);
  has_branches("if (x) p = FLC_NEW(A); else { p = FLC_NEW(A); }", false, "x", "p = FLC_NEW(A)");
  has_branches("if (p->g) \\\n FLC_DELETE(A, p); \\\n else \\\n FLC_TH_FREE(p, A, t)", true, "p->g",
               kept);
}

static void test_around__branches_that_are_more(void **state)
{
  (void)state;
  const char *none = "nothing";
  has_branches("if (x) { FLC_DELETE(A, p); a(); } else { FLC_DELETE(A, p); }", false, none, none);
  has_branches("if (x) { FLC_DELETE(A, p); } else { a(); FLC_DELETE(A, p); }", false, none, none);
  has_branches("if (x) FLC_DELETE(A, p); FLC_DELETE(A, p);", false, none, none);
  has_branches("if (x) a(); else if (y) FLC_DELETE(A, p); else FLC_DELETE(A, p);", false, none,
               none);
  has_branches("if (x) { FLC_DELETE(A, p); /* global */ } else { FLC_DELETE(A, p); }", false, none,
               none);
  has_branches("if (x) {\n#ifdef Y\n FLC_DELETE(A, p);\n#endif\n } else { FLC_DELETE(A, p); }",
               false, none, none);
  has_branches("while (x) { FLC_DELETE(A, p); }", false, none, none);
}
