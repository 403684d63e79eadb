/* SPDX-License-Identifier: Apache-2.0
 *
 * What every backend has to keep, whatever it allocates from. Each test runs in a child for each
 * backend that this process can have, with and without magazines, since what FLC says holds for the
 * life of a process. tests/compat/contract/run runs this program under each allocator.
 */
#include "compat/flc_p.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In a child: cmocka's own asserts would unwind into the parent's tests. */
#define KEEP(what)                                                \
  do {                                                            \
    if (!(what)) {                                                \
      flc_warn("%s:%d: not kept: %s", __FILE__, __LINE__, #what); \
      _exit(1);                                                   \
    }                                                             \
  } while (0)

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SANITIZED = 1, SCALE = 10 };
#else
enum { SANITIZED = 0, SCALE = 1 };
#endif

static struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

static size_t words_in(char words[][80], size_t max)
{
  static const char *const modes[] = {"", ",no-magazine", ",poison,double-give"};
  const struct flc_backend *backend;
  size_t n = 0;

  for (unsigned i = 0; flc_backend_at(i, &backend); i++) {
    /* memkind has threads of its own, and takes more locks around fork() than TSan can count. */
    if (!backend || (SANITIZED && !strcmp(backend->name, "memkind")))
      continue;
    for (unsigned mode = 0; mode < 3 && n < max; mode++)
      if (!backend->ready || backend->ready() == 0)
        snprintf(words[n++], sizeof words[0], "%s%s", backend->name, modes[mode]);
  }
  return n;
}

static int run_with(const char *words, void (*body)(void))
{
  int status;
  pid_t child = fork();

  if (!child) {
    setenv("FLC", words, 1);
    body();
    _exit(0);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static void on_all_backends(void (*body)(void))
{
  char words[40][80];
  size_t n = 0, broken = 0;
  int pipes[2], status;
  pid_t child;

  /* A child finds out which there are: asking may set a backend up, and FLC has to be set before.
   */
  assert_int_equal(pipe(pipes), 0);
  child = fork();
  if (!child) {
    n = words_in(words, 40);
    _exit(write(pipes[1], words, n * sizeof *words) == (ssize_t)(n * sizeof *words) ? 0 : 1);
  }
  close(pipes[1]);
  for (ssize_t got; (got = read(pipes[0], (char *)words + n, sizeof words - n)) > 0;)
    n += (size_t)got;
  close(pipes[0]);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  n /= sizeof *words;
  assert_true(n >= 9); /* freelist, malloc and nodump need nothing */
  for (size_t i = 0; i < n; i++)
    if (run_with(words[i], body)) {
      print_error("with FLC=%s\n", words[i]);
      broken++;
    }
  assert_int_equal(broken, 0);
}

/* ---- sizes and alignments */

static const uint32_t sizes[] = {1,    8,    16,    24,    100,   128,    1000,    2048,
                                 4096, 8192, 10000, 32768, 65536, 100000, 1 << 20, 2 << 20};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void takes_of(struct flc_pool *pool)
{
  unsigned char *objects[5];

  for (unsigned i = 0; i < 5; i++) {
    KEEP((objects[i] = flc_alloc(pool)) != NULL);
    KEEP((uintptr_t)objects[i] % pool->state->align == 0);
    memset(objects[i], (int)i, pool->size);
  }
  for (unsigned i = 0; i < 5; i++) {
    KEEP(objects[i][0] == i && objects[i][pool->size / 2] == i && objects[i][pool->size - 1] == i);
    flc_free(pool, objects[i]);
  }
  KEEP(stats_of(pool).taken == 5 && stats_of(pool).in_use == 0);
  KEEP(stats_of(pool).stride >= pool->size);
}

static void sizes_and_alignments(void)
{
  static struct flc_pool pools[SIZES][15];

  for (unsigned i = 0; i < SIZES; i++)
    for (unsigned k = 0; k <= 13; k++) {
      pools[i][k] = (struct flc_pool)FLC_POOL("any", sizes[i], 1u << k);
      takes_of(&pools[i][k]);
    }
}

static void test_contract__sizes_to_2_mib_at_alignments_to_8_kib(void **state)
{
  (void)state;
  on_all_backends(sizes_and_alignments);
}

/* ---- no object twice, none lost */

static int by_address(const void *a, const void *b)
{
  uintptr_t x = (uintptr_t) * (void *const *)a, y = (uintptr_t) * (void *const *)b;

  return x < y ? -1 : x > y;
}

static void distinct(void)
{
  static struct flc_pool pool = FLC_POOL("distinct", 72, 8);
  enum { N = 20000 };
  static void *objects[N];

  for (unsigned round = 0; round < 3; round++) {
    for (unsigned i = 0; i < N; i++)
      KEEP((objects[i] = flc_alloc(&pool)) != NULL);
    KEEP(stats_of(&pool).in_use == N && stats_of(&pool).peak >= N - 100);
    qsort(objects, N, sizeof *objects, by_address);
    for (unsigned i = 1; i < N; i++)
      KEEP((char *)objects[i] - (char *)objects[i - 1] >= 72);
    for (unsigned i = 0; i < N; i++)
      flc_free(&pool, objects[(i * 7919) % N]);
    KEEP(stats_of(&pool).in_use == 0);
  }
}

static void test_contract__objects_do_not_overlap(void **state)
{
  (void)state;
  on_all_backends(distinct);
}

/* ---- bulk and null */

static void bulk(void)
{
  static struct flc_pool pool = FLC_POOL("bulk", 64, 16);

  for (unsigned n = 1; n < 700; n = n * 2 + 1) {
    void *head = NULL, *tail = NULL;

    for (unsigned i = 0; i < n; i++) {
      void *object = flc_alloc(&pool);

      KEEP(object != NULL);
      *(flc_link *)object = head;
      head = object;
      tail = tail ? tail : object;
    }
    flc_free_bulk(&pool, head, tail, n);
    KEEP(stats_of(&pool).in_use == 0);
  }
  flc_free_bulk(&pool, NULL, NULL, 0);
  flc_free(&pool, NULL);
  flc_thread_free(&pool, NULL);
  flc_free_sized(&pool, NULL, 64);
  KEEP(stats_of(&pool).taken == stats_of(&pool).given);
}

static void test_contract__bulk_and_null_gives(void **state)
{
  (void)state;
  on_all_backends(bulk);
}

/* ---- both ways through a thread */

static void both_ways(void)
{
  static struct flc_pool pool = FLC_POOL("both ways", 200, 8);
  void *objects[2000];

  for (unsigned round = 0; round < 4; round++) {
    for (unsigned i = 0; i < 2000; i++)
      objects[i] = i % 2 ? flc_alloc(&pool) : flc_thread_alloc(&pool);
    for (unsigned i = 0; i < 2000; i++)
      if (i % 3)
        flc_free(&pool, objects[i]);
      else
        flc_thread_free(&pool, objects[i]);
    KEEP(stats_of(&pool).in_use == 0);
  }
  flc_thread_flush(NULL);
  KEEP(stats_of(&pool).cached == 0);
}

static void test_contract__both_pairs_of_functions_mix(void **state)
{
  (void)state;
  on_all_backends(both_ways);
}

/* ---- threads */

enum { THREADS = 4, SLOTS = 256, STEPS = 40000 / SCALE };
static struct flc_pool shared_pools[3] = {FLC_POOL("shared[0]", 48, 16),
                                          FLC_POOL("shared[1]", 600, 8),
                                          FLC_POOL("shared[2]", 5000, 4096)};
static unsigned *slots[3][SLOTS];

/* Takes, marks, and puts into a slot; what was there is checked and given, whoever took it. */
static void *exchanges(void *arg)
{
  unsigned seed = (unsigned)(uintptr_t)arg;

  for (unsigned i = 0; i < STEPS; i++) {
    unsigned p = (unsigned)rand_r(&seed) % 3, at = (unsigned)rand_r(&seed) % SLOTS;
    unsigned *object = flc_alloc(&shared_pools[p]);

    KEEP(object != NULL);
    object[0] = at;
    object[5] = p;
    object = __atomic_exchange_n(&slots[p][at], object, __ATOMIC_ACQ_REL);
    KEEP(!object || (object[0] == at && object[5] == p));
    if (i % 2)
      flc_free(&shared_pools[p], object);
    else
      flc_thread_free(&shared_pools[p], object);
  }
  return NULL;
}

static void threads(void)
{
  pthread_t ids[THREADS];

  for (unsigned i = 0; i < THREADS; i++)
    KEEP(!pthread_create(&ids[i], NULL, exchanges, (void *)(uintptr_t)(i + 1)));
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(ids[i], NULL);
  for (unsigned p = 0; p < 3; p++) {
    for (unsigned at = 0; at < SLOTS; at++)
      flc_free(&shared_pools[p], slots[p][at]);
    KEEP(stats_of(&shared_pools[p]).in_use == 0);
  }
}

static void test_contract__any_thread_may_give(void **state)
{
  (void)state;
  on_all_backends(threads);
}

static void *lives_shortly(void *pool)
{
  void *objects[20];

  for (unsigned i = 0; i < 20; i++)
    KEEP((objects[i] = flc_alloc(pool)) != NULL);
  for (unsigned i = 0; i < 20; i++)
    flc_free(pool, objects[i]);
  return NULL;
}

static long resident_kib(void)
{
  long pages = 0, resident = 0;
  FILE *f = fopen("/proc/self/statm", "r");

  KEEP(f && fscanf(f, "%ld %ld", &pages, &resident) == 2);
  fclose(f);
  return resident * (long)(flc_page_size() / 1024);
}

/* 10,000 threads one after the other leave no more behind than the first hundreds did. */
static void short_threads(void)
{
  static struct flc_pool pool = FLC_POOL("short", 500, 8);
  enum { MANY = 10000 / SCALE, WARM = 500 / SCALE };
  long warm = 0;

  for (unsigned i = 0; i < MANY; i++) {
    pthread_t id;

    KEEP(!pthread_create(&id, NULL, lives_shortly, &pool));
    pthread_join(id, NULL);
    if (i == WARM)
      warm = resident_kib();
  }
  KEEP(stats_of(&pool).in_use == 0 && stats_of(&pool).cached == 0);
  KEEP(stats_of(&pool).taken == 20 * MANY);
  /* memkind 1.14 by itself keeps 110 bytes for each thread that ends, and again for one that gives
   * objects back as it ends. */
  if (!strcmp(stats_of(&pool).backend, "memkind"))
    warm += MANY / 4;
  KEEP(SANITIZED || resident_kib() < warm + 2048);
}

static void test_contract__short_threads_leave_nothing(void **state)
{
  (void)state;
  on_all_backends(short_threads);
}

/* ---- destructors of thread-specific data, before and after libflc's own */

static pthread_key_t early_key, late_key;
static struct flc_pool left_pool = FLC_POOL("left over", 300, 8);

static void gives_and_takes(void *object)
{
  void *more[100];

  flc_free(&left_pool, object);
  for (unsigned i = 0; i < 100; i++)
    KEEP((more[i] = flc_thread_alloc(&left_pool)) != NULL);
  for (unsigned i = 0; i < 100; i++)
    flc_thread_free(&left_pool, more[i]);
}

static void *leaves_some(void *arg)
{
  pthread_setspecific(early_key, flc_alloc(&left_pool));
  pthread_setspecific(late_key, flc_alloc(&left_pool));
  return arg;
}

static void leftovers(void)
{
  KEEP(!pthread_key_create(&early_key, gives_and_takes));
  flc_free(&left_pool, flc_alloc(&left_pool)); /* libflc's key lies between the two */
  KEEP(!pthread_key_create(&late_key, gives_and_takes));
  for (unsigned i = 0; i < 50; i++) {
    pthread_t id;

    KEEP(!pthread_create(&id, NULL, leaves_some, NULL));
    pthread_join(id, NULL);
    KEEP(stats_of(&left_pool).in_use == 0 && stats_of(&left_pool).cached <= 1);
  }
}

static void test_contract__destructors_of_thread_data_may_take_and_give(void **state)
{
  (void)state;
  on_all_backends(leftovers);
}

/* ---- out of memory */

static void exhaustion(void)
{
  static struct flc_pool pool = FLC_POOL("exhausted", 1 << 20, 4096);
  struct rlimit limit = {(rlim_t)768 << 20, (rlim_t)768 << 20};
  void *head = NULL, *object;
  unsigned n = 0;

  flc_free(&pool, flc_alloc(&pool)); /* what is set up once is */
  KEEP(!setrlimit(RLIMIT_AS, &limit));
  while (n < 2000 && (object = flc_alloc(&pool))) {
    *(flc_link *)object = head;
    head = object;
    n++;
  }
  KEEP(n > 50 && n < 2000);
  KEEP(errno == ENOMEM);
  KEEP(stats_of(&pool).failed == 1 && stats_of(&pool).in_use == n);
  for (void *next; head; head = next) {
    next = *(flc_link *)head;
    flc_free(&pool, head);
  }
  KEEP(stats_of(&pool).in_use == 0);
  KEEP((object = flc_alloc(&pool)) != NULL);
  flc_free(&pool, object);
}

static void test_contract__no_memory_is_null_and_not_the_end(void **state)
{
  (void)state;
  if (SANITIZED)
    skip(); /* their shadow memory needs more address space than the limit leaves */
  on_all_backends(exhaustion);
}

/* ---- fork */

static void *churns(void *stop)
{
  static struct flc_pool pool = FLC_POOL("forked over", 128, 16);

  while (!__atomic_load_n((int *)stop, __ATOMIC_ACQUIRE))
    lives_shortly(&pool);
  return NULL;
}

static void forks(void)
{
  static struct flc_pool pool = FLC_POOL("forked", 256, 16);
  pthread_t id;
  int stop = 0, status;
  void *mine = flc_alloc(&pool);

  KEEP(!pthread_create(&id, NULL, churns, &stop));
  for (unsigned i = 0; i < 20; i++) {
    pid_t child = fork();

    if (!child) {
      pthread_t in_child;

      lives_shortly(&pool);
      flc_free(&pool, mine);
      KEEP(!pthread_create(&in_child, NULL, lives_shortly, &pool));
      pthread_join(in_child, NULL);
      KEEP(stats_of(&pool).in_use == 0);
      flc_trim();
      _exit(0);
    }
    KEEP(waitpid(child, &status, 0) == child && status == 0);
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
  pthread_join(id, NULL);
  flc_free(&pool, mine);
}

static void test_contract__a_forked_child_goes_on(void **state)
{
  (void)state;
  /* gcc 12's ASan does not take its own locks around fork(), its malloc hangs in the child; TSan
   * does not follow a child that starts threads. */
  if (SANITIZED)
    skip();
  on_all_backends(forks);
}

/* ---- many pools */

static void hundreds(void)
{
  enum { POOLS = 600 };
  static struct flc_pool pools[POOLS];
  static void *objects[POOLS][3];

  for (unsigned i = 0; i < POOLS; i++) {
    pools[i] = (struct flc_pool)FLC_POOL("one of many", 16 + 8 * i, 8);
    for (unsigned k = 0; k < 3; k++) {
      KEEP((objects[i][k] = flc_alloc(&pools[i])) != NULL);
      memset(objects[i][k], (int)i, 16 + 8 * i);
    }
  }
  for (unsigned i = 0; i < POOLS; i++) {
    for (unsigned k = 0; k < 3; k++) {
      KEEP(*(unsigned char *)objects[i][k] == (unsigned char)i);
      flc_free(&pools[i], objects[i][k]);
    }
    KEEP(stats_of(&pools[i]).in_use == 0);
  }
}

static void test_contract__hundreds_of_pools(void **state)
{
  (void)state;
  on_all_backends(hundreds);
}

/* ---- trimming */

static void trims(void)
{
  static struct flc_pool pool = FLC_POOL("trimmed", 3000, 8);
  static void *objects[5000];
  void *kept = flc_alloc(&pool);

  memset(kept, 0x5a, 3000);
  for (unsigned round = 0; round < 3; round++) {
    for (unsigned i = 0; i < 5000; i++)
      memset(objects[i] = flc_alloc(&pool), 1, 3000);
    for (unsigned i = 0; i < 5000; i++)
      flc_free(&pool, objects[i]);
    flc_trim();
    KEEP(stats_of(&pool).in_use == 1);
    for (unsigned i = 0; i < 3000; i++)
      KEEP(((unsigned char *)kept)[i] == 0x5a);
  }
  flc_free(&pool, kept);
}

static void test_contract__trimming_keeps_what_is_in_use(void **state)
{
  (void)state;
  on_all_backends(trims);
}
