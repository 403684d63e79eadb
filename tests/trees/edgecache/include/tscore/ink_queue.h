/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * The freelist: items of one size, taken and given without a lock, in chunks that are never returned.
 *
 * A list is a stack (last given, first taken). Any thread may take and give. An item's first word is the list's
 * while the item lies in it, and nothing of an item outlives a give.
 *
 * ink_freelist_init_ops() may send all lists to the general heap instead; it comes before the first take of any
 * list, since an item goes back the way it came.
 *
 * The interface is plain C, so that C files of the tree can have lists of their own.
 */
#pragma once

#include "tscore/ink_defs.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ink_free_list InkFreeList;
typedef struct ink_freelist_ops InkFreeListOps;

struct ink_free_list {
  const char *name; /* not copied: lives as long as the program */
  uint32_t type_size; /* bytes of an item, a multiple of `alignment` */
  uint32_t alignment; /* power of two, at most a page */
  uint32_t chunk_size; /* items that one growth adds */
  int advice; /* for madvise() on each chunk; 0 for none */
  uint64_t top; /* first item and a count of changes, packed */
  uint32_t allocated; /* items that exist */
  uint32_t used; /* items taken and not given */
  uint32_t allocated_base, used_base; /* the same, when the baseline was noted */
  InkFreeList *next_list; /* all lists of the program, for the dumps */
};

/* What a take and a give do; the same for all lists of a program. */
const InkFreeListOps *ink_freelist_malloc_ops(void);
const InkFreeListOps *ink_freelist_freelist_ops(void);
/* Any of the two turns the lists off; `nofl_proxy` also belongs to the per-thread lists on top. */
void ink_freelist_init_ops(int nofl_class, int nofl_proxy);

/* Lists are made once and live as long as the program. */
InkFreeList *ink_freelist_create(const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment);
void ink_freelist_init(InkFreeList **fl, const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment);
void ink_freelist_madvise_init(
  InkFreeList **fl, const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment, int advice);

void *ink_freelist_new(InkFreeList *f);
/* A null item is no item. */
void ink_freelist_free(InkFreeList *f, void *item);
/* `head` to `tail` are `num_item` items linked through their first words. */
void ink_freelist_free_bulk(InkFreeList *f, void *head, void *tail, size_t num_item);

void ink_freelists_dump(FILE *f);
/* Notes the present counts; the dump after it shows the growth since. */
void ink_freelists_snap_baseline(void);
void ink_freelists_dump_baselinerel(FILE *f);

#ifdef __cplusplus
}
#endif
