/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <new>

class Allocator;
extern int thread_freelist_high_watermark;

struct ProxyAllocator {
  int allocated  = 0;
  void *freelist = nullptr;
};

void thread_freeup(Allocator &a, ProxyAllocator &l);
void *thread_alloc(Allocator &a, ProxyAllocator &l);

#define THREAD_ALLOC(_a, _t, ...) thread_alloc(::_a, (_t)->_a, ##__VA_ARGS__)
#define THREAD_FREE(_p, _a, _t) ::_a.raw().free_void(_p)
