/* SPDX-License-Identifier: Apache-2.0 */
#include "jemalloc_api.h"

#if FLC_HAVE_JEMALLOC

#include "symbol.h"

#include <errno.h>
#include <stdlib.h>

#pragma weak mallocx
#pragma weak sdallocx
#pragma weak nallocx
#pragma weak mallctl

static pthread_once_t once = PTHREAD_ONCE_INIT;
struct flc_jemalloc flc_je; /* written under once */
static const char *missing; /* the symbol that was not found, or NULL */

/* Does a malloc move jemalloc's count of this thread? The object goes through memory that others
 * can see, so that the compiler cannot leave the pair out. */
static bool counts_malloc(void)
{
  static void *probe;
  uint64_t *allocated = NULL, before;
  size_t size = sizeof allocated;

  if (flc_je.mallctl("thread.allocatedp", &allocated, &size, NULL, 0))
    return false;
  before = __atomic_load_n(allocated, __ATOMIC_RELAXED);
  __atomic_store_n(&probe, malloc(64), __ATOMIC_RELAXED);
  uint64_t after = __atomic_load_n(allocated, __ATOMIC_RELAXED);
  free(__atomic_exchange_n(&probe, NULL, __ATOMIC_RELAXED));
  return after - before >= 64;
}

static size_t largest_small(void)
{
  unsigned bins = 0;
  size_t class = 0, size = sizeof bins;
  char name[40];

  if (flc_je.mallctl("arenas.nbins", &bins, &size, NULL, 0) || !bins)
    return 0;
  snprintf(name, sizeof name, "arenas.bin.%u.size", bins - 1);
  size = sizeof class;
  return flc_je.mallctl(name, &class, &size, NULL, 0) ? 0 : class;
}

static void look(void)
{
  void *anchor = flc_symbol_beside((void *)malloc, "mallocx", FLC_WEAK(mallocx));
  bool samples = false, spreads = true;
  size_t size = sizeof samples;

  /* First the one that malloc is of: two can be there, one linked statically and one preloaded. */
  if (!anchor && !(anchor = flc_symbol("mallocx", FLC_WEAK(mallocx)))) {
    missing = "mallocx";
    return;
  }
  flc_je.mallocx = __extension__(void *(*)(size_t, int)) anchor;
#define FIND(name)                                                                            \
  if (!(*(void **)(void *)&flc_je.name = flc_symbol_beside(anchor, #name, FLC_WEAK(name)))) { \
    missing = #name;                                                                          \
    return;                                                                                   \
  }
  FIND(sdallocx)
  FIND(nallocx)
  FIND(mallctl)
#undef FIND
  flc_je.small_max = largest_small();
  /* Both, since a wrapper of malloc (a profiler) may call jemalloc's and return a pointer of its
   * own. */
  flc_je.is_malloc = flc_symbols_together(anchor, (void *)malloc) &&
                     flc_symbols_together(anchor, (void *)free) && counts_malloc();
  if (flc_je.mallctl("opt.cache_oblivious", &spreads, &size, NULL, 0)) {
    size = sizeof spreads;
    flc_je.mallctl("config.cache_oblivious", &spreads, &size, NULL, 0);
  }
  size = sizeof samples;
  flc_je.samples = flc_je.mallctl("opt.prof", &samples, &size, NULL, 0) == 0 && samples;
  flc_je.large_align = spreads || flc_je.samples ? FLC_LINE : flc_page_size();
}

int flc_jemalloc_ready(void)
{
  pthread_once(&once, look);
  if (!missing)
    return 0;
  if (flc_je.mallocx)
    return flc_fail(-ENOENT,
                    "the jemalloc in this process has mallocx, but no %s beside it: use a complete "
                    "one, 5.0 or later",
                    missing);
  return flc_fail(
      -ENOENT,
      "jemalloc is not in this process: link the program with it (pkg-config --libs jemalloc), "
      "or start it with LD_PRELOAD=libjemalloc.so.2; it cannot be loaded later");
}

/* A class that jemalloc would choose for the alignment anyway is a multiple of it, which aligns all
 * its objects if they lie in slabs. Others begin anywhere in their first page, at a cache line,
 * unless large_align says better. */
int flc_jemalloc_align(size_t size, size_t align)
{
  size_t class = flc_je.nallocx(size, 0);
  size_t most = class <= flc_je.small_max && !flc_je.samples ? flc_page_size() : flc_je.large_align;

  if (align <= sizeof(void *))
    return 0;
  if (class == flc_je.nallocx(size, MALLOCX_ALIGN(align)) && align <= most)
    return 0;
  return MALLOCX_ALIGN(align);
}

int flc_jemalloc_arena_do(unsigned arena, const char *what)
{
  char name[40];

  snprintf(name, sizeof name, "arena.%u.%s", arena, what);
  return flc_je.mallctl(name, NULL, NULL, NULL, 0);
}

void flc_jemalloc_purge(void)
{
  flc_je.mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
  flc_jemalloc_arena_do(MALLCTL_ARENAS_ALL, "purge");
}

void flc_jemalloc_purge_idle(void)
{
  ssize_t ms;
  size_t size = sizeof ms;

  if (!flc_je.mallctl("arenas.dirty_decay_ms", &ms, &size, NULL, 0) && ms >= 0)
    flc_jemalloc_purge();
}

#else
typedef int flc_no_jemalloc; /* a translation unit is not empty */
#endif
