/* SPDX-License-Identifier: Apache-2.0
 *
 * What the backends on general allocators have in common.
 */
#ifndef FLC_CHAIN_H
#define FLC_CHAIN_H

#include "flc_p.h"

/* Bytes of a chain: objects that nobody has asked for yet are not worth more. */
enum { FLC_CHAIN_BYTES = 64 << 10 };

/** Up to max objects of alloc, in its order; how many. For flc_backend.alloc_chain. */
static inline size_t flc_chain_alloc(struct flc_state *st, void *(*alloc)(struct flc_state *),
                                     void **head, size_t max)
{
  void **end = head;
  size_t n = 0;

  if (max > FLC_CHAIN_BYTES / st->size)
    max = st->size < FLC_CHAIN_BYTES ? FLC_CHAIN_BYTES / st->size : 1;
  while (n < max && (*end = alloc(st))) {
    end = (void **)*end;
    n++;
  }
  if (n)
    *end = NULL;
  return n;
}

/** Is a pool bound to the same backend that was bound before st? What is done once for a backend is
 * done by its oldest pool. */
static inline bool flc_chain_has_older(const struct flc_state *st)
{
  for (const struct flc_state *s = st->next; s; s = s->next)
    if (s->backend == st->backend)
      return true;
  return false;
}

#endif
