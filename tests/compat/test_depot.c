/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/depot.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { OBJECTS = 8, THREADS = 4, ROUNDS = 20000 };

static struct flc_depot depot;
static void *objects[OBJECTS];

/* Gives objects from first on, n of them. */
static void give(size_t first, size_t n)
{
  for (size_t i = first; i + 1 < first + n; i++)
    objects[i] = &objects[i + 1];
  flc_depot_give(&depot, &objects[first], &objects[first + n - 1], n);
}

/* How many are in a chain, which ends. */
static size_t length(void *head)
{
  size_t n = 0;

  for (; head; head = *(void **)head)
    n++;
  return n;
}

static void test_depot__last_in_first_out(void **state)
{
  void *head = NULL;

  (void)state;
  depot = (struct flc_depot){.head = NULL};
  assert_int_equal(flc_depot_take(&depot, &head, 3), 0);
  give(0, 3);
  give(3, 2);
  assert_int_equal(flc_depot_take(&depot, &head, 0), 0);
  assert_int_equal(flc_depot_take(&depot, &head, 3), 3);
  assert_ptr_equal(head, &objects[3]);
  assert_int_equal(length(head), 3);
  assert_int_equal(flc_depot_take(&depot, &head, 100), 2);
  assert_ptr_equal(head, &objects[1]);
  assert_int_equal(length(head), 2);
  assert_int_equal(flc_depot_take(&depot, &head, 1), 0);
}

static void test_depot__unused_is_what_two_intervals_did_not_need(void **state)
{
  void *head;

  (void)state;
  depot = (struct flc_depot){.head = NULL};
  give(0, 6);
  assert_int_equal(flc_depot_unused(&depot), 0); /* it was empty when the interval began */
  assert_int_equal(flc_depot_unused(&depot), 0); /* now one whole interval is over */
  assert_int_equal(flc_depot_unused(&depot), 6);
  assert_int_equal(flc_depot_take(&depot, &head, 6), 6);
  give(0, 6);
  flc_depot_unused(&depot);
  flc_depot_unused(&depot);
  /* Two of them are needed for a moment. */
  assert_int_equal(flc_depot_take(&depot, &head, 2), 2);
  give(6, 2);
  assert_int_equal(flc_depot_unused(&depot), 4);
  assert_int_equal(flc_depot_take(&depot, &head, 4), 4);
  assert_int_equal(flc_depot_unused(&depot), 0);
  assert_int_equal(flc_depot_unused(&depot), 2);
}

/* Each thread writes to what it has, for TSan to see. */
static void *work(void *unused)
{
  for (unsigned i = 0; i < ROUNDS; i++) {
    void *head, *tail;
    size_t n = flc_depot_take(&depot, &head, 1 + i % 3);

    if (!n)
      continue;
    for (tail = head; *(void **)tail; tail = *(void **)tail)
      ;
    flc_depot_give(&depot, head, tail, n);
  }
  return unused;
}

static void test_depot__threads_lose_nothing(void **state)
{
  pthread_t id[THREADS];
  void *head;

  (void)state;
  depot = (struct flc_depot){.head = NULL};
  give(0, OBJECTS);
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&id[i], NULL, work, NULL), 0);
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(id[i], NULL);
  assert_int_equal(flc_depot_take(&depot, &head, SIZE_MAX), OBJECTS);
  assert_int_equal(length(head), OBJECTS);
}
