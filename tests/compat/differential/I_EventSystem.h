/* SPDX-License-Identifier: Apache-2.0
 * Stands for the tree's header of this name, of which ProxyAllocator.cc uses only this. */
#pragma once
#include "tscore/Allocator.h"
#include "tscore/ink_assert.h"
#include "I_ProxyAllocator.h"
