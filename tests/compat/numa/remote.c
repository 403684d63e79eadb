/* SPDX-License-Identifier: Apache-2.0
 *
 * Two threads on two nodes (of a described topology). In each round the first takes some objects
 * that the second gives, beside some that it takes itself: how many of those come from the other
 * node?
 *
 *   remote [OWN [HANDED]]     takes of its own, and objects handed over, in a round
 *
 * Prints "own N handed N takes N remote N"; FLC chooses words, such as no-magazine.
 */
#include "compat/numa.h"

#include <stdlib.h>

enum { ROUNDS = 2000, MOST = 256 };

static struct flc_pool pool = FLC_POOL("handed", 256, 16);
static pthread_barrier_t barrier;
static void *handed[MOST];
static size_t own = 4, hand = 4;
static uint64_t takes, remote;
static __thread int cpu;

static int load(struct flc_topology *t)
{
  return flc_topology_load(t, "node:2 pu:1");
}

static int current(void)
{
  return cpu;
}

static int left_alone(void *start, size_t bytes, int node)
{
  (void)start;
  (void)bytes;
  (void)node;
  return 1;
}

static void *take(void)
{
  void *object = flc_alloc(&pool);

  if (!object)
    abort();
  return object;
}

static void *first(void *unused)
{
  (void)unused;
  cpu = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < hand; i++)
      handed[i] = take();
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

static void *second(void *unused)
{
  void *mine[MOST];

  (void)unused;
  cpu = 1;
  for (int round = 0; round < ROUNDS; round++) {
    pthread_barrier_wait(&barrier);
    for (size_t i = 0; i < own; i++) {
      mine[i] = take();
      takes++;
      remote += flc_numa_node_of(pool.state, mine[i]) != 1;
    }
    for (size_t i = 0; i < own || i < hand; i++) {
      flc_free(&pool, i < own ? mine[i] : NULL);
      flc_free(&pool, i < hand ? handed[i] : NULL);
    }
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

int main(int argc, char **argv)
{
  static const struct flc_numa_system system = {load, current, left_alone};
  pthread_t a, b;

  if (argc > 1)
    own = strtoul(argv[1], NULL, 10) % MOST;
  if (argc > 2)
    hand = strtoul(argv[2], NULL, 10) % MOST;
  if (flc_numa_use(&system) || flc_start("numa,no-keeper") ||
      pthread_barrier_init(&barrier, NULL, 2)) {
    fprintf(stderr, "remote: %s\n", flc_error());
    return 1;
  }
  pthread_create(&a, NULL, first, NULL);
  pthread_create(&b, NULL, second, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("own %zu handed %zu takes %llu remote %llu\n", own, hand, (unsigned long long)takes,
         (unsigned long long)remote);
  return 0;
}
