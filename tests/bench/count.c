/* SPDX-License-Identifier: Apache-2.0
 *
 * For callgrind: the same loop in two lengths, each between two requests that write the count of
 * instructions to a file. The difference of the two is that of the pairs alone. In a thread, since
 * a real server has threads, and allocators and the C library take shortcuts where there is only
 * one.
 */
#include "cell.h"

#include <stdio.h>
#include <valgrind/callgrind.h>

enum { FEW = 10, MANY = 30 };

struct counter {
  const struct cell *cell;
  size_t burst;
  void **slots;
};

static void pairs(struct counter *c, size_t times)
{
  (void)c;
  bench_subject.pairs(times * 500);
}

static void bursts(struct counter *c, size_t times)
{
  for (; times; times--) {
    bench_subject.takes(c->slots, c->burst);
    bench_subject.gives(c->slots, c->burst);
  }
}

/* The dump's name says what awk divides by: pattern, pairs. */
static void count(struct counter *c, const char *name, void (*loop)(struct counter *, size_t),
                  size_t per_time)
{
  const size_t times[] = {FEW, MANY};
  char label[80];

  loop(c, MANY);
  for (int i = 0; i < 2; i++) {
    snprintf(label, sizeof label, "%s %zu", name, times[i] * per_time);
    CALLGRIND_ZERO_STATS;
    loop(c, times[i]);
    CALLGRIND_DUMP_STATS_AT(label);
  }
}

static void *run(void *data)
{
  struct counter *c = data;
  void *held[CELL_HELD];
  size_t most = c->burst;

  bench_subject.thread_start();
  bench_subject.takes(held, CELL_HELD);
  count(c, "lifo", pairs, 500);
  c->burst = most < 100 ? most : 100;
  count(c, "burst-100", bursts, c->burst);
  c->burst = most;
  count(c, "burst", bursts, c->burst);
  bench_subject.gives(held, CELL_HELD);
  return NULL;
}

bool count_run(const struct cell *cell)
{
  struct counter c = {cell, cell->burst, cell_map(cell->burst * sizeof(void *))};
  pthread_t thread;

  if (pthread_create(&thread, NULL, run, &c))
    return false;
  pthread_join(thread, NULL);
  return true;
}
