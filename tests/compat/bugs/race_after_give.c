/* SPDX-License-Identifier: Apache-2.0
 * One thread writes to an object that it has given, and that another has taken since. */
#include "bug.h"

#include <pthread.h>

static void *work(void *unused)
{
  char *object = take(&victim);

  (void)unused;
  put(object, 8, 1);
  flc_free(&victim, object);
  return NULL;
}

/* The address matters, so the object has to come back: no check may hold it in between. */
int main(void)
{
  start();
  char *object = take(&victim);
  pthread_t other;

  flc_free(&victim, object);
  flc_thread_flush(&victim);
  if (pthread_create(&other, NULL, work, NULL))
    return 0;
  put(object, 8, 2);
  pthread_join(other, NULL);
  return 0;
}
