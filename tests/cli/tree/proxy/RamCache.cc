/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/Allocator.h"
#include <memory>

struct Entry {
  Entry *next = nullptr;
};

/* A pool is told by its declaration, not by its name. */
static ClassAllocator<Entry> expiryQueueEntry("expiryQueueEntry");

struct Arena {
  void *alloc(size_t n);
  void free(void *p);
};

class RamCache
{
public:
  Entry *put();
  void drop(Entry *e);
  void clear(Arena &arena);

private:
  Arena *owner = nullptr;
};

Entry *
RamCache::put()
{
  const char *say = "expiryQueueEntry.alloc()";
  (void)say;
  return expiryQueueEntry.alloc();
}

void
RamCache::drop(Entry *e)
{
  auto give = [](Entry *p) { expiryQueueEntry.free(p); };
  give(e);
}

void
RamCache::clear(Arena &arena)
{
  void *p = arena.alloc(8);
  arena.free(p);
  owner->free(p);
}
