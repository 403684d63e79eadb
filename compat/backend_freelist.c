/* SPDX-License-Identifier: Apache-2.0
 * The freelist: one list for all threads, memory that grows by chunks and is never given back. */
#include "region.h"

#if FLC_HAVE_CAS16

#include "freelist.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A span, cut into the objects of some chunks, one behind the other. */
struct run {
  char *base;
  size_t bytes;
  uint64_t inverse;       /* 2^64 / stride, rounded up: the number of an object from its offset */
  struct flc_cell *cells; /* one for each object that fits, and one for what lies behind the last */
  size_t made, fits;      /* objects; made: under grow_lock */
};

struct freelist {
  union flc_list list __attribute__((aligned(2 * FLC_LINE))); /* with nothing near it */
  struct flc_kind *kind __attribute__((aligned(2 * FLC_LINE)));
  size_t stride, chunk; /* bytes; objects */
  size_t align;         /* of a chunk */
  struct run *run;      /* the last one, with room perhaps; set under grow_lock */
  size_t runs;
  uint64_t chunks, made;
};

enum {
  RUN_MIN = FLC_UNIT,
  RUN_MAX = 1 << 20, /* bytes */
  COLOUR_SHARE = 16, /* of a run's bytes */
  COLOURS_MIN = 16,  /* pages */
  COLOURS_MAX = 256,
  COLOUR_STEP = 37, /* coprime to most numbers of colours */
};

static pthread_mutex_t grow_lock = PTHREAD_MUTEX_INITIALIZER; /* before those of regions and meta */

static size_t round_up(size_t n, size_t to)
{
  return (n + to - 1) & ~(to - 1);
}

/* ---- from objects to cells and back */

static __attribute__((noinline, cold, noreturn)) void refuse(const struct flc_state *st,
                                                             const void *object)
{
  flc_die(
      "pool '%s': %p was given to it, but is none of its objects: it belongs to another pool or "
      "allocator, or points into an object; FLC='%s=wrong-pool,caller' says more",
      st->pool->name, object, st->pool->name);
}

static inline bool is_in(const struct run *run, const void *object)
{
  return (size_t)((const char *)object - run->base) < run->bytes;
}

static inline const struct run *run_of(const struct flc_state *st, const void *object)
{
  const struct freelist *f = st->data;
  const struct run *run = __atomic_load_n(&f->run, __ATOMIC_ACQUIRE);
  const struct flc_span *span;

  if (run && is_in(run, object)) /* as it is in most pools, which have one */
    return run;
  span = flc_span_of(object);
  if (__builtin_expect(!span || span->owner != st, 0))
    refuse(st, object);
  run = span->data;
  if (__builtin_expect(!is_in(run, object), 0))
    refuse(st, object);
  return run;
}

static inline struct flc_cell *cell_of(const struct flc_state *st, const struct run *run,
                                       const void *object)
{
  struct flc_cell *cell;

  /* Exact for the start of each object: n * stride * inverse is n * 2^64 and less than 2^64 more.
   */
  cell =
      &run->cells[(unsigned __int128)(uint64_t)((const char *)object - run->base) * run->inverse >>
                  64];
  if (__builtin_expect(cell->object != object, 0))
    refuse(st, object);
  return cell;
}

/* ---- the list */

static inline struct flc_cell *take(struct freelist *f, size_t max, size_t *taken)
{
  return flc_list_take(&f->list, max, taken);
}

static inline void give(struct freelist *f, struct flc_cell *first, struct flc_cell *last)
{
  flc_list_give(&f->list, first, last);
}

/* ---- growth */

/* The size of a huge page, 0 where the kernel has none. */
static size_t huge_page_size(void)
{
  char text[4096];
  int fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  const char *line;

  if (fd >= 0)
    close(fd);
  text[n < 0 ? 0 : n] = '\0';
  line = strstr(text, "Hugepagesize:");
  return line ? strtoul(line + strlen("Hugepagesize:"), NULL, 10) << 10 : 0;
}

/* Bytes of the next span: whole chunks, more of them as the pool grows, so that many small chunks
 * do not take a span each. */
static size_t run_bytes(const struct freelist *f)
{
  size_t chunk = f->chunk * f->stride, want = f->made * f->stride / 4;

  want = want < RUN_MIN ? RUN_MIN : want > RUN_MAX ? RUN_MAX : want;
  return chunk >= want ? chunk : want / chunk * chunk;
}

/* Where in its span a run begins. Objects of whole pages that all lay at multiples of their size
 * would share a few sets of the processor's caches, and each look at a link in one of them would
 * miss. So the runs start at different pages, as far apart as a sixteenth of their bytes allows.
 * Bonwick, "The Slab Allocator" (1994), section 4.1. */
static size_t colour(const struct freelist *f, size_t bytes)
{
  size_t page = flc_page_size(), colours = bytes / COLOUR_SHARE / page;

  if (f->stride <= page || f->align > page)
    return 0;
  colours = colours < COLOURS_MIN ? COLOURS_MIN : colours > COLOURS_MAX ? COLOURS_MAX : colours;
  return f->runs * COLOUR_STEP % colours * page;
}

static bool add_run(struct flc_state *st, struct freelist *f)
{
  size_t bytes = run_bytes(f), skip = colour(f, bytes), cells;
  struct flc_span *span = flc_span_alloc(f->kind, skip + bytes, f->align, st, NULL);
  struct run *run;

  if (!span)
    return false;
  cells = (span->bytes - skip) / f->stride + 2;
  /* Last, since it cannot be given back. */
  run = flc_meta_alloc(sizeof *run + cells * sizeof *run->cells);
  if (!run) {
    flc_span_free(span);
    return false;
  }
  run->inverse = UINT64_MAX / f->stride + 1;
  run->fits = bytes / f->stride;
  run->base = span->base + skip;
  run->bytes = span->bytes - skip;
  run->cells = (struct flc_cell *)(run + 1);
  __atomic_store_n(&span->data, run, __ATOMIC_RELEASE);
  __atomic_store_n(&f->run, run, __ATOMIC_RELEASE);
  f->runs++;
  return true;
}

/* A new chunk: its last object for the caller, the others on the list, later ones higher. */
static struct flc_cell *grow(struct flc_state *st, struct freelist *f)
{
  struct flc_cell *cells;
  struct run *run = f->run;

  if ((!run || run->made + f->chunk > run->fits) && !add_run(st, f))
    return NULL;
  run = f->run;
  cells = run->cells + run->made;
  for (size_t i = 0; i < f->chunk; i++) {
    cells[i].object = run->base + (run->made + i) * f->stride;
    flc_cell_link(&cells[i], i ? &cells[i - 1] : NULL);
  }
  run->made += f->chunk;
  __atomic_store_n(&f->made, f->made + f->chunk, __ATOMIC_RELAXED);
  __atomic_store_n(&f->chunks, f->chunks + 1, __ATOMIC_RELAXED);
  if (f->chunk > 1)
    give(f, &cells[f->chunk - 2], &cells[0]);
  return &cells[f->chunk - 1];
}

/* The list was found empty. Who waited here for another thread's chunk takes from that one. */
static __attribute__((noinline, cold)) struct flc_cell *
take_or_grow(struct flc_state *st, struct freelist *f, size_t *taken)
{
  struct flc_cell *cell;

  pthread_mutex_lock(&grow_lock);
  cell = take(f, 1, taken);
  if (!cell) {
    cell = grow(st, f);
    *taken = cell != NULL;
  }
  pthread_mutex_unlock(&grow_lock);
  return cell;
}

/* ---- the backend */

static int freelist_ready(void)
{
  return 0;
}

static int freelist_open(struct flc_state *st)
{
  struct freelist *f = flc_meta_alloc(sizeof *f + 2 * FLC_LINE);
  size_t chunk = st->set.chunk ? st->set.chunk : st->pool->chunk ? st->pool->chunk : 128;
  size_t size = st->size < sizeof(void *) ? sizeof(void *) : st->size;
  size_t huge = st->set.advice & FLC_HUGEPAGE ? huge_page_size() : 0;

  if (f) {
    f = (struct freelist *)round_up((uintptr_t)f, 2 * FLC_LINE);
    f->kind = flc_kind(st->set.advice, -1, NULL);
  }
  if (!f || !f->kind)
    return flc_fail(-ENOMEM, "no memory for the freelist's records");
  f->align = huge ? huge : flc_page_size();
  f->stride = round_up(size, st->align);
  /* What rounding to pages adds becomes objects. */
  f->chunk = round_up(chunk * f->stride, f->align) / f->stride;
  if (f->align < st->align)
    f->align = st->align;
  st->stride = (uint32_t)f->stride;
  st->data = f;
  return 0;
}

static void *freelist_alloc(struct flc_state *st)
{
  struct freelist *f = st->data;
  size_t taken;
  struct flc_cell *cell = take(f, 1, &taken);

  if (__builtin_expect(!cell, 0) && !(cell = take_or_grow(st, f, &taken)))
    return NULL;
  return cell->object;
}

static struct flc_cell *freelist_reserve(struct flc_state *st, size_t max)
{
  struct freelist *f = st->data;
  size_t taken;
  struct flc_cell *first = take(f, max, &taken), *last;

  if (__builtin_expect(!first, 0) && !(first = take_or_grow(st, f, &taken)))
    return NULL;
  last = first;
  while (--taken)
    last = flc_cell_below(last);
  flc_cell_link(last, NULL);
  return first;
}

static void freelist_unreserve(struct flc_state *st, struct flc_cell *chain)
{
  struct flc_cell *last = chain;

  for (struct flc_cell *below; (below = flc_cell_below(last)); last = below)
    ;
  give(st->data, chain, last);
}

static void freelist_free(struct flc_state *st, void *object)
{
  struct flc_cell *cell = cell_of(st, run_of(st, object), object);

  give(st->data, cell, cell);
}

/* Each object is looked at once: where objects are large, their first words are in each other's way
 * in the cpu's cache. */
static void *freelist_free_first(struct flc_state *st, void *head, size_t n)
{
  const struct run *run = run_of(st, head);
  struct flc_cell *first = cell_of(st, run, head), *last = first;

  for (size_t i = 1; i < n; i++) {
    struct flc_cell *cell;

    head = *(flc_link *)head;
    if (!is_in(run, head))
      run = run_of(st, head);
    cell = cell_of(st, run, head);
    flc_cell_link(last, cell);
    last = cell;
  }
  head = *(flc_link *)head;
  give(st->data, first, last);
  return head;
}

static void freelist_free_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  (void)tail;
  freelist_free_first(st, head, n);
}

static void freelist_grown(const struct flc_state *st, uint64_t *chunks, uint64_t *objects)
{
  const struct freelist *f = st->data;

  *chunks = __atomic_load_n(&f->chunks, __ATOMIC_RELAXED);
  *objects = __atomic_load_n(&f->made, __ATOMIC_RELAXED);
}

static void freelist_fork(int when)
{
  if (when < 0)
    pthread_mutex_lock(&grow_lock);
  else
    pthread_mutex_unlock(&grow_lock);
}

const struct flc_backend flc_backend_freelist = {
    .name = "freelist",
    .summary = "a list shared by all threads, last in, first out; memory is never given back",
    .shared_list = true,
    .ready = freelist_ready,
    .open = freelist_open,
    .alloc = freelist_alloc,
    .free = freelist_free,
    .free_first = freelist_free_first,
    .reserve = freelist_reserve,
    .unreserve = freelist_unreserve,
    .free_chain = freelist_free_chain,
    .grown = freelist_grown,
    .fork = freelist_fork,
};

#endif
