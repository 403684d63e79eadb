/* SPDX-License-Identifier: Apache-2.0
 *
 * The contract of backends as one thread sees it; see contract.h. */
#include "tests/compat/contract.h"

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
  assert_int_equal(fails_on(sizes_and_alignments), 0);
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
  assert_int_equal(fails_on(distinct), 0);
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
  assert_int_equal(fails_on(bulk), 0);
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
  flc_trim();
  KEEP(stats_of(&pool).cached == 0);
}

static void test_contract__both_pairs_of_functions_mix(void **state)
{
  (void)state;
  assert_int_equal(fails_on(both_ways), 0);
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
  assert_int_equal(fails_on(exhaustion), 0);
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
  assert_int_equal(fails_on(hundreds), 0);
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
  assert_int_equal(fails_on(trims), 0);
}
