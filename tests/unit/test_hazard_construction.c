/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

static const char types[] = "class A { A(); };\nstruct B {\n int n;\n};\n"
                            "struct C { C(); void operator delete(void *); };\n"
                            "ClassAllocator<A> a(\"a\"); ClassAllocator<B> b(\"b\");\n"
                            "ClassAllocator<C> c(\"c\");\n";

static void test_hazard_construction__private_constructor(void **state)
{
  (void)state;
  assert_type_hazard(types, "a", "private-constructor", "a.cc:2 A() is private\n");
  assert_type_hazard(types, "b", "private-constructor", "");
}

static void test_hazard_construction__class_operator_new(void **state)
{
  (void)state;
  assert_type_hazard(types, "c", "class-operator-new", "a.cc:6 C::operator delete\n");
  assert_type_hazard(types, "b", "class-operator-new", "");
}

static void test_hazard_construction__value_initialised(void **state)
{
  (void)state;
  assert_type_hazard(types, "b", "value-initialised", "a.cc:4 member n\n");
  assert_type_hazard(types, "c", "value-initialised", "");
  assert_hazard("ClassAllocator<T> a;\n", "a", "value-initialised", "");
}
