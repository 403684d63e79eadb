/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/freelist.h"
#include "compat/region.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const struct flc_backend *b;

/* A state as a bind leaves it, without magazines and counters around the backend. */
static struct flc_state *opened(uint32_t size, uint32_t align, uint32_t chunk, uint32_t advice)
{
  flc_backend_at(FLC_BACKEND_ID_freelist, &b);
  if (!b)
    skip(); /* left out of this build */

  struct flc_pool *pool = flc_meta_alloc(sizeof *pool);
  struct flc_state *st = flc_meta_alloc(sizeof *st);

  assert_true(pool && st);
  *pool = (struct flc_pool)FLC_POOL_ADVISED("a pool", size, align, chunk, advice);
  st->pool = pool;
  st->backend = b;
  st->size = size;
  st->align = align;
  st->set.advice = advice;
  assert_int_equal(b->ready(), 0);
  assert_int_equal(b->open(st), 0);
  return st;
}

static size_t made(const struct flc_state *st)
{
  uint64_t chunks = 0, objects = 0;

  b->grown(st, &chunks, &objects);
  return objects;
}

static void test_freelist__first_object_is_the_last_of_its_chunk(void **state)
{
  struct flc_state *st = opened(1024, 16, 8, 0);
  char *first = b->alloc(st);

  (void)state;
  for (int i = 1; i < 8; i++)
    assert_ptr_equal(b->alloc(st), first - i * 1024);
  assert_int_equal(made(st), 8);
  assert_non_null(b->alloc(st));
  assert_int_equal(made(st), 16);
}

static void test_freelist__last_in_first_out(void **state)
{
  struct flc_state *st = opened(64, 8, 0, 0);
  void *one = b->alloc(st), *two = b->alloc(st), *three = b->alloc(st);

  (void)state;
  b->free(st, two);
  b->free(st, one);
  b->free(st, three);
  assert_ptr_equal(b->alloc(st), three);
  assert_ptr_equal(b->alloc(st), one);
  assert_ptr_equal(b->alloc(st), two);
}

static void test_freelist__chunk_takes_what_pages_leave_over(void **state)
{
  static const struct {
    uint32_t size, align, chunk;
    size_t stride, objects;
  } rows[] = {
      {8, 8, 128, 8, 512},
      {1, 1, 0, 8, 512},
      {100, 16, 10, 112, 36},
      {4096, 4096, 3, 4096, 3},
      {5000, 4096, 3, 8192, 3},
      {24, 8, 171, 24, 341},
      {2 << 20, 4096, 2, 2 << 20, 2},
      {1500, 8, 7, 1504, 8},
  };

  (void)state;
  if (flc_page_size() != 4096)
    skip();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct flc_state *st = opened(rows[i].size, rows[i].align, rows[i].chunk, 0);
    void *object = b->alloc(st);

    assert_non_null(object);
    assert_int_equal((uintptr_t)object % rows[i].align, 0);
    assert_int_equal(st->stride, rows[i].stride);
    assert_int_equal(made(st), rows[i].objects);
  }
}

static void test_freelist__huge_page_advice_fills_huge_pages(void **state)
{
  struct flc_state *st = opened(4096, 4096, 1, FLC_HUGEPAGE);

  (void)state;
  assert_non_null(b->alloc(st));
  assert_true(made(st) == 1 || made(st) % 512 == 0);
}

/* Objects of many chunks and spans, each given and taken: none twice, none beside the stride. */
static void test_freelist__objects_do_not_overlap(void **state)
{
  static const uint32_t sizes[] = {8, 24, 40, 104, 1000, 4104, 70000};

  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    enum { N = 3000 };
    struct flc_state *st = opened(sizes[s], 8, 16, 0);
    static uint64_t *objects[N];
    size_t last = sizes[s] / 8 - 1;

    for (size_t i = 0; i < N; i++) {
      objects[i] = b->alloc(st);
      assert_non_null(objects[i]);
      objects[i][0] = i;
      objects[i][last] = i;
    }
    for (size_t i = 0; i < N; i++) {
      assert_int_equal(objects[i][0], i);
      assert_int_equal(objects[i][last], i);
      b->free(st, objects[i]);
    }
    for (size_t i = N; i--;)
      assert_ptr_equal(b->alloc(st), objects[i]);
  }
}

static void test_freelist__reserve_is_the_newest_objects_newest_first(void **state)
{
  struct flc_state *st = opened(64, 8, 0, 0);
  struct flc_cell *chain;
  void *o[3];

  (void)state;
  for (int i = 0; i < 3; i++)
    o[i] = b->alloc(st);
  for (int i = 0; i < 3; i++)
    b->free(st, o[i]);
  chain = b->reserve(st, 2);
  assert_ptr_equal(chain->object, o[2]);
  assert_ptr_equal(chain->next->object, o[1]);
  assert_null(chain->next->next);
  assert_ptr_equal(b->alloc(st), o[0]);
  b->unreserve(st, chain);
  assert_ptr_equal(b->alloc(st), o[2]);
  assert_ptr_equal(b->alloc(st), o[1]);
}

static void test_freelist__chain_is_given_with_its_head_on_top(void **state)
{
  struct flc_state *st = opened(64, 8, 0, 0);
  void *o[4];

  (void)state;
  for (int i = 0; i < 4; i++)
    o[i] = b->alloc(st);
  *(void **)o[2] = o[0];
  *(void **)o[0] = o[3];
  *(void **)o[3] = o[1]; /* not part of it: the tail's link counts for nothing */
  b->free_chain(st, o[2], o[3], 3);
  assert_ptr_equal(b->alloc(st), o[2]);
  assert_ptr_equal(b->alloc(st), o[0]);
  assert_ptr_equal(b->alloc(st), o[3]);
  assert_ptr_not_equal(b->alloc(st), o[1]);
}

static void test_freelist__no_memory_is_null(void **state)
{
  struct flc_state *st = opened(1U << 31, 4096, 1U << 31, 0);

  (void)state;
  errno = 0;
  assert_null(b->alloc(st));
  assert_int_equal(errno, ENOMEM);
  assert_null(b->reserve(st, 4));
  assert_int_equal(made(st), 0);
}

static int signal_of_give(struct flc_state *st, void *object)
{
  int status;
  pid_t pid = fork();

  if (!pid) {
    close(STDERR_FILENO);
    signal(SIGABRT, SIG_DFL);
    b->free(st, object);
    _exit(0);
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_freelist__what_is_no_object_is_refused(void **state)
{
  struct flc_state *st = opened(64, 8, 0, 0), *other = opened(64, 8, 0, 0);
  char *object = b->alloc(st), *foreign = b->alloc(other), *heap = malloc(64);

  (void)state;
  assert_int_equal(signal_of_give(st, object), 0);
  assert_int_equal(signal_of_give(st, object + 8), SIGABRT);
  assert_int_equal(signal_of_give(st, foreign), SIGABRT);
  assert_int_equal(signal_of_give(st, heap), SIGABRT);
  /* Behind the last object that was made. */
  assert_int_equal(signal_of_give(st, object + 64), SIGABRT);
  free(heap);
}

/* Objects of whole pages: the runs of chunks begin at different pages of their spans. */
static void test_freelist__runs_of_large_objects_are_shifted(void **state)
{
  enum { SIZE = 16384, MANY = 400 };
  struct flc_state *st = opened(SIZE, 8, 4, 0);
  uint32_t places = 0;

  (void)state;
  for (int i = 0; i < MANY; i++) {
    char *object = b->alloc(st);
    const struct flc_span *span = flc_span_of(object);

    assert_int_equal((uintptr_t)object % flc_page_size(), 0);
    places |= 1U << (uintptr_t)object / flc_page_size() % 16;
    if ((object - span->base) % SIZE == 0)
      continue;
    /* Belongs to the span, but lies before its first object. */
    assert_int_equal(signal_of_give(st, span->base), SIGABRT);
    assert_int_equal(signal_of_give(st, object), 0);
  }
  assert_in_range(__builtin_popcount(places), 5, 16); /* not shifted: 4 */
}

/* ---- threads: who owns an object writes to it without an atomic access, for TSan to see */

enum { THREADS = 4, ROUNDS = 4000, HELD = 8 };

static void own(uint64_t *object, uint64_t id)
{
  object[1] = id;
  object[2] = ~id;
}

static void owned(const uint64_t *object, uint64_t id)
{
  if (object[1] != id || object[2] != ~id)
    abort();
}

static void *take_and_give(void *data)
{
  struct flc_state *st = data;
  uint64_t id = (uint64_t)(uintptr_t)&id;
  void *held[HELD];

  for (int round = 0; round < ROUNDS; round++) {
    size_t n = 0;

    while (n < HELD) {
      void *object;

      if (round % 2) {
        object = b->alloc(st);
        own(object, id);
        held[n++] = object;
        continue;
      }
      for (struct flc_cell *cell = b->reserve(st, HELD - n); cell; cell = flc_cell_below(cell)) {
        own(cell->object, id);
        held[n++] = cell->object;
      }
    }
    for (size_t i = 0; i < n; i++)
      owned(held[i], id);
    if (round % 3) {
      for (size_t i = 0; i < n; i++)
        b->free(st, held[i]);
    } else {
      for (size_t i = 0; i + 1 < n; i++)
        *(void **)held[i] = held[i + 1];
      b->free_chain(st, held[0], held[n - 1], n);
    }
  }
  return NULL;
}

static void test_freelist__threads_never_share_an_object(void **state)
{
  struct flc_state *st = opened(64, 8, 4, 0);
  pthread_t threads[THREADS];

  (void)state;
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, take_and_give, st), 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  /* All are back: as many can be taken as were made, and then a new chunk is. */
  size_t before = made(st);
  for (size_t i = 0; i < before; i++)
    assert_non_null(b->alloc(st));
  assert_int_equal(made(st), before);
  assert_non_null(b->alloc(st));
  assert_true(made(st) > before);
  assert_true(before <= (THREADS * HELD + 63) / 64 * 64 + 64);
}

static int grown_a_lot;

static void *grow_a_lot(void *data)
{
  for (int i = 0; i < 2000; i++)
    b->alloc(data);
  __atomic_store_n(&grown_a_lot, 1, __ATOMIC_RELEASE);
  return NULL;
}

static void test_freelist__fork_while_another_thread_grows(void **state)
{
  struct flc_state *st = opened(4096, 8, 1, 0);
  pthread_t thread;

  (void)state;
  assert_int_equal(pthread_create(&thread, NULL, grow_a_lot, st), 0);
  /* A child has no such thread to join, and TSan would miss that. */
  assert_int_equal(pthread_detach(thread), 0);
  for (int i = 0; i < 20; i++) {
    int status;
    pid_t pid;

    /* The order in which libflc's own handlers go: backends, regions, meta. */
    b->fork(-1);
    flc_regions_fork(-1);
    flc_meta_fork(-1);
    pid = fork();
    flc_meta_fork(pid == 0);
    flc_regions_fork(pid == 0);
    b->fork(pid == 0);
    if (!pid) {
      alarm(20);
      for (int k = 0; k < 100; k++)
        if (!b->alloc(st))
          _exit(1);
      _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
  }
  while (!__atomic_load_n(&grown_a_lot, __ATOMIC_ACQUIRE))
    usleep(1000);
}
