/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

#include <errno.h>

static char memory[200000];
static struct flc_pool pool = FLC_POOL("box", 64, 16);
static struct flc_state one = {.pool = &pool}, two = {.pool = &pool};

static void *who(int n)
{
  return (void *)(uintptr_t)n;
}

static void test_check_table__a_take_and_a_give_are_kept(void **state)
{
  struct flc_record r;

  (void)state;
  assert_int_equal(flc_record_find(memory).state, FLC_RECORD_NONE);
  assert_int_equal(flc_record_take(memory, &one, who(1), false, &r), 0);
  r = flc_record_find(memory);
  assert_int_equal(r.state, FLC_RECORD_TAKEN);
  assert_ptr_equal(flc_record_object(&r), memory);
  assert_ptr_equal(r.st, &one);
  assert_ptr_equal(r.taker, who(1));
  assert_null(r.giver);
  assert_true(flc_record_give(memory, &one, who(2), &r));
  assert_int_equal(r.state, FLC_RECORD_TAKEN);
  r = flc_record_find(memory);
  assert_int_equal(r.state, FLC_RECORD_GIVEN);
  assert_ptr_equal(r.giver, who(2));
  assert_int_equal(flc_record_gone(memory).state, FLC_RECORD_GIVEN);
  assert_int_equal(flc_record_find(memory).state, FLC_RECORD_GONE);
}

static void test_check_table__a_give_is_refused_with_the_reason(void **state)
{
  struct flc_record r;

  (void)state;
  assert_false(flc_record_give(memory + 1, &one, who(1), &r));
  assert_int_equal(r.state, FLC_RECORD_NONE);
  assert_int_equal(flc_record_take(memory + 1, &one, who(1), false, &r), 0);
  assert_false(flc_record_give(memory + 1, &two, who(2), &r));
  assert_int_equal(r.state, FLC_RECORD_TAKEN);
  assert_ptr_equal(r.st, &one);
  assert_true(flc_record_give(memory + 1, &one, who(3), &r));
  assert_false(flc_record_give(memory + 1, &one, who(4), &r));
  assert_int_equal(r.state, FLC_RECORD_GIVEN);
  assert_ptr_equal(r.giver, who(3));
  flc_record_gone(memory + 1);
  assert_false(flc_record_give(memory + 1, &one, who(5), &r));
  assert_int_equal(r.state, FLC_RECORD_GONE);
}

static void test_check_table__what_is_taken_cannot_be_taken(void **state)
{
  struct flc_record r;

  (void)state;
  assert_int_equal(flc_record_take(memory + 2, &one, who(1), true, &r), 0);
  assert_int_equal(flc_record_take(memory + 2, &two, who(2), false, &r), -EEXIST);
  assert_ptr_equal(r.taker, who(1));
  assert_true(r.guarded);
  flc_record_gone(memory + 2);
  assert_int_equal(flc_record_take(memory + 2, &two, who(2), false, &r), 0);
  assert_ptr_equal(flc_record_find(memory + 2).st, &two);
  flc_record_gone(memory + 2);
}

static bool count(const struct flc_record *record, void *data)
{
  *(size_t *)data += record->state == FLC_RECORD_TAKEN;
  return true;
}

static bool count_all(const struct flc_record *record, void *data)
{
  (void)record;
  ++*(size_t *)data;
  return true;
}

static bool stop(const struct flc_record *record, void *data)
{
  (void)record;
  return ++*(size_t *)data < 3;
}

static void test_check_table__it_grows_and_forgets_only_what_is_gone(void **state)
{
  enum { FROM = 16, TO = sizeof memory };
  struct flc_record r;
  size_t n = 0;

  (void)state;
  for (int i = FROM; i < TO; i++) {
    assert_int_equal(flc_record_take(memory + i, &one, who(i), false, &r), 0);
    if (i % 2)
      flc_record_gone(memory + i);
  }
  for (int i = FROM; i < TO; i += 2)
    assert_ptr_equal(flc_record_find(memory + i).taker, who(i));
  flc_record_each(count, &n);
  assert_int_equal(n, (TO - FROM) / 2);
  n = 0;
  flc_record_each(stop, &n);
  assert_int_equal(n, 3);
  for (int i = FROM; i < TO; i += 2)
    flc_record_gone(memory + i);
}

/* The same few objects in use while very many addresses come and go: the table must not grow with
 * the addresses. */
static void test_check_table__what_is_gone_costs_no_memory(void **state)
{
  struct flc_record r;
  size_t n = 0;

  (void)state;
  for (uintptr_t i = 1; i < 2000000; i++) {
    void *object = (void *)(i << 12);

    assert_int_equal(flc_record_take(object, &one, NULL, false, &r), 0);
    flc_record_gone(object);
  }
  flc_record_each(count_all, &n);
  assert_in_range(n, 1, 1000000);
  n = 0;
  flc_record_each(count, &n);
  assert_int_equal(n, 0);
}

static void test_check_table__a_leak_search_finds_no_pointer_in_it(void **state)
{
  struct flc_record r;

  (void)state;
  assert_int_equal(flc_record_take(memory + 3, &one, NULL, false, &r), 0);
  r = flc_record_find(memory + 3);
  for (size_t i = 0; i + sizeof(void *) <= sizeof r; i += sizeof(void *))
    assert_ptr_not_equal(*(void **)((char *)&r + i), memory + 3);
  flc_record_gone(memory + 3);
}
