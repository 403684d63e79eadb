/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/depot.h"
#include "compat/thread.h"
#include "compat/tool.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#ifdef __SANITIZE_THREAD__
enum { MALLOC_TELLS = 0 }; /* its malloc has no mallinfo2() */
#else
enum { MALLOC_TELLS = 1 };
#endif

enum { SIZE = 4, MAGAZINES = 8, THREADS = 4, ROUNDS = 20000, OBJECTS = 1000 };

static struct flc_depot depot;
static void *magazines[MAGAZINES][SIZE]; /* the first two words of a magazine's first object */

/* Depots are opened by hand, so that no keeper ends their intervals. */
__attribute__((constructor(102))) static void start(void)
{
  setenv("FLC", "malloc,no-keeper,lazy", 1);
}

static void give(unsigned first, unsigned n)
{
  for (unsigned i = first; i < first + n; i++)
    flc_depot_give(&depot, magazines[i]);
}

static void test_depot__last_in_first_out(void **state)
{
  (void)state;
  depot = (struct flc_depot){.first = NULL};
  assert_null(flc_depot_take(&depot));
  give(0, 2);
  assert_ptr_equal(flc_depot_take(&depot), magazines[1]);
  give(2, 1);
  assert_ptr_equal(flc_depot_take(&depot), magazines[2]);
  assert_ptr_equal(flc_depot_take(&depot), magazines[0]);
  assert_null(flc_depot_take(&depot));
}

static void test_depot__unused_is_what_two_intervals_did_not_need(void **state)
{
  (void)state;
  depot = (struct flc_depot){.first = NULL};
  give(0, 6);
  assert_int_equal(flc_depot_unused(&depot), 0); /* it was empty when the interval began */
  assert_int_equal(flc_depot_unused(&depot), 0); /* now one whole interval is over */
  assert_int_equal(flc_depot_unused(&depot), 6);
  for (unsigned i = 0; i < 6; i++)
    assert_non_null(flc_depot_take(&depot));
  give(0, 6);
  flc_depot_unused(&depot);
  flc_depot_unused(&depot);
  /* Two of them are needed for a moment. */
  assert_ptr_equal(flc_depot_take(&depot), magazines[5]);
  assert_ptr_equal(flc_depot_take(&depot), magazines[4]);
  give(6, 2);
  assert_int_equal(flc_depot_unused(&depot), 4);
  for (unsigned i = 0; i < 4; i++)
    assert_non_null(flc_depot_take(&depot));
  assert_int_equal(flc_depot_unused(&depot), 0);
  assert_int_equal(flc_depot_unused(&depot), 2);
}

/* Each thread writes to what it has, for TSan to see. */
static void *work(void *unused)
{
  for (unsigned i = 0; i < ROUNDS; i++) {
    void **magazine = flc_depot_take(&depot);

    if (!magazine)
      continue;
    magazine[0] = magazine;
    flc_depot_give(&depot, magazine);
  }
  return unused;
}

static void test_depot__threads_lose_nothing(void **state)
{
  pthread_t id[THREADS];
  unsigned n = 0;

  (void)state;
  depot = (struct flc_depot){.first = NULL};
  give(0, MAGAZINES);
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&id[i], NULL, work, NULL), 0);
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(id[i], NULL);
  while (flc_depot_take(&depot))
    n++;
  assert_int_equal(n, MAGAZINES);
}

/* ---- of a pool */

/* Under ASan and its kin general backends have neither magazines nor depots. */
static void need_magazines(void)
{
  if (flc_tool_watches())
    skip();
}

static uint64_t cached(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  assert_int_equal(stats.in_use, 0);
  return stats.cached;
}

static struct flc_state *with_depots(struct flc_pool *pool)
{
  flc_free(pool, flc_alloc(pool));
  assert_null(pool->state->depots); /* as there is no keeper */
  flc_depots_open(pool->state);
  assert_non_null(pool->state->depots);
  return pool->state;
}

/* More than a thread keeps. */
static void *burst(void *pool)
{
  static __thread void *objects[OBJECTS];

  for (unsigned i = 0; i < OBJECTS; i++)
    objects[i] = flc_alloc(pool);
  for (unsigned i = 0; i < OBJECTS; i++)
    flc_free(pool, objects[i]);
  return NULL;
}

static void test_depot__a_burst_waits_for_the_next_one_and_then_goes(void **state)
{
  static struct flc_pool pool = FLC_POOL("burst", 64, 8);
  struct flc_state *st;
  uint64_t after;

  (void)state;
  need_magazines();
  st = with_depots(&pool);
  burst(&pool);
  after = cached(&pool);
  assert_in_range(after, OBJECTS, OBJECTS + st->limit);
  assert_true(flc_depots_count(st) >= after - (uint64_t)st->limit);
  for (unsigned i = 0; i < 100; i++) {
    flc_depots_trim(false);
    burst(&pool);
  }
  assert_true(cached(&pool) <= after + (uint64_t)st->limit);
  flc_depots_trim(false);
  flc_depots_trim(false);
  assert_int_not_equal(flc_depots_count(st), 0);
  flc_depots_trim(false);
  assert_int_equal(flc_depots_count(st), 0);
  assert_in_range(cached(&pool), 1, st->limit);
}

static void test_depot__what_one_thread_gives_another_takes(void **state)
{
  static struct flc_pool pool = FLC_POOL("two threads", 64, 8);
  struct flc_state *st;
  size_t waiting;
  void *object;
  pthread_t id;

  (void)state;
  need_magazines();
  st = with_depots(&pool);
  assert_int_equal(pthread_create(&id, NULL, burst, &pool), 0);
  pthread_join(id, NULL);
  waiting = flc_depots_count(st);
  assert_int_not_equal(waiting, 0);
  flc_thread_flush(&pool);
  object = flc_alloc(&pool);
  assert_int_equal(flc_depots_count(st), waiting - (size_t)flc_magazine_size(st));
  flc_free(&pool, object);
}

static void test_depot__a_trim_empties_them_into_the_backend(void **state)
{
  static struct flc_pool pool = FLC_POOL("trim", 1000, 8);
  size_t before, full;

  (void)state;
  need_magazines();
  with_depots(&pool);
  flc_trim();
  before = mallinfo2().uordblks;
  burst(&pool);
  assert_true(cached(&pool) >= OBJECTS);
  full = mallinfo2().uordblks;
  assert_true(MALLOC_TELLS ? full >= before + (OBJECTS * 1000) : full == before);
  flc_trim();
  assert_int_equal(cached(&pool), 0);
  assert_true(mallinfo2().uordblks < before + (16 << 10)); /* malloc's own cache holds seven */
}

static void test_depot__no_room_for_two_words_no_depot(void **state)
{
  static struct flc_pool pool = FLC_POOL("small", 8, 8);

  (void)state;
  need_magazines();
  flc_free(&pool, flc_alloc(&pool));
  flc_depots_open(pool.state);
  assert_null(pool.state->depots);
  burst(&pool);
  assert_in_range(cached(&pool), 1, pool.state->limit);
}
