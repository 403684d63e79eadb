/* SPDX-License-Identifier: Apache-2.0 */
#include "hist.h"

void hist_merge(struct hist *h, const struct hist *from)
{
  for (size_t i = 0; i < HIST_BUCKETS; i++)
    h->bucket[i] += from->bucket[i];
  h->count += from->count;
}

static double middle(size_t index)
{
  if (index < (2U << HIST_SUB_BITS))
    return (double)index;

  unsigned shift = (unsigned)(index >> HIST_SUB_BITS) - 1;
  uint64_t low = (uint64_t)(index - ((size_t)shift << HIST_SUB_BITS)) << shift;
  return (double)low + (double)(1ULL << shift) / 2;
}

double hist_at(const struct hist *h, double share)
{
  uint64_t wanted = (uint64_t)(share * (double)h->count);
  uint64_t seen = 0;

  if (wanted >= h->count)
    wanted = h->count ? h->count - 1 : 0;
  for (size_t i = 0; i < HIST_BUCKETS; i++) {
    seen += h->bucket[i];
    if (seen > wanted)
      return middle(i);
  }
  return 0;
}
