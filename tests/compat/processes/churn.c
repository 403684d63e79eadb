/* SPDX-License-Identifier: Apache-2.0
 *
 * churn BACKEND THREADS: threads that live shortly, some at a time, each with objects of three
 * pools, some of which the next thread gives. Once the first have come and gone, the numbers of
 * arenas and of caches must not grow, nor must memory and mappings.
 */
#include "oracle.h"

#include <flc.h>
#include <pthread.h>

enum { AT_ONCE = 20, OBJECTS = 8, POOLS = 3, WARM = 400 };

static struct flc_pool pools[POOLS];
static void *left_over[AT_ONCE][POOLS]; /* of one thread's, by the next one in its place */

static void *live_shortly(void *place)
{
  void **mine = place;

  for (int p = 0; p < POOLS; p++) {
    void *objects[OBJECTS];

    flc_free(&pools[p], mine[p]);
    for (int i = 0; i < OBJECTS; i++)
      memset(objects[i] = flc_alloc(&pools[p]), 1, 64);
    for (int i = 1; i < OBJECTS; i++)
      flc_free(&pools[p], objects[i]);
    mine[p] = objects[0];
  }
  return NULL;
}

static void run(unsigned threads)
{
  for (unsigned n = 0; n < threads; n += AT_ONCE) {
    pthread_t ids[AT_ONCE];

    for (int i = 0; i < AT_ONCE; i++)
      if (pthread_create(&ids[i], NULL, live_shortly, left_over[i]))
        exit(2);
    for (int i = 0; i < AT_ONCE; i++)
      pthread_join(ids[i], NULL);
  }
}

struct figures {
  unsigned arenas, cache;
  size_t resident, mappings;
};

/* cache: the number that the next explicit cache of jemalloc gets. Numbers are used again, so it is
 * small, unless caches of ended threads stay. */
static struct figures figures(void)
{
  struct figures f = {.resident = oracle_resident(), .mappings = oracle_lines("/proc/self/maps")};
  size_t size = sizeof f.arenas;

  if (oracle_mallctl("arenas.narenas", &f.arenas, &size, NULL, 0))
    return f;
  if (oracle_mallctl("tcache.create", &f.cache, &size, NULL, 0))
    f.cache = ~0u;
  else
    oracle_mallctl("tcache.destroy", NULL, NULL, &f.cache, sizeof f.cache);
  return f;
}

int main(int argc, char **argv)
{
  static const uint32_t sizes[POOLS] = {64, 2048, 40000};
  unsigned threads = argc > 2 ? (unsigned)atoi(argv[2]) : WARM;
  char words[100];
  struct figures first, last;
  struct flc_stats stats;

  for (int p = 0; p < POOLS; p++) {
    flc_pool_set(&pools[p], "churn", sizes[p], 0, 16, 0);
    flc_pool_add(&pools[p]);
  }
  snprintf(words, sizeof words, "%s", argc > 1 ? argv[1] : "malloc");
  if (flc_start(words) < 0) {
    puts(flc_error());
    return 3;
  }
  run(WARM);
  first = figures();
  run(threads);
  last = figures();
  flc_pool_stats(&pools[0], &stats);
  printf("%s, %u threads: arenas %u to %u, caches %u to %u, %zu to %zu KiB, %zu to %zu mappings\n",
         words, threads, first.arenas, last.arenas, first.cache, last.cache, first.resident >> 10,
         last.resident >> 10, first.mappings, last.mappings);
  return last.arenas != first.arenas || last.cache > AT_ONCE ||
         last.resident > first.resident + (16 << 20) || last.mappings > first.mappings + 64 ||
         stats.in_use != AT_ONCE || stats.cached != 0;
}
