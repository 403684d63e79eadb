/* SPDX-License-Identifier: Apache-2.0 */
#include "cell.h"
#include "clock.h"

#include <sched.h>

enum {
  BATCH = 32,     /* objects handed on at once */
  RING = 64,      /* batches under way */
  SWAPS = 500,    /* before larson's arrays change hands */
  TIMED = 200,    /* operations timed in one go */
  CHURN = 32,     /* objects that a short thread takes */
  PATIENCE = 200, /* looks at a ring before the processor is given up */
  LOST_TICKS = 200000,
};

/* ---- a pair */

static size_t lifo_slice(struct worker *w)
{
  bench_subject.pairs(w->n);
  return w->n;
}

static void lifo_timed(struct worker *w, struct hist *ops)
{
  (void)w;
  bench_subject.timed_pairs(TIMED, ops);
}

/* ---- a burst */

static size_t burst_slice(struct worker *w)
{
  bench_subject.takes(w->slots, w->cell->burst);
  bench_subject.gives(w->slots, w->cell->burst);
  return w->cell->burst;
}

static void burst_timed(struct worker *w, struct hist *ops)
{
  bench_subject.timed_takes(w->slots, w->cell->burst, ops);
  bench_subject.timed_gives(w->slots, w->cell->burst, ops);
}

/* ---- larson: objects replaced at random, arrays of them changing hands */

static void larson_prepare(struct worker *w)
{
  bench_subject.takes(w->slots, w->cell->burst);
  if (w->index == 0) {
    w->crew->parked = cell_map(w->cell->burst * sizeof(void *));
    bench_subject.takes(w->crew->parked, w->cell->burst);
  }
}

static void larson_change(struct worker *w)
{
  w->slots = __atomic_exchange_n(&w->crew->parked, w->slots, __ATOMIC_ACQ_REL);
}

static size_t larson_slice(struct worker *w)
{
  bench_subject.swaps(w->slots, w->cell->burst, SWAPS, &w->seed);
  larson_change(w);
  return SWAPS;
}

static void larson_timed(struct worker *w, struct hist *ops)
{
  bench_subject.timed_swaps(w->slots, w->cell->burst, TIMED, &w->seed, ops);
  larson_change(w);
}

static void larson_finish(struct worker *w)
{
  if (w->index == 0)
    bench_subject.gives(w->crew->parked, w->cell->burst);
  bench_subject.gives(w->slots, w->cell->burst);
}

/* ---- producer and consumer: workers 0 and 1 share a ring, 2 and 3, ... */

struct ring {
  void *objects[RING][BATCH];
  size_t batches; /* of RING in use, fewer for big objects */
  uint64_t filled __attribute__((aligned(64)));
  uint64_t emptied __attribute__((aligned(64)));
};

const size_t pattern_ring_bytes = sizeof(struct ring);

static void wait_a_little(unsigned *looks)
{
  if (++*looks > PATIENCE) {
    sched_yield();
    *looks = 0;
  } else {
    clock_pause();
  }
}

/* A batch's place to fill, or NULL when the bench ends. */
static void **ring_room(struct worker *w)
{
  struct ring *r = w->ring;
  unsigned looks = 0;

  while (r->filled - __atomic_load_n(&r->emptied, __ATOMIC_ACQUIRE) >= r->batches) {
    if (crew_stopped(w->crew))
      return NULL;
    wait_a_little(&looks);
  }
  return r->objects[r->filled % r->batches];
}

static void **ring_next(struct worker *w)
{
  struct ring *r = w->ring;
  unsigned looks = 0;

  while (__atomic_load_n(&r->filled, __ATOMIC_ACQUIRE) == r->emptied) {
    if (crew_stopped(w->crew))
      return NULL;
    wait_a_little(&looks);
  }
  return r->objects[r->emptied % r->batches];
}

static void hand_prepare(struct worker *w)
{
  size_t batches = CELL_BYTES / 4 / w->cell->size / BATCH;

  if (w->index % 2)
    return; /* the producer does it for both, before the gate */
  w->ring->batches = batches < 2 ? 2 : batches > RING ? RING : batches;
}

/* A batch's takes or gives. What took as long as only a thread does that lost its processor is not
 * counted. */
static void work(struct worker *w, void (*what)(void **slots, size_t n), void **slots)
{
  uint64_t start = clock_ticks(), ticks;

  what(slots, BATCH);
  ticks = clock_ticks() - start;
  if (ticks > LOST_TICKS)
    return;
  w->work += ticks > w->cost ? ticks - w->cost : 0;
  w->worked += BATCH;
}

static size_t produce(struct worker *w, struct hist *ops)
{
  void **room = ring_room(w);

  if (!room)
    return 0;
  if (ops)
    bench_subject.timed_takes(room, BATCH, ops);
  else
    work(w, bench_subject.takes, room);
  __atomic_store_n(&w->ring->filled, w->ring->filled + 1, __ATOMIC_RELEASE);
  return 0;
}

static size_t consume(struct worker *w, struct hist *ops)
{
  void **next = ring_next(w);

  if (!next)
    return 0;
  if (ops)
    bench_subject.timed_gives(next, BATCH, ops);
  else
    work(w, bench_subject.gives, next);
  __atomic_store_n(&w->ring->emptied, w->ring->emptied + 1, __ATOMIC_RELEASE);
  return BATCH;
}

/* Many batches a slice, so that one wait does not decide what a slice took. */
static size_t hand_slice(struct worker *w)
{
  size_t pairs = 0;

  for (int i = 0; i < 16; i++)
    pairs += w->index % 2 ? consume(w, NULL) : produce(w, NULL);
  return pairs;
}

static void hand_timed(struct worker *w, struct hist *ops)
{
  if (w->index % 2)
    consume(w, ops);
  else
    produce(w, ops);
}

static void hand_finish(struct worker *w)
{
  struct ring *r = w->ring;

  /* After the last gate nobody fills any more. */
  for (; w->index % 2 && r->emptied != r->filled; r->emptied++)
    bench_subject.gives(r->objects[r->emptied % r->batches], BATCH);
}

/* ---- churn: threads that come, take, give and go */

struct visit {
  struct hist *ops;
};

static void *visit(void *data)
{
  struct visit *v = data;
  void *slots[CHURN];

  bench_subject.thread_start();
  if (v->ops) {
    bench_subject.timed_takes(slots, CHURN, v->ops);
    bench_subject.timed_gives(slots, CHURN, v->ops);
  } else {
    bench_subject.takes(slots, CHURN);
    bench_subject.gives(slots, CHURN);
  }
  return NULL;
}

static size_t churn(struct hist *ops)
{
  struct visit v = {ops};
  pthread_t thread;

  if (pthread_create(&thread, NULL, visit, &v))
    return 0;
  pthread_join(thread, NULL);
  return CHURN;
}

static size_t churn_slice(struct worker *w)
{
  (void)w;
  return churn(NULL);
}

static void churn_timed(struct worker *w, struct hist *ops)
{
  (void)w;
  churn(ops);
}

const struct pattern patterns[] = {
    {"lifo", 1, true, NULL, lifo_slice, lifo_timed, NULL},
    {"burst", 1, false, NULL, burst_slice, burst_timed, NULL},
    {"larson", 1, false, larson_prepare, larson_slice, larson_timed, larson_finish},
    {"hand-over", 2, false, hand_prepare, hand_slice, hand_timed, hand_finish},
    {"churn", 1, false, NULL, churn_slice, churn_timed, NULL},
    {NULL, 0, false, NULL, NULL, NULL, NULL},
};
