/* SPDX-License-Identifier: Apache-2.0
 * cost PAIRS SIZE: nanoseconds for a take and a give, with 16 objects in use,
 * each written once; and the bytes that the process holds for an object, with
 * 4,096 in use. */
#include "flc.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LIVE = 16, HELD = 4096 };

static struct flc_pool pool = FLC_POOL("cost", 128, 16);

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static long resident(void)
{
  long pages = 0, all;
  FILE *f = fopen("/proc/self/statm", "r");

  if (f && fscanf(f, "%ld %ld", &all, &pages) != 2)
    pages = 0;
  if (f)
    fclose(f);
  return pages * 4096;
}

static char *take(void)
{
  char *object = flc_alloc(&pool);

  if (!object)
    exit(1);
  *(volatile char *)object = 1;
  return object;
}

int main(int argc, char **argv)
{
  long pairs = argc > 1 ? atol(argv[1]) : 100000, before;
  static char *live[LIVE], *held[HELD];
  double start;

  if (argc > 2)
    flc_pool_set(&pool, "cost", (uint32_t)atol(argv[2]), 0, 16, 0);
  for (int i = 0; i < LIVE; i++)
    live[i] = take();
  for (int i = 0; i < LIVE * 200; i++) {
    flc_free(&pool, live[i % LIVE]);
    live[i % LIVE] = take();
  }
  start = now();
  for (long i = 0; i < pairs; i++) {
    flc_free(&pool, live[i % LIVE]);
    live[i % LIVE] = take();
  }
  printf("%.1f", (now() - start) / (double)pairs);
  before = resident();
  for (int i = 0; i < HELD; i++)
    held[i] = take();
  printf(" %ld\n", (resident() - before) / HELD);
  for (int i = 0; i < HELD; i++)
    flc_free(&pool, held[i]);
  for (int i = 0; i < LIVE; i++)
    flc_free(&pool, live[i]);
  return 0;
}
