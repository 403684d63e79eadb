/* SPDX-License-Identifier: Apache-2.0
 *
 * What the words of flc_ats.h compile to in C, in FLC_PHASE 2 and 3: free lists without a pool around
 * them, which is all of the tree's interface that C can use, and the dumps. A list is a struct
 * flc_pool, as it is under raw_pool of flc_ats.hpp, so that C and C++ may share one.
 *
 *     phase 2   the list is a pool of libflc
 *     phase 3   it is malloc() and free(), but for lists that are set up with MADV_DONTDUMP
 *
 * As in the tree, no take returns null: without memory the process ends. Huge pages, which the tree
 * chooses by a function of C++, are not asked for.
 */
#ifndef FLC_ATS_C_H
#define FLC_ATS_C_H

#include "flc.h"

#include <stdio.h>
#include <stdlib.h>

#include <sys/mman.h>

/* A list that is never destroyed, as in the tree. */
static inline struct flc_pool *flc_ats_create(const char *name, uint32_t size, uint32_t chunk,
                                              uint32_t align, int advice)
{
  struct flc_pool *list = (struct flc_pool *)aligned_alloc(_Alignof(struct flc_pool), sizeof *list);
  const struct flc_pool none = FLC_POOL(NULL, 0, 1);

  if (list)
    *list = none;
  if (!list || flc_pool_set(list, name, size, chunk, align,
                            advice == MADV_DONTDUMP ? FLC_DONTDUMP : 0) < 0) {
    fprintf(stderr, "libflc: %s\n", list ? flc_error() : "no memory for a list");
    abort();
  }
  if (FLC_PHASE == 2 || advice == MADV_DONTDUMP)
    flc_pool_add(list);
  return list;
}

static inline int flc_ats_is_plain(const struct flc_pool *list)
{
  return FLC_PHASE == 3 && !(list->advice & FLC_DONTDUMP);
}

static inline void *flc_ats_new(struct flc_pool *list)
{
  void *memory = NULL;

  if (!flc_ats_is_plain(list))
    memory = flc_alloc(list);
  else if (list->align <= _Alignof(max_align_t))
    memory = malloc(list->size);
  else if (posix_memalign(&memory, list->align > 4096 ? 4096 : list->align, list->size))
    memory = NULL;
  if (!memory) {
    fprintf(stderr, "libflc: no memory for an object of %u bytes of pool '%s'\n", list->size, list->name);
    abort();
  }
  return memory;
}

static inline void flc_ats_free(struct flc_pool *list, void *memory)
{
  if (flc_ats_is_plain(list))
    free(memory);
  else
    flc_free(list, memory);
}

static inline void flc_ats_free_bulk(struct flc_pool *list, void *head, void *tail, size_t n)
{
  if (!flc_ats_is_plain(list)) {
    flc_free_bulk(list, head, tail, n);
    return;
  }
  for (void *next; n; n--, head = next) {
    next = *(flc_link *)head;
    free(head);
  }
}

#endif
