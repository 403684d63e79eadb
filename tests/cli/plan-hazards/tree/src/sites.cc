/* SPDX-License-Identifier: Apache-2.0 */
/* A pool for each hazard of what is given, and when. */
#include "pools.h"

struct Item {
  int a = 0;
  void end();
};
ClassAllocator<Item> itemAllocator("item");
ClassAllocator<Item> otherAllocator("other");
Allocator blockAllocator("block", 2048);

void
Item::end()
{
  itemAllocator.free(this);
}

void
wrong()
{
  Item *item = itemAllocator.alloc();
  otherAllocator.free(item);
}

void
maybe(Item *item)
{
  if (item) {
    item->a = 1;
  }
  otherAllocator.free(item);
}

void
stack()
{
  Item item;
  item.a = 1;
}

void *
block(size_t size)
{
  void *p;
  if (size <= 2048) {
    p = blockAllocator.alloc_void();
  } else {
    p = ats_malloc(size);
  }
  return p;
}

Item *first = itemAllocator.alloc();

struct Last {
  Last() { item = otherAllocator.alloc(); }
  ~Last() { otherAllocator.free(item); }
  Item *item;
};
static Last last;
