/* SPDX-License-Identifier: Apache-2.0
 *
 * One cell of the table: a pattern, a size, a number of threads, run by one process for one
 * subject. A process prints one line of JSON.
 */
#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include "subject.h"

#include <jansson.h>
#include <pthread.h>

enum {
  CELL_BYTES =
      16
      << 20, /* a thread holds no more than this, so that the caches see the same of every size */
  CELL_HELD =
      16, /* objects that a thread holds all the time: pools are not empty between two pairs */
  SLICE_SCALE = 256, /* slices are kept in 1/256 ticks a pair */
};

struct cell {
  const char *pattern;
  size_t size, align, chunk, threads;
  size_t burst;     /* objects taken before the first goes back */
  unsigned ms;      /* of measuring */
  unsigned slower;  /* percent that each slice is lengthened by: the negative control */
  size_t bytes;     /* of the burst before idling */
  unsigned seconds; /* of idling */
};

struct worker {
  const struct cell *cell;
  const struct pattern *pattern;
  struct crew *crew;
  size_t index;
  pthread_t thread;
  uint32_t seed;
  size_t n;     /* pairs in a slice */
  void **slots; /* burst of them */
  void *held[CELL_HELD];
  struct ring *ring;     /* of the patterns that hand objects on */
  uint64_t spin;         /* steps that lengthen a slice */
  uint64_t cost;         /* ticks that reading the clock takes */
  uint64_t pairs, ns;    /* done, and how long it took */
  uint64_t work, worked; /* hand-over: ticks in takes or gives, waits left out, and how many */
  struct hist *slices;   /* of one slice, in 1/SLICE_SCALE ticks a pair */
  struct hist *ops;      /* of one take or one give, in ticks, with the clock's cost */
};

/* What all workers share. */
struct crew {
  pthread_barrier_t gate;
  bool stop;
  void **parked; /* larson: the array that no thread has at the moment */
};

struct pattern {
  const char *name;
  size_t threads_least;
  bool by_pairs; /* the slice's length is the worker's to find */
  void (*prepare)(struct worker *w);
  size_t (*slice)(struct worker *w); /* pairs done; 0: only this thread's half of them */
  void (*timed)(struct worker *w, struct hist *ops); /* a few hundred takes and gives */
  void (*finish)(struct worker *w);                  /* holds nothing any more */
};

extern const struct pattern patterns[];
extern const size_t pattern_ring_bytes;

static inline bool crew_stopped(const struct crew *crew)
{
  return __atomic_load_n(&crew->stop, __ATOMIC_ACQUIRE);
}

/** Memory that no subject knows of. Zeroes. */
void *cell_map(size_t bytes);
void cell_unmap(void *memory, size_t bytes);
/** Pins the calling thread to the n-th processor that the process may use, counted round. */
void cell_pin(size_t n);
/** Resident bytes of the process now. */
size_t cell_resident(void);

/** Runs the cell; its figures are added to result. False: no such pattern. */
bool speed_run(const struct cell *cell, json_t *result);
/** 1 GiB taken and given back, then nothing for some seconds. Touches ready when the idling begins.
 */
bool idle_run(const struct cell *cell, const char *ready, json_t *result);
/** Pairs in two loop lengths between requests to callgrind, in a thread of its own. */
bool count_run(const struct cell *cell);

#endif
