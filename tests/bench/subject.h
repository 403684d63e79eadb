/* SPDX-License-Identifier: Apache-2.0
 *
 * What is measured: one take and one give, compiled into the same loops for every subject
 * (loops.h), so that a fast path that is inline in a program is inline here. One subject for each
 * program; the rest of the bench calls whole loops only. Valid C and C++, for Traffic Server's own
 * headers are C++.
 */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include "hist.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct subject {
  const char *name;
  /** Makes the pool ready for objects of size bytes at align, a chunk of them at a time. Once,
   * before threads. */
  bool (*open)(size_t size, size_t align, size_t chunk);
  void (*thread_start)(void);

  void (*pairs)(size_t n);               /* takes one, gives it; n times */
  void (*takes)(void **slots, size_t n); /* fills slots */
  void (*gives)(void **slots, size_t n); /* empties them, in the order they were filled */
  /* Gives what a random slot of count holds and takes anew; n times. seed is the caller's to keep.
   */
  void (*swaps)(void **slots, size_t count, size_t n, uint32_t *seed);

  /* The same with each take and each give timed by itself, into h, in ticks; the clock's own cost
   * is in it. */
  void (*timed_pairs)(size_t n, struct hist *h);
  void (*timed_takes)(void **slots, size_t n, struct hist *h);
  void (*timed_gives)(void **slots, size_t n, struct hist *h);
  void (*timed_swaps)(void **slots, size_t count, size_t n, uint32_t *seed, struct hist *h);
};

extern const struct subject bench_subject;

#ifdef __cplusplus
}
#endif
#endif
