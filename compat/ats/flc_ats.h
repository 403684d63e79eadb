/** @file

  The shim between Traffic Server and its allocators

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

  freelift moves every use of the tree's pools (Allocator, ClassAllocator, ProxyAllocator,
  InkFreeList, THREAD_ALLOC ...) to the words below. What a word compiles to is chosen here, for
  the whole build, by FLC_PHASE:

      1  the tree's own code, token for token (the default): every object file stays the same
      2  libflc: each pool on a backend of its own
      3  plain new and delete, malloc and free

  Phase 1 holds nothing but preprocessor directives and needs nothing installed, so it works in C
  as well, before or after the tree's own declarations, and leaves no trace in the preprocessed
  text. Phases 2 and 3 need libflc: configure with the output of `pkg-config --cflags libflc` in
  CPPFLAGS and of `pkg-config --libs libflc` in LIBS (phase 3: libflc-plain), which also choose the
  phase. Do not include this file where a pool is used: it comes in through tscore/ink_queue.h and
  I_ProxyAllocator.h, which reach every user.

  @section words The words

  A is a pool, written as it always was: x, ::x, x[i], o->x. Arguments keep the order of the call
  that the word stands for; only the pool moves into the parentheses, in front.

    Takes and gives through the pool itself (thread safe):
      FLC_NEW(A, args...)             A.alloc(args...)    an object, constructed from args
      FLC_DELETE(A, p)                A.free(p)           destroyed if the pool is of that kind
      FLC_ALLOC(A)                    A.alloc_void()      raw bytes, not initialised
      FLC_FREE(A, p)                  A.free_void(p)
      FLC_FREE_BULK(A, h, t, n)       A.free_void_bulk()  n items, linked from h to t
      FLC_DELETE_BULK(A, h, t, n)     A.free_bulk()       the same for objects, up to version 8

    Set-up and parts:
      FLC_RE_INIT(A, args...)         A.re_init(args...)
      FLC_RAW(A)                      A.raw()             the pool of bytes under a class pool
      FLC_DESTROY(A, p)               A.destroy_if_enabled(p)

    Takes and gives through the list that thread t keeps for the pool (t only; t->A must exist
    under the pool's name, so A is a plain name here):
      FLC_TH_ALLOC(A, t, args...)       THREAD_ALLOC
      FLC_TH_ALLOC_INIT(A, t, args...)  THREAD_ALLOC_INIT
      FLC_TH_ALLOC_SAFE(A, t, args...)  SAFE_THREAD_ALLOC, where t may be null (version 10)
      FLC_TH_FREE(p, A, t)              THREAD_FREE

    The same with pool and list given apart; list belongs to the calling thread:
      FLC_TC_ALLOC(A, list, args...)    thread_alloc
      FLC_TC_ALLOC_INIT(A, list)        thread_alloc_init, up to version 8
      FLC_TC_FREEUP(A, list)            thread_freeup: gives the surplus back to the pool

    A free list without a pool around it:
      FLC_FREELIST_CREATE  FLC_FREELIST_INIT  FLC_FREELIST_MADVISE_INIT
      FLC_FREELIST_NEW     FLC_FREELIST_FREE  FLC_FREELIST_FREE_BULK

    What belongs to no single pool (freelift's unit `frame`):
      FLC_FREELIST_INIT_OPS             start-up: before the first take of any pool
      FLC_FREELISTS_DUMP  FLC_FREELISTS_DUMP_BASELINEREL  FLC_FREELISTS_SNAP_BASELINE
      FLC_THREAD_LIST_HIGH_WATERMARK    how long a thread's list may grow (a variable)
      FLC_THREAD_LIST_LOW_WATERMARK     how short it is then cut (a variable)

    Types, in declarations only:
      FlcClassPool<T, ...> x("x", ...)  ClassAllocator: objects of type T
      FlcRawPool x("x", size, ...)      Allocator: bytes of one size
      FlcTrackerPool<T> x("x", ...)     TrackerClassAllocator: counts by caller
      FlcThreadCache x                  ProxyAllocator: the list that a thread keeps
      FlcFreeList *x                    InkFreeList

  @section rules Rules

  - An object goes back to the pool that it came from. Through the pool or through a thread's
    list is the same pool; FLC_NEW and FLC_ALLOC of one pool must not be mixed.
  - Every argument is evaluated exactly as often as in the call that the word stands for: once,
    but for p of FLC_TH_FREE, which is evaluated several times and must be a plain value, and t of
    FLC_TH_FREE, which may not be evaluated at all. A later phase may evaluate less often, never
    more: in phases 2 and 3, t and list of takes and gives are named and not evaluated, so a thread
    that is null is no error.
  - A may be any expression that the dot can follow. It is not put in parentheses, since `::x` in
    parentheses would be other tokens.
  - The words that put the pool in front take any number of commas in their last parameter, so
    template arguments need no parentheses. FLC_NEW(A) without a comma is right where the
    constructor takes nothing (as in the tree's own macros, -Wpedantic has a remark on it).
  - The words that only rename a function or a macro are object-like: a call over several lines
    keeps its line numbers. FLC_NEW and its kin take arguments: there, __LINE__ in a call over
    several lines is the line of the closing parenthesis.
 */

#pragma once

#ifndef FLC_PHASE
#define FLC_PHASE 1
#endif

#if FLC_PHASE == 2 || FLC_PHASE == 3
#ifdef __cplusplus
#include <flc_ats.hpp>
#else
#include <flc_ats_c.h>
#endif
#elif FLC_PHASE != 1
#error "FLC_PHASE must be 1 (the tree's own allocators), 2 (libflc) or 3 (plain new and delete)"
#endif

// One pool. The last parameter is variadic: a comma in a template argument is harmless. The pools
// of each phase have these members.
#define FLC_NEW(A, ...) A.alloc(__VA_ARGS__)
#define FLC_DELETE(A, ...) A.free(__VA_ARGS__)
#define FLC_ALLOC(...) __VA_ARGS__.alloc_void()
#define FLC_FREE(A, ...) A.free_void(__VA_ARGS__)
#define FLC_FREE_BULK(A, ...) A.free_void_bulk(__VA_ARGS__)
#define FLC_DELETE_BULK(A, ...) A.free_bulk(__VA_ARGS__)
#define FLC_RE_INIT(A, ...) A.re_init(__VA_ARGS__)
#define FLC_RAW(...) __VA_ARGS__.raw()
#define FLC_DESTROY(A, ...) A.destroy_if_enabled(__VA_ARGS__)

// Variables that records write to.
#define FLC_THREAD_LIST_HIGH_WATERMARK thread_freelist_high_watermark
#define FLC_THREAD_LIST_LOW_WATERMARK thread_freelist_low_watermark

// A thread's lists: empty from phase 2 on, when libflc keeps them, or nobody.
#define FlcThreadCache ProxyAllocator

#if FLC_PHASE == 1

// One pool, through a thread's list.
#define FLC_TH_ALLOC THREAD_ALLOC
#define FLC_TH_ALLOC_INIT THREAD_ALLOC_INIT
#define FLC_TH_ALLOC_SAFE SAFE_THREAD_ALLOC
#define FLC_TH_FREE THREAD_FREE
#define FLC_TC_ALLOC thread_alloc
#define FLC_TC_ALLOC_INIT thread_alloc_init
#define FLC_TC_FREEUP thread_freeup

// A free list without a pool.
#define FLC_FREELIST_CREATE ink_freelist_create
#define FLC_FREELIST_INIT ink_freelist_init
#define FLC_FREELIST_MADVISE_INIT ink_freelist_madvise_init
#define FLC_FREELIST_NEW ink_freelist_new
#define FLC_FREELIST_FREE ink_freelist_free
#define FLC_FREELIST_FREE_BULK ink_freelist_free_bulk

// No single pool.
#define FLC_FREELIST_INIT_OPS ink_freelist_init_ops
#define FLC_FREELISTS_DUMP ink_freelists_dump
#define FLC_FREELISTS_DUMP_BASELINEREL ink_freelists_dump_baselinerel
#define FLC_FREELISTS_SNAP_BASELINE ink_freelists_snap_baseline

// Types.
#define FlcClassPool ClassAllocator
#define FlcRawPool Allocator
#define FlcTrackerPool TrackerClassAllocator
#define FlcFreeList InkFreeList

#elif !defined(__cplusplus)

// Free lists without a pool, and dumps: C has no other words.
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

#else

// One pool, as before.
#define FLC_TH_ALLOC(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_ALLOC_INIT(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_ALLOC_SAFE(A, t, ...) (FLC_ATS_NAMED(t), ::A.thread_alloc(__VA_ARGS__))
#define FLC_TH_FREE(p, A, t) (FLC_ATS_NAMED(t), ::A.thread_free(p))
#define FLC_TC_ALLOC(A, list, ...) (FLC_ATS_NAMED(list), (A).thread_alloc(__VA_ARGS__))
#define FLC_TC_ALLOC_INIT(A, list) (FLC_ATS_NAMED(list), (A).thread_alloc())
#define FLC_TC_FREEUP(A, list) ::flc_ats::list_freeup(A, list)

#define FLC_FREELIST_CREATE ::flc_ats::freelist_create
#define FLC_FREELIST_INIT(f, ...) (*(f) = ::flc_ats::freelist_create(__VA_ARGS__))
#define FLC_FREELIST_MADVISE_INIT(f, ...) ((*(f) = new ::flc_ats::raw_pool)->re_init(__VA_ARGS__))
#define FLC_FREELIST_NEW(f) (f)->alloc_void()
#define FLC_FREELIST_FREE(f, p) (f)->free_void(p)
#define FLC_FREELIST_FREE_BULK(f, ...) (f)->free_void_bulk(__VA_ARGS__)

#define FLC_FREELIST_INIT_OPS ::flc_ats::start
#define FLC_FREELISTS_DUMP(f) ::flc_dump(f, FLC_DUMP_TEXT)
#define FLC_FREELISTS_DUMP_BASELINEREL(f) ::flc_dump(f, FLC_DUMP_BASE)
#define FLC_FREELISTS_SNAP_BASELINE ::flc_dump_baseline

#define FlcClassPool ::flc_ats::class_pool
#define FlcRawPool ::flc_ats::raw_pool
#define FlcTrackerPool ::flc_ats::class_pool
#define FlcFreeList ::flc_ats::raw_pool

#endif
