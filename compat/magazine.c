/* SPDX-License-Identifier: Apache-2.0 */
#include "magazine.h"

#include "depot.h"
#include "freelist.h"
#include "tool.h"

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* An object's link, where a tool may hold the object's memory closed. */
static void *link_of(const struct flc_state *st, void *object)
{
  if (unlikely(st->watched))
    flc_tool_open(st, object);
  return *(flc_link *)object;
}

/* ---- past magazines */

/* A tool is told of each object before it goes, so links cannot be followed later: one by one, last
 * first, which leaves the order that a chain would have left. */
static void give_one_by_one(struct flc_state *st, void *head, size_t n)
{
  void *reversed = NULL;

  for (void *object = head, *next; n; n--, object = next) {
    next = link_of(st, object);
    *(flc_link *)object = reversed;
    reversed = object;
  }
  for (void *object = reversed, *next; object; object = next) {
    next = *(flc_link *)object;
    flc_tool_close(st, object); /* it was given when it entered the cache */
    st->backend->free(st, object);
  }
}

void flc_give_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  if (st->watched) {
    give_one_by_one(st, head, n);
  } else if (st->backend->free_chain) {
    if (!tail && st->backend->shared_list) { /* the others look at each object */
      tail = head;
      for (size_t i = 1; i < n; i++)
        tail = *(flc_link *)tail;
    }
    st->backend->free_chain(st, head, tail, n);
  } else {
    for (void *object = head, *next; n; n--, object = next) {
      next = *(flc_link *)object;
      st->backend->free(st, object);
    }
  }
}

/* ---- counting */

/* One object through the magazine, though not by the inline functions. */
static inline void count_cached_take(struct flc_state *st, struct flc_magazine *m,
                                     struct flc_cold *c)
{
  __atomic_store_n(&m->taken, m->taken + 1, __ATOMIC_RELAXED);
  if (unlikely(flc_thread_out(m, c) - c->reported >= c->slack))
    flc_thread_report(st, m, c);
}

static inline void count_cached_give(struct flc_state *st, struct flc_magazine *m,
                                     struct flc_cold *c)
{
  __atomic_store_n(&m->given, m->given + 1, __ATOMIC_RELEASE);
  if (unlikely(c->reported - flc_thread_out(m, c) >= c->slack))
    flc_thread_report(st, m, c);
}

/* ---- takes */

/* Into the empty magazine, but for the one that is returned. Batches begin small and double, so
 * that a pool of which a thread needs little holds little. */
static void *refill(struct flc_state *st, struct flc_magazine *m, struct flc_cold *c)
{
  int64_t most = c->limit < FLC_BATCH ? c->limit : FLC_BATCH;
  size_t want = c->batch + 1;
  void *head;
  size_t n = st->backend->alloc_chain(st, &head, want);

  if (!n)
    return NULL;
  c->batch = 2 * (int64_t)want <= most ? (uint32_t)(2 * want - 1) : c->batch;
  m->head = n > 1 ? *(flc_link *)head : NULL;
  flc_magazine_adjust(m, (int64_t)n);
  return head;
}

/* One, where the backend gives no chains or a tool is told of each object. */
static void *fetch(struct flc_state *st)
{
  void *object = st->backend->alloc(st);

  if (object && st->watched)
    flc_tool_take(st, object);
  return object;
}

static __attribute__((noinline)) void *take(struct flc_state *st, struct flc_magazine *m,
                                            struct flc_cold *c)
{
  void *object = m->head;

  if (object) { /* the inline function was sent away: by a tool, or to tend the magazine */
    m->head = link_of(st, object);
    if (st->watched)
      flc_tool_take(st, object);
    return object;
  }
  if (likely(st->backend->alloc_chain && !st->watched))
    return refill(st, m, c);
  object = fetch(st);
  if (object)
    flc_magazine_adjust(m, 1);
  return object;
}

/* A full magazine for the empty one: the thread's spare one, or one of the depots. */
static inline void *change(struct flc_state *st, struct flc_magazine *m, struct flc_cold *c)
{
  void *full = c->spare;

  if (full)
    flc_thread_set_spare(c, NULL);
  else if (!st->depots || !(full = flc_depots_take(st)))
    return NULL;
  m->head = *(flc_link *)full;
  flc_magazine_adjust(m, c->limit);
  return full;
}

void *flc_magazine_alloc(struct flc_state *st, struct flc_thread *t)
{
  struct flc_magazine *m = &t->table[st->index];
  struct flc_cold *c = &t->cold[st->index];
  void *object = likely(!m->head) ? change(st, m, c) : NULL;

  if (unlikely(!object) && !(object = take(st, m, c)))
    return NULL;
  count_cached_take(st, m, c);
  return object;
}

/* ---- gives */

/* The freelist gives its newest objects, down to the low watermark, as it always did. */
static void overflow_newest(struct flc_state *st, struct flc_magazine *m, const struct flc_cold *c)
{
  int64_t n = flc_magazine_count(m, c), keep = c->limit / 2;
  void *head = m->head, *tail = head;
  int low;

  if (st->limit == FLC_LIMIT_WATERMARKS) {
    flc_watermarks(NULL, &low);
    keep = low;
  }
  if (n <= keep)
    return;
  flc_magazine_adjust(m, keep - n);
  if (likely(!st->watched)) {
    m->head = st->backend->free_first(st, head, (size_t)(n - keep));
    return;
  }
  for (int64_t i = keep + 1; i < n; i++)
    tail = link_of(st, tail);
  m->head = link_of(st, tail);
  flc_give_chain(st, head, tail, (size_t)(n - keep));
}

/* The magazine that was full before the newest object came becomes the spare one, and what was
 * spare is too much: what is still in the cpu's cache stays. */
static void overflow_oldest(struct flc_state *st, struct flc_magazine *m, struct flc_cold *c)
{
  void *newest = m->head, *full = *(flc_link *)newest, *oldest = st->limit < 2 ? full : c->spare;

  *(flc_link *)newest = NULL;
  flc_magazine_adjust(m, -c->limit);
  if (oldest != full)
    flc_thread_set_spare(c, full);
  if (!oldest)
    return;
  if (st->depots)
    flc_depots_give(st, oldest);
  else
    flc_give_chain(st, oldest, NULL, (size_t)c->limit);
}

static __attribute__((noinline)) void free_to_list(struct flc_state *st, struct flc_thread *t,
                                                   struct flc_magazine *m, struct flc_cold *c,
                                                   void *object)
{
  if (st->watched)
    flc_tool_open(st, object);
  *(flc_link *)object = m->head;
  m->head = object;
  if (st->watched)
    flc_tool_give(st, object);
  count_cached_give(st, m, c);
  if (flc_magazine_count(m, c) <= c->limit)
    return;
  flc_thread_unreserve(t, st);
  overflow_newest(st, m, c);
}

void flc_magazine_free(struct flc_state *st, struct flc_thread *t, void *object)
{
  struct flc_magazine *m = &t->table[st->index];
  struct flc_cold *c = &t->cold[st->index];

  if (unlikely(st->backend->shared_list)) {
    free_to_list(st, t, m, c, object);
    return;
  }
  *(flc_link *)object = m->head; /* nobody watches: magazines of general backends are off then */
  m->head = object;
  count_cached_give(st, m, c);
  if (likely(flc_magazine_count(m, c) > c->limit))
    overflow_oldest(st, m, c);
}
