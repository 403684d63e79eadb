/* SPDX-License-Identifier: Apache-2.0 */
#include "types/record.h"
#include "compiled_tree.h"

static void test_record__size_alignment_name(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("namespace n { struct T { long a; char b; }; }\n"
                                   "struct alignas(64) W { int a; };\n"
                                   "ClassAllocator<n::T> t(\"t\"); ClassAllocator<W> w(\"w\");\n"
                                   "ClassAllocator<W> many[3] = {{\"a\"}, {\"b\"}, {\"c\"}};\n");
  const struct type_facts *t = compiled_known(x, "t"), *w = compiled_known(x, "w");
  assert_string_equal(t->name, "n::T");
  assert_int_equal(t->size, 16);
  assert_int_equal(t->align, 8);
  assert_int_equal(w->size, 64);
  assert_int_equal(w->align, 64);
  assert_int_equal(compiled_known(x, "many")->size, 64);
  compiled_done(x);
}

static void test_record__special_functions(void **state)
{
  (void)state;
  struct compiled *x = compiled_of(
      "struct A {\n friend class ClassAllocator<A>;\nprivate:\n A();\n ~A();\n};\n"
      "class B {\nprotected:\n ~B() {}\n};\n"
      "struct C {\n C() = delete;\n C(int);\n ~C() = delete;\n};\n"
      "struct D { D(); ~D(); explicit D(int); };\n"
      "ClassAllocator<A> a(\"\"); ClassAllocator<B> b(\"\"); ClassAllocator<C> c(\"\");\n"
      "ClassAllocator<D> d(\"\");\n");
  assert_list(compiled_known(x, "a")->private_destructor, "a.cc:6 ~A is private\n");
  assert_list(compiled_known(x, "a")->private_constructor, "a.cc:5 A() is private\n");
  assert_list(compiled_known(x, "b")->private_destructor, "a.cc:10 ~B is protected\n");
  assert_list(compiled_known(x, "c")->deleted_destructor, "a.cc:15 ~C is deleted\n");
  assert_list(compiled_known(x, "c")->private_constructor, "a.cc:13 C() is deleted\n");
  assert_list(compiled_known(x, "d")->private_destructor, "");
  assert_list(compiled_known(x, "d")->deleted_destructor, "");
  assert_list(compiled_known(x, "d")->private_constructor, "");
  compiled_done(x);
}

static void test_record__operators_are_handed_down(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("#include <cstddef>\n"
                                   "struct A {\n void *operator new(size_t);\n"
                                   " void operator delete(void *);\n};\n"
                                   "struct B : A { };\n"
                                   "class C {\n void *operator new(size_t);\n};\n"
                                   "ClassAllocator<A> a(\"\"); ClassAllocator<B> b(\"\");\n"
                                   "ClassAllocator<C> c(\"\");\n");
  const char *both = "a.cc:4 A::operator new\na.cc:5 A::operator delete\n";
  assert_list(compiled_known(x, "a")->operator_new, both);
  assert_list(compiled_known(x, "b")->operator_new, both);
  assert_list(compiled_known(x, "c")->operator_new, "a.cc:9 C::operator new is private\n");
  compiled_done(x);
}

static void test_record__all_bases_once(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("template <class T> struct L {}; struct A {}; struct B : A {};\n"
                                   "struct C : virtual A {}; struct D : B, C, L<int> {};\n"
                                   "ClassAllocator<D> d(\"\");\n");
  assert_list(compiled_known(x, "d")->bases, "B\nA\nC\nL<int>\n");
  assert_true(facts_has_base(compiled_known(x, "d"), "L<int>"));
  assert_false(facts_has_base(compiled_known(x, "d"), "D"));
  compiled_done(x);
}

static void test_record__what_is_incomplete(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("struct T;\nextern ClassAllocator<T> t;\n");
  assert_string_equal(compiled_facts(x, "t")->unknown,
                      "the type is incomplete where its pool stands");
  compiled_done(x);
}
