/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a pattern: all workers warm up, then do slices until the time is over, then time single
 * operations. Throughput counts everything. The time of a pair is the median slice, which a
 * processor taken away now and then does not move.
 */
#include "cell.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>

enum {
  SLICE_NS = 20000, /* a slice of pairs is about so long */
  CLOCK_SAMPLES = 2000,
  CONTROL_SAMPLES = 201,
};

static void spin(uint64_t steps)
{
  for (; steps; steps--)
    __asm__ volatile("");
}

static uint64_t hist_median(struct hist *h)
{
  uint64_t median = (uint64_t)hist_at(h, 0.5);

  memset(h, 0, sizeof *h);
  return median;
}

/* ---- one worker */

static size_t slice(struct worker *w)
{
  size_t pairs = w->pattern->slice(w);

  if (w->spin)
    spin(w->spin);
  return pairs;
}

static void find_length(struct worker *w)
{
  w->n = 64;
  for (;;) {
    uint64_t start = clock_ns();

    w->pattern->slice(w);
    if (clock_ns() - start >= SLICE_NS || w->n > (1U << 24))
      return;
    w->n *= 2;
  }
}

/* How many steps make a slice longer by so many percent: both are timed here, in this process. */
static void find_spin(struct worker *w)
{
  const uint64_t steps = 10000;
  uint64_t base, many;

  for (int i = 0; i < CONTROL_SAMPLES; i++) {
    uint64_t start = clock_ticks();
    w->pattern->slice(w);
    hist_add(w->ops, clock_ticks() - start);
  }
  base = hist_median(w->ops);
  for (int i = 0; i < CONTROL_SAMPLES; i++) {
    uint64_t start = clock_ticks();
    spin(steps);
    hist_add(w->ops, clock_ticks() - start);
  }
  many = hist_median(w->ops);
  w->spin = base * w->cell->slower / 100 * steps / (many ? many : 1);
}

static void warm_up(struct worker *w)
{
  if (w->pattern->by_pairs)
    find_length(w);
  if (w->cell->slower)
    find_spin(w);
}

static void measure(struct worker *w)
{
  uint64_t begin = clock_ns();

  do {
    uint64_t start = clock_ticks();
    size_t pairs = slice(w);
    uint64_t ticks = clock_ticks() - start;

    if (pairs)
      hist_add(w->slices, ticks * SLICE_SCALE / pairs);
    w->pairs += pairs;
  } while (!crew_stopped(w->crew));
  w->ns = clock_ns() - begin;
}

/* Two readings of the clock with nothing between; main takes it off every quantile. */
static uint64_t clock_cost(struct hist *h)
{
  for (int i = 0; i < CLOCK_SAMPLES; i++) {
    uint64_t start = clock_ticks();
    hist_add(h, clock_ticks() - start);
  }
  return hist_median(h);
}

/* Ends what main ended by stop, and starts again with it. */
static void gate(struct worker *w)
{
  pthread_barrier_wait(&w->crew->gate);
  pthread_barrier_wait(&w->crew->gate);
}

static void *work(void *data)
{
  struct worker *w = data;

  cell_pin(w->index);
  bench_subject.thread_start();
  bench_subject.takes(w->held, CELL_HELD);
  if (w->pattern->prepare)
    w->pattern->prepare(w);
  warm_up(w);
  w->cost = clock_cost(w->ops);
  gate(w);
  measure(w);
  gate(w); /* that was to warm up */
  memset(w->slices, 0, sizeof *w->slices);
  w->pairs = w->work = w->worked = 0;
  measure(w);
  gate(w);
  do
    w->pattern->timed(w, w->ops);
  while (!crew_stopped(w->crew));
  gate(w);
  if (w->pattern->finish)
    w->pattern->finish(w);
  bench_subject.gives(w->held, CELL_HELD);
  /* Traffic Server's arenas have their hooks in the thread: none may end while another still gives
   * to its arena. */
  pthread_barrier_wait(&w->crew->gate);
  return NULL;
}

/* ---- all of them */

static void phase(struct crew *crew, unsigned ms)
{
  struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

  pthread_barrier_wait(&crew->gate);
  __atomic_store_n(&crew->stop, false, __ATOMIC_RELEASE);
  pthread_barrier_wait(&crew->gate);
  if (!ms)
    return;
  nanosleep(&time, NULL);
  __atomic_store_n(&crew->stop, true, __ATOMIC_RELEASE);
}

static bool start(struct worker *w, const struct cell *cell, const struct pattern *pattern,
                  struct crew *crew)
{
  for (size_t i = 0; i < cell->threads; i++) {
    w[i] = (struct worker){.cell = cell, .pattern = pattern, .crew = crew, .index = i};
    w[i].seed = (uint32_t)(i + 1) * 2654435761U;
    w[i].slots = cell_map(cell->burst * sizeof(void *));
    w[i].slices = cell_map(sizeof *w[i].slices);
    w[i].ops = cell_map(sizeof *w[i].ops);
    w[i].ring = i % 2 ? w[i - 1].ring : cell_map(pattern_ring_bytes);
  }
  for (size_t i = 0; i < cell->threads; i++)
    if (pthread_create(&w[i].thread, NULL, work, &w[i])) {
      perror("bench: pthread_create");
      return false;
    }
  return true;
}

/* Of a pair: the producers' takes and the consumers' gives, waits left out. */
static double work_ns(const struct worker *w, size_t threads, double ticks_per_ns)
{
  double work[2] = {0}, worked[2] = {0};

  for (size_t i = 0; i < threads; i++) {
    work[i % 2] += (double)w[i].work;
    worked[i % 2] += (double)w[i].worked;
  }
  return worked[0] && worked[1] ? (work[0] / worked[0] + work[1] / worked[1]) / ticks_per_ns : 0;
}

static void report(struct worker *w, const struct cell *cell, double ticks_per_ns, json_t *result)
{
  double rate = 0, cost = (double)w[0].cost;
  uint64_t pairs = 0;
  const double shares[] = {0.5, 0.99, 0.999};
  const char *const names[] = {"p50", "p99", "p999"};

  for (size_t i = 0; i < cell->threads; i++) {
    rate += w[i].ns ? (double)w[i].pairs / ((double)w[i].ns / 1e9) : 0;
    pairs += w[i].pairs;
    if (i) {
      hist_merge(w[0].slices, w[i].slices);
      hist_merge(w[0].ops, w[i].ops);
    }
  }
  json_object_set_new(result, "pairs", json_integer((json_int_t)pairs));
  json_object_set_new(result, "per_second", json_real(2 * rate));
  json_object_set_new(result, "ns",
                      json_real(hist_at(w[0].slices, 0.5) / SLICE_SCALE / ticks_per_ns));
  if (w[0].worked)
    json_object_set_new(result, "work_ns", json_real(work_ns(w, cell->threads, ticks_per_ns)));
  json_object_set_new(result, "clock_ns", json_real(cost / ticks_per_ns));
  for (int i = 0; i < 3; i++) {
    double ticks = hist_at(w[0].ops, shares[i]) - cost;
    json_object_set_new(result, names[i], json_real(ticks > 0 ? ticks / ticks_per_ns : 0));
  }
}

bool speed_run(const struct cell *cell, json_t *result)
{
  const struct pattern *pattern = patterns;
  struct worker workers[64];
  struct crew crew = {.stop = false};
  uint64_t ns = clock_ns(), ticks = clock_ticks();

  while (pattern->name && strcmp(pattern->name, cell->pattern))
    pattern++;
  if (!pattern->name || cell->threads < pattern->threads_least || cell->threads > 64)
    return false;
  pthread_barrier_init(&crew.gate, NULL, (unsigned)cell->threads + 1);
  if (!start(workers, cell, pattern, &crew))
    return false;
  phase(&crew, cell->ms / 4);
  phase(&crew, cell->ms);
  phase(&crew, cell->ms / 4);
  phase(&crew, 0);
  pthread_barrier_wait(&crew.gate);
  for (size_t i = 0; i < cell->threads; i++)
    pthread_join(workers[i].thread, NULL);
  ticks = clock_ticks() - ticks;
  report(workers, cell, (double)ticks / (double)(clock_ns() - ns), result);
  return true;
}
