/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/Allocator.h"

struct Stream {
  long id = 0;
};

/* Not the pool of Session.cc. */
static ClassAllocator<Stream, true> itemAllocator("streamAllocator");

struct StreamTable {
  Allocator cells{"cells", 64};
  void *take() { return cells.alloc_void(); }
  void give(void *p) { cells.free_void(p); }
};

Stream *
stream_take()
{
  return itemAllocator.alloc();
}

void
stream_give(Stream *s, StreamTable &table, void *cell)
{
  table.give(cell);
  itemAllocator.free(s);
}

struct Pipe {
  void free(Stream *s);
};

void
stream_pass(Stream *s, Pipe &itemAllocator)
{
  itemAllocator.free(s); /* no pool: the parameter hides it */
}
