/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes and gives that the inline functions of flc.h could not serve: the magazine is empty or
 * full, the pool has none, the thread is new, or somebody watches. What each path costs is counted
 * by `make bench-instructions`.
 */
#include "check.h"
#include "depot.h"
#include "freelist.h"
#include "magazine.h"
#include "region.h"
#include "thread.h"
#include "tool.h"

#include <errno.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Takes and gives through the thread's magazine? Else they are direct. */
static bool is_cached(const struct flc_state *st, bool through_thread)
{
  return st->limit && (through_thread || !st->backend->shared_list);
}

/* ---- to and from the backend */

static void *fetch_watched(struct flc_state *st, void *caller)
{
  void *object;

  if (st->set.checks)
    return flc_check_alloc(st, caller);
  object = st->backend->alloc(st);
  if (object)
    flc_tool_take(st, object);
  return object;
}

static inline void *fetch(struct flc_state *st, void *caller)
{
  return likely(!st->watched) ? st->backend->alloc(st) : fetch_watched(st, caller);
}

static void hand_back_watched(struct flc_state *st, void *object, size_t size, void *caller)
{
  if (st->set.checks) {
    flc_check_free(st, object, size, caller);
    return;
  }
  flc_tool_give(st, object);
  st->backend->free(st, object);
}

static inline void hand_back(struct flc_state *st, void *object, size_t size, void *caller)
{
  if (likely(!st->watched))
    st->backend->free(st, object);
  else
    hand_back_watched(st, object, size, caller);
}

/* ---- counting */

static __attribute__((cold)) void *failed(struct flc_state *st)
{
  __atomic_fetch_add(&st->shared.failed, 1, __ATOMIC_RELAXED);
  errno = ENOMEM;
  return NULL;
}

/* Past the magazine. A report now and then will do: a line that all threads write would be felt. */
static inline void count_direct_take(struct flc_state *st, struct flc_thread *t)
{
  struct flc_cold *c = &t->cold[st->index];

  __atomic_store_n(&c->taken, c->taken + 1, __ATOMIC_RELAXED);
  if (unlikely(c->taken % FLC_REPORT == 0))
    flc_thread_report(st, &t->table[st->index], c);
}

static inline void count_direct_gives(struct flc_state *st, struct flc_thread *t, uint64_t n)
{
  struct flc_cold *c = &t->cold[st->index];
  uint64_t before = c->given;

  __atomic_store_n(&c->given, before + n, __ATOMIC_RELEASE);
  if (unlikely((before + n) / FLC_REPORT != before / FLC_REPORT))
    flc_thread_report(st, &t->table[st->index], c);
}

/* Threads that have ended, and pools beyond FLC_POOLS_MAX, have no table to count in. */
static void count_shared(struct flc_state *st, uint64_t *counter, uint64_t n, int64_t change)
{
  __atomic_fetch_add(counter, n, __ATOMIC_RELEASE);
  flc_count_in_use(st, change);
}

/* ---- takes */

/* The freelist's caches take one object at a time from the shared list. Fetching several with one
 * swap is cheaper, and nobody can tell as long as the others wait outside the cache, and go back
 * before this thread uses the shared list in another way: counters say that they are on the list.
 */
static inline void *take_reserved(struct flc_cold *c)
{
  struct flc_cell *cell = c->reserve;

  c->reserve = flc_cell_below(cell);
  __atomic_store_n(&c->taken, c->taken + 1, __ATOMIC_RELAXED);
  return cell->object;
}

static __attribute__((noinline)) void *fetch_reserve(struct flc_state *st, struct flc_thread *t)
{
  struct flc_cold *c = &t->cold[st->index];
  void *object;

  if (!(c->reserve = st->backend->reserve(st, FLC_BATCH)))
    return failed(st);
  object = take_reserved(c);
  flc_thread_report(st, &t->table[st->index], c);
  return object;
}

/* The long way: anything may be missing or watched. */
static __attribute__((noinline)) void *take(struct flc_pool *pool, bool through_thread,
                                            void *caller)
{
  struct flc_state *st = flc_state_of(pool);
  struct flc_thread *t = st->index ? flc_thread_here() : NULL;
  bool cached = t && is_cached(st, through_thread);
  void *object;

  if (t)
    flc_thread_prepare(t, st);
  if (cached && st->backend->shared_list && !st->watched && !t->table[st->index].head)
    return t->cold[st->index].reserve ? take_reserved(&t->cold[st->index]) : fetch_reserve(st, t);
  if (t && !cached)
    flc_thread_unreserve(t, st);
  object = cached ? flc_magazine_alloc(st, t) : fetch(st, caller);
  if (!object)
    return failed(st);
  if (!t)
    count_shared(st, &st->shared.taken, 1, 1);
  else if (!cached)
    count_direct_take(st, t);
  return object;
}

/* The short way of direct takes and gives: a table with nothing pending, nobody watches, nothing is
 * in reserve. NULL: the long way. */
static inline struct flc_thread *direct_thread(const struct flc_state *st, bool direct)
{
  char *table = __atomic_load_n(&flc_magazines, __ATOMIC_RELAXED);
  struct flc_thread *t = (struct flc_thread *)(void *)table;

  if (unlikely(!direct || table == flc_no_magazines || t->cold[st->index].reserve))
    return NULL;
  return t;
}

/* The short way of an empty or full magazine that has depots behind it: so nobody watches. */
static inline struct flc_thread *magazine_thread(const struct flc_state *st)
{
  char *table = __atomic_load_n(&flc_magazines, __ATOMIC_RELAXED);
  struct flc_thread *t = (struct flc_thread *)(void *)table;

  if (unlikely(!st->depots || table == flc_no_magazines || !t->cold[st->index].slack))
    return NULL;
  return t;
}

static inline void *take_direct(struct flc_state *st, struct flc_thread *t)
{
  void *object = st->backend->alloc(st);

  if (unlikely(!object))
    return failed(st);
  count_direct_take(st, t);
  return object;
}

static inline void *take_of_magazine(struct flc_state *st, struct flc_thread *t)
{
  void *object = flc_magazine_alloc(st, t);

  return likely(object) ? object : failed(st);
}

void *flc_alloc_slow(struct flc_pool *pool)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);
  struct flc_thread *t;

  if (st && (t = direct_thread(st, st->direct)))
    return take_direct(st, t);
  if (st && (t = magazine_thread(st)))
    return take_of_magazine(st, t);
  return take(pool, false, __builtin_return_address(0));
}

static __attribute__((noinline)) void *thread_alloc_long(struct flc_pool *pool, void *caller)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);
  struct flc_thread *t;

  if (st && (t = magazine_thread(st)))
    return take_of_magazine(st, t);
  if (st && (t = direct_thread(st, st->thread_direct)))
    return take_direct(st, t);
  return take(pool, true, caller);
}

/* From flc_thread_alloc, so the magazine is empty. */
void *flc_thread_alloc_slow(struct flc_pool *pool)
{
  char *table = __atomic_load_n(&flc_magazines, __ATOMIC_RELAXED);
  struct flc_cold *c = flc_cold_of(table, __atomic_load_n(&pool->thread_slot, __ATOMIC_RELAXED));

  if (likely(c->reserve))
    return take_reserved(c);
  return thread_alloc_long(pool, __builtin_return_address(0));
}

/* ---- gives */

static __attribute__((noinline)) void give(struct flc_pool *pool, void *object, bool through_thread,
                                           size_t size, void *caller)
{
  struct flc_state *st = flc_state_of(pool);
  struct flc_thread *t = st->index ? flc_thread_here() : NULL;

  if (!t) {
    hand_back(st, object, size, caller);
    count_shared(st, &st->shared.given, 1, -1);
    return;
  }
  flc_thread_prepare(t, st);
  if (is_cached(st, through_thread) && (!st->keeps || st->keeps(st, object))) {
    flc_magazine_free(st, t, object);
    return;
  }
  flc_thread_unreserve(t, st);
  hand_back(st, object, size, caller);
  count_direct_gives(st, t, 1);
}

static inline void give_direct(struct flc_state *st, struct flc_thread *t, void *object)
{
  st->backend->free(st, object);
  count_direct_gives(st, t, 1);
}

void flc_free_slow(struct flc_pool *pool, void *object)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);
  struct flc_thread *t;

  if (unlikely(!object))
    return;
  if (st && (t = direct_thread(st, st->direct)))
    give_direct(st, t, object);
  else if (st && (t = magazine_thread(st)))
    flc_magazine_free(st, t, object);
  else
    give(pool, object, false, 0, __builtin_return_address(0));
}

void flc_thread_free_slow(struct flc_pool *pool, void *object)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);
  struct flc_thread *t;

  if (unlikely(!object))
    return;
  if (st && (t = direct_thread(st, st->thread_direct)))
    give_direct(st, t, object);
  else if (st && (t = magazine_thread(st)))
    flc_magazine_free(st, t, object);
  else
    give(pool, object, true, 0, __builtin_return_address(0));
}

void flc_free_sized(struct flc_pool *pool, void *object, size_t size)
{
  if (__atomic_load_n(&pool->slot, __ATOMIC_RELAXED))
    flc_free(pool, object);
  else if (object)
    give(pool, object, false, size, __builtin_return_address(0));
}

/* The freelist takes a chain as it is; the others, and whoever watches, want each object. */
void flc_free_bulk(struct flc_pool *pool, void *head, void *tail, size_t n)
{
  struct flc_state *st;
  struct flc_thread *t;

  if (!n)
    return;
  st = flc_state_of(pool);
  if (st->watched)
    flc_check_bulk(st, head, tail, n, __builtin_return_address(0));
  if (st->watched || !st->backend->shared_list) {
    for (void *object = head, *next; n; n--, object = next) {
      next = n > 1 ? *(flc_link *)object : NULL;
      if (__atomic_load_n(&pool->slot, __ATOMIC_RELAXED))
        flc_free(pool, object);
      else
        give(pool, object, false, 0, __builtin_return_address(0));
    }
    return;
  }
  t = st->index ? flc_thread_here() : NULL;
  if (t)
    flc_thread_unreserve(t, st);
  *(flc_link *)tail = NULL;
  flc_give_chain(st, head, tail, n);
  if (t)
    count_direct_gives(st, t, n);
  else
    count_shared(st, &st->shared.given, n, -(int64_t)n);
}

size_t flc_trim(void)
{
  size_t bytes = 0;

  flc_threads_tend(FLC_TEND_EMPTY);
  flc_depots_trim(true);
  for (struct flc_state *st = flc_states(); st; st = st->next) {
    if (st->set.checks)
      flc_check_trim(st);
    if (st->backend->trim)
      bytes += st->backend->trim(st, 0);
  }
  return bytes + flc_regions_release(0);
}
