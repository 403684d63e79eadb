/* SPDX-License-Identifier: Apache-2.0
 *
 * What slab.c and slab_trim.c share.
 */
#ifndef FLC_SLAB_P_H
#define FLC_SLAB_P_H

#include "lock.h"
#include "slab.h"
#include "slab_tree.h"

enum { FLC_WORD = 64 /* objects of a word */ };

/* Objects of a slab, a bit each. */
struct flc_bits {
  uint64_t free;
  uint64_t dirty; /* has been handed out since its pages were released */
  uint64_t idle;  /* free since the last trim */
};

/* Records are used again but never freed: those of a slab that has gone are the vacant ones. */
struct flc_slab {
  struct flc_slabs *slabs; /* never changes, as id */
  struct flc_span *span;
  char *base;
  uint32_t id;
  uint32_t free;  /* objects */
  uint32_t first; /* no word below has a free object */
  struct flc_bits bits[];
};

struct flc_slabs {
  struct flc_state *st;
  struct flc_kind *kind;
  size_t stride, span_bytes;
  uint64_t reciprocal; /* of stride: 2^32 / stride, rounded up */
  uint32_t count;      /* objects of a slab */
  uint32_t words;
  bool releases; /* objects have pages of their own */
  struct flc_slabs *next;

  struct flc_lock lock __attribute__((aligned(FLC_LINE))); /* guards all below, and the slabs */
  struct flc_slab *current; /* the open one with the lowest id, or NULL */
  uint64_t grown, objects;
  uint64_t marked; /* milliseconds: the last trim that looked at idle objects */
  uint32_t ids;
  struct flc_tree tree;
};

/** The slab has got a free object, has none left. Under the lock. */
void flc_slab_open(struct flc_slab *slab);
void flc_slab_close(struct flc_slab *slab);
/** Makes slabs known to flc_slabs_fork(). */
void flc_slabs_list(struct flc_slabs *slabs);

#endif
