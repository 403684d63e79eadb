/* SPDX-License-Identifier: Apache-2.0 */
#include "memory_tree.h"
#include "plan/code.h"

/* "CLASS::NAME LINE" of what is found, one a line. */
static void assert_functions(const struct code *c, const char *klass, const char *name,
                             const char *want)
{
  GString *got = g_string_new(NULL);
  GPtrArray *found = code_functions(c, klass, name);
  for (guint i = 0; i < found->len; i++) {
    const struct function *f = g_ptr_array_index(found, i);
    g_string_append_printf(got, "%s::%s %s:%u\n", f->klass, f->name, f->f->src->path,
                           f->f->lx->tok[f->body->first].line);
  }
  g_ptr_array_unref(found);
  assert_same_text(got->str, want);
  g_string_free(got, TRUE);
}

static void test_code__functions_of_the_whole_tree(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of("a.cc", "ClassAllocator<T> a;\n", "b.cc",
                                            "void f() { }\nint T<x>::f() { }\nT::~T() { }\n", "c.h",
                                            "struct T { void g() { }\n ~T() { }\n};\n", NULL));
  struct code *c = code_new(inv);
  assert_functions(c, "", "f", "::f b.cc:1\n");
  assert_functions(c, "T", "f", "T::f b.cc:2\n");
  assert_functions(c, "T", "g", "T::g c.h:1\n");
  assert_functions(c, "T", "~T", "T::~T b.cc:3\nT::~T c.h:2\n");
  assert_functions(c, "", "g", "");
  code_free(c);
  scan_done(inv);
}

static void test_code__bases(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(
      tree_of("a.h",
              "struct A { };\nclass B : public n::A, private virtual T<int, X> { };\n"
              "struct C final : B { int x : 3; };\nstruct D { B b; };\nstruct E : E { };\n",
              NULL));
  struct code *c = code_new(inv);
  assert_true(code_is_derived(c, "B", "A"));
  assert_true(code_is_derived(c, "B", "T"));
  assert_true(code_is_derived(c, "C", "A"));
  assert_false(code_is_derived(c, "B", "X"));
  assert_false(code_is_derived(c, "A", "B"));
  assert_false(code_is_derived(c, "D", "B"));
  assert_false(code_is_derived(c, "A", "A"));
  assert_false(code_is_derived(c, "E", "A"));
  assert_true(code_has_class(c, "D"));
  assert_false(code_has_class(c, "X"));
  code_free(c);
  scan_done(inv);
}

static void test_code__words(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.h", "struct A { ASLL(T, l) a; };\n// ASLL\nint ASLLX;\n", NULL));
  struct code *c = code_new(inv);
  const GArray *places = code_word(c, "ASLL");
  assert_int_equal(places->len, 1);
  assert_int_equal(code_word(c, "Ptr")->len, 0);
  const struct code_place *p = &g_array_index(places, struct code_place, 0);
  assert_int_equal(p->f->lx->tok[p->tok].line, 1);
  assert_null(code_function_at(c, p->f, p->tok));
  code_free(c);
  scan_done(inv);
}

static void test_code__last_names(void **state)
{
  (void)state;
  static const char *const names[][2] = {
      {"A", "A"},      {"a::B", "B"},    {"a::B<c::D>", "B"},
      {"B<c> *", "B"}, {"A<b>::f", "f"}, {"a::B<c::D>::~B", "~B"},
      {"", ""},        {"struct A", "A"}};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    char *got = code_last_name(names[i][0]);
    assert_string_equal(got, names[i][1]);
    g_free(got);
  }
}
