/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/Allocator.h"
#include "I_Thread.h"

constexpr int SIZES = 4;

Allocator ioBufAllocator[SIZES];
ClassAllocator<void *> ioAllocator("ioAllocator", 32);

void
buffers_init(int advice)
{
  for (int i = 0; i < SIZES; i++) {
    ioBufAllocator[i].re_init("ioBufAllocator", 128u << i, 32, 4096, advice);
  }
}

void *
buffer_take(int size_index)
{
#if defined(BUFFERS_ARE_ALIGNED)
  return ioBufAllocator[size_index].alloc_void();
#elif defined(BUFFERS_ARE_SMALL)
  return ioBufAllocator[0].alloc_void();
#else
  void *b = ioBufAllocator[size_index + 1].alloc_void();
  return b;
#endif
}

void
buffer_give(void *b, int size_index)
{
  // ioBufAllocator[size_index].free_void(b) is what a comment may say
  ioBufAllocator[size_index].free_void(b);
}

void
buffers_give(void *head, void *tail, size_t n)
{
  ioBufAllocator[1].free_void_bulk(head, tail, n);
}

void
block_give(void **b)
{
  THREAD_FREE(b, ioAllocator, this_thread());
}
