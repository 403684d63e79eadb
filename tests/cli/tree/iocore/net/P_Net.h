/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "I_Thread.h"
#include "tscore/Allocator.h"

struct NetVC {
  int fd = -1;
  NetVC() = default;
  explicit NetVC(int f) : fd(f) {}
};

extern ClassAllocator<NetVC, true> netVCAllocator;

/* Sites in a macro's body; what the parameter stands for is known from its uses. */
#define NET_TAKE(_pool) _pool.alloc()
#define NET_GIVE(_pool, _p) \
  do {                      \
    _pool.free(_p);         \
    _p = nullptr;           \
  } while (0)
