/** @file

  Pools that stay on libflc

  @section license License

  SPDX-License-Identifier: Apache-2.0

  Licensed under the Apache License, Version 2.0 (the "License");
  you may not use this file except in compliance with the License.
  You may obtain a copy of the License at

      http://www.apache.org/licenses/LICENSE-2.0

  Unless required by applicable law or agreed to in writing, software
  distributed under the License is distributed on an "AS IS" BASIS,
  WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  See the License for the specific language governing permissions and
  limitations under the License.

  @section what What it is

  The tree's own freelist is gone: most of its pools are plain new and delete. Those that are left
  need what malloc does not give (type-stable memory, memory that stays out of core files) and are
  libflc's. Their words are below; what a word means is in the manual, flc.h, and who keeps which
  pool and why is in freelift.plan.

  Configure with the output of `pkg-config --cflags libflc` in CPPFLAGS and of
  `pkg-config --libs libflc` in LIBS. The file comes in through tscore/ink_queue.h.

  @section words The words

  A is a pool, written as it always was: x, ::x, x[i], o->x.

    Takes and gives (thread safe):
      FLC_NEW(A, args...)             an object, constructed from args
      FLC_DELETE(A, p)                destroyed if the pool is of that kind
      FLC_ALLOC(A)                    raw bytes, not initialised
      FLC_FREE(A, p)
      FLC_FREE_BULK(A, h, t, n)       n items, linked from h to t
      FLC_DELETE_BULK(A, h, t, n)     the same for objects

    The same through what libflc keeps for the calling thread; t is named and not evaluated:
      FLC_TH_ALLOC(A, t, args...)       FLC_TH_ALLOC_INIT, FLC_TH_ALLOC_SAFE: the same
      FLC_TH_FREE(p, A, t)
      FLC_TC_ALLOC(A, list, args...)    FLC_TC_ALLOC_INIT: the same; list is a word, there is none
      FLC_TC_FREEUP(A, list)            nothing: libflc trims what it keeps

    Set-up and parts:
      FLC_RE_INIT(A, args...)         name, size, chunk, alignment, advice
      FLC_RAW(A)                      the pool of bytes under a class pool
      FLC_DESTROY(A, p)               what a give does to the object, and no more

    A free list without a pool around it:
      FLC_FREELIST_CREATE  FLC_FREELIST_INIT  FLC_FREELIST_MADVISE_INIT
      FLC_FREELIST_NEW     FLC_FREELIST_FREE  FLC_FREELIST_FREE_BULK

    Of all pools:
      FLC_FREELIST_INIT_OPS(f, F)     start-up: before the first take of any pool; -f and -F are
                                      accepted and have no effect, which is said on stderr.
                                      Where nobody has called std::set_new_handler() before, it
                                      installs a handler: `new` ends the process when memory is
                                      out, as a take from a pool did. new (std::nothrow) does too
      FLC_FREELISTS_DUMP  FLC_FREELISTS_DUMP_BASELINEREL  FLC_FREELISTS_SNAP_BASELINE

    C files have the free lists and the dumps.

    Types, in declarations only:
      FlcClassPool<T, ...> x("x", ...)  FlcTrackerPool<T> x("x", ...)  FlcRawPool x("x", size, ...)
      FlcFreeList *x
 */

#pragma once

#if !defined(FLC_PHASE) || FLC_PHASE != 2
#error "pools here are libflc's: configure with `pkg-config --cflags libflc` in CPPFLAGS"
#endif

#ifdef __cplusplus

// Set by -F, and read by nobody here: programs that set it find it where the freelist declared it.
extern int cmd_disable_pfreelist;

#include <flc_ats.hpp>

#include <new>

namespace flc_ats
{
/** The handler of `new`, which has taken the place of pools: these never returned without memory. */
[[noreturn]] inline void
end_without_memory()
{
  std::fputs("no memory for an object: new cannot allocate\n", stderr);
  std::abort();
}

/** Start-up of a tree without a freelist of its own. What is wrong in FLC ends the process with a
 * message. */
inline void
start_native(int disable_freelist, int disable_pfreelist)
{
  if (disable_freelist || disable_pfreelist) {
    std::fputs("-f and -F have no effect: there is no freelist any more; FLC chooses what pools are on\n", stderr);
  }
  if (!std::get_new_handler()) {
    std::set_new_handler(end_without_memory);
  }
  if (flc_start(nullptr) < 0) {
    std::fprintf(stderr, "libflc: %s\n", flc_error());
    std::_Exit(64);
  }
}
} // namespace flc_ats

// One pool. The last parameter is variadic: a comma in a template argument is harmless.
#define FLC_NEW(A, ...) A.alloc(__VA_ARGS__)
#define FLC_DELETE(A, ...) A.free(__VA_ARGS__)
#define FLC_ALLOC(...) __VA_ARGS__.alloc_void()
#define FLC_FREE(A, ...) A.free_void(__VA_ARGS__)
#define FLC_FREE_BULK(A, ...) A.free_void_bulk(__VA_ARGS__)
#define FLC_DELETE_BULK(A, ...) A.free_bulk(__VA_ARGS__)
#define FLC_RE_INIT(A, ...) A.re_init(__VA_ARGS__)
#define FLC_RAW(...) __VA_ARGS__.raw()
#define FLC_DESTROY(A, ...) A.destroy_if_enabled(__VA_ARGS__)

#define FLC_TH_ALLOC(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_ALLOC_INIT(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_ALLOC_SAFE(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_FREE(p, A, t) (FLC_ATS_NAMED(t), ::A.thread_free(p))

#define FLC_TC_ALLOC(A, list, ...) A.thread_alloc(__VA_ARGS__)
#define FLC_TC_ALLOC_INIT(A, list, ...) A.thread_alloc(__VA_ARGS__)
#define FLC_TC_FREEUP(A, list) ((void)0)

// A free list without a pool.
#define FLC_FREELIST_CREATE ::flc_ats::freelist_create
#define FLC_FREELIST_INIT(f, ...) (*(f) = ::flc_ats::freelist_create(__VA_ARGS__))
#define FLC_FREELIST_MADVISE_INIT(f, ...) ((*(f) = new ::flc_ats::raw_pool)->re_init(__VA_ARGS__))
#define FLC_FREELIST_NEW(f) (f)->alloc_void()
#define FLC_FREELIST_FREE(f, p) (f)->free_void(p)
#define FLC_FREELIST_FREE_BULK(f, ...) (f)->free_void_bulk(__VA_ARGS__)

// All pools.
#define FLC_FREELIST_INIT_OPS ::flc_ats::start_native
#define FLC_FREELISTS_DUMP(f) ::flc_dump(f, FLC_DUMP_TEXT)
#define FLC_FREELISTS_DUMP_BASELINEREL(f) ::flc_dump(f, FLC_DUMP_BASE)
#define FLC_FREELISTS_SNAP_BASELINE ::flc_dump_baseline

// Types.
#define FlcClassPool ::flc_ats::class_pool
#define FlcTrackerPool ::flc_ats::class_pool
#define FlcRawPool ::flc_ats::raw_pool
#define FlcFreeList ::flc_ats::raw_pool

#else

// In C there are the lists without a pool, and what is about all pools.
#include <flc_ats_c.h>

#define FLC_FREELIST_CREATE(...) flc_ats_create(__VA_ARGS__, 0)
#define FLC_FREELIST_INIT(f, ...) (*(f) = flc_ats_create(__VA_ARGS__, 0))
#define FLC_FREELIST_MADVISE_INIT(f, ...) (*(f) = flc_ats_create(__VA_ARGS__))
#define FLC_FREELIST_NEW flc_ats_new
#define FLC_FREELIST_FREE flc_ats_free
#define FLC_FREELIST_FREE_BULK flc_ats_free_bulk
#define FLC_FREELISTS_DUMP(f) flc_dump(f, FLC_DUMP_TEXT)
#define FLC_FREELISTS_DUMP_BASELINEREL(f) flc_dump(f, FLC_DUMP_BASE)
#define FLC_FREELISTS_SNAP_BASELINE flc_dump_baseline
#define FlcFreeList struct flc_pool

#endif
