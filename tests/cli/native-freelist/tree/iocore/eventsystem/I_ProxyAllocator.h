#pragma once
#include "tscore/Allocator.h"

struct ProxyAllocator {
  int allocated;
};
extern int thread_freelist_high_watermark;
extern int thread_freelist_low_watermark;
void thread_freeup(Allocator &a, ProxyAllocator &l);
#define THREAD_ALLOC(_a, _t) (::_a.alloc())
#define THREAD_FREE(_p, _a, _t) (::_a.free(_p))
