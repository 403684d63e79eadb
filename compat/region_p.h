/* SPDX-License-Identifier: Apache-2.0
 *
 * What region.c and region_find.c share.
 */
#ifndef FLC_REGION_P_H
#define FLC_REGION_P_H

#include "lock.h"
#include "mapping.h"
#include "units.h"

/* A mapping. One for a span larger than FLC_REGION is unmapped with its span, and its record used
 * again for another such; the others stay. */
struct flc_region {
  char *base;
  size_t bytes;
  size_t page; /* bytes that the system can release at once */
  struct flc_region *next;
  struct flc_units *units; /* NULL: one span alone */
  unsigned shift, n;       /* offset >> shift: index in unit, below n; fixed for a record */
  struct flc_span *unit[]; /* the span in use that a unit belongs to */
};

struct flc_kind {
  struct flc_mapping_kind mapping;
  struct flc_kind *next;

  struct flc_lock lock; /* guards all below */
  struct flc_region *regions, **last_region;
  struct flc_region *spare_regions[2]; /* records without mapping: for one span, for many */
  struct flc_span *spare_spans;
  struct flc_region_stats stats;
};

/** Makes the addresses of region lead to value: to itself, or to NULL to take them out. false: no
 * memory, or addresses beyond what the table holds. */
bool flc_region_show(const struct flc_region *region, struct flc_region *value);

#endif
