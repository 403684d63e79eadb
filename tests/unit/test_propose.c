/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/propose.h"
#include "planned_tree.h"

static void proposes_for(const struct subjects *all, const char *group, const char *want)
{
  const struct subject *s = subject_named(all, group);
  GPtrArray *hazards = hazards_of(s, all);
  struct proposal p = propose(s, hazards);
  assert_string_equal(strategy_name(p.strategy), want);
  assert_true(*p.reason);
  g_ptr_array_unref(hazards);
}

/* Types unknown. */
static void proposes(const char *text, const char *want)
{
  struct planned_tree *p = planned_of(tree_of("a.cc", text, NULL));
  proposes_for(p->s, "a", want);
  planned_done(p);
}

static void compiled_proposes(const char *text, const char *want)
{
  struct compiled *x = compiled_of(text);
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  proposes_for(s, "a", want);
  subjects_free(s);
  compiled_done(x);
}

static void test_propose__raw_memory(void **state)
{
  (void)state;
  proposes("Allocator a(\"a\", 8);\n", "block");
  proposes("Allocator a(\"a\", 8, 1, 16);\n", "block");
  proposes("Allocator a(\"a\", 8, 1, 32);\n", "buffer");
  proposes("Allocator a;\nvoid f() { a.re_init(\"a\", 8, 1, 8, adv); }\n", "buffer");
  proposes("InkFreeList *a;\nvoid f() { a = ink_freelist_create(\"a\", 8, 1, 8); }\n", "block");
}

static void test_propose__objects(void **state)
{
  (void)state;
  proposes("ClassAllocator<T, true> a;\n", "delete");
  proposes("ClassAllocator<T, false> a;\n", "release");
  proposes("ClassAllocator<T> a;\n", "release");
  proposes("ClassAllocator<T> a;\nvoid f() { p->~T(); a.free(p); }\n", "delete");
  compiled_proposes("struct T { ~T(); };\nClassAllocator<T> a(\"a\");\n", "release");
  compiled_proposes("struct T { ~T(); };\nClassAllocator<T, true> a(\"a\");\n", "delete");
  compiled_proposes("struct T { int n; };\nClassAllocator<T> a(\"a\");\n", "delete");
  compiled_proposes("struct alignas(64) T { int n; };\nClassAllocator<T> a(\"a\");\n", "delete");
}

static void test_propose__the_reason_says_what_is_unknown(void **state)
{
  (void)state;
  struct planned_tree *p = planned_of(tree_of("a.cc", "ClassAllocator<T, false> a;\n", NULL));
  const struct subject *s = subject_named(p->s, "a");
  GPtrArray *hazards = hazards_of(s, p->s);
  assert_non_null(strstr(propose(s, hazards).reason, "not known"));
  g_ptr_array_unref(hazards);
  planned_done(p);
}

static void test_propose__names_of_strategies(void **state)
{
  (void)state;
  for (int k = 0; k < STRATEGY_N; k++) {
    assert_int_equal(strategy_named(strategy_name((enum strategy)k)), k);
    assert_true(*strategy_means((enum strategy)k));
  }
  assert_int_equal(strategy_named("remove"), STRATEGY_N);
}
