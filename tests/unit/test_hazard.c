/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/hazard.h"
#include "planned_tree.h"

static void test_hazard__names_are_found_and_told_apart(void **state)
{
  (void)state;
  assert_true(hazards_count() > 10);
  for (guint i = 0; i < hazards_count(); i++)
    assert_ptr_equal(hazard_named(hazard_at(i)->name), hazard_at(i));
  assert_null(hazard_named("over"));
}

static void test_hazard__all_of_a_subject(void **state)
{
  (void)state;
  struct planned_tree *p = planned_of(tree_of("a.cc", "ClassAllocator<T, true> a;\n", NULL));
  GPtrArray *all = hazards_of(subject_named(p->s, "a"), p->s);
  assert_int_equal(all->len, hazards_count());
  for (guint i = 0; i < all->len; i++) {
    const char *name = hazard_at(i)->name;
    guint n = ((GPtrArray *)g_ptr_array_index(all, i))->len;
    assert_int_equal(n, !strcmp(name, "unknown-type") || !strcmp(name, "only-half"));
  }
  g_ptr_array_unref(all);
  planned_done(p);
}
