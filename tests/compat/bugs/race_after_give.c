/* SPDX-License-Identifier: Apache-2.0
 * One thread writes to an object that it has given, and that another has taken since.
 *
 * The writes follow each other, for a race of the very same moment can escape ThreadSanitizer. The
 * order is kept by a relaxed atomic, which orders nothing else, so the writes are as unordered as
 * without it. */
#include "bug.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { BEGUN, OTHER_WROTE, GIVER_WROTE };

static void reach(atomic_int *progress, int step)
{
  while (atomic_load_explicit(progress, memory_order_relaxed) != step)
    sched_yield();
}

static void *work(void *arg)
{
  atomic_int *progress = arg;
  char *object = take(&victim);

  put(object, 8, 1);
  atomic_store_explicit(progress, OTHER_WROTE, memory_order_relaxed);
  reach(progress, GIVER_WROTE);
  flc_free(&victim, object);
  return NULL;
}

/* The address matters, so the object has to come back: no check may hold it in between. */
int main(void)
{
  atomic_int progress = BEGUN;

  start();
  char *object = take(&victim);
  pthread_t other;

  flc_free(&victim, object);
  flc_thread_flush(&victim);
  if (pthread_create(&other, NULL, work, &progress))
    return 0;
  reach(&progress, OTHER_WROTE);
  put(object, 8, 2);
  atomic_store_explicit(&progress, GIVER_WROTE, memory_order_relaxed);
  pthread_join(other, NULL);
  return 0;
}
