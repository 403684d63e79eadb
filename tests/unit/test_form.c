/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/form.h"
#include "memory_tree.h"

#define POOLS "FlcClassPool<T> ca;\nFlcRawPool ra;\n"

/* The first call of the shim in the text, given this form: the whole text, or the error. */
static char *formed(const char *text, const char *form, const struct decision *d)
{
  char *all = g_strconcat(POOLS, text, NULL), *out = NULL;
  struct inventory *inv = scan_tree(tree_of("a.cc", all, NULL));
  GArray *edits = edits_new();
  GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
  GError *err = NULL;
  guint32 k = 0;
  while (k < inv->sites->len && inventory_site(inv, k)->kind >= SITE_DECLARE_CLASS)
    k++;
  assert_true(k < inv->sites->len);
  if (!form_edits(inv, inventory_site(inv, k), d, form, edits, notes, &err))
    out = g_strdup(err->message);
  else if (edits_settle(edits, &err))
    out = edits_apply(edits, all, strlen(all), NULL, &err);
  if (!out)
    fail_msg("%s", err->message);
  g_clear_error(&err);
  g_array_unref(edits);
  g_ptr_array_unref(notes);
  scan_done(inv);
  g_free(all);
  return out;
}

static void becomes(const char *text, const char *form, const char *want)
{
  char type[] = "N::T<int>", size[] = "sizeof(X) + 2";
  struct decision d = {
      .strategy = STRATEGY_DELETE, .type = type, .size = size, .destructs = TRI_YES};
  char *got = formed(text, form, &d), *whole = g_strconcat(POOLS, want, NULL);
  assert_same_text(got, whole);
  g_free(got);
  g_free(whole);
}

static void is_refused(const char *text, const char *form, const char *why)
{
  char type[] = "T", size[] = "";
  struct decision d = {.strategy = STRATEGY_DELETE, .type = type, .size = size};
  char *got = formed(text, form, &d);
  if (!strstr(got, why))
    fail_msg("got: %s\nwanted: %s", got, why);
  g_free(got);
}

static void test_form__takes(void **state)
{
  (void)state;
  becomes("T *f() { return FLC_NEW(ca); }", "LENS_NEW", "T *f() { return new N::T<int>(); }");
  becomes("T *f() { return FLC_NEW(ca, 1, g(2, 3)); }", "LENS_NEW",
          "T *f() { return new N::T<int>(1, g(2, 3)); }");
  becomes("T *f() { return FLC_NEW(ca, /* why */ 1,\n  2 /* two */); }", "LENS_NEW",
          "T *f() { return new N::T<int>(/* why */ 1,\n  2 /* two */); }");
  becomes("T *f() { return FLC_TH_ALLOC(ca, t->x(1)); }", "LENS_TH_NEW",
          "T *f() { return new N::T<int>(); }");
  becomes("T *f() { return FLC_TH_ALLOC(ca, t, 1); }", "LENS_TH_NEW",
          "T *f() { return new N::T<int>(1); }");
  becomes("void *f() { return FLC_ALLOC(ra); }", "LENS_MALLOC",
          "void *f() { return ats_malloc(sizeof(X) + 2); }");
  becomes("void *f() { return FLC_TH_ALLOC(ra, t); }", "LENS_TH_MALLOC",
          "void *f() { return ats_malloc(sizeof(X) + 2); }");
}

static void test_form__a_new_object_that_is_used_at_once(void **state)
{
  (void)state;
  becomes("void f() { FLC_NEW(ca)->go(); }", "LENS_NEW", "void f() { (new N::T<int>())->go(); }");
  becomes("void f() { x = *FLC_NEW(ca, 1); }", "LENS_NEW", "void f() { x = *new N::T<int>(1); }");
}

static void test_form__gives(void **state)
{
  (void)state;
  becomes("void f() { FLC_DELETE(ca, p); }", "LENS_DELETE", "void f() { delete p; }");
  becomes("void f() { FLC_DELETE(ca, this); }", "LENS_DELETE", "void f() { delete this; }");
  becomes("void f() { FLC_DELETE(ca, static_cast<M<A, B> *>(p)); }", "LENS_DELETE",
          "void f() { delete static_cast<M<A, B> *>(p); }");
  becomes("void f() { FLC_TH_FREE(static_cast<M<A, B> *>(p), ca, t); }", "LENS_TH_RELEASE",
          "void f() { ::operator delete(static_cast<M<A, B> *>(p)); }");
  becomes("void f() { FLC_DELETE(ca, o->m[i + 1].q(a, b)); }", "LENS_DELETE",
          "void f() { delete o->m[i + 1].q(a, b); }");
  becomes("void f() { FLC_DELETE(ca, static_cast<T *>(p)); }", "LENS_DELETE",
          "void f() { delete static_cast<T *>(p); }");
  becomes("void f() { FLC_TH_FREE(p, ca, this_thread()); }", "LENS_TH_DELETE",
          "void f() { delete p; }");
  becomes("void f() { FLC_DELETE(ca, p); }", "LENS_RELEASE", "void f() { ::operator delete(p); }");
  becomes("void f() { FLC_TH_FREE(a ? p : q, ca, t); }", "LENS_TH_RELEASE",
          "void f() { ::operator delete(a ? p : q); }");
  becomes("void f() { FLC_FREE(ra, p); }", "LENS_MFREE", "void f() { ats_free(p); }");
  becomes("void f() { FLC_TH_FREE(p, ra, t); }", "LENS_TH_MFREE", "void f() { ats_free(p); }");
}

static void test_form__what_is_no_operand_gets_parentheses(void **state)
{
  (void)state;
  becomes("void f() { FLC_DELETE(ca, a ? p : q); }", "LENS_DELETE",
          "void f() { delete (a ? p : q); }");
  becomes("void f() { FLC_DELETE(ca, (T *)p + 1); }", "LENS_DELETE",
          "void f() { delete ((T *)p + 1); }");
  becomes("void f() { FLC_TH_FREE(p = q, ca, t); }", "LENS_TH_DELETE",
          "void f() { delete (p = q); }");
}

static void test_form__macros_and_layout(void **state)
{
  (void)state;
  becomes("#define M(x) \\\n  FLC_DELETE(ca, x)\n", "LENS_DELETE",
          "#define M(x) \\\n  delete (x)\n");
  becomes("void f() { FLC_DELETE(ca,\n    p\n  ); }", "LENS_DELETE", "void f() { delete p; }");
  becomes("void f() { FLC_DELETE(ca, p // last\n  ); }", "LENS_DELETE",
          "void f() { delete p // last\n  ; }");
}

static void test_form__with_the_destructor_before(void **state)
{
  (void)state;
  becomes("void f() {\n  p->~T();\n  FLC_DELETE(ca, p);\n}", "LENS_DELETE_DESTROYED",
          "void f() {\n  delete p;\n}");
  becomes("void f() {\n  p->~T(); // ends it\n  FLC_TH_FREE(static_cast<U *>(p), ca, t);\n}",
          "LENS_TH_DELETE_DESTROYED", "void f() {\n  // ends it\n  delete static_cast<U *>(p);\n}");
  becomes("void f() {\n  p->~T();\n  FLC_DELETE(ca, p);\n}", "LENS_RELEASE",
          "void f() {\n  p->~T();\n  ::operator delete(p);\n}");
  is_refused("void f() {\n  p->~T();\n  FLC_DELETE(ca, p);\n}", "LENS_DELETE",
             "leaves a call of the destructor in front of delete");
  is_refused("void f() {\n  if (x) p->~T();\n  FLC_DELETE(ca, p);\n}", "LENS_DELETE_DESTROYED",
             "and the plan does not");
}

static void test_form__with_the_check_behind(void **state)
{
  (void)state;
  becomes("void f() {\n  T *p = FLC_NEW(ca);\n  if (!p) {\n    return;\n  }\n  p->x();\n}",
          "LENS_NEW_CHECKED", "void f() {\n  T *p = new N::T<int>();\n  p->x();\n}");
  becomes("void f() {\n  void *p = FLC_ALLOC(ra);\n  if (!p)\n    goto out;\nout:\n  g();\n}",
          "LENS_MALLOC_CHECKED",
          "void f() {\n  void *p = ats_malloc(sizeof(X) + 2);\n  if (!p)\n    goto out;\nout:\n"
          "  g();\n}");
}

static void test_form__one_of_two_branches(void **state)
{
  (void)state;
  const char *if_else = "void f() {\n  if (p->g) {\n    FLC_DELETE(ca, p);\n  } else {\n"
                        "    FLC_TH_FREE(p, ca, t);\n  }\n  g();\n}";
  becomes(if_else, "LENS_DELETE_FIRST", "void f() {\n  delete p;\n  g();\n}");
  becomes(if_else, "LENS_DELETE_SECOND", if_else); /* the other site's edits take it out */
  becomes("#define M(_p)      \\\n  if (_p->g)       \\\n    FLC_DELETE(ca, _p); \\\n  else    \\\n"
          "    FLC_TH_FREE(_p, ca, t)\n",
          "LENS_DELETE_FIRST", "#define M(_p)      \\\n  delete (_p)\n");
  becomes("void f() {\n  if (t)\n    p = FLC_TH_ALLOC(ca, t);\n  else\n    p = FLC_NEW(ca);\n}",
          "LENS_TH_NEW_FIRST", "void f() {\n  p = new N::T<int>();\n}");
  /* with a comment in it, it stays as it is, both halves */
  const char *said = "void f() {\n  if (x) /* why */\n    FLC_DELETE(ca, p);\n  else\n    "
                     "FLC_DELETE(ca, p);\n}";
  const char *want = "void f() {\n  if (x) /* why */\n    delete p;\n  else\n    "
                     "FLC_DELETE(ca, p);\n}";
  becomes(said, "LENS_DELETE_FIRST", want);
  becomes(said, "LENS_DELETE_SECOND", want);
}

static void test_form__what_goes(void **state)
{
  (void)state;
  becomes("void f() {\n  a();\n  FLC_RE_INIT(ra, \"ra\", 8,\n    1, 8, 0);\n  b();\n}", "LENS_DROP",
          "void f() {\n  a();\n  b();\n}");
  becomes("void f() {\n  if (x)\n    FLC_TC_FREEUP(ca, t->ca);\n}", "LENS_DROP",
          "void f() {\n  if (x)\n    (void)0;\n}");
  becomes("void f() { g(FLC_RAW(ca)); }", "LENS_DROP_TOO", "void f() { g(FLC_RAW(ca)); }");
  becomes("void f() { FLC_DESTROY(ca, p->q); }", "LENS_DESTROY",
          "void f() { p->q->~N::T<int>(); }");
  becomes("void f() { FLC_DESTROY(ca, x ? p : q); }", "LENS_DESTROY",
          "void f() { (x ? p : q)->~N::T<int>(); }");
  is_refused("void f() {\n  a();\n  FLC_DESTROY(ca, p);\n}", "LENS_DESTROY", "  a();\n}");
}

static void test_form__refusals(void **state)
{
  (void)state;
  is_refused("void f() { FLC_DELETE(ca, p); }", "LENS_NOTHING", "no form");
  is_refused("void f() { FLC_DELETE(ca); }", "LENS_DELETE", "too few arguments");
  is_refused("void f() { FLC_TH_FREE(p, ca, /* the thread */ t); }", "LENS_TH_DELETE",
             "would lose a comment");
  is_refused("void f() { FLC_TH_FREE(p /* p */, ca, t); }", "LENS_TH_DELETE",
             "would lose a comment");
  char *got = formed("void f() { FLC_DELETE(ca, p); }", "LENS_DELETE", NULL);
  assert_non_null(strstr(got, "decides differently"));
  g_free(got);
}
