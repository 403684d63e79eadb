/* SPDX-License-Identifier: Apache-2.0
 * Two threads write to one object without a lock. */
#include "bug.h"

#include <pthread.h>

static void *work(void *object)
{
  for (int i = 0; i < 1000; i++)
    put(object, 8, (char)i);
  return NULL;
}

int main(void)
{
  start();
  char *object = take(&victim);
  pthread_t other;

  if (pthread_create(&other, NULL, work, object))
    return 0;
  work(object);
  pthread_join(other, NULL);
  flc_free(&victim, object);
  return 0;
}
