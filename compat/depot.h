/* SPDX-License-Identifier: Apache-2.0
 *
 * Full magazines of a pool that threads gave away and that others may take, before an allocator
 * sees their objects again: when more objects come and go than a thread keeps, as with hundreds of
 * connections, that costs one lock for each magazine and not the allocator's work for each object.
 * After Bonwick and Adams, "Magazines and Vmem" (2001), section 3: a thread has a loaded magazine
 * and a spare one (thread.h), so that whole magazines change hands; what the depot did not need in
 * the last intervals goes back to the allocator.
 *
 * A pool has a depot for each processor, at most 16. A thread uses its own and, when that is empty,
 * the others, so that what one thread takes and another gives comes round. Without the keeper
 * nobody would empty them, so there are none then.
 *
 * A magazine is a chain of flc_magazine_size() objects, linked through their first word; the first
 * object's second word leads to the next magazine. Pools of smaller objects have no depots.
 */
#ifndef FLC_DEPOT_H
#define FLC_DEPOT_H

#include "flc_p.h"
#include "lock.h"

struct flc_depot { /* zeroes: empty */
  struct flc_lock lock;
  void *first;  /* magazine; last in, first out */
  size_t count; /* magazines */
  size_t
      least[2]; /* that count was since the last flc_depot_unused(), and in the interval before */
  char line[2 * FLC_LINE - 5 * sizeof(size_t)]; /* nobody else's */
};

/** A magazine, or NULL. */
void *flc_depot_take(struct flc_depot *depot);
void flc_depot_give(struct flc_depot *depot, void *magazine);
/** Ends an interval: how many magazines nobody needed in it and in the one before. What is taken
 * next may be these. */
size_t flc_depot_unused(struct flc_depot *depot);

/* ---- the depots of a pool */

/** Gives st its depots, if it can have any; without memory for them it goes without. */
void flc_depots_open(struct flc_state *st);
/** For a pool with depots: a magazine, or NULL. */
void *flc_depots_take(struct flc_state *st);
void flc_depots_give(struct flc_state *st, void *magazine);
/** Objects in the depots of st. */
size_t flc_depots_count(const struct flc_state *st);
/** Once a second: what was not needed goes to the allocator; with all, everything. */
void flc_depots_trim(bool all);
/** Holds all locks around fork() (-1), or lets go (0, 1). */
void flc_depots_fork(int when);

#endif
