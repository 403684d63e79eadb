/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/flc_p.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { THREADS = 4, ROUNDS = 20000, HELD = 100 };

static struct flc_pool churn = FLC_POOL("churn", 72, 8);
static struct flc_pool channel = FLC_POOL("channel", 72, 8);

static struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

static void test_counters__of_an_unused_pool_are_zero(void **state)
{
  static struct flc_pool pool = FLC_POOL("unused", 72, 8);
  struct flc_stats stats = stats_of(&pool);

  (void)state;
  assert_string_equal(stats.name, "unused");
  assert_string_equal(stats.backend, "none");
  assert_int_equal(stats.size, 72);
  assert_int_equal(stats.taken + stats.given + stats.in_use + stats.peak + stats.bytes, 0);
}

static void test_counters__follow_takes_and_gives(void **state)
{
  static struct flc_pool pool = FLC_POOL("followed", 72, 8);
  void *objects[300];

  (void)state;
  for (unsigned i = 0; i < 300; i++) {
    objects[i] = flc_alloc(&pool);
    assert_int_equal(stats_of(&pool).in_use, i + 1);
    assert_int_equal(stats_of(&pool).taken, i + 1);
  }
  for (unsigned i = 0; i < 300; i++) {
    flc_free(&pool, objects[i]);
    assert_int_equal(stats_of(&pool).in_use, 299 - i);
    assert_int_equal(stats_of(&pool).given, i + 1);
  }
  assert_int_equal(stats_of(&pool).peak, 300); /* counting has seen each step */
  assert_int_equal(stats_of(&pool).bytes, 0);
}

static void test_counters__bulk_and_sized_gives_count(void **state)
{
  static struct flc_pool pool = FLC_POOL("bulk", 72, 8);
  void *head = NULL, *tail = NULL;

  (void)state;
  for (unsigned i = 0; i < 10; i++) {
    void *object = flc_alloc(&pool);

    *(flc_link *)object = head;
    head = object;
    tail = tail ? tail : object;
  }
  flc_free_bulk(&pool, head, tail, 10);
  flc_free_bulk(&pool, NULL, NULL, 0);
  flc_free_sized(&pool, flc_alloc(&pool), 72);
  flc_free_sized(&pool, NULL, 72);
  assert_int_equal(stats_of(&pool).taken, 11);
  assert_int_equal(stats_of(&pool).in_use, 0);
}

static void *takes_and_gives(void *arg)
{
  unsigned seed = (unsigned)(uintptr_t)arg;
  void *held[HELD] = {NULL};

  for (unsigned i = 0; i < ROUNDS; i++) {
    void **place = &held[rand_r(&seed) % HELD];

    if (*place) {
      flc_free(&churn, *place);
      *place = NULL;
    } else {
      *place = flc_alloc(&churn);
    }
  }
  for (unsigned i = 0; i < HELD; i++)
    flc_free(&churn, held[i]);
  return NULL;
}

/* In use is never negative, which as an unsigned number would be huge, whatever threads do
 * meanwhile. */
static void test_counters__in_use_is_never_negative(void **state)
{
  pthread_t ids[THREADS];

  (void)state;
  for (unsigned round = 0; round < 3; round++) {
    for (unsigned i = 0; i < THREADS; i++)
      assert_int_equal(
          pthread_create(&ids[i], NULL, takes_and_gives, (void *)(uintptr_t)(round * 10 + i)), 0);
    for (unsigned i = 0; i < 500; i++) {
      struct flc_stats stats = stats_of(&churn);

      assert_true(stats.in_use <= THREADS * HELD * 20);
      assert_int_equal(stats.taken - stats.given, stats.in_use);
    }
    for (unsigned i = 0; i < THREADS; i++)
      pthread_join(ids[i], NULL);
    assert_int_equal(stats_of(&churn).in_use, 0);
    flc_trim(); /* of depots: threads that have ended keep nothing */
    assert_int_equal(stats_of(&churn).cached, 0);
  }
}

static void *mailbox[64];
static int done;

static void *gives_what_comes(void *arg)
{
  (void)arg;
  while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
    for (unsigned i = 0; i < 64; i++)
      flc_free(&channel, __atomic_exchange_n(&mailbox[i], NULL, __ATOMIC_ACQ_REL));
  return NULL;
}

static void test_counters__one_thread_takes_another_gives(void **state)
{
  pthread_t id;

  (void)state;
  assert_int_equal(pthread_create(&id, NULL, gives_what_comes, NULL), 0);
  for (unsigned i = 0; i < 50000; i++) {
    flc_free(&channel,
             __atomic_exchange_n(&mailbox[i % 64], flc_alloc(&channel), __ATOMIC_ACQ_REL));
    if (i % 100 == 0)
      assert_true(stats_of(&channel).in_use <= 1000);
  }
  __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
  pthread_join(id, NULL);
  for (unsigned i = 0; i < 64; i++)
    flc_free(&channel, mailbox[i]);
  assert_int_equal(stats_of(&channel).taken, 50000);
  assert_int_equal(stats_of(&channel).in_use, 0);
}

static void note(const struct flc_stats *stats, void *found)
{
  if (!strcmp(stats->name, "channel"))
    ++*(unsigned *)found;
}

static void test_counters__each_pool_is_visited_once(void **state)
{
  unsigned found = 0;

  (void)state;
  flc_free(&channel, flc_alloc(&channel));
  flc_each_pool(note, &found);
  assert_int_equal(found, 1);
}

static int pairs_end;

static void *takes_and_gives_at_once(void *arg)
{
  struct flc_pool *pool = arg;

  while (!__atomic_load_n(&pairs_end, __ATOMIC_RELAXED))
    flc_free(pool, flc_alloc(pool));
  return NULL;
}

/* Counting takes time, in which thousands are taken and given: none of them adds to the peak. */
static void test_counters__counting_does_not_raise_the_peak(void **state)
{
  static struct flc_pool pool = FLC_POOL("pairs", 72, 8);
  pthread_t ids[THREADS];

  (void)state;
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&ids[i], NULL, takes_and_gives_at_once, &pool), 0);
  for (clock_t end = clock() + CLOCKS_PER_SEC; clock() < end;)
    stats_of(&pool);
  __atomic_store_n(&pairs_end, 1, __ATOMIC_RELAXED);
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(ids[i], NULL);
  /* Each thread's part may be out of date by 64. */
  assert_true(stats_of(&pool).peak <= THREADS * 65);
}
