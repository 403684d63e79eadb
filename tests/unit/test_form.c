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
  GError *err = NULL;
  guint32 k = 0;
  while (k < inv->sites->len && inventory_site(inv, k)->kind >= SITE_DECLARE_CLASS)
    k++;
  assert_true(k < inv->sites->len);
  if (!form_edits(inv, inventory_site(inv, k), d, form, edits, &err))
    out = g_strdup(err->message);
  else if (edits_settle(edits, &err))
    out = edits_apply(edits, all, strlen(all), NULL, &err);
  if (!out)
    fail_msg("%s", err->message);
  g_clear_error(&err);
  g_array_unref(edits);
  scan_done(inv);
  g_free(all);
  return out;
}

static void becomes(const char *text, const char *form, const char *want)
{
  char type[] = "N::T<int>", size[] = "sizeof(X) + 2";
  struct decision d = {.strategy = STRATEGY_DELETE, .type = type, .size = size};
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
