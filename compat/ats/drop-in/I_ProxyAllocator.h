/** @file

  Takes and gives of a thread on libflc, in place of iocore/eventsystem/I_ProxyAllocator.h

  @section license License

  SPDX-License-Identifier: Apache-2.0

  @section what What it is

  libflc keeps what a thread has at hand; the lists that Thread has stay empty, and the thread's
  argument is not evaluated. See Allocator.h beside this file.
 */

#pragma once

#include <new>
#include <utility>

#include "tscore/ink_platform.h"
#include "tscore/Allocator.h"
class EThread;

extern int thread_freelist_high_watermark;
extern int thread_freelist_low_watermark;
extern int cmd_disable_pfreelist;

struct ProxyAllocator {
  int allocated  = 0;
  void *freelist = nullptr;

  ProxyAllocator() {}
};

#define THREAD_ALLOC(_a, _t, ...) (FLC_ATS_NAMED(_t), ::_a.thread_alloc(__VA_ARGS__))
#define THREAD_ALLOC_INIT(_a, _t, ...) (FLC_ATS_NAMED(_t), ::_a.thread_alloc(__VA_ARGS__))
#define THREAD_FREE(_p, _a, _t) (FLC_ATS_NAMED(_t), ::_a.thread_free(_p))

void *thread_alloc(Allocator &a, ProxyAllocator &l);
void thread_freeup(Allocator &a, ProxyAllocator &l);
