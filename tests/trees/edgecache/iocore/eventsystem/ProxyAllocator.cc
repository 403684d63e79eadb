/* SPDX-License-Identifier: Apache-2.0 */
#include "I_ProxyAllocator.h"
#include "tscore/Allocator.h"

int thread_freelist_high_watermark = 512;
int thread_freelist_low_watermark  = 32;

void *
thread_alloc(Allocator &a, ProxyAllocator &l)
{
  return cmd_disable_pfreelist || l.freelist == nullptr ? a.alloc_void() : l.pop();
}

void
thread_freeup(Allocator &a, ProxyAllocator &l)
{
  void *head   = l.freelist;
  void *tail   = nullptr;
  size_t count = 0;

  while (l.freelist && l.allocated > thread_freelist_low_watermark) {
    tail = l.pop();
    ++count;
  }
  if (count == 1) {
    a.free_void(head);
  } else if (count > 1) {
    a.free_void_bulk(head, tail, count);
  }
}
