#include "I_Thread.h"

struct Item {
  int x;
};
static ClassAllocator<Item> itemAllocator("item");
extern ClassAllocator<struct Stream> streamAllocator;

int
main()
{
  thread_freelist_high_watermark = 8;
  thread_freeup(itemAllocator.raw(), this_thread()->streamAllocator);
  streamAllocator.free(streamAllocator.alloc());
  return 0;
}
