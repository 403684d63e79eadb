/* SPDX-License-Identifier: Apache-2.0
 * Calls the tree's Allocator and its thread functions and macros as they are. Of the tree only what
 * ends or warns is replaced, at the end. */
#include "tscore/ink_config.h"
#include "tscore/Allocator.h"
#include "tscore/hugepages.h"
#include "I_ProxyAllocator.h"
#include "tree_side.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

int cmd_disable_pfreelist = 0;

namespace
{
struct Pool : Allocator {
  InkFreeList *
  figures() const
  {
    return fl;
  }
};

Pool pools[TREE_POOLS];
ProxyAllocator caches[TREE_POOLS][TREE_THREADS];
} // namespace

// THREAD_FREE names a global pool and the thread's member of the same name.
struct Current {
  unsigned number;
  void
  destroy_if_enabled(void *)
  {
  }
  Allocator &
  raw()
  {
    return pools[number];
  }
} current;

struct Thread {
  ProxyAllocator &current;
};

void
tree_start(int hugepages)
{
  ats_hugepage_init(hugepages);
}

void
tree_pool_init(unsigned pool, const char *name, uint32_t size, uint32_t chunk, uint32_t align)
{
  pools[pool].re_init(name, size, chunk, align, 0);
}

void
tree_pool_figures(unsigned pool, struct tree_figures *figures)
{
  const InkFreeList *f = pools[pool].figures();

  *figures = {f->type_size, f->chunk_size, f->alignment, f->used, f->allocated};
}

void *
tree_alloc(unsigned pool)
{
  return pools[pool].alloc_void();
}

void
tree_free(unsigned pool, void *object)
{
  pools[pool].free_void(object);
}

void
tree_free_bulk(unsigned pool, void *head, void *tail, size_t n)
{
  pools[pool].free_void_bulk(head, tail, n);
}

void *
tree_thread_alloc(unsigned pool, unsigned thread)
{
  return thread_alloc(pools[pool], caches[pool][thread]);
}

void
tree_thread_free(unsigned pool, unsigned thread, void *object)
{
  Thread self{caches[pool][thread]};

  current.number = pool;
  THREAD_FREE(object, current, &self);
}

int
tree_cached(unsigned pool, unsigned thread)
{
  return caches[pool][thread].allocated;
}

void
tree_thread_watermarks(int high, int low)
{
  thread_freelist_high_watermark = high;
  thread_freelist_low_watermark  = low;
}

// ---- stubs

void
ink_abort(const char *format, ...)
{
  va_list ap;

  va_start(ap, format);
  vfprintf(stderr, format, ap);
  va_end(ap);
  fputc('\n', stderr);
  abort();
}

extern "C" void
_ink_assert(const char *expression, const char *file, int line)
{
  fprintf(stderr, "%s:%d: %s\n", file, line, expression);
  abort();
}
