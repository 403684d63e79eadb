/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Per-thread lists in front of the pools: a take or a give of the same thread needs no atomic operation.
 *
 * A thread list and its pool have the same name: the member `netVCAllocator` of Thread lies before `::netVCAllocator`.
 * THREAD_ALLOC and THREAD_FREE rely on it.
 */
#pragma once

#include <new>
#include <utility>

/// A list that is longer than the high mark is cut down to the low mark. No high mark: never cut.
extern int thread_freelist_high_watermark;
extern int thread_freelist_low_watermark;
/// Set by -F: thread lists are left alone, all goes to the pools.
extern int cmd_disable_pfreelist;

class Allocator;

/// One thread's list for one pool.
struct ProxyAllocator {
  int allocated  = 0; ///< items in the list
  void *freelist = nullptr;

  void *pop()
  {
    void *item = freelist;
    freelist   = *static_cast<void **>(item);
    --allocated;
    return item;
  }

  void push(void *item)
  {
    *static_cast<void **>(item) = freelist;
    freelist                    = item;
    ++allocated;
  }
};

/// Gives a list's newest items to the pool until the low mark is left.
void thread_freeup(Allocator &a, ProxyAllocator &l);

/// Raw memory, as it was left.
void *thread_alloc(Allocator &a, ProxyAllocator &l);

/// An object, newly constructed.
template <class Pool, typename... Args>
typename Pool::Value_type *
thread_alloc(Pool &a, ProxyAllocator &l, Args &&...args)
{
  if (cmd_disable_pfreelist || l.freelist == nullptr) {
    return a.alloc(std::forward<Args>(args)...);
  }
  return ::new (l.pop()) typename Pool::Value_type(std::forward<Args>(args)...);
}

inline void
thread_put(Allocator &a, ProxyAllocator &l, void *item)
{
  l.push(item);
  if (thread_freelist_high_watermark > 0 && l.allocated > thread_freelist_high_watermark) {
    thread_freeup(a, l);
  }
}

// Two names for one thing; the second one says that the caller means the arguments for a constructor.
#if 1
// The comma goes with an empty list, as GCC and Clang have it.
#define THREAD_ALLOC(_a, _t, ...) thread_alloc(::_a, (_t)->_a, ##__VA_ARGS__)
#define THREAD_ALLOC_INIT(_a, _t, ...) thread_alloc(::_a, (_t)->_a, ##__VA_ARGS__)
#else
#define THREAD_ALLOC(_a, _t, ...) thread_alloc(::_a, (_t)->_a __VA_OPT__(, ) __VA_ARGS__)
#define THREAD_ALLOC_INIT(_a, _t, ...) thread_alloc(::_a, (_t)->_a __VA_OPT__(, ) __VA_ARGS__)
#endif

// With -F the thread is not looked at: it may be null then.
#define THREAD_FREE(_p, _a, _t)             \
  do {                                      \
    ::_a.destroy_if_enabled(_p);            \
    if (cmd_disable_pfreelist) {            \
      ::_a.raw().free_void(_p);             \
    } else {                                \
      thread_put(::_a.raw(), (_t)->_a, _p); \
    }                                       \
  } while (0)
