/* SPDX-License-Identifier: Apache-2.0
 *
 * The loops around a subject. Include this after defining
 *
 *   BENCH_NAME                             a string
 *   static inline void *bench_take(void)
 *   static inline void bench_give(void *)
 *   static bool bench_open(size_t size, size_t align, size_t chunk)
 *   static void bench_thread_start(void)
 */
#include "clock.h"
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>

/* The program writes to each object, and the compiler may keep nothing in registers across that. */
static inline void *loop_take(void)
{
  void *object = bench_take();

  if (__builtin_expect(!object, 0)) {
    fputs("bench: out of memory\n", stderr);
    abort();
  }
  *(char *)object = 1;
  __asm__ volatile("" : : "r"(object) : "memory");
  return object;
}

static inline uint32_t loop_random(uint32_t *seed)
{
  uint32_t x = *seed;

  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *seed = x;
}

static void loop_pairs(size_t n)
{
  for (; n; n--)
    bench_give(loop_take());
}

static void loop_takes(void **slots, size_t n)
{
  for (size_t i = 0; i < n; i++)
    slots[i] = loop_take();
}

static void loop_gives(void **slots, size_t n)
{
  for (size_t i = 0; i < n; i++)
    bench_give(slots[i]);
}

static void loop_swaps(void **slots, size_t count, size_t n, uint32_t *seed)
{
  for (; n; n--) {
    size_t i = (size_t)(((uint64_t)loop_random(seed) * count) >> 32);

    bench_give(slots[i]);
    slots[i] = loop_take();
  }
}

static void *timed_take(struct hist *h)
{
  uint64_t start = clock_ticks();
  void *object = loop_take();

  hist_add(h, clock_ticks() - start);
  return object;
}

static void timed_give(void *object, struct hist *h)
{
  uint64_t start = clock_ticks();

  bench_give(object);
  hist_add(h, clock_ticks() - start);
}

static void loop_timed_pairs(size_t n, struct hist *h)
{
  for (; n; n--)
    timed_give(timed_take(h), h);
}

static void loop_timed_takes(void **slots, size_t n, struct hist *h)
{
  for (size_t i = 0; i < n; i++)
    slots[i] = timed_take(h);
}

static void loop_timed_gives(void **slots, size_t n, struct hist *h)
{
  for (size_t i = 0; i < n; i++)
    timed_give(slots[i], h);
}

static void loop_timed_swaps(void **slots, size_t count, size_t n, uint32_t *seed, struct hist *h)
{
  for (; n; n--) {
    size_t i = (size_t)(((uint64_t)loop_random(seed) * count) >> 32);

    timed_give(slots[i], h);
    slots[i] = timed_take(h);
  }
}

extern const struct subject bench_subject;
const struct subject bench_subject = {
    BENCH_NAME,       bench_open,       bench_thread_start, loop_pairs,
    loop_takes,       loop_gives,       loop_swaps,         loop_timed_pairs,
    loop_timed_takes, loop_timed_gives, loop_timed_swaps,
};
