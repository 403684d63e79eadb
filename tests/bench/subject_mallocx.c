/* SPDX-License-Identifier: Apache-2.0
 * jemalloc's own interface: mallocx, and sdallocx, which is told the size. */
#include <jemalloc/jemalloc.h>
#include <stdbool.h>
#include <stddef.h>

static size_t bench_size;

static inline void *bench_take(void)
{
  return mallocx(bench_size, 0);
}

static inline void bench_give(void *object)
{
  sdallocx(object, bench_size, 0);
}

static bool bench_open(size_t size, size_t align, size_t chunk)
{
  (void)align; /* 16, which every size class of 16 and more has */
  (void)chunk;
  bench_size = size;
  return true;
}

static void bench_thread_start(void)
{
}

#define BENCH_NAME "mallocx"
#include "loops.h"
