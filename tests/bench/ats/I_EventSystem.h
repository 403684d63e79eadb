/* SPDX-License-Identifier: Apache-2.0
 * Stands in for the header of everything, of which ProxyAllocator.cc needs two parts. */
#ifndef BENCH_EVENT_SYSTEM_H
#define BENCH_EVENT_SYSTEM_H

#include "tscore/Allocator.h"
#include "I_ProxyAllocator.h"

#include "tscore/ink_assert.h"

#endif
