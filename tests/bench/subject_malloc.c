/* SPDX-License-Identifier: Apache-2.0
 * malloc and free, of whatever allocator the program is linked with. */
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static size_t bench_size;

static inline void *bench_take(void)
{
  return malloc(bench_size);
}

static inline void bench_give(void *object)
{
  free(object);
}

static bool bench_open(size_t size, size_t align, size_t chunk)
{
  (void)align; /* at most 16 for these subjects, which malloc gives anyway */
  (void)chunk;
  bench_size = size;
  return true;
}

static void bench_thread_start(void)
{
}

#define BENCH_NAME "malloc"
#include "loops.h"
