/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/thread.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
