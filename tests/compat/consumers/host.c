/* SPDX-License-Identifier: Apache-2.0
 * host PLUGIN: a program, a library (the part "stage") and a plugin (the part "plugin") share
 * pools. */
#include <flc.h>

#include "check.h"

#include <dlfcn.h>
#include <string.h>

enum { OBJECTS = 1000 };

struct flc_pool *stage_pool(void);
void *stage_take(struct flc_pool *pool);
void stage_give(struct flc_pool *pool, void *object);

typedef struct flc_pool *pool_function(void);
typedef void *take_function(struct flc_pool *pool);
typedef void give_function(struct flc_pool *pool, void *object);

static struct flc_pool host_pool FLC_POOL_SECTION = FLC_POOL("pool of host", 128, 16);

static void *symbol(void *handle, const char *name)
{
  void *s = dlsym(handle, name);

  CHECK(s != NULL);
  return s;
}

static void agree(struct flc_pool *pool, uint64_t taken)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  printf("%s: taken %d, given %d\n", stats.name, (int)stats.taken, (int)stats.given);
  CHECK(stats.taken == taken && stats.given == taken && stats.in_use == 0);
}

static void count(const struct flc_stats *stats, void *n)
{
  (void)stats;
  ++*(int *)n;
}

/* Taken by one side and given by another, through one thread's magazine: the last given comes back.
 */
static void cross(struct flc_pool *pool, take_function *take, give_function *give)
{
  const char *words = getenv("FLC");
  void *objects[OBJECTS], *last;

  for (int i = 0; i < OBJECTS; i++)
    CHECK((objects[i] = take(pool)) != NULL);
  for (int i = 0; i < OBJECTS; i++)
    give(pool, objects[i]);
  last = flc_alloc(pool);
  CHECK(last == objects[OBJECTS - 1] || (words && strcmp(words, "checks") == 0));
  flc_free(pool, last);
}

int main(int argc, char **argv)
{
  void *handle = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL, *s;
  take_function *plugin_take;
  give_function *plugin_give;
  pool_function *plugin_pool;
  int pools = 0;

  if (!handle) {
    fprintf(stderr, "cannot load: %s\n", dlerror());
    return 3;
  }
  memcpy(&plugin_take, (s = symbol(handle, "plugin_take"), &s), sizeof s);
  memcpy(&plugin_give, (s = symbol(handle, "plugin_give"), &s), sizeof s);
  memcpy(&plugin_pool, (s = symbol(handle, "plugin_pool"), &s), sizeof s);
  cross(&host_pool, plugin_take, stage_give);
  cross(stage_pool(), plugin_take, plugin_give);
  cross(plugin_pool(), stage_take, plugin_give);
  agree(&host_pool, OBJECTS + 1);
  agree(stage_pool(), OBJECTS + 1);
  agree(plugin_pool(), OBJECTS + 1);
  flc_each_pool(count, &pools);
  CHECK(pools == 3);
  return 0;
}
