/* SPDX-License-Identifier: Apache-2.0 */
#include "slab_p.h"

#include <time.h>

enum { TICK_SLACK = 100 /* milliseconds by which a tick may be early */ };

/* The list only grows. trim_lock is held by whoever trims, so that a fork finds no object in
 * between; it is taken before a pool's lock. */
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t trim_lock = PTHREAD_MUTEX_INITIALIZER;
static struct flc_slabs *list;

void flc_slabs_list(struct flc_slabs *slabs)
{
  pthread_mutex_lock(&list_lock);
  slabs->next = list;
  list = slabs;
  pthread_mutex_unlock(&list_lock);
}

/* Has all of it been free since the last trim? */
static bool is_unused(const struct flc_slab *slab, bool now)
{
  uint64_t busy = 0;

  if (slab->free < slab->slabs->count)
    return false;
  for (uint32_t i = 0; i < slab->slabs->words && !now; i++)
    busy |= slab->bits[i].free & ~slab->bits[i].idle;
  return !busy;
}

/* Hands the slab's span back to the kind; its record becomes vacant. */
static void slab_drop(struct flc_slab *slab)
{
  struct flc_slabs *slabs = slab->slabs;
  struct flc_span *span = slab->span;

  slab->free = 0;
  slab->span = NULL;
  slabs->objects -= slabs->count;
  flc_slab_close(slab);
  flc_tree_mark(&slabs->tree, FLC_TREE_VACANT, slab->id, true);
  flc_unlock(&slabs->lock);
  flc_span_free(span);
  flc_lock(&slabs->lock);
}

static size_t release_runs(struct flc_slab *slab, uint32_t word, uint64_t objects)
{
  size_t stride = slab->slabs->stride, bytes = 0;

  while (objects) {
    unsigned at = (unsigned)__builtin_ctzll(objects);
    uint64_t above = ~(objects >> at);
    unsigned n = above ? (unsigned)__builtin_ctzll(above) : FLC_WORD;

    bytes += flc_span_release(slab->span, ((size_t)word * FLC_WORD + at) * stride, n * stride);
    objects &= at + n < FLC_WORD ? ~(uint64_t)0 << (at + n) : 0;
  }
  return bytes;
}

/* Releases the pages of idle objects in a slab that others keep in use. While the system works the
 * objects count as taken, and the lock is not held. */
static size_t slab_release(struct flc_slab *slab, bool now)
{
  struct flc_slabs *slabs = slab->slabs;
  size_t bytes = 0;

  for (uint32_t i = 0; i < slabs->words; i++) {
    struct flc_bits *b = &slab->bits[i];
    uint64_t objects = b->free & b->dirty & (now ? ~(uint64_t)0 : b->idle);

    if (!objects)
      continue;
    b->free &= ~objects;
    slab->free -= (uint32_t)__builtin_popcountll(objects);
    if (!slab->free)
      flc_slab_close(slab);
    flc_unlock(&slabs->lock);
    bytes += release_runs(slab, i, objects);
    flc_lock(&slabs->lock);
    b->free |= objects;
    b->dirty &= ~objects;
    slab->free += (uint32_t)__builtin_popcountll(objects);
    if (i < slab->first)
      slab->first = i;
    flc_slab_open(slab);
  }
  return bytes;
}

static uint64_t now_ms(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static size_t trim(struct flc_slabs *slabs, bool now)
{
  struct flc_slab *slab;
  size_t bytes = 0;

  for (uint32_t id = 0; (slab = flc_tree_next(&slabs->tree, FLC_TREE_OPEN, id)); id++) {
    id = slab->id;
    if (is_unused(slab, now)) {
      slab_drop(slab);
      continue;
    }
    if (slabs->releases)
      bytes += slab_release(slab, now);
    for (uint32_t i = 0; i < slabs->words; i++)
      slab->bits[i].idle = slab->bits[i].free;
    flc_unlock(&slabs->lock);
    flc_lock(&slabs->lock);
  }
  return bytes;
}

size_t flc_slabs_trim(struct flc_slabs *slabs, unsigned idle_ms)
{
  uint64_t time = now_ms();
  size_t bytes = 0;

  pthread_mutex_lock(&trim_lock);
  flc_lock(&slabs->lock);
  if (!idle_ms || time + TICK_SLACK - slabs->marked >= idle_ms) {
    slabs->marked = time;
    bytes = trim(slabs, !idle_ms);
  }
  flc_unlock(&slabs->lock);
  pthread_mutex_unlock(&trim_lock);
  return bytes;
}

void flc_slabs_stats(struct flc_slabs *slabs, uint64_t *chunks, uint64_t *objects)
{
  flc_lock(&slabs->lock);
  *chunks = slabs->grown;
  *objects = slabs->objects;
  flc_unlock(&slabs->lock);
}

void flc_slabs_fork(int when)
{
  if (when < 0) {
    pthread_mutex_lock(&trim_lock);
    pthread_mutex_lock(&list_lock);
  }
  for (struct flc_slabs *slabs = list; slabs; slabs = slabs->next)
    if (when < 0)
      flc_lock(&slabs->lock);
    else
      flc_unlock(&slabs->lock);
  if (when >= 0) {
    pthread_mutex_unlock(&list_lock);
    pthread_mutex_unlock(&trim_lock);
  }
}
