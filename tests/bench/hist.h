/* SPDX-License-Identifier: Apache-2.0
 *
 * Histograms with log-linear buckets, as HdrHistogram has them: 512 buckets for each power of two,
 * so a value is known to 0.2 % whatever its size. One writer each.
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stddef.h>
#include <stdint.h>

enum {
  HIST_SUB_BITS = 9,
  HIST_BUCKETS = (40 - HIST_SUB_BITS + 1)
                 << HIST_SUB_BITS, /* up to 2^40 ticks; more counts as the largest */
};

struct hist {
  uint64_t count;
  uint32_t bucket[HIST_BUCKETS];
};

static inline size_t hist_index(uint64_t value)
{
  if (value < (1U << HIST_SUB_BITS))
    return (size_t)value;
  if (value >> 40)
    return HIST_BUCKETS - 1;

  unsigned shift = 63U - (unsigned)__builtin_clzll(value) - HIST_SUB_BITS;
  return ((size_t)shift << HIST_SUB_BITS) + (size_t)(value >> shift);
}

static inline void hist_add(struct hist *h, uint64_t value)
{
  h->bucket[hist_index(value)]++;
  h->count++;
}

/** Adds what from holds to h. */
void hist_merge(struct hist *h, const struct hist *from);
/** The smallest value that a share of all values (0 to 1) does not exceed: the middle of its
 * bucket; 0 if empty. */
double hist_at(const struct hist *h, double share);

#endif
