/* SPDX-License-Identifier: Apache-2.0 */
#include "depot.h"
#include "thread.h"

enum { TRIES = 4 };

/* Takes are counted after gives, so what goes through the pool in between looks as if it were in
 * use: as much as is taken in a time slice, if this thread is interrupted there. The tightest of
 * some counts will do. At least so many objects were in use at one time; returns that. */
static uint64_t count_both(const struct flc_state *st, struct flc_sum *best)
{
  struct flc_sum sum, next;
  uint64_t least = 0, width = UINT64_MAX;

  flc_threads_sum(st, &next);
  *best = next;
  for (unsigned i = 0; i < TRIES && width > FLC_REPORT; i++) {
    sum = next;
    flc_threads_sum(st, &next);
    if (next.given - sum.given < width) {
      width = next.given - sum.given;
      *best = sum;
    }
    if (sum.taken > next.given && sum.taken - next.given > least)
      least = sum.taken - next.given;
  }
  return least;
}

static void count(struct flc_state *st, struct flc_stats *stats)
{
  struct flc_sum sum;
  uint64_t least = count_both(st, &sum);

  stats->backend = st->backend->name;
  stats->stride = st->stride;
  stats->taken = sum.taken;
  stats->given = sum.given;
  /* What was given twice, or was another pool's, counts as given all the same. */
  stats->in_use = sum.taken > sum.given ? sum.taken - sum.given : 0;
  stats->peak = flc_count_peak(st, least ? least : sum.taken != 0);
  stats->failed = __atomic_load_n(&st->shared.failed, __ATOMIC_RELAXED);
  stats->cached = sum.cached + flc_depots_count(st);
  stats->allocated = stats->in_use + stats->cached;
  if (st->backend->grown)
    st->backend->grown(st, &stats->chunks, &stats->allocated);
}

void flc_pool_stats(struct flc_pool *pool, struct flc_stats *stats)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);

  *stats = (struct flc_stats){.name = pool->name,
                              .variable = flc_pool_variable(pool),
                              .backend = "none",
                              .size = pool->size,
                              .stride = pool->size};
  if (st)
    count(st, stats);
  stats->bytes = stats->in_use * stats->size;
}

void flc_each_pool(void (*each)(const struct flc_stats *stats, void *data), void *data)
{
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    struct flc_stats stats;

    flc_pool_stats(pool, &stats);
    each(&stats, data);
  }
}
