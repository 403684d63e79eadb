/** @file

  Traffic Server's pools on libflc, in place of include/tscore/Allocator.h

  @section license License

  SPDX-License-Identifier: Apache-2.0

  @section what What it is

  The names that version 9 has, as the classes of flc_ats.hpp: the same tree, no call site touched,
  on libflc (FLC_PHASE 2) or on new and delete (3). The object files are those of the tree in the
  shim. See migration-guide/3-server.md for why sites are rewritten all the same.
 */

#pragma once

#include <new>
#include <cstdlib>
#include <utility>
#include "tscore/ink_queue.h"
#include "tscore/ink_defs.h"
#include "tscore/ink_resource.h"
#include <execinfo.h>

#include <flc_ats.hpp>

#define RND16(_x) (((_x) + 15) & ~15)

using Allocator = ::flc_ats::raw_pool;
template <class C, bool Destruct = false> using ClassAllocator        = ::flc_ats::class_pool<C, Destruct>;
template <class C, bool Destruct = false> using TrackerClassAllocator = ::flc_ats::class_pool<C, Destruct>;

// What ink_queue.h declares for all pools at once.
#define ink_freelist_init_ops ::flc_ats::start
#define ink_freelists_dump(f) ::flc_dump(f, FLC_DUMP_TEXT)
#define ink_freelists_dump_baselinerel(f) ::flc_dump(f, FLC_DUMP_BASE)
#define ink_freelists_snap_baseline ::flc_dump_baseline
