/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects of a pool that threads gave back by the chain and that others may take by the chain,
 * before an allocator sees them again: a burst that is larger than what a thread keeps costs one
 * lock for each magazine instead of the allocator's work for each object. After Bonwick and Adams,
 * "Magazines and Vmem" (2001), section 3, where the depot keeps what the last interval needed and
 * gives the rest back; here with chains of any length instead of magazines.
 *
 * Objects wait linked through their first word.
 */
#ifndef FLC_DEPOT_H
#define FLC_DEPOT_H

#include "lock.h"

#include <stddef.h>

struct flc_depot { /* zeroes: empty */
  struct flc_lock lock;
  void *head; /* last in, first out */
  size_t count;
  size_t
      least[2]; /* that count was since the last flc_depot_unused(), and in the interval before */
} __attribute__((aligned(128)));

/** Up to max objects, linked, the last one's link NULL, into *head; how many. */
size_t flc_depot_take(struct flc_depot *depot, void **head, size_t max);
/** A chain of n objects from head to tail. */
void flc_depot_give(struct flc_depot *depot, void *head, void *tail, size_t n);
/** Ends an interval: how many objects nobody needed in it and in the one before. What is taken next
 * may be these. */
size_t flc_depot_unused(struct flc_depot *depot);

#endif
