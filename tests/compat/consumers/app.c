/* SPDX-License-Identifier: Apache-2.0
 * app [--close] [FILE...]: a program, with a pool unless WITHOUT_FLC. Loads each file and calls its
 * part_exercise(). Ends with 3 and what dlopen said where a file cannot be loaded. */
#ifndef WITHOUT_FLC
#include <flc.h>
#endif

#include "check.h"

#include <dlfcn.h>
#include <string.h>

static int load(const char *file, int close)
{
  void *handle = dlopen(file, RTLD_NOW);
  void *symbol = handle ? dlsym(handle, "part_exercise") : NULL;
  void (*exercise)(void);

  if (!symbol) {
    fprintf(stderr, "cannot load: %s\n", dlerror());
    return 3;
  }
  memcpy(&exercise, &symbol, sizeof exercise);
  exercise();
  return close ? dlclose(handle) : 0;
}

#ifndef WITHOUT_FLC
static struct flc_pool pool FLC_POOL_SECTION = FLC_POOL("pool of app", 64, 16);

static void count(const struct flc_stats *stats, void *n)
{
  CHECK(stats->taken == stats->given);
  ++*(int *)n;
}

static void use(void)
{
  void *object = flc_alloc(&pool);
  int pools = 0;

  CHECK(object != NULL);
  flc_free(&pool, object);
  flc_each_pool(count, &pools);
  printf("%d pools\n", pools);
}
#else
static void use(void)
{
}
#endif

int main(int argc, char **argv)
{
  int close = argc > 1 && strcmp(argv[1], "--close") == 0, status = 0;

#ifndef WITHOUT_FLC
  if (flc_start(NULL) < 0) {
    fprintf(stderr, "%s\n", flc_error());
    return 64;
  }
#endif
  for (int i = 1 + close; i < argc && !status; i++)
    status = load(argv[i], close);
  use();
  return status;
}
