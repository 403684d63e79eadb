/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/magazine.h"

#include "compat/depot.h"
#include "tests/compat/magazines.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MANY = 2000, HIGH = 512, LOW = 32 };

static uint64_t in_magazines(struct flc_pool *pool)
{
  size_t elsewhere = flc_depots_count(pool->state);

  return stats_of(pool).cached - elsewhere;
}

static void on(struct flc_pool *pool, const char *words)
{
  flc_pool_add(pool);
  if (flc_start(words) < 0)
    fail_msg("%s", flc_error());
}

static void test_magazine__reuse_is_last_in_first_out(void **state)
{
  static struct flc_pool pool = FLC_POOL("lifo", 100, 16);
  void *a, *b;

  (void)state;
  need_magazines();
  a = flc_alloc(&pool);
  b = flc_alloc(&pool);
  flc_free(&pool, a);
  flc_free(&pool, b);
  assert_ptr_equal(flc_alloc(&pool), b);
  assert_ptr_equal(flc_alloc(&pool), a);
  flc_free(&pool, a);
  flc_free(&pool, b);
}

static void test_magazine__is_bounded_in_objects(void **state)
{
  static struct flc_pool pool = FLC_POOL("objects", 16, 16);
  void *objects[MANY];

  (void)state;
  need_magazines();
  take_many(&pool, objects, MANY);
  give_many(&pool, objects, MANY);
  assert_int_equal(stats_of(&pool).in_use, 0);
  assert_in_range(in_magazines(&pool), 1, (uint64_t)pool.state->limit);
}

static void test_magazine__is_bounded_in_bytes(void **state)
{
  static struct flc_pool pool = FLC_POOL("bytes", 64 << 10, 16);
  void *objects[20];

  (void)state;
  take_many(&pool, objects, 20);
  give_many(&pool, objects, 20);
  assert_true(in_magazines(&pool) * pool.size <= (uint64_t)pool.state->backend->magazine_bytes);
}

static void test_magazine__object_too_large_has_none(void **state)
{
  static struct flc_pool pool = FLC_POOL("large", 64 << 20, 16);
  void *object = flc_alloc(&pool);

  (void)state;
  assert_int_equal(pool.slot, 0);
  flc_free(&pool, object);
  assert_int_equal(stats_of(&pool).cached, 0);
  assert_int_equal(stats_of(&pool).in_use, 0);
}

static void test_magazine__freelists_cache_is_cut_to_the_low_watermark(void **state)
{
  static struct flc_pool pool = FLC_POOL("cut", 64, 16);
  void *objects[HIGH + 1];

  (void)state;
  on(&pool, "cut=freelist");
  for (unsigned i = 0; i <= HIGH; i++)
    objects[i] = flc_thread_alloc(&pool);
  for (unsigned i = 0; i < HIGH; i++)
    flc_thread_free(&pool, objects[i]);
  assert_int_equal(stats_of(&pool).cached, HIGH);
  flc_thread_free(&pool, objects[HIGH]);
  assert_int_equal(stats_of(&pool).cached, LOW);
  /* The newest went to the shared list, the newest of them on top; the oldest stayed. */
  assert_ptr_equal(flc_alloc(&pool), objects[HIGH]);
  assert_ptr_equal(flc_alloc(&pool), objects[HIGH - 1]);
  assert_ptr_equal(flc_thread_alloc(&pool), objects[LOW - 1]);
}

static void test_magazine__watermarks_hold_at_the_next_give(void **state)
{
  static struct flc_pool pool = FLC_POOL("marks", 64, 16);
  void *objects[20];

  (void)state;
  on(&pool, "marks=freelist");
  for (unsigned i = 0; i < 20; i++)
    objects[i] = flc_thread_alloc(&pool);
  for (unsigned i = 0; i < 19; i++)
    flc_thread_free(&pool, objects[i]);
  assert_int_equal(flc_thread_watermarks(10, 3), 0);
  assert_int_equal(stats_of(&pool).cached, 19);
  flc_thread_free(&pool, objects[19]);
  assert_int_equal(stats_of(&pool).cached, 3);
  assert_int_equal(flc_thread_watermarks(0, 3), 0);
  for (unsigned i = 0; i < 3; i++)
    objects[i] = flc_thread_alloc(&pool);
  for (unsigned i = 3; i < 20; i++)
    objects[i] = flc_thread_alloc(&pool);
  for (unsigned i = 0; i < 20; i++)
    flc_thread_free(&pool, objects[i]);
  assert_int_equal(stats_of(&pool).cached, 20);
  assert_int_equal(flc_thread_watermarks(2, 3), -EINVAL);
  assert_int_equal(flc_thread_watermarks(HIGH, LOW), 0);
}

/* Two magazines of four: the ninth object sends the four oldest to the depot. */
static void test_magazine__others_keep_the_newest(void **state)
{
  static struct flc_pool pool = FLC_POOL("half", 64, 16);
  void *objects[9];

  (void)state;
  on(&pool, "half=malloc,magazine:8");
  for (unsigned i = 0; i < 9; i++)
    objects[i] = flc_alloc(&pool);
  flc_thread_flush(&pool);
  for (unsigned i = 0; i < 9; i++)
    flc_free(&pool, objects[i]);
  if (!pool.slot)
    skip(); /* a tool watches: there are no magazines */
  assert_int_equal(stats_of(&pool).cached - flc_depots_count(pool.state), 5);
  for (unsigned i = 9; i-- > 4;)
    assert_ptr_equal(flc_alloc(&pool), objects[i]);
}
