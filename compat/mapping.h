/* SPDX-License-Identifier: Apache-2.0
 *
 * Mappings: aligned address space from the system, advised once.
 */
#ifndef FLC_MAPPING_H
#define FLC_MAPPING_H

#include "region.h"

enum { FLC_NAME_BYTES = 32 };

/** What the kernel is told of a mapping. */
struct flc_mapping_kind {
  uint32_t advice; /* enum flc_advice */
  int node;
  int (*bind)(void *start, size_t bytes, int node);
  bool no_huge_pages;        /* the machine has none set aside: found out by the first try */
  char name[FLC_NAME_BYTES]; /* in /proc/self/maps, where the kernel has names */
};

/** bytes (a multiple of FLC_REGION) at a multiple of FLC_REGION, no page of it touched; in *page
 * the bytes that the system can release at once. NULL: no memory, or no address space. */
char *flc_mapping_new(struct flc_mapping_kind *kind, size_t bytes, size_t *page);
/** Back to the system, as a whole. */
void flc_mapping_end(char *base, size_t bytes);

#endif
