/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/lock.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { THREADS = 4, ROUNDS = 20000 };

static struct flc_lock lock;
static unsigned count;

static void *add(void *unused)
{
  for (unsigned i = 0; i < ROUNDS; i++) {
    flc_lock(&lock);
    count++;
    flc_unlock(&lock);
  }
  return unused;
}

static void test_lock__one_at_a_time(void **state)
{
  pthread_t id[THREADS];

  (void)state;
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&id[i], NULL, add, NULL), 0);
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(id[i], NULL);
  assert_int_equal(count, THREADS * ROUNDS);
  assert_int_equal(lock.state, 0);
}

static void *wait_for(void *arg)
{
  errno = 7;
  flc_lock(&lock);
  *(int *)arg = errno;
  flc_unlock(&lock);
  return NULL;
}

/* Both sleep in the system, and both are woken, one after the other. */
static void test_lock__sleepers_are_woken(void **state)
{
  pthread_t id[2];
  int error[2] = {0};

  (void)state;
  flc_lock(&lock);
  assert_false(flc_lock_try(&lock));
  for (unsigned i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&id[i], NULL, wait_for, &error[i]), 0);
  while (__atomic_load_n(&lock.state, __ATOMIC_RELAXED) != 2)
    usleep(100);
  usleep(10000);
  flc_unlock(&lock);
  for (unsigned i = 0; i < 2; i++) {
    pthread_join(id[i], NULL);
    assert_int_equal(error[i], 7);
  }
  assert_int_equal(lock.state <= 2, 1);
  flc_lock(&lock);
  flc_unlock(&lock);
  assert_int_equal(lock.state, 0);
}
