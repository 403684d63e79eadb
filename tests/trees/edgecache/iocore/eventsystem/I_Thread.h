/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * A thread of the server and its lists of free objects, one for each pool that is used often.
 */
#pragma once

#include <stdint.h>
#include <time.h>
#include "I_ProxyAllocator.h"

class EThread;

class Thread
{
public:
  Thread()                          = default;
  Thread(const Thread &)            = delete;
  Thread &operator=(const Thread &) = delete;
  virtual ~Thread()                 = default;

  /// Makes this the object of the calling system thread.
  void enter();
  /// Gives back what the lists hold above the low mark; for the thread itself, or for anyone once it has ended.
  void trim_lists();

  // Named like the pools, as THREAD_ALLOC() and THREAD_FREE() want it.
  ProxyAllocator eventAllocator;
  ProxyAllocator netVCAllocator;
  ProxyAllocator httpSMAllocator;
  ProxyAllocator httpServerSessionAllocator;
  ProxyAllocator hdrHeapAllocator, strHeapAllocator;
  ProxyAllocator cacheWriteOpAllocator;
  ProxyAllocator ioDataAllocator;
  ProxyAllocator ioAllocator;
  ProxyAllocator ioBlockAllocator;
  ProxyAllocator quicNetVCAllocator; // only for builds with QUIC; netVCAllocator.free(vc) would be wrong for those

#if !EDGE_HAVE_TLS && defined(EDGE_PORTABLE)
  ProxyAllocator *scratchAllocator = nullptr; // one for all threads, behind a lock
#endif

  EThread *event_thread = nullptr; ///< this, if it is one

  static inline thread_local Thread *current = nullptr;
};

/// Null on a thread that has not entered.
inline Thread *
this_thread()
{
  return Thread::current;
}

/// Null on threads that run no events.
inline EThread *
this_ethread()
{
  return Thread::current ? Thread::current->event_thread : nullptr;
}

/// Milliseconds of the monotonic clock.
inline int64_t
now_ms()
{
  struct timespec ts;
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return int64_t(ts.tv_sec) * 1000 + ts.tv_nsec / 1000000;
}
