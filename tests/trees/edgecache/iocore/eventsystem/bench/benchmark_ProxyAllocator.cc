/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * What a take and a give cost: the macros of today, the macro of an earlier release, the pool without a thread list,
 * and a pool that nobody else knows.
 */
#include "I_Event.h"

#include <chrono>

// The server's ioAllocator holds something else; this program does not link it.
struct BItem {
  char buffer[216];
};
ClassAllocator<BItem> ioAllocator("benchmarkItems", 128);
ClassAllocator<Event> eventAllocator("benchmarkEvents", 256);
int cmd_disable_pfreelist = 0;

#define OLD_THREAD_FREE(_p, _a, _t)                                                                  \
  do {                                                                                               \
    ::_a.destroy_if_enabled(_p);                                                                     \
    if (!cmd_disable_pfreelist) {                                                                    \
      *(void **)(_p)    = (_t)->_a.freelist;                                                         \
      (_t)->_a.freelist = (_p);                                                                      \
      (_t)->_a.allocated++;                                                                          \
      if (thread_freelist_high_watermark > 0 && (_t)->_a.allocated > thread_freelist_high_watermark) \
        thread_freeup(::_a.raw(), (_t)->_a);                                                         \
    } else {                                                                                         \
      ::_a.raw().free_void(_p);                                                                      \
    }                                                                                                \
  } while (0)

static constexpr int ROUNDS = 20000;
static constexpr int LIVE   = 16;

template <class Body>
static void
measure(const char *name, Body body)
{
  auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < ROUNDS; ++i) {
    body();
  }
  std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
  printf("%-24s %8.1f ns\n", name, spent.count() / (ROUNDS * LIVE));
}

static void
drain(Allocator &pool, int blocks)
{
  while (blocks-- > 0) {
    pool.free_void(pool.alloc_void());
  }
}

int
main()
{
  static Thread benchThread;
  Thread *thread = &benchThread;
  BItem *items[LIVE];

  thread_freelist_high_watermark = 8;
  thread_freelist_low_watermark  = 2;
  ink_release_assert(thread->ioAllocator.allocated == 0);

  measure("THREAD_FREE", [&] {
    for (auto &item : items) {
      item = THREAD_ALLOC(ioAllocator, thread);
    }
    for (auto item : items) {
      THREAD_FREE(item, ioAllocator, thread);
    }
  });
  measure("OLD_THREAD_FREE", [&] {
    for (auto &item : items) {
      item = thread_alloc(ioAllocator, thread->ioAllocator);
    }
    for (auto item : items) {
      OLD_THREAD_FREE(item, ioAllocator, thread);
    }
  });
  bool within_mark = thread->ioAllocator.allocated <= thread_freelist_high_watermark;
  ink_release_assert(within_mark);
  measure("pool", [&] {
    for (auto &item : items)
      item = ioAllocator.alloc();
    for (auto item : items)
      ioAllocator.free(item);
  });
  measure("events", [&] {
    for (int i = 0; i < LIVE; ++i) {
      Event *e = EVENT_ALLOC(eventAllocator, thread);
      EVENT_FREE(e, eventAllocator, thread);
    }
  });

  ClassAllocator<BItem, true> allocator("local", 64);
  ClassAllocator<BItem, true> &same = allocator;
  measure("local pool", [&] {
    for (auto &item : items) {
      item = allocator.alloc();
    }
    for (auto item : items) {
      same.free(item);
    }
  });
  thread_freeup(ioAllocator.raw(), thread->ioAllocator);
  drain(ioAllocator.raw(), LIVE);
  Event on_the_stack; // events are made by their pool, but a size may be asked
  printf("%zu bytes an event\n", sizeof(on_the_stack));
  ink_freelists_dump(stdout);
  return 0;
}
