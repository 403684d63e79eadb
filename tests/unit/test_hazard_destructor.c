/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

static void test_hazard_destructor__unknown_type(void **state)
{
  (void)state;
  assert_hazard("ClassAllocator<T> a;\n", "a", "unknown-type",
                "a.cc:1 T: no database\na.cc:1 whether a give destructs cannot be told from 'T'\n");
  assert_hazard("ClassAllocator<T, true> a;\n", "a", "unknown-type", "a.cc:1 T: no database\n");
  assert_hazard("Allocator a;\n", "a", "unknown-type", "");
  assert_type_hazard("ClassAllocator<int> a(\"a\");\n", "a", "unknown-type", "");
}

static void test_hazard_destructor__skipped(void **state)
{
  (void)state;
  const char *types = "struct M { ~M(); };\nstruct T {\n M m;\n};\nstruct P { int a; };\n"
                      "ClassAllocator<T> a(\"a\"); ClassAllocator<T, true> b(\"b\");\n"
                      "ClassAllocator<P> c(\"c\");\n";
  assert_type_hazard(types, "a", "skipped-destructor", "a.cc:4 member m of type M\n");
  assert_type_hazard(types, "b", "skipped-destructor", "");
  assert_type_hazard(types, "c", "skipped-destructor", "");
  assert_hazard("ClassAllocator<T> a;\n", "a", "skipped-destructor", "");
}

static void test_hazard_destructor__private_and_deleted(void **state)
{
  (void)state;
  const char *types = "class A { ~A(); };\nstruct B { ~B() = delete; };\n"
                      "ClassAllocator<A> a(\"a\"); ClassAllocator<B> b(\"b\");\n";
  assert_type_hazard(types, "a", "private-destructor", "a.cc:2 ~A is private\n");
  assert_type_hazard(types, "b", "private-destructor", "");
  assert_type_hazard(types, "b", "deleted-destructor", "a.cc:3 ~B is deleted\n");
  assert_type_hazard(types, "a", "deleted-destructor", "");
}

static void test_hazard_destructor__not_virtual(void **state)
{
  (void)state;
  const char *types = "struct A { ~A(); };\nstruct B : A { };\nstruct V { virtual ~V(); };\n"
                      "struct W : V { };\nstruct P { };\nstruct Q : P { };\n"
                      "ClassAllocator<A> a(\"a\");\nClassAllocator<B> b(\"b\");\n"
                      "ClassAllocator<V> v(\"v\"); ClassAllocator<W> w(\"w\");\n"
                      "ClassAllocator<P> p(\"p\"); ClassAllocator<Q> q(\"q\");\n";
  assert_type_hazard(types, "b", "no-virtual-destructor",
                     "a.cc:8 A, the type of pool a, is a base of B\n");
  assert_type_hazard(types, "a", "no-virtual-destructor", "");
  assert_type_hazard(types, "w", "no-virtual-destructor", "");
  assert_type_hazard(types, "q", "no-virtual-destructor", "");
}

/* Which base a give names is asked of the compiler; a trivial destructor does not help, the size is
 * wrong. */
static void test_hazard_destructor__given_by_a_base(void **state)
{
  (void)state;
#define GIVE                                      \
  "\nstruct P { }; struct V { virtual ~V(); };\n" \
  "struct Q : P { }; struct W : V { };\nClassAllocator<Q> q(\"q\"); ClassAllocator<W> w(\"w\");\n"
  assert_type_hazard(
      GIVE "void f(P *p) {\n THREAD_FREE(p, q, t);\n}\n", "q", "no-virtual-destructor",
      "a.cc:7 given by a pointer to the base P, whose destructor is not virtual in f\n");
  assert_type_hazard(GIVE "void f(V *p) {\n THREAD_FREE(p, w, t);\n}\n", "w",
                     "no-virtual-destructor", "");
  assert_type_hazard(GIVE "void f(Q *p) {\n THREAD_FREE(p, q, t);\n}\n", "q",
                     "no-virtual-destructor", "");
}
