/* SPDX-License-Identifier: Apache-2.0
 *
 * Slabs: the objects of one pool on spans of one kind. What the backends nodump (regions) and numa
 * stand on.
 *
 * Which objects of a slab are free is recorded beside it, never in the objects: free memory is not
 * touched, so it can be released, poisoned or watched. An empty slab goes back to its kind once it
 * has been empty for a while.
 */
#ifndef FLC_SLAB_H
#define FLC_SLAB_H

#include "region.h"

struct flc_slabs;

/** Slabs for the objects of st (its size and align; sets st->stride) on spans of kind. NULL: no
 * memory. */
struct flc_slabs *flc_slabs_new(struct flc_state *st, struct flc_kind *kind);
/** Up to max objects, linked through their first words; how many. The last link is NULL, but of one
 * object that was asked for alone no byte is touched. Full slabs first, in a fixed order, so that
 * the others can become empty. */
size_t flc_slabs_alloc(struct flc_slabs *slabs, void **head, size_t max);
/** Gives n linked objects back to the slabs that they came from, which may be those of another node
 * of the pool; the last link is not read. What is no object of the pool, or is free already, ends
 * the process with a message. */
void flc_slabs_free(struct flc_slabs *slabs, void *head, size_t n);
/** The same for a single object, in fewer instructions; of the object no byte is touched. */
void *flc_slabs_take(struct flc_slabs *slabs);
void flc_slabs_give(struct flc_slabs *slabs, void *object);
/** Hands slabs that have been empty for idle_ms back to the kind, and releases the pages of objects
 * that have been free for as long in slabs that stay; bytes released so. (What the kind got back is
 * released by flc_regions_release().) Idle is what was free at the call before, at least idle_ms
 * ago; with 0 all that is free goes at once. */
size_t flc_slabs_trim(struct flc_slabs *slabs, unsigned idle_ms);
/** The slabs that object lies in, NULL if in none. Wait-free. */
struct flc_slabs *flc_slabs_of(const void *object);
/** Slabs made since the start, and objects in those there are. */
void flc_slabs_stats(struct flc_slabs *slabs, uint64_t *chunks, uint64_t *objects);
void flc_slabs_fork(int when);

#endif
