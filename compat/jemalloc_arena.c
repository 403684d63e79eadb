/* SPDX-License-Identifier: Apache-2.0 */
#include "jemalloc_arena.h"
#include "jemalloc_api.h"

#include <errno.h>

#if FLC_HAVE_JEMALLOC

#include "chain.h"

#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A thread's word, in its slot: for each advice 12 bits that say which cache it uses, and above
 * them one more than the number of its arena. No record is needed that would have to be freed. The
 * 12 bits are those of jemalloc's flags: 0 would be the automatic cache, and stands for "none made
 * yet". */
enum {
  DIRTY_DECAY_MS = 5000, /* what depots keep adds up to 3 seconds */
  KINDS = 4,             /* by enum flc_advice */
  SHARDS = 1024,
  SHARDS_BY_CPU = 16,
  CACHE_BITS = 12,
  CACHE_SHIFT = 8, /* in the flags */
  CACHE_NONE = MALLOCX_TCACHE_NONE >> CACHE_SHIFT,
  SHARD_SHIFT = KINDS * CACHE_BITS,
};
_Static_assert(MALLOCX_TCACHE(4093) >> CACHE_SHIFT < 1 << CACHE_BITS, "an id of a cache fits");
_Static_assert(sizeof(void *) >= sizeof(uint64_t), "a slot holds a thread's word");

struct kind {
  extent_hooks_t hooks; /* first: jemalloc hands its address to the hooks, for ever */
  uint32_t advice;
  uint32_t arenas;   /* how many there are; grows, under the lock of binding */
  int arena[SHARDS]; /* MALLOCX_ARENA(...) */
};

/* What a pool has, in st->data. */
struct pool {
  struct kind *kind;
  uint32_t mask;  /* its arenas, less one */
  uint32_t shift; /* its advice in a thread's word */
  int flags;      /* alignment */
};

static const extent_hooks_t *default_hooks; /* set before the first arena has ours */
static struct kind kinds[KINDS];
static uint32_t next_shard;

/* ---- hooks: called by any thread, with jemalloc's locks held; no allocation here */

static bool advise(const struct kind *kind, void *start, size_t bytes)
{
  if (kind->advice & FLC_HUGEPAGE)
    madvise(start, bytes, MADV_HUGEPAGE); /* where the machine has them */
  return !(kind->advice & FLC_DONTDUMP) || madvise(start, bytes, MADV_DONTDUMP) == 0;
}

static void *hook_alloc(extent_hooks_t *hooks, void *at, size_t size, size_t alignment, bool *zero,
                        bool *commit, unsigned arena)
{
  const struct kind *kind = (const struct kind *)(const void *)hooks;
  void *start = default_hooks->alloc((extent_hooks_t *)default_hooks, at, size, alignment, zero,
                                     commit, arena);

  if (!start || advise(kind, start, size))
    return start;
  flc_warn("memory cannot be kept out of core files (madvise: %s), so it is not used",
           strerror(errno));
  munmap(start, size); /* surely a mapping: these arenas do not use sbrk */
  return NULL;
}

/* Where the system does not overcommit, jemalloc commits by mapping anew, which forgets the advice.
 */
static bool hook_commit(extent_hooks_t *hooks, void *start, size_t size, size_t offset,
                        size_t length, unsigned arena)
{
  const struct kind *kind = (const struct kind *)(const void *)hooks;

  return default_hooks->commit((extent_hooks_t *)default_hooks, start, size, offset, length,
                               arena) ||
         !advise(kind, (char *)start + offset, length);
}

/* ---- arenas */

/* Half of jemalloc's default, because depots keep memory before jemalloc does. */
static void limit_decay(unsigned arena)
{
  ssize_t ms, most = DIRTY_DECAY_MS;
  size_t size = sizeof ms;
  char name[40];

  snprintf(name, sizeof name, "arena.%u.dirty_decay_ms", arena);
  if (flc_je.mallctl(name, &ms, &size, NULL, 0) == 0 && ms > most)
    flc_je.mallctl(name, NULL, NULL, &most, sizeof most);
}

static int new_arena(struct kind *kind)
{
  unsigned arena;
  size_t size = sizeof arena;
  extent_hooks_t *hooks = &kind->hooks;
  const char *dss = "disabled";
  char name[40];
  int error = flc_je.mallctl("arenas.create", &arena, &size, NULL, 0);

  if (error)
    return error;
  snprintf(name, sizeof name, "arena.%u.dss", arena);
  flc_je.mallctl(name, NULL, NULL, &dss, sizeof dss);
  snprintf(name, sizeof name, "arena.%u.extent_hooks", arena);
  if (!default_hooks) {
    size = sizeof default_hooks;
    if ((error = flc_je.mallctl(name, &default_hooks, &size, NULL, 0)))
      return error;
  }
  if (!hooks->alloc) {
    kind->advice = (uint32_t)(kind - kinds);
    *hooks = *default_hooks;
    hooks->alloc = hook_alloc;
    if (hooks->commit)
      hooks->commit = hook_commit;
  }
  if ((error = flc_je.mallctl(name, NULL, NULL, &hooks, sizeof hooks)))
    return error;
  limit_decay(arena);
  kind->arena[kind->arenas] = MALLOCX_ARENA((int)arena);
  __atomic_store_n(&kind->arenas, kind->arenas + 1, __ATOMIC_RELEASE);
  return 0;
}

static uint32_t power_of_two(uint32_t n, uint32_t max)
{
  uint32_t power = 1;

  while (power < n && power < max)
    power *= 2;
  return power;
}

static uint32_t cpus(void)
{
  cpu_set_t set;

  return sched_getaffinity(0, sizeof set, &set) ? (uint32_t)sysconf(_SC_NPROCESSORS_ONLN)
                                                : (uint32_t)CPU_COUNT(&set);
}

int flc_jemalloc_arena_ready(void)
{
  return flc_jemalloc_ready();
}

int flc_jemalloc_arena_open(struct flc_state *st, uint32_t advice, uint32_t shards)
{
  struct kind *kind = &kinds[advice % KINDS];
  struct pool *pool = flc_meta_alloc(sizeof *pool);
  int error = 0;

  if (!pool)
    return flc_fail(-ENOMEM, "no memory for the record of a pool");
  shards = shards ? power_of_two(shards, SHARDS) : power_of_two(cpus(), SHARDS_BY_CPU);
  while (kind->arenas < shards && !(error = new_arena(kind)))
    ;
  if (!kind->arenas)
    return flc_fail(-EAGAIN,
                    "jemalloc gives no arena (%s): it has 4095 in all; use nodump-regions, or let "
                    "fewer be made",
                    strerror(error));
  while (shards > kind->arenas)
    shards /= 2;
  pool->kind = kind;
  pool->mask = shards - 1;
  pool->shift = (advice % KINDS) * CACHE_BITS;
  pool->flags = flc_jemalloc_align(st->size, st->align);
  st->stride = (uint32_t)flc_je.nallocx(st->size, pool->flags);
  st->data = pool;
  return 0;
}

/* ---- a thread's arena and cache */

static unsigned cache_of(uint64_t word, unsigned shift)
{
  return (unsigned)(word >> shift) & ((1u << CACHE_BITS) - 1);
}

/* Once for each thread and advice. A thread that finds no cache goes without for the rest of its
 * life. */
__attribute__((noinline, cold)) static uint64_t make_cache(unsigned shift, void **slot)
{
  uint64_t word = (uint64_t)(uintptr_t)*slot, cache = CACHE_NONE;
  unsigned id, shard;
  size_t size = sizeof id;

  if (!(word >> SHARD_SHIFT)) {
    shard = __atomic_fetch_add(&next_shard, 1, __ATOMIC_RELAXED) % SHARDS;
    word |= (uint64_t)(shard + 1) << SHARD_SHIFT;
  }
  if (flc_je.mallctl("tcache.create", &id, &size, NULL, 0) == 0)
    cache = (uint64_t)MALLOCX_TCACHE(id) >> CACHE_SHIFT;
  word |= cache << shift;
  *slot = (void *)(uintptr_t)word;
  return word;
}

/* A thread without a slot uses the first arena and no cache. */
static uint64_t thread_word(unsigned shift)
{
  void **slot = flc_thread_data(FLC_BACKEND_ID_nodump);
  uint64_t word;

  if (!slot)
    return (uint64_t)1 << SHARD_SHIFT | (uint64_t)CACHE_NONE << shift;
  word = (uint64_t)(uintptr_t)*slot;
  return __builtin_expect(cache_of(word, shift) != 0, 1) ? word : make_cache(shift, slot);
}

static uint32_t shard_of(const struct pool *pool, uint64_t word)
{
  return ((uint32_t)(word >> SHARD_SHIFT) - 1) & pool->mask;
}

static int take_flags(const struct pool *pool)
{
  uint64_t word = thread_word(pool->shift);

  return pool->flags | (int)cache_of(word, pool->shift) << CACHE_SHIFT |
         pool->kind->arena[shard_of(pool, word)];
}

static int give_flags(const struct pool *pool)
{
  return pool->flags | (int)cache_of(thread_word(pool->shift), pool->shift) << CACHE_SHIFT;
}

/* ---- takes and gives */

void *flc_jemalloc_arena_alloc(struct flc_state *st)
{
  return flc_je.mallocx(st->size, take_flags(st->data));
}

size_t flc_jemalloc_arena_alloc_chain(struct flc_state *st, void **head, size_t max)
{
  return flc_chain_alloc(st, flc_jemalloc_arena_alloc, head, max);
}

void flc_jemalloc_arena_free(struct flc_state *st, void *object)
{
  flc_je.sdallocx(object, st->size, give_flags(st->data));
}

void flc_jemalloc_arena_free_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  int flags = ((const struct pool *)st->data)->flags | MALLOCX_TCACHE_NONE;

  /* To jemalloc itself, not to a cache of the calling thread: what comes by the chain is idle. */
  (void)tail;
  for (void *object = head, *next; n; n--, object = next) {
    next = n > 1 ? *(flc_link *)object : NULL;
    flc_je.sdallocx(object, st->size, flags);
  }
}

/* ---- giving back */

static void each_cache(uint64_t word, const char *what)
{
  for (unsigned k = 0; k < KINDS; k++) {
    unsigned cache = cache_of(word, k * CACHE_BITS);
    unsigned id = cache - (MALLOCX_TCACHE(0) >> CACHE_SHIFT);

    if (cache > CACHE_NONE)
      flc_je.mallctl(what, NULL, NULL, &id, sizeof id);
  }
}

static void each_arena(const char *what)
{
  for (unsigned k = 0; k < KINDS; k++) {
    uint32_t n = __atomic_load_n(&kinds[k].arenas, __ATOMIC_ACQUIRE);

    for (uint32_t i = 0; i < n; i++)
      flc_jemalloc_arena_do(((unsigned)kinds[k].arena[i] >> 20) - 1, what);
  }
}

void flc_jemalloc_arena_thread_exit(void **slot)
{
  each_cache((uint64_t)(uintptr_t)*slot, "tcache.destroy");
  *slot = NULL;
}

void flc_jemalloc_arena_tick(void)
{
  each_arena("decay");
}

size_t flc_jemalloc_arena_trim(void)
{
  void **slot = flc_thread_data(FLC_BACKEND_ID_nodump);

  if (slot)
    each_cache((uint64_t)(uintptr_t)*slot, "tcache.flush");
  each_arena("purge");
  return 0;
}

#else

int flc_jemalloc_arena_ready(void)
{
  return flc_fail(-ENOENT, "this libflc was built without jemalloc: use nodump-regions");
}

int flc_jemalloc_arena_open(struct flc_state *st, uint32_t advice, uint32_t shards)
{
  (void)st, (void)advice, (void)shards;
  return flc_jemalloc_arena_ready();
}

void *flc_jemalloc_arena_alloc(struct flc_state *st)
{
  (void)st;
  return NULL;
}

size_t flc_jemalloc_arena_alloc_chain(struct flc_state *st, void **head, size_t max)
{
  (void)st, (void)head, (void)max;
  return 0;
}

void flc_jemalloc_arena_free(struct flc_state *st, void *object)
{
  (void)st, (void)object;
}

void flc_jemalloc_arena_free_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  (void)st, (void)head, (void)tail, (void)n;
}

void flc_jemalloc_arena_thread_exit(void **slot)
{
  (void)slot;
}

void flc_jemalloc_arena_tick(void)
{
}

size_t flc_jemalloc_arena_trim(void)
{
  return 0;
}

#endif
