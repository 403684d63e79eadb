/* SPDX-License-Identifier: Apache-2.0
 * A program with pools, started with FLC by the script beside it. `program` starts libflc, uses
 * every pool and says which backend each has; `program take` leaves flc_start() away; `program
 * json`: a dump instead; `program leak`. */
#include "flc.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

enum { OBJECTS = 500, ROUNDS = 10 };

static struct flc_pool requests FLC_POOL_SECTION = FLC_POOL("requests", 64, 16);
static struct flc_pool replies FLC_POOL_SECTION = FLC_POOL("reply \"it's\" \\ \t;=,\x80", 200, 8);
static struct flc_pool buffers FLC_POOL_SECTION =
    FLC_POOL_ADVISED("buffers[2]", 4096, 4096, 32, FLC_DONTDUMP);
static struct flc_pool *const pools[] = {&requests, &replies, &buffers};

static void *work(void *unused)
{
  static __thread void *objects[OBJECTS];

  for (int round = 0; round < ROUNDS; round++)
    for (int p = 0; p < 3; p++) {
      for (int i = 0; i < OBJECTS; i++) {
        objects[i] = i % 2 ? flc_alloc(pools[p]) : flc_thread_alloc(pools[p]);
        if (objects[i]) /* fail is one of the words */
          memset(objects[i], i, pools[p]->size);
      }
      for (int i = 0; i < OBJECTS; i++)
        if (i % 3)
          flc_free(pools[p], objects[i]);
        else
          flc_thread_free(pools[p], objects[i]);
    }
  return unused;
}

static void print(const struct flc_stats *stats, void *unused)
{
  (void)unused;
  printf("%s: %s, %" PRIu64 " in use\n", stats->name, stats->backend, stats->in_use);
}

int main(int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  pthread_t id;

  if (strcmp(what, "take") != 0 && flc_start(getenv("WORDS")) < 0) {
    fprintf(stderr, "%s\n", flc_error());
    return 64;
  }
  if (pthread_create(&id, NULL, work, NULL))
    return 1;
  work(NULL);
  pthread_join(id, NULL);
  if (!strcmp(what, "leak"))
    for (int i = 0; i < 7; i++)
      flc_alloc(&requests);
  if (!strcmp(what, "json"))
    return flc_dump(stdout, FLC_DUMP_JSON) < 0;
  printf("secure: %lu\n", getauxval(AT_SECURE));
  flc_each_pool(print, NULL);
  return 0;
}
