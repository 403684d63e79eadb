/* SPDX-License-Identifier: Apache-2.0 */
#include "depot.h"

#include "tool.h"

#include <sched.h>
#include <unistd.h>

enum {
  DEPOTS = 16,
  MUCH = 1 << 20, /* bytes that go back to the system when they leave a depot */
};

struct flc_depots {
  uint32_t mask;
  struct flc_depot *depot;
};

static uint32_t next_place;
static __thread uint32_t place; /* of this thread, with the highest bit set; 0: not chosen yet */

/* ---- one depot */

static inline size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

static inline flc_link *next_of(void *magazine)
{
  return (flc_link *)magazine + 1;
}

void *flc_depot_take(struct flc_depot *depot)
{
  void *magazine;

  if (!__atomic_load_n(&depot->count, __ATOMIC_RELAXED))
    return NULL;
  flc_lock(&depot->lock);
  magazine = depot->first;
  if (magazine) {
    depot->first = *next_of(magazine);
    __atomic_store_n(&depot->count, depot->count - 1, __ATOMIC_RELAXED);
    depot->least[0] = least(depot->least[0], depot->count);
  }
  flc_unlock(&depot->lock);
  return magazine;
}

void flc_depot_give(struct flc_depot *depot, void *magazine)
{
  flc_lock(&depot->lock);
  *next_of(magazine) = depot->first;
  depot->first = magazine;
  __atomic_store_n(&depot->count, depot->count + 1, __ATOMIC_RELAXED);
  flc_unlock(&depot->lock);
}

size_t flc_depot_unused(struct flc_depot *depot)
{
  size_t n;

  flc_lock(&depot->lock);
  n = least(depot->least[0], depot->least[1]);
  depot->least[1] = depot->least[0] - n;
  depot->least[0] = depot->count;
  flc_unlock(&depot->lock);
  return n;
}

/* ---- the depots of a pool */

static uint32_t how_many(void)
{
  cpu_set_t set;
  bool too_many = sched_getaffinity(0, sizeof set, &set);
  uint32_t cpus = too_many ? (uint32_t)sysconf(_SC_NPROCESSORS_ONLN) : (uint32_t)CPU_COUNT(&set);
  uint32_t n = 1;

  while (n < cpus && n < DEPOTS)
    n *= 2;
  return n;
}

void flc_depots_open(struct flc_state *st)
{
  uint32_t n = how_many();
  size_t line = sizeof *st->depots->depot;
  struct flc_depots *d;

  if (st->stride < 2 * sizeof(void *) || !(d = flc_meta_alloc(sizeof *d + (n + 1) * line)))
    return;
  d->mask = n - 1;
  d->depot = (struct flc_depot *)(((uintptr_t)(d + 1) + line - 1) / line * line);
  flc_tool_root(d->depot, n * line); /* what waits is not leaked */
  st->depots = d;
}

static struct flc_depot *depot_at(const struct flc_state *st, uint32_t i)
{
  if (__builtin_expect(!place, 0))
    place = __atomic_fetch_add(&next_place, 1, __ATOMIC_RELAXED) | 1u << 31;
  return &st->depots->depot[(place + i) & st->depots->mask];
}

__attribute__((flatten)) void *flc_depots_take(struct flc_state *st)
{
  void *magazine = NULL;

  for (uint32_t i = 0; !magazine && i <= st->depots->mask; i++)
    magazine = flc_depot_take(depot_at(st, i));
  return magazine;
}

__attribute__((flatten)) void flc_depots_give(struct flc_state *st, void *magazine)
{
  flc_depot_give(depot_at(st, 0), magazine);
}

size_t flc_depots_count(const struct flc_state *st)
{
  size_t n = 0;

  if (!st->depots)
    return 0;
  for (uint32_t i = 0; i <= st->depots->mask; i++)
    n += __atomic_load_n(&st->depots->depot[i].count, __ATOMIC_RELAXED);
  return n * (size_t)flc_magazine_size(st);
}

/* ---- giving back */

static size_t trim(struct flc_state *st, bool all)
{
  size_t done = 0;

  for (uint32_t i = 0; i <= st->depots->mask; i++) {
    struct flc_depot *depot = &st->depots->depot[i];
    size_t unused = flc_depot_unused(depot);
    /* Not until it is empty: others may give faster. */
    size_t n = all ? __atomic_load_n(&depot->count, __ATOMIC_RELAXED) : unused;

    for (void *object; n-- && (object = flc_depot_take(depot)); done++)
      flc_give_chain(st, object, NULL, (size_t)flc_magazine_size(st));
  }
  return done * (size_t)flc_magazine_size(st) * st->stride;
}

static size_t still_used(const struct flc_state *st)
{
  int64_t in_use = __atomic_load_n(&st->shared.in_use, __ATOMIC_RELAXED);

  return ((in_use > 0 ? (size_t)in_use : 0) + flc_depots_count(st)) * st->stride;
}

/* Of all pools on backend. After a peak, when more went than is left, the system gets it at once:
 * it has waited here already. A load that comes and goes leaves the allocator's own decay to it. */
static void trim_backend(const struct flc_backend *backend, bool all)
{
  size_t gone = 0, left = 0;

  for (struct flc_state *st = flc_states(); st; st = st->next)
    if (st->depots && st->backend == backend) {
      gone += trim(st, all);
      left += still_used(st);
    }
  if (!all && gone >= MUCH && gone > left && backend->purge)
    backend->purge();
}

void flc_depots_trim(bool all)
{
  const struct flc_backend *backend;

  for (unsigned i = 0; i < FLC_BACKENDS; i++)
    if (flc_backend_at(i, &backend) && backend)
      trim_backend(backend, all);
}

void flc_depots_fork(int when)
{
  for (struct flc_state *st = flc_states(); st; st = st->next)
    for (uint32_t i = 0; st->depots && i <= st->depots->mask; i++)
      if (when < 0)
        flc_lock(&st->depots->depot[i].lock);
      else
        flc_unlock(&st->depots->depot[i].lock);
}
