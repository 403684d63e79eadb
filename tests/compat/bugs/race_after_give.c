/* SPDX-License-Identifier: Apache-2.0
 * One thread writes to an object that it has given, and that another has taken since.
 *
 * The writes follow each other, for a race of the very same moment can escape ThreadSanitizer. The
 * order is kept by relaxed atomics, which order nothing else, so the writes are as unordered as
 * without them. */
#include "bug.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct race {
  atomic_int step; /* 1: the object is taken and written by the other; 2: by the one that gave it */
};

static void reach(struct race *race, int step)
{
  while (atomic_load_explicit(&race->step, memory_order_relaxed) != step)
    sched_yield();
}

static void *work(void *arg)
{
  struct race *race = arg;
  char *object = take(&victim);

  put(object, 8, 1);
  atomic_store_explicit(&race->step, 1, memory_order_relaxed);
  reach(race, 2);
  flc_free(&victim, object);
  return NULL;
}

/* The address matters, so the object has to come back: no check may hold it in between. */
int main(void)
{
  struct race race = {0};

  start();
  char *object = take(&victim);
  pthread_t other;

  flc_free(&victim, object);
  flc_thread_flush(&victim);
  if (pthread_create(&other, NULL, work, &race))
    return 0;
  reach(&race, 1);
  put(object, 8, 2);
  atomic_store_explicit(&race.step, 2, memory_order_relaxed);
  pthread_join(other, NULL);
  return 0;
}
