/* SPDX-License-Identifier: Apache-2.0 */
/* A pool for each hazard that its sites or its memory show. */
#include "pools.h"

struct Item {
  int a = 0;
};

ClassAllocator<Item> explicitAllocator("explicit");
ClassAllocator<Item> listAllocator("list");
ClassAllocator<Item> takenAllocator("taken");
ClassAllocator<Item> givenAllocator("given");
Allocator bulkAllocator("bulk", sizeof(Item));
Allocator headerAllocator("header", 2048);
Allocator bufferAllocator[4];

struct Thread {
  ProxyAllocator listAllocator;
} thread;

void
destroy(Item *item)
{
  item->~Item();
  explicitAllocator.free(item);
}

void
give(Item *item, bool here)
{
  if (here) {
    listAllocator.free(item);
  } else {
    THREAD_FREE(item, listAllocator, &thread);
  }
}

void
takes()
{
  explicitAllocator.alloc();
  THREAD_ALLOC(listAllocator, &thread);
  takenAllocator.alloc();
  givenAllocator.free(nullptr);
  headerAllocator.free_void(headerAllocator.alloc_void());
  bufferAllocator[1].free_void(bufferAllocator[1].alloc_void());
}

void
chain(void *head, void *tail, size_t n)
{
  bulkAllocator.alloc_void();
  bulkAllocator.free_void_bulk(head, tail, n);
}

void
set_up(int advice)
{
  for (unsigned i = 0; i < 4; i++) {
    bufferAllocator[i].re_init("buffer", 128u << i, 32, 8192, advice);
  }
}
