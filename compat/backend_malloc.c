/* SPDX-License-Identifier: Apache-2.0
 * Whatever allocator the process has, linked or preloaded. */
#include "chain.h"
#include "jemalloc_api.h"
#include "symbol.h"

#include <stddef.h>
#include <stdlib.h>

/* What each allocator offers to give memory back. glibc, gperftools and mimalloc are not asked on a
 * timer: they hold their locks meanwhile, and takes would wait, or look after one thread only. */
int malloc_trim(size_t pad) __attribute__((weak));
void mi_collect(bool force) __attribute__((weak));
void MallocExtension_ReleaseFreeMemory(void) __attribute__((weak));

static struct {
  int (*glibc)(size_t pad);
  void (*mimalloc)(bool force);
  void (*gperftools)(void);
} release; /* written under once */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Only out of the object that malloc is in: glibc's malloc_trim is there in every process. */
static void look(void)
{
  const void *anchor = (void *)malloc;

  *(void **)(void *)&release.mimalloc =
      flc_symbol_beside(anchor, "mi_collect", FLC_WEAK(mi_collect));
  *(void **)(void *)&release.gperftools = flc_symbol_beside(
      anchor, "MallocExtension_ReleaseFreeMemory", FLC_WEAK(MallocExtension_ReleaseFreeMemory));
  *(void **)(void *)&release.glibc =
      flc_symbol_beside(anchor, "malloc_trim", FLC_WEAK(malloc_trim));
}

static uint32_t opened; /* has a pool been opened? */

static int ready(void)
{
  pthread_once(&once, look);
  return 0;
}

static int open(struct flc_state *st)
{
  ready();
  __atomic_store_n(&opened, 1, __ATOMIC_RELEASE);
  /* malloc aligns to the largest scalar only what is as large. */
  st->stride = st->align <= _Alignof(max_align_t) && st->size < st->align ? st->align : st->size;
  return 0;
}

static void *alloc_aligned(struct flc_state *st)
{
  void *object = NULL;

  return posix_memalign(&object, st->align, st->stride) ? NULL : object;
}

static void *alloc(struct flc_state *st)
{
  return st->align <= _Alignof(max_align_t) ? malloc(st->stride) : alloc_aligned(st);
}

static void give(struct flc_state *st, void *object)
{
  (void)st;
  free(object);
}

static size_t alloc_chain(struct flc_state *st, void **head, size_t max)
{
  return flc_chain_alloc(st, alloc, head, max);
}

/* jemalloc lets go of what has been idle for long, but only where it is used or asked. */
static void tick(void)
{
#if FLC_HAVE_JEMALLOC
  if (__atomic_load_n(&opened, __ATOMIC_ACQUIRE) && flc_jemalloc_ready() == 0 && flc_je.is_malloc)
    flc_jemalloc_arena_do(MALLCTL_ARENAS_ALL, "decay");
#endif
}

/* Only where it is cheap: glibc's malloc_trim() looks at every page with its locks held. */
static void purge(void)
{
#if FLC_HAVE_JEMALLOC
  if (flc_jemalloc_ready() == 0 && flc_je.is_malloc)
    flc_jemalloc_purge_idle();
#endif
}

static size_t trim(struct flc_state *st, unsigned idle_ms)
{
  if (idle_ms || flc_chain_has_older(st))
    return 0;
  if (release.mimalloc)
    release.mimalloc(true);
  else if (release.gperftools)
    release.gperftools();
  else if (release.glibc)
    release.glibc(0);
#if FLC_HAVE_JEMALLOC
  else if (flc_jemalloc_ready() == 0 && flc_je.is_malloc)
    flc_jemalloc_purge();
#endif
  return 0;
}

const struct flc_backend flc_backend_malloc = {
    .name = "malloc",
    .summary = "the process's malloc, whichever it is",
    .magazine = 64,
    .magazine_bytes = 256 << 10,
    .ready = ready,
    .open = open,
    .alloc = alloc,
    .free = give,
    .alloc_chain = alloc_chain,
    .trim = trim,
    .purge = purge,
    .tick = tick,
};
