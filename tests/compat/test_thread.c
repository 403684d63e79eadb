/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/thread.h"
#include "tests/compat/magazines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void *in_thread(void *(*run)(void *), void *arg)
{
  pthread_t id;
  void *result;

  assert_int_equal(pthread_create(&id, NULL, run, arg), 0);
  assert_int_equal(pthread_join(id, &result), 0);
  return result;
}

static void test_thread__flush_empties_one_pool_or_all(void **state)
{
  static struct flc_pool one = FLC_POOL("one", 32, 16), two = FLC_POOL("two", 32, 16);

  (void)state;
  need_magazines();
  flc_free(&one, flc_alloc(&one));
  flc_free(&two, flc_alloc(&two));
  flc_thread_flush(&one);
  assert_int_equal(stats_of(&one).cached, 0);
  assert_int_equal(stats_of(&two).cached, 1);
  flc_thread_flush(NULL);
  assert_int_equal(stats_of(&two).cached, 0);
}

static void *take_and_give(void *arg)
{
  struct flc_pool *pool = arg;
  void *objects[50];

  take_many(pool, objects, 50);
  give_many(pool, objects, 50);
  return NULL;
}

static void test_thread__end_gives_the_magazine_back(void **state)
{
  static struct flc_pool pool = FLC_POOL("ended", 48, 16);
  struct flc_stats stats;

  (void)state;
  in_thread(take_and_give, &pool);
  stats = stats_of(&pool);
  assert_int_equal(stats.cached, 0);
  assert_int_equal(stats.taken, 50);
  assert_int_equal(stats.given, 50);
  assert_in_range(stats.peak, 1, 50); /* what is less than a report may be missing */
}

static void *take_one(void *arg)
{
  return flc_alloc(arg);
}

static void test_thread__gives_of_another_thread_are_counted(void **state)
{
  static struct flc_pool pool = FLC_POOL("handed over", 48, 16);
  void *object;

  (void)state;
  need_magazines();
  object = in_thread(take_one, &pool);
  assert_int_equal(stats_of(&pool).in_use, 1);
  flc_free(&pool, object);
  assert_int_equal(stats_of(&pool).in_use, 0);
  assert_int_equal(stats_of(&pool).cached, 1);
}

static pthread_key_t late;
static struct flc_pool late_pool = FLC_POOL("late", 48, 16);

static void give_late(void *object)
{
  flc_free(&late_pool, object);
  /* Again, so that one of the calls comes after libflc's own. */
  if (object && !pthread_getspecific(late))
    flc_free(&late_pool, flc_alloc(&late_pool));
}

static void *leaves_one(void *arg)
{
  (void)arg;
  pthread_setspecific(late, flc_alloc(&late_pool));
  return NULL;
}

static void test_thread__destructors_of_thread_data_may_give(void **state)
{
  (void)state;
  assert_int_equal(pthread_key_create(&late, give_late), 0);
  in_thread(leaves_one, NULL);
  assert_int_equal(stats_of(&late_pool).in_use, 0);
  assert_int_equal(stats_of(&late_pool).cached, 0);
  assert_int_equal(stats_of(&late_pool).taken, 2);
}

static void *table_of(void *arg)
{
  take_and_give(arg);
  return flc_thread_self();
}

static void test_thread__tables_are_used_again(void **state)
{
  static struct flc_pool pool = FLC_POOL("short lives", 48, 16);
  void *first = in_thread(table_of, &pool);

  (void)state;
  for (unsigned i = 1; i < 1000; i++)
    assert_ptr_equal(in_thread(table_of, &pool), first);
  assert_int_equal(stats_of(&pool).taken, 50000);
  assert_int_equal(stats_of(&pool).in_use, 0);
}

/* Another thread empties ours at our next take or give, and only what was not used when asked for
 * what is idle. */
static void *ask(void *what)
{
  flc_threads_tend((uint32_t)(uintptr_t)what);
  return NULL;
}

static void test_thread__idle_magazines_are_emptied(void **state)
{
  static struct flc_pool idle = FLC_POOL("idle", 32, 16), busy = FLC_POOL("busy", 32, 16);

  (void)state;
  need_magazines();
  flc_free(&idle, flc_alloc(&idle));
  flc_free(&busy, flc_alloc(&busy));
  in_thread(ask, (void *)(uintptr_t)FLC_TEND_IDLE);
  flc_free(&busy,
           flc_alloc(&busy)); /* comes through the slow path: both were used since the start */
  assert_int_equal(stats_of(&idle).cached, 1);
  flc_free(&busy, flc_alloc(&busy));
  in_thread(ask, (void *)(uintptr_t)FLC_TEND_IDLE);
  flc_free(&busy, flc_alloc(&busy));
  assert_int_equal(stats_of(&idle).cached, 0);
  assert_int_equal(stats_of(&busy).cached, 1);
  in_thread(ask, (void *)(uintptr_t)FLC_TEND_EMPTY);
  void *object = flc_alloc(&idle);
  assert_int_equal(stats_of(&busy).cached, 0);
  flc_free(&idle, object);
}

/* What goes past the magazine must not make it look as if it had been set up. */
static void test_thread__cache_has_its_limit_after_direct_use(void **state)
{
  static struct flc_pool pool = FLC_POOL("direct first", 32, 8);
  void *objects[200];

  (void)state;
  flc_pool_add(&pool);
  assert_int_equal(flc_start("direct*=freelist"), 0);
  take_many(&pool, objects, 200);
  give_many(&pool, objects, 200);
  for (unsigned i = 0; i < 200; i++)
    objects[i] = flc_thread_alloc(&pool);
  for (unsigned i = 0; i < 200; i++)
    flc_thread_free(&pool, objects[i]);
  assert_int_equal(stats_of(&pool).cached, 200);
}

static void test_thread__more_pools_than_the_table_has(void **state)
{
  static struct flc_pool pools[FLC_POOLS_MAX + 10];
  void *objects[FLC_POOLS_MAX + 10];
  size_t n = sizeof pools / sizeof *pools;

  (void)state;
  for (size_t i = 0; i < n; i++) {
    pools[i] = (struct flc_pool)FLC_POOL("many", 24, 8);
    assert_non_null(objects[i] = flc_alloc(&pools[i]));
  }
  assert_int_equal(pools[n - 1].slot, 0);
  assert_int_equal(stats_of(&pools[n - 1]).in_use, 1);
  for (size_t i = 0; i < n; i++) {
    flc_free(&pools[i], objects[i]);
    assert_int_equal(stats_of(&pools[i]).in_use, 0);
    assert_int_equal(stats_of(&pools[i]).peak, 1);
  }
}
