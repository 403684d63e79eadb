/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

#define A "ClassAllocator<T> a;\n"

static void test_hazard_stable__lock_free_lists(void **state)
{
  (void)state;
  assert_hazard(A "struct Q { ASLL(T, link) in; };\n", "a", "type-stable",
                "a.cc:2 T is linked into a lock-free list\n");
  assert_hazard(A "struct Q { ASLLM(T, State, read, link) in;\n AtomicSLL<T, T::Link> out; };\n",
                "a", "type-stable",
                "a.cc:2 T is linked into a lock-free list\n"
                "a.cc:3 T is linked into a lock-free list\n");
  assert_hazard(A "struct Q { ASLL(U, link) in; SLL<T> out; };\n", "a", "type-stable", "");
}

static void test_hazard_stable__locks(void **state)
{
  (void)state;
  assert_hazard(A "class MutexLock\n{\n  Ptr<T> m;\n};\nclass Q\n{\n  Ptr<T> m;\n};\n", "a",
                "type-stable", "a.cc:4 a lock counts references on T\n");
}

static void test_hazard_stable__of_the_base(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("struct Action { bool cancelled; };\n"
                                   "struct Event : Action { int n; };\n"
                                   "ClassAllocator<Event> a(\"a\");\n");
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  const struct subject *a = subject_named(s, "a");
  GPtrArray *hazards = hazards_of(a, s);
  struct proposal p = propose(a, hazards);
  assert_string_equal(strategy_name(p.strategy), "keep");
  g_ptr_array_unref(hazards);
  subjects_free(s);
  compiled_done(x);
}

/* The list stands in a header that names no pool, and holds a base. */
static void test_hazard_stable__lists_of_a_base_elsewhere(void **state)
{
  (void)state;
  struct planned_tree *p = planned_of(
      tree_of("a.cc", A, "list.h", "class Q {\n ASLLM(E, S, read, link) in;\n};\n", "t.h",
              "class E { };\nclass C { };\nclass T : public C, public E { };\n", NULL));
  assert_evidence(p->s, "a", "type-stable", "list.h:2 E is linked into a lock-free list\n");
  planned_done(p);
}

/* The compiler knows better than names. */
static void test_hazard_stable__bases_by_the_compiler(void **state)
{
  (void)state;
  assert_type_hazard(
      "#define ASLL(T, l) T *l\nstruct E { };\nusing B = E;\nstruct T : B { };\n"
      "namespace n { struct U : E { }; } struct U { };\nstruct Q {\n ASLL(E, in);\n};\n"
      "ClassAllocator<T> a(\"a\");\nClassAllocator<U> u(\"u\");\n",
      "a", "type-stable", "a.cc:8 E is linked into a lock-free list\n");
  assert_type_hazard(
      "#define ASLL(T, l) T *l\nstruct E { };\n"
      "namespace n { struct U : E { }; } struct U { };\nstruct Q {\n ASLL(E, in);\n};\n"
      "ClassAllocator<U> u(\"u\");\n",
      "u", "type-stable", "");
}
