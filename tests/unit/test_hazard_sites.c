/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

static void test_hazard_sites__only_half(void **state)
{
  (void)state;
  assert_hazard("Allocator a;\nvoid f() { a.alloc_void(); }\n", "a", "only-half",
                "a.cc:2 taken, and never given: taken in f\n");
  assert_hazard("Allocator a;\nvoid f() { a.free_void(p); }\n", "a", "only-half",
                "a.cc:2 given, and never taken: given in f\n");
  assert_hazard("Allocator a;\n", "a", "only-half",
                "a.cc:1 nothing takes from it and nothing gives to it\n");
  assert_hazard("Allocator a;\nvoid f() { a.free_void(a.alloc_void()); }\n", "a", "only-half", "");
}

static void test_hazard_sites__bulk_give(void **state)
{
  (void)state;
  assert_hazard("Allocator a;\nvoid f() { a.free_void_bulk(h, t, n);\n a.free_void(p); }\n", "a",
                "bulk-give", "a.cc:2 a whole chain is given in f\n");
}

static void test_hazard_sites__run_time_list(void **state)
{
  (void)state;
  const char *both = "ClassAllocator<T> a, b;\nvoid f() { if (x)\n a.free(p);\n else\n"
                     " THREAD_FREE(p, a, t);\n THREAD_FREE(p, b, t); }\n";
  assert_hazard(both, "a", "run-time-list",
                "a.cc:3 to the pool itself in f\na.cc:5 to a thread's list in f\n");
  assert_hazard(both, "b", "run-time-list", "");
  assert_hazard("ClassAllocator<T> a;\nvoid f() { a.free(p); }\n", "a", "run-time-list", "");
}

static void test_hazard_sites__explicit_destructor(void **state)
{
  (void)state;
  assert_hazard("ClassAllocator<T> a;\nvoid f() {\n if (x) p->~T();\n a.free(p);\n}\n", "a",
                "explicit-destructor", "a.cc:3 calls ~T() before the give at line 4\n");
  assert_hazard("ClassAllocator<T> a;\nvoid f() {\n p->n::~T();\n (*p).~T<int>();\n"
                " THREAD_FREE(p, a, t);\n}\n",
                "a", "explicit-destructor",
                "a.cc:3 calls ~T() before the give at line 5\n"
                "a.cc:4 calls ~T() before the give at line 5\n");
  /* after the give, in another function, a bit operation */
  assert_hazard("ClassAllocator<T> a;\nvoid g() { p->~T(); }\nvoid f() {\n x = y & ~z(1);\n"
                " a.free(p);\n p->~T();\n}\n",
                "a", "explicit-destructor", "");
}

static void test_hazard_sites__destructor_right_before_the_give(void **state)
{
  (void)state;
  assert_hazard("ClassAllocator<N::T> a;\nvoid f() {\n p->~T();\n a.free(p);\n}\n", "a",
                "explicit-destructor", "");
  /* the paths of the two gives are not the same */
  assert_hazard("ClassAllocator<T<int>> a;\nvoid f() {\n if (x) {\n p->~T();\n a.free(p);\n"
                " return;\n }\n a.free(p);\n}\n",
                "a", "explicit-destructor", "");
  /* another type's, and nothing is known of it */
  assert_hazard("ClassAllocator<T> a;\nvoid f() {\n p->~B();\n a.free(p);\n}\n", "a",
                "explicit-destructor", "a.cc:3 calls ~B() before the give at line 4\n");
}
