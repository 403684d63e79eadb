/* SPDX-License-Identifier: Apache-2.0
 *
 * The real Traffic Server, by its own headers and sources:
 *
 *   (nothing)      THREAD_ALLOC and THREAD_FREE: freelist with ProxyAllocator, in its inline form
 *   BENCH_SHARED   the freelist without thread caches, A.alloc() and A.free()
 *   BENCH_ARENA    the no-dump arena (JeAllocator.cc), as under -F
 */
#include "tscore/Allocator.h"
#include "I_ProxyAllocator.h"
#include "subject.h"
#include <sys/mman.h>

/* With no member and no constructor that does anything, so the macros cost what the allocator
 * costs. The true size is set by re_init, as for Traffic Server's own buffers. */
struct Object {
  Object()
  {
  }
  char bytes[16];
};

class Thread
{
public:
  ProxyAllocator benchAllocator;
};

ClassAllocator<Object> benchAllocator("bench");
int cmd_disable_pfreelist = 0;

/* Traffic Server finds its thread through a function; nearly all call sites have it at hand. */
static __thread Thread *this_thread __attribute__((tls_model("initial-exec")));

static inline void *bench_take(void)
{
#if defined(BENCH_SHARED) || defined(BENCH_ARENA)
  return benchAllocator.raw().alloc_void();
#else
  return THREAD_ALLOC(benchAllocator, this_thread);
#endif
}

static inline void bench_give(void *object)
{
#if defined(BENCH_SHARED) || defined(BENCH_ARENA)
  benchAllocator.raw().free_void(object);
#else
  Object *o = static_cast<Object *>(object);
  THREAD_FREE(o, benchAllocator, this_thread);
#endif
}

static bool bench_open(size_t size, size_t align, size_t chunk)
{
  int advice = 0;

#ifdef BENCH_ARENA
  ink_freelist_init_ops(1, 1);
  cmd_disable_pfreelist = 1;
  advice = MADV_DONTDUMP;
#endif
  benchAllocator.raw().re_init("bench", static_cast<unsigned>(size), static_cast<unsigned>(chunk),
                               static_cast<unsigned>(align), advice);
  return true;
}

/* Its threads do not end in the server, so there is no code that would give their caches back. */
static void bench_thread_start(void)
{
  this_thread = new Thread();
}

#if defined(BENCH_SHARED)
#define BENCH_NAME "ats-shared"
#elif defined(BENCH_ARENA)
#define BENCH_NAME "ats-arena"
#else
#define BENCH_NAME "ats"
#endif
#include "loops.h"
