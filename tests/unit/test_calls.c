/* SPDX-License-Identifier: Apache-2.0 */
#include "memory_tree.h"
#include "plan/calls.h"

/* "CLASS::NAME PATH" of what is called in the function (of a.cc), in the order of the calls. */
static void assert_calls(const char *text, const char *klass, const char *name, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, "b.cc", "void g() { }\n", NULL));
  struct code *c = code_new(inv);
  GPtrArray *from = code_functions(c, klass, name), *called = g_ptr_array_new();
  assert_int_equal(from->len, 1);
  const struct function *f = g_ptr_array_index(from, 0);
  calls_in(c, f->f, f->body->first, f->body->end, f->klass, called);
  GString *got = g_string_new(NULL);
  for (guint i = 0; i < called->len; i++) {
    const struct function *to = g_ptr_array_index(called, i);
    g_string_append_printf(got, "%s::%s %s\n", to->klass, to->name, to->f->src->path);
  }
  assert_same_text(got->str, want);
  g_string_free(got, TRUE);
  g_ptr_array_unref(called);
  g_ptr_array_unref(from);
  code_free(c);
  scan_done(inv);
}

static void test_calls__functions(void **state)
{
  (void)state;
  assert_calls("void h() { }\nvoid f() { h(); g(); n::h(); x.h(); x->h(); h; }\n", "", "f",
               "::h a.cc\n::g b.cc\n::h a.cc\n");
  /* the file's own comes first */
  assert_calls("static void g() { }\nvoid f() { g(); }\n", "", "f", "::g a.cc\n");
}

static void test_calls__members(void **state)
{
  (void)state;
#define TYPES                                                                                   \
  "struct B { void m() { } void n() { } };\nstruct T : B {\n void m() { }\n void f();\n T() { " \
  "}\n};\n"
  assert_calls(TYPES "void T::f() { m(); this->n(); B::m(); x->m(); new T(1); }\n", "T", "f",
               "T::m a.cc\nB::n a.cc\nB::m a.cc\nT::T a.cc\n");
  assert_calls(TYPES "void f() { m(); T::n(); }\n", "", "f", "B::n a.cc\n");
}

static void test_calls__reach(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of(
      "a.cc", "void c() { a(); }\nvoid b() { c(); }\nvoid a() { b(); }\nvoid d() { a(); }\n",
      NULL));
  struct code *c = code_new(inv);
  GHashTable *marks = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  GPtrArray *roots = code_functions(c, "", "a");
  calls_reach(c, roots, "why", marks);
  assert_int_equal(g_hash_table_size(marks), 3);
  assert_string_equal(g_hash_table_lookup(marks, g_ptr_array_index(roots, 0)), "why");
  g_ptr_array_unref(roots);
  g_hash_table_unref(marks);
  code_free(c);
  scan_done(inv);
}
