/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "I_ProxyAllocator.h"

/* A thread's lists have the names of the pools that they stand in front of. */
struct Thread {
  ProxyAllocator netVCAllocator;
  ProxyAllocator ioAllocator;
};

Thread *this_thread();
