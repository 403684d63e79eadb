/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

#define A "ClassAllocator<T> a;\n"

static void test_hazard_flow__used_after_give(void **state)
{
  (void)state;
  assert_hazard(A "void f() {\n a.free(p);\n x = p->next;\n y = p;\n}\n", "a", "used-after-give",
                "a.cc:4 used after the give in f\n");
  assert_hazard(A "void f() {\n THREAD_FREE(p, a, t);\n g(p);\n}\n", "a", "used-after-give",
                "a.cc:4 used after the give in f\n");
  assert_hazard("FlcClassPool<T> a;\nvoid f() {\n FLC_DELETE(a, p);\n g(p);\n}\n", "a",
                "used-after-give", "a.cc:4 used after the give in f\n");
  assert_hazard("FlcClassPool<T> a;\nvoid f() {\n FLC_TH_FREE(p, a, t);\n if (p == q) h();\n}\n",
                "a", "used-after-give", "a.cc:4 used after the give in f\n");
}

static void test_hazard_flow__not_used_after_give(void **state)
{
  (void)state;
  /* assigned anew; a member of that name; another path; an expression */
  assert_hazard(A "void f() {\n a.free(p);\n p = g();\n p->x();\n}\n", "a", "used-after-give", "");
  assert_hazard(A "void f() {\n a.free(p);\n q->p = o.p + n::p;\n}\n", "a", "used-after-give", "");
  assert_hazard(A "void f() {\n if (x) {\n a.free(p);\n }\n p->x();\n}\n", "a", "used-after-give",
                "");
  assert_hazard(A "void f() {\n if (x)\n a.free(p);\n else\n p->x();\n}\n", "a", "used-after-give",
                "");
  assert_hazard(A "void f() {\n a.free(p->q);\n p->q = 0;\n}\n", "a", "used-after-give", "");
}

static void test_hazard_flow__the_object_stands_behind_its_list(void **state)
{
  (void)state;
  const char *two = "InkFreeList *a;\nvoid f() {\n a = ink_freelist_create(\"a\", 8, 1, 8);\n"
                    " ink_freelist_free(a, p);\n ink_freelist_free(a, q);\n g(q);\n}\n";
  assert_hazard(two, "a", "used-after-give", "a.cc:6 used after the give in f\n");
}

static void test_hazard_flow__stale_store(void **state)
{
  (void)state;
  assert_hazard(A
                "void T::f() {\n magic = MAGIC_DEAD;\n m_magic = 0;\n n = 1;\n a.free(this);\n}\n",
                "a", "stale-store",
                "a.cc:3 a marker is written before the give in T::f\n"
                "a.cc:4 a marker is written before the give in T::f\n");
  assert_hazard(A "void f() {\n p->magic = 0;\n if (x)\n a.free(p);\n else\n a.free(p);\n}\n", "a",
                "stale-store", "a.cc:3 a marker is written before the give in f\n");
  assert_hazard(A "void f() {\n if (p->magic == DEAD) g();\n a.free(p);\n p->magic = 0;\n}\n", "a",
                "stale-store", "");
}

static void test_hazard_flow__null_check(void **state)
{
  (void)state;
  const char *wants = "a.cc:4 what was taken is compared with null in f\n";
  assert_hazard(A "void f() {\n p = a.alloc();\n if (!p) g();\n}\n", "a", "null-check", wants);
  assert_hazard(A "void f() {\n T *p = THREAD_ALLOC(a, t);\n if (p == nullptr) g();\n}\n", "a",
                "null-check", wants);
  assert_hazard(A "void f() {\n T *p = (T *)::a.alloc();\n if (NULL != p) g();\n}\n", "a",
                "null-check", wants);
  assert_hazard(
      "Allocator a;\nvoid f() {\n p = static_cast<T *>(a.alloc_void());\n if (p) g();\n}\n", "a",
      "null-check", wants);
  assert_hazard(A "void f() {\n if (likely(p = a.alloc()))\n g();\n}\n", "a", "null-check",
                "a.cc:3 the take is a condition in f\n");
  assert_hazard(A "void f() {\n p = a.alloc();\n if (p->ok) g();\n if (!p) h();\n}\n", "a",
                "null-check", "");
  assert_hazard(A "void f() {\n g(a.alloc());\n if (!p) h();\n}\n", "a", "null-check", "");
}

static void test_hazard_flow__constructed_twice(void **state)
{
  (void)state;
  assert_hazard(A "void f() {\n p = new (a.alloc()) T(1);\n}\n", "a", "constructed-twice",
                "a.cc:3 taken, which constructs, and constructed again in f\n");
  assert_hazard(A "void f() {\n T *p = a.alloc();\n g();\n new (p) T(1);\n}\n", "a",
                "constructed-twice", "a.cc:5 constructed again after the take in f\n");
  assert_hazard(A "void f() {\n T *p = a.alloc();\n new (q) T(1);\n r = new (p->x) T();\n}\n", "a",
                "constructed-twice", "");
  const char *wants = "a.cc:4 constructed again after the take in f\n";
  assert_hazard(A "void f() {\n T *p = a.alloc();\n new ((void *)p) T(1);\n}\n", "a",
                "constructed-twice", wants);
  assert_hazard(A "void f() {\n T *p = a.alloc();\n new (static_cast<void *>(p)) T(1);\n}\n", "a",
                "constructed-twice", wants);
  assert_hazard(A "void f() {\n T *p = a.alloc(); void *q = p;\n new (q) T(1);\n}\n", "a",
                "constructed-twice", wants);
  assert_hazard(A "void f() {\n T *p = a.alloc(); q = p->x;\n new (q) T(1);\n}\n", "a",
                "constructed-twice", "");
  /* raw memory is constructed once */
  assert_hazard("Allocator a;\nvoid f() { new (a.alloc_void()) T; }\n", "a", "constructed-twice",
                "");
}

static void test_hazard_flow__reset_in_place(void **state)
{
  (void)state;
  assert_hazard(A "void T::reset() {\n this->~T();\n new (this) T(1);\n}\n", "a", "reset-in-place",
                "a.cc:4 new (this) in T\n");
  assert_hazard(A "struct T {\n void reset() { new (this) T; }\n};\n", "a", "reset-in-place",
                "a.cc:3 new (this) in T\n");
  assert_hazard(A "void U::reset() { new (this) U(); }\n", "a", "reset-in-place", "");
  assert_hazard(A "void T::reset() { new (that) T(); }\n", "a", "reset-in-place", "");
}
