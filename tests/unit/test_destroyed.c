/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/destroyed.h"
#include "planned_tree.h"

/* Is the first give in a function with this body destroyed right before, in the baseline's words?
 * The statement, or "no". */
static void is_destroyed(const char *body, const char *want)
{
  char *all = g_strconcat("ClassAllocator<N::T> A, B[3];\nvoid f(T *p) { ", body, " }\n", NULL);
  struct planned_tree *x = planned_of(tree_of("a.cc", all, NULL));
  const struct lexed *lx = inventory_file(x->inv, 0)->lx;
  struct destroying d;
  char *got = NULL;
  for (guint32 k = 0; k < x->inv->sites->len && !got; k++) {
    const struct site *s = inventory_site(x->inv, k);
    if (!site_is_give(s->kind))
      continue;
    bool is = give_is_destroyed(x->inv, s, &d);
    got = is ? g_strndup(lx->text + lx->tok[d.first].off, lx->tok[d.end].off - lx->tok[d.first].off)
             : g_strdup("no");
  }
  assert_non_null(got);
  assert_same_text(got, want);
  planned_done(x);
  g_free(got);
  g_free(all);
}

static void test_destroyed__right_before(void **state)
{
  (void)state;
  is_destroyed("p->~T(); A.free(p);", "p->~T();");
  is_destroyed("a(); this->~T();\n ::A.free(this);", "this->~T();");
  is_destroyed("if (x) { o->m[1].p->N::~T<int>(); B[2].free(o->m[1].p); }",
               "o->m[1].p->N::~T<int>();");
  is_destroyed("switch (x) { case 1: p->~T(); THREAD_FREE(p, A, t); }", "p->~T();");
  is_destroyed("p->~T(); A.free(static_cast<D *>(p));", "p->~T();");
  is_destroyed("p->~T(); FLC_DELETE(A, (D *)p);", "p->~T();");
  is_destroyed("p->~T(); FLC_TH_FREE((p), A, t);", "p->~T();");
  is_destroyed("p->~T(); FLC_TH_FREE(static_cast<M<E, K> *>(p), A, t);", "p->~T();");
  is_destroyed("p->~T(); A.free(static_cast<M<E, K> *>(p));", "p->~T();");
}

static void test_destroyed__not_always(void **state)
{
  (void)state;
  is_destroyed("if (x) p->~T(); A.free(p);", "no");
  is_destroyed("if (x) { p->~T(); } A.free(p);", "no");
  is_destroyed("p->~T(); if (x) A.free(p);", "no");
  is_destroyed("while (x) p->~T(); A.free(p);", "no");
  is_destroyed("x ? a() : p->~T(); A.free(p);", "no");
  is_destroyed("\n#if X\n p->~T();\n#endif\n A.free(p);", "no");
}

static void test_destroyed__something_else(void **state)
{
  (void)state;
  is_destroyed("q->~T(); A.free(p);", "no");
  is_destroyed("p->q->~T(); A.free(p);", "no");
  is_destroyed("p->~T(); a(); A.free(p);", "no");
  is_destroyed("p->clear(); A.free(p);", "no");
  is_destroyed("x = p->~T(); A.free(p);", "no");
  is_destroyed("p.~T(); A.free(p);", "no");
  is_destroyed("p->~T(); return A.free(p);", "no");
  is_destroyed("p->~T(); A.free(p + 1);", "no");
}

/* Is every give of A like that, and with the destructor that delete runs? */
static void always(const char *types, const char *body, bool want)
{
  char *all =
      g_strconcat(types, "ClassAllocator<N::T> A(\"A\");\nvoid f(N::B *b, N::T *p, int x) {", body,
                  "}\n", NULL);
  struct compiled *x = compiled_of(all);
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  assert_int_equal(subject_is_always_destroyed(subject_named(s, "A")), want);
  subjects_free(s);
  compiled_done(x);
  g_free(all);
}

static void test_destroyed__as_delete_would(void **state)
{
  (void)state;
  const char *plain = "namespace N { struct B { ~B(); }; struct T : B { ~T(); }; }\n",
             *virt = "namespace N { struct B { virtual ~B(); }; struct T : B { int n; }; }\n",
             *base = "b->~B(); A.free(static_cast<N::T *>(b));", *own = "p->~T(); A.free(p);";
  always(plain, own, true);
  always(virt, own, true);
  always(virt, base, true);
  always(plain, base, false); /* ~B() alone ran, delete would run ~T() */
  always(plain, "if (x) { p->~T(); A.free(p); } else { A.free(p); }", false);
  always(plain, "if (x) { p->~T(); A.free(p); } else { p->~T(); A.free(p); }", true);
  always(plain, "", false);
}
