/* SPDX-License-Identifier: Apache-2.0 */
#include "jemalloc_api.h"

#if FLC_HAVE_JEMALLOC

#include "chain.h"

#include <stdlib.h>

/* st->data: the flags for mallocx and sdallocx, or PLAIN where malloc does. */
enum { PLAIN = -1 };

static uint32_t opened; /* has a pool been opened? */

static int open(struct flc_state *st)
{
  int flags = flc_jemalloc_align(st->size, st->align);

  st->stride = (uint32_t)flc_je.nallocx(st->size, flags);
  st->data = (void *)(intptr_t)(flags || !flc_je.is_malloc ? flags : PLAIN);
  __atomic_store_n(&opened, 1, __ATOMIC_RELEASE);
  return 0;
}

static void *alloc(struct flc_state *st)
{
  int flags = (int)(intptr_t)st->data;

  return flags == PLAIN ? malloc(st->size) : flc_je.mallocx(st->size, flags);
}

/* free, where it is jemalloc's, and not sdallocx: that spares the look-up of the size, but goes the
 * long way for objects at the beginning of a page (they could be sampled ones), and wherever there
 * are flags. Instructions for a pair with malloc, free and sdallocx: at 128 bytes 77 and 71, or 77
 * and 140 at the beginning of a page; at 8 KiB 201 and 275; at 32 KiB 429 and 472. */
static void give(struct flc_state *st, void *object)
{
  int flags = (int)(intptr_t)st->data;

  if (flc_je.is_malloc)
    free(object);
  else
    flc_je.sdallocx(object, st->size, flags);
}

static size_t alloc_chain(struct flc_state *st, void **head, size_t max)
{
  return flc_chain_alloc(st, alloc, head, max);
}

/* What jemalloc's own background thread does where the program has one. libflc does not start that
 * thread: it would not survive fork(), and the keeper, which does, is there already and can be
 * forbidden by a word. */
static void tick(void)
{
  if (__atomic_load_n(&opened, __ATOMIC_ACQUIRE))
    flc_jemalloc_arena_do(MALLCTL_ARENAS_ALL, "decay");
}

static size_t trim(struct flc_state *st, unsigned idle_ms)
{
  if (!idle_ms && !flc_chain_has_older(st))
    flc_jemalloc_purge();
  return 0;
}

const struct flc_backend flc_backend_jemalloc = {
    .name = "jemalloc",
    .summary = "jemalloc, where the process is linked with it or has it preloaded",
    .magazine = 64,
    .magazine_bytes = 256 << 10,
    .ready = flc_jemalloc_ready,
    .open = open,
    .alloc = alloc,
    .free = give,
    .alloc_chain = alloc_chain,
    .trim = trim,
    .purge = flc_jemalloc_purge_idle,
    .tick = tick,
};

#endif
