/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

#define A "ClassAllocator<T> a;\n"
#define R "Allocator a;\n"

static void test_hazard_give__null(void **state)
{
  (void)state;
  const char *may = "a.cc:4 what is given may be null in f\n";
  assert_hazard(A "void f() {\n a.free(nullptr);\n}\n", "a", "null-give",
                "a.cc:3 null is given in f\n");
  assert_hazard(A "void f() {\n if (p) g();\n a.free(p);\n}\n", "a", "null-give", may);
  assert_hazard(A "void f() {\n if (p == nullptr) g(); else p->h();\n a.free(p);\n}\n", "a",
                "null-give", may);
  assert_hazard(A "void f() {\n T *p = nullptr; if (x) p = g();\n THREAD_FREE(p, a, t);\n}\n", "a",
                "null-give", may);
}

static void test_hazard_give__not_null(void **state)
{
  (void)state;
  assert_hazard(A "void f() {\n a.free(p);\n}\n", "a", "null-give", "");
  /* asked around the give; left when it is null; another value by then; another question */
  assert_hazard(A "void f() {\n if (p) { g();\n a.free(p); }\n}\n", "a", "null-give", "");
  assert_hazard(A "void f() {\n T *p = nullptr; p = g(); if (p != NULL)\n a.free(p);\n}\n", "a",
                "null-give", "");
  assert_hazard(A "void f() {\n if (!p) { g(); return; }\n a.free(p);\n}\n", "a", "null-give", "");
  assert_hazard(A "void f() {\n T *p = nullptr; p = g();\n a.free(p);\n}\n", "a", "null-give", "");
  assert_hazard(A "void f() {\n if (!p->x || p == q) g();\n a.free(p);\n}\n", "a", "null-give", "");
}

static void test_hazard_give__taken_from_another_pool(void **state)
{
  (void)state;
  const char *two = A "ClassAllocator<T> b;\nvoid f() {\n T *p = a.alloc();\n b.free(p);\n}\n";
  assert_hazard(two, "b", "wrong-pool", "a.cc:5 gives what was taken from a at line 4 in f\n");
  assert_hazard(two, "a", "wrong-pool", "");
  assert_hazard(R "Allocator b;\nvoid f() {\n void *p = a.alloc_void();\n b.free_void(p);\n}\n",
                "b", "wrong-pool", "a.cc:5 gives what was taken from a at line 4 in f\n");
  /* of one or the other; in another function */
  assert_hazard(A "ClassAllocator<T> b;\nvoid f() {\n T *p = a.alloc();\n if (x) p = b.alloc();\n"
                  " b.free(p);\n}\n",
                "b", "wrong-pool", "");
  assert_hazard(
      A "ClassAllocator<T> b;\nvoid f() { T *p = a.alloc(); }\nvoid g(T *p) { b.free(p); }\n", "b",
      "wrong-pool", "");
}

static void test_hazard_give__of_another_type(void **state)
{
  (void)state;
#define TYPES "struct B { };\nstruct T : B { };\nstruct U {\n void end();\n};\n"
  assert_hazard(A TYPES "void U::end() {\n THREAD_FREE(this, a, t);\n}\n", "a", "wrong-pool",
                "a.cc:8 gives a U in U::end\n");
  assert_hazard(A TYPES "void f(U *u) {\n THREAD_FREE(u, a, t);\n}\n", "a", "wrong-pool",
                "a.cc:8 gives a U in f\n");
  /* its own, a base, a name that is no class of the tree */
  assert_hazard(A TYPES "void T::end() {\n THREAD_FREE(this, a, t);\n}\n", "a", "wrong-pool", "");
  assert_hazard(A TYPES "void f(B *b) {\n THREAD_FREE(b, a, t);\n}\n", "a", "wrong-pool", "");
  assert_hazard(A TYPES "void f(Alias *b) {\n THREAD_FREE(b, a, t);\n}\n", "a", "wrong-pool", "");
}

static void test_hazard_give__pool_or_malloc(void **state)
{
  (void)state;
  assert_hazard(R "void *f() {\n if (n < 8)\n p = (T *)a.alloc_void();\n else\n"
                  " p = static_cast<T *>(ats_malloc(n));\n}\n",
                "a", "pool-or-malloc", "a.cc:6 malloc's memory instead of the pool's in f\n");
  assert_hazard("Allocator a[3];\nvoid *f() {\n if (n < 8)\n return a[n].alloc_void();\n"
                " return malloc(n);\n}\n",
                "a", "pool-or-malloc", "a.cc:5 malloc's memory instead of the pool's in f\n");
  assert_hazard(R
                "void f(T *p) {\n if (p->n < 8)\n a.free_void(p->m);\n else\n ats_free(p->m);\n}\n",
                "a", "pool-or-malloc", "a.cc:6 freed instead of given in f\n");
  assert_hazard(A "void T::f() {\n if (own)\n THREAD_FREE(this, a, t);\n else\n ::free(this);\n}\n",
                "a", "pool-or-malloc", "a.cc:6 freed instead of given in T::f\n");
  /* something else is malloc's */
  assert_hazard(R "void f() {\n p = a.alloc_void();\n q = ats_malloc(n);\n x->free(p);\n}\n", "a",
                "pool-or-malloc", "");
  assert_hazard(R "void f() {\n ats_free(p->m);\n x->free(p);\n a.free_void(p);\n}\n", "a",
                "pool-or-malloc", "");
}
