/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Stand-ins for tests that link a part of the tree and no freelist. What is defined here is no use of a pool.
 */
#include "tscore/ink_queue.h"
#include "tscore/ink_defs.h"

void
ink_freelist_init(InkFreeList **fl, const char *, uint32_t, uint32_t, uint32_t)
{
  *fl = nullptr;
}

void *
ink_freelist_new(InkFreeList *)
{
  return nullptr;
}

void
ink_freelist_free(InkFreeList *, void *)
{
}

void
ink_freelist_free_bulk(InkFreeList *, void *, void *, size_t)
{
}
