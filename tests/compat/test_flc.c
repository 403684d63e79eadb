/* SPDX-License-Identifier: Apache-2.0
 *
 * What the slow paths do with a thread's cache. Which object comes next can be told on the
 * freelist. */
#include "compat/depot.h"
#include "compat/thread.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HIGH = 512, LOW = 32 };

static struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

static void on(struct flc_pool *pool, const char *words)
{
  flc_pool_add(pool);
  if (flc_start(words) < 0)
    fail_msg("%s", flc_error());
}

static void test_flc__cache_is_cut_to_the_low_watermark(void **state)
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

static void test_flc__watermarks_hold_at_the_next_give(void **state)
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

/* A thread that finds its cache empty fetches several objects, but nobody can tell. */
static void test_flc__what_is_in_reserve_is_on_the_shared_list(void **state)
{
  static struct flc_pool pool = FLC_POOL("reserve", 64, 16);
  void *objects[5], *first;

  (void)state;
  on(&pool, "reserve=freelist");
  for (unsigned i = 0; i < 5; i++)
    objects[i] = flc_alloc(&pool);
  for (unsigned i = 0; i < 5; i++)
    flc_free(&pool, objects[i]);
  first = flc_thread_alloc(&pool);
  assert_ptr_equal(first, objects[4]);
  assert_int_equal(stats_of(&pool).cached, 0);
  assert_int_equal(stats_of(&pool).in_use, 1);
  flc_free(&pool, first); /* to the shared list, above what was fetched with it */
  assert_ptr_equal(flc_thread_alloc(&pool), objects[4]);
  assert_ptr_equal(flc_alloc(&pool), objects[3]);
  assert_ptr_equal(flc_thread_alloc(&pool), objects[2]);
}

static void *uses_its_cache(void *pool)
{
  flc_thread_free(pool, flc_thread_alloc(pool));
  return NULL;
}

static void test_flc__reserve_goes_back_when_its_thread_ends(void **state)
{
  static struct flc_pool pool = FLC_POOL("ended", 64, 16);
  uint64_t made;

  (void)state;
  on(&pool, "ended=freelist");
  flc_free(&pool, flc_alloc(&pool));
  made = stats_of(&pool).allocated;
  for (unsigned i = 0; i < 100; i++) {
    pthread_t id;

    assert_int_equal(pthread_create(&id, NULL, uses_its_cache, &pool), 0);
    pthread_join(id, NULL);
  }
  for (uint64_t i = 0; i < made; i++) /* all are on the list again: it need not grow */
    assert_non_null(flc_alloc(&pool));
  assert_int_equal(stats_of(&pool).allocated, made);
}

/* Two magazines of four: the ninth object sends the four oldest to the depot. */
static void test_flc__others_keep_the_newest(void **state)
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

static void test_flc__failure_is_null_and_counted(void **state)
{
  static struct flc_pool pool = FLC_POOL("failing", 64, 16);

  (void)state;
  on(&pool, "failing=fail:1000000");
  for (unsigned i = 0; i < 10; i++) {
    errno = 0;
    assert_null(i % 2 ? flc_alloc(&pool) : flc_thread_alloc(&pool));
    assert_int_equal(errno, ENOMEM);
  }
  assert_int_equal(stats_of(&pool).failed, 10);
  assert_int_equal(stats_of(&pool).taken, 0);
}

static void test_flc__trim_empties_every_magazine(void **state)
{
  static struct flc_pool pool = FLC_POOL("trimmed", 64, 16);

  (void)state;
  on(&pool, "trimmed=malloc");
  flc_free(&pool, flc_alloc(&pool));
  flc_trim();
  assert_int_equal(stats_of(&pool).cached, 0);
}
