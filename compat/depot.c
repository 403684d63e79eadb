/* SPDX-License-Identifier: Apache-2.0 */
#include "depot.h"

#include "flc_p.h"

static inline size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

size_t flc_depot_take(struct flc_depot *depot, void **head, size_t max)
{
  flc_link *last;
  size_t n;

  if (!max || !__atomic_load_n(&depot->count, __ATOMIC_RELAXED))
    return 0;
  flc_lock(&depot->lock);
  n = least(max, depot->count);
  if (n) {
    *head = depot->head;
    last = (flc_link *)depot->head;
    for (size_t i = 1; i < n; i++)
      last = (flc_link *)*last;
    depot->head = *last;
    *last = NULL;
    __atomic_store_n(&depot->count, depot->count - n, __ATOMIC_RELAXED);
    depot->least[0] = least(depot->least[0], depot->count);
  }
  flc_unlock(&depot->lock);
  return n;
}

void flc_depot_give(struct flc_depot *depot, void *head, void *tail, size_t n)
{
  flc_lock(&depot->lock);
  *(flc_link *)tail = depot->head;
  depot->head = head;
  __atomic_store_n(&depot->count, depot->count + n, __ATOMIC_RELAXED);
  flc_unlock(&depot->lock);
}

size_t flc_depot_unused(struct flc_depot *depot)
{
  size_t n;

  flc_lock(&depot->lock);
  n = least(depot->least[0], depot->least[1]);
  depot->least[1] = depot->least[0] - n;
  depot->least[0] = depot->count;
  flc_unlock(&depot->lock);
  return n;
}
