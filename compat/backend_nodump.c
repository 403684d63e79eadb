/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that stays out of core files, in two forms. The automatic choice is libflc's own regions,
 * in every process: they need no particular allocator, and give idle memory back sooner.
 */
#include "jemalloc_arena.h"
#include "slab.h"

#include <errno.h>
#include <sched.h>

enum { SHARDS_BY_CPU = 8, SHARDS = 1024 };

/* What a pool has in regions: slabs for as many threads as run at once, so that they do not wait
 * for each other's lock where objects are too large for a magazine. An object goes back to the
 * slabs that it came from. */
struct regions {
  uint32_t mask;
  struct flc_slabs *slabs[];
};

static uint32_t next_shard;
static __thread uint32_t shard; /* of this thread, with the highest bit set; 0: not chosen yet */

static bool is_arena(const struct flc_state *st)
{
  return st->set.nodump == FLC_NODUMP_ARENA;
}

/* Regions can do it in every process; the arena form says at open what is missing. */
static int ready(void)
{
  return 0;
}

static uint32_t shards_of(const struct flc_state *st)
{
  uint32_t want = st->set.arenas, max = want ? SHARDS : SHARDS_BY_CPU, n = 1;
  cpu_set_t set;

  if (!want)
    want = sched_getaffinity(0, sizeof set, &set) ? 1 : (uint32_t)CPU_COUNT(&set);
  while (n < want && n < max)
    n *= 2;
  return n;
}

static int open_regions(struct flc_state *st, uint32_t advice)
{
  struct flc_kind *kind = flc_kind(advice, -1, NULL);
  uint32_t n = shards_of(st);
  struct regions *r = flc_meta_alloc(sizeof *r + n * sizeof *r->slabs);

  for (uint32_t i = 0; r && i < n; i++)
    if (!(r->slabs[i] = flc_slabs_new(st, kind)))
      r = NULL;
  if (!r)
    return flc_fail(-ENOMEM, "no memory for the records of a pool");
  r->mask = n - 1;
  st->data = r;
  st->own = true;
  return 0;
}

static struct flc_slabs *slabs_here(const struct flc_state *st)
{
  const struct regions *r = st->data;

  if (__builtin_expect(!shard, 0))
    shard = __atomic_fetch_add(&next_shard, 1, __ATOMIC_RELAXED) | 1u << 31;
  return r->slabs[shard & r->mask];
}

static int open(struct flc_state *st)
{
  uint32_t advice = FLC_DONTDUMP | (st->set.advice & FLC_HUGEPAGE);
  int error;

  if (!is_arena(st))
    return open_regions(st, advice);
  error = flc_jemalloc_arena_ready();
  return error ? error : flc_jemalloc_arena_open(st, advice, st->set.arenas);
}

/* Gives find their own. */
static struct flc_slabs *any_slabs(const struct flc_state *st)
{
  return ((const struct regions *)st->data)->slabs[0];
}

static size_t alloc_chain(struct flc_state *st, void **head, size_t max)
{
  if (is_arena(st))
    return flc_jemalloc_arena_alloc_chain(st, head, max);
  return flc_slabs_alloc(slabs_here(st), head, max);
}

static void *alloc(struct flc_state *st)
{
  return is_arena(st) ? flc_jemalloc_arena_alloc(st) : flc_slabs_take(slabs_here(st));
}

static void free_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  if (is_arena(st))
    flc_jemalloc_arena_free_chain(st, head, tail, n);
  else
    flc_slabs_free(any_slabs(st), head, n);
}

static void free_one(struct flc_state *st, void *object)
{
  if (is_arena(st))
    flc_jemalloc_arena_free(st, object);
  else
    flc_slabs_give(any_slabs(st), object);
}

/* What the kind of the regions gets back is released by the keeper, or by flc_trim(). */
static size_t trim(struct flc_state *st, unsigned idle_ms)
{
  const struct regions *r = st->data;
  size_t bytes = 0;

  if (is_arena(st))
    return flc_jemalloc_arena_trim();
  for (uint32_t i = 0; i <= r->mask; i++)
    bytes += flc_slabs_trim(r->slabs[i], idle_ms);
  return bytes;
}

/* Of the arena form; regions give pages back when they have been unused for a while. */
static void purge(void)
{
  flc_jemalloc_arena_trim();
}

const struct flc_backend flc_backend_nodump = {
    .name = "nodump",
    .summary = "memory that stays out of core files: in regions of libflc's own, or in arenas of "
               "jemalloc",
    .magazine = 64,
    .magazine_bytes = 1 << 20, /* buffers of 32 KiB and more are what it is for */
    .ready = ready,
    .open = open,
    .alloc = alloc,
    .alloc_chain = alloc_chain,
    .free = free_one,
    .free_chain = free_chain,
    .trim = trim,
    .purge = purge,
    .tick = flc_jemalloc_arena_tick,
    .thread_exit = flc_jemalloc_arena_thread_exit,
};
