/* SPDX-License-Identifier: Apache-2.0
 *
 * Ticks: the processor's counter where there is a constant one, else nanoseconds. Results are kept
 * in ticks and turned into nanoseconds at the end, by the ratio seen over the whole run, so that no
 * start-up calibration can be off.
 */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ns(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* The fences keep what is timed between the two readings. */
static inline uint64_t clock_ticks(void)
{
#ifdef __x86_64__
  __builtin_ia32_lfence();
  uint64_t ticks = __builtin_ia32_rdtsc();
  __builtin_ia32_lfence();
  return ticks;
#else
  return clock_ns();
#endif
}

static inline void clock_pause(void)
{
#ifdef __x86_64__
  __builtin_ia32_pause();
#endif
}

#endif
