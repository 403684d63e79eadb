/* SPDX-License-Identifier: Apache-2.0 */
#include "region_p.h"

enum {
  REGION_BITS = 26,
  LEAF_BITS = 10,
  TOP_BITS = 12, /* 48 bits of address; more is handed out only to those who ask for it */
  LEAF = 1 << LEAF_BITS,
  TOP = 1 << TOP_BITS,
};

static struct flc_region **table[TOP]; /* of leaves: regions by address >> REGION_BITS */

static struct flc_region **leaf_make(struct flc_region ***place)
{
  struct flc_region **leaf = flc_meta_alloc(LEAF * sizeof *leaf), **other = NULL;

  if (leaf &&
      !__atomic_compare_exchange_n(place, &other, leaf, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return other;
  return leaf;
}

bool flc_region_show(const struct flc_region *region, struct flc_region *value)
{
  uintptr_t first = (uintptr_t)region->base >> REGION_BITS;

  for (uintptr_t i = first; i < first + (region->bytes >> REGION_BITS); i++) {
    struct flc_region **leaf;

    if (i >> (LEAF_BITS + TOP_BITS))
      return false;
    leaf = __atomic_load_n(&table[i / LEAF], __ATOMIC_ACQUIRE);
    if (!leaf && value)
      leaf = leaf_make(&table[i / LEAF]);
    if (!leaf)
      return false;
    __atomic_store_n(&leaf[i % LEAF], value, __ATOMIC_RELEASE);
  }
  return true;
}

struct flc_span *flc_span_of(const void *address)
{
  uintptr_t a = (uintptr_t)address, i = a >> REGION_BITS;
  struct flc_region **leaf, *region;
  struct flc_span *span;

  if (__builtin_expect(i >> (LEAF_BITS + TOP_BITS), 0))
    return NULL;
  leaf = __atomic_load_n(&table[i / LEAF], __ATOMIC_ACQUIRE);
  if (!leaf || !(region = __atomic_load_n(&leaf[i % LEAF], __ATOMIC_ACQUIRE)))
    return NULL;
  /* A stale address may meet a record that changes: what is read of it is tested. */
  i = (a - (uintptr_t)__atomic_load_n(&region->base, __ATOMIC_RELAXED)) >> region->shift;
  if (i >= region->n || !(span = __atomic_load_n(&region->unit[i], __ATOMIC_ACQUIRE)))
    return NULL;
  if (a - (uintptr_t)__atomic_load_n(&span->base, __ATOMIC_RELAXED) >=
      __atomic_load_n(&span->bytes, __ATOMIC_RELAXED))
    return NULL;
  return span;
}
