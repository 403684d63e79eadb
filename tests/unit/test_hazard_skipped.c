/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

#define POOLS                                                                                 \
  "struct M { void free() { b.free(this); } };\ntemplate <class T> struct Ptr { ~Ptr(); };\n" \
  "struct E { Ptr<M> m;\n};\n"

static void test_hazard_skipped__gives_to_another_pool(void **state)
{
  (void)state;
  const char *own =
      "struct U { };\nvoid back(U *u) {\n b.free(u);\n}\n"
      "struct T { U *u;\n ~T() { back(u); a.free(t); }\n};\n"
      "ClassAllocator<T> a(\"a\"); ClassAllocator<U> b(\"b\");\nvoid f(T *t) { a.free(t); }\n";
  assert_type_hazard(own, "a", "destructor-gives", "a.cc:4 the destructor of T gives to b\n");
  assert_type_hazard(own, "b", "destructor-gives", "");
  /* as Ptr<ProxyMutex> */
  const char *held = POOLS "ClassAllocator<E> a(\"a\"); ClassAllocator<M> b(\"b\");\n"
                           "void f(E *e) {\n a.free(e);\n}\nvoid g(E *e) { e->m = x; }\n";
  assert_type_hazard(held, "a", "destructor-gives", "a.cc:2 member m of type Ptr<M> gives to b\n");
  const char *cleaned = POOLS "ClassAllocator<E> a(\"a\"); ClassAllocator<M> b(\"b\");\n"
                              "void f(E *e) {\n e->m = nullptr;\n a.free(e);\n}\n";
  assert_type_hazard(cleaned, "a", "destructor-gives", "");
}

static void test_hazard_skipped__locks_and_events(void **state)
{
  (void)state;
#define T(code)                \
  "struct T {\n ~T() {\n" code \
  "\n }\n};\nClassAllocator<T> a(\"a\");\nvoid f(T *t) { a.free(t); }\n"
  assert_type_hazard(T("MUTEX_TRY_LOCK(l, mutex, t);"), "a", "destructor-locks",
                     "a.cc:4 the destructor of T takes a lock: MUTEX_TRY_LOCK\n");
  assert_type_hazard(T("std::lock_guard<std::mutex> l(m);"), "a", "destructor-locks",
                     "a.cc:4 the destructor of T takes a lock: lock_guard\n");
  assert_type_hazard(T("this_ethread()->schedule_imm(c);"), "a", "destructor-locks",
                     "a.cc:4 the destructor of T sends an event: schedule_imm\n");
  assert_type_hazard(T("MUTEX_UNTAKE_LOCK; g();"), "a", "destructor-locks", "");
  assert_type_hazard(T("g();"), "a", "destructor-locks", "");
  /* a pool that destructs runs it today */
  assert_type_hazard("struct T {\n ~T() { ink_mutex_acquire(&m); }\n};\n"
                     "ClassAllocator<T, true> a(\"a\");\nvoid f(T *t) { a.free(t); }\n",
                     "a", "destructor-locks", "");
}
