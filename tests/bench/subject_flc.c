/* SPDX-License-Identifier: Apache-2.0
 * libflc, through flc_alloc, or flc_thread_alloc with BENCH_THREAD. The backend comes from FLC. */
#include "flc.h"

#include <stdbool.h>
#include <stdio.h>

static struct flc_pool bench_pool = FLC_POOL("bench", 64, 16);

static inline void *bench_take(void)
{
#ifdef BENCH_THREAD
  return flc_thread_alloc(&bench_pool);
#else
  return flc_alloc(&bench_pool);
#endif
}

static inline void bench_give(void *object)
{
#ifdef BENCH_THREAD
  flc_thread_free(&bench_pool, object);
#else
  flc_free(&bench_pool, object);
#endif
}

static bool bench_open(size_t size, size_t align, size_t chunk)
{
  if (flc_pool_set(&bench_pool, "bench", (uint32_t)size, (uint32_t)chunk, (uint32_t)align, 0) < 0 ||
      flc_start(NULL) < 0) {
    fprintf(stderr, "bench: %s\n", flc_error());
    return false;
  }
  return true;
}

static void bench_thread_start(void)
{
}

#ifdef BENCH_THREAD
#define BENCH_NAME "flc-thread"
#else
#define BENCH_NAME "flc"
#endif
#include "loops.h"
