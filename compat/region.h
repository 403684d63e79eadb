/* SPDX-License-Identifier: Apache-2.0
 *
 * Regions: big mappings of one kind, cut into spans.
 *
 * A kind is what the kernel has to know of memory: left out of core files or not, huge pages or
 * not, the NUMA node. Each region is mapped and advised once, as a whole, so that the number of
 * mappings depends on the memory in use and not on the number of objects (max_map_count is 65,530,
 * and the next mmap of anyone fails when it is reached: Varnish, pull requests 2080 and 2082).
 * Spans that are given back keep their address space and the region its advice; only their pages go
 * back to the system.
 */
#ifndef FLC_REGION_H
#define FLC_REGION_H

#include "flc_p.h"

enum {
  FLC_UNIT = 64 << 10,   /* bytes: spans are whole units */
  FLC_REGION = 64 << 20, /* bytes of a region; a span that is larger has a region of its own */
};

struct flc_kind;

/** The kind with this advice (enum flc_advice) and node (-1: any), made at the first call; never
 * freed. NULL: no memory. bind, if not NULL, is called on each new region before it is touched
 * (mbind); its failure is the caller's to report. */
struct flc_kind *flc_kind(uint32_t advice, int node,
                          int (*bind)(void *start, size_t bytes, int node));

/** A piece of a region, in use by one owner. Records are never freed and never move, so that a
 * stale pointer to one can be read; base and owner change only when the span changes hands. */
struct flc_span {
  char *base;
  size_t bytes;
  struct flc_state *owner;
  void *data; /* the owner's own: set by it before the span's memory is handed to anyone */
  struct flc_kind *kind;
  struct flc_region *region;
  struct flc_span *next;   /* the owner's list while it has the span; the kind's otherwise */
  struct flc_slabs *slabs; /* whose objects are on it: set by slab.c, else NULL */
  bool released;           /* when it was handed out, none of its memory had a page: all zero */
};

/** bytes are rounded up to units; the base is aligned to align, a power of two up to FLC_REGION.
 * Memory of a span is zero or stale. NULL with ENOMEM. */
struct flc_span *flc_span_alloc(struct flc_kind *kind, size_t bytes, size_t align,
                                struct flc_state *owner, void *data);
void flc_span_free(struct flc_span *span);

/** Releases the pages in bytes from offset on of a span in use; bytes released, in whole pages. The
 * caller owns them. */
size_t flc_span_release(struct flc_span *span, size_t offset, size_t bytes);

/** The span that address lies in, or NULL: memory of someone else. Wait-free. */
struct flc_span *flc_span_of(const void *address);

/** Releases the pages of spans that have been free for idle_ms; bytes released. Holds a kind's lock
 * for one span at a time. */
size_t flc_regions_release(unsigned idle_ms);

/** Regions and bytes mapped, bytes in spans in use, for dumps and tests. */
struct flc_region_stats {
  size_t regions, mapped, in_use;
  size_t released; /* since the start */
};
void flc_regions_stats(const struct flc_kind *kind,
                       struct flc_region_stats *stats); /* NULL: all kinds */

/** Around fork(): -1 before, 0 in the parent, 1 in the child. */
void flc_regions_fork(int when);

#endif
