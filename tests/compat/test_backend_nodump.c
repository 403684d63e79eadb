/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/slab.h"

#include "tests/compat/mappings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MIB = 1 << 20, MANY = 20000, ROUNDS = 200000 };

static struct flc_state *open_state(struct flc_pool *pool, enum flc_nodump_form form,
                                    uint32_t advice, uint32_t arenas)
{
  struct flc_state *st = flc_meta_alloc(sizeof *st);

  assert_non_null(st);
  *st = (struct flc_state){.pool = pool,
                           .backend = &flc_backend_nodump,
                           .size = pool->size,
                           .align = pool->align,
                           .set = {.nodump = form, .advice = advice, .arenas = arenas}};
  assert_int_equal(flc_backend_nodump.ready(), 0);
  return st;
}

static struct flc_state *open_regions(struct flc_pool *pool)
{
  struct flc_state *st = open_state(pool, FLC_NODUMP_REGIONS, 0, 0);

  assert_int_equal(flc_backend_nodump.open(st), 0);
  return st;
}

static void test_backend_nodump__regions_are_the_automatic_form(void **state)
{
  static struct flc_pool pool = FLC_POOL("auto", 1000, 16);
  struct flc_state *st = open_state(&pool, FLC_NODUMP_AUTO, 0, 0);
  void *object;

  (void)state;
  assert_int_equal(flc_backend_nodump.open(st), 0);
  object = flc_backend_nodump.alloc(st);
  assert_non_null(flc_slabs_of(object));
  assert_int_equal(mapping_has(object, "dd"), 1);
  flc_backend_nodump.free(st, object);
}

/* This program is not linked with jemalloc. */
static void test_backend_nodump__arena_without_jemalloc(void **state)
{
  static struct flc_pool pool = FLC_POOL("arena", 1000, 16);
  struct flc_state *st = open_state(&pool, FLC_NODUMP_ARENA, 0, 0);

  (void)state;
  assert_int_equal(flc_backend_nodump.open(st), -ENOENT);
  assert_non_null(strstr(flc_error(), "jemalloc"));
}

static void test_backend_nodump__huge_pages_as_well(void **state)
{
  static struct flc_pool pool = FLC_POOL("huge", 1000, 16);
  struct flc_state *st = open_state(&pool, FLC_NODUMP_REGIONS, FLC_HUGEPAGE, 0);
  void *object;

  (void)state;
  assert_int_equal(flc_backend_nodump.open(st), 0);
  object = flc_backend_nodump.alloc(st);
  assert_int_equal(mapping_has(object, "dd"), 1);
  if (access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK) == 0)
    assert_true(mapping_has(object, "hg") == 1 || mapping_has(object, "ht") == 1);
  flc_backend_nodump.free(st, object);
}

/* What the bound is derived from: a mapping for each region at most, and one gap. */
static void test_backend_nodump__mappings_depend_on_memory_alone(void **state)
{
  static struct flc_pool small = FLC_POOL("small", 64, 16), large = FLC_POOL("large", 40000, 16);
  static void *objects[MANY];
  struct flc_state *st[] = {open_regions(&small), open_regions(&large)};
  unsigned before = mappings_count();
  struct flc_region_stats stats;
  void *plain[64] = {0};

  (void)state;
  srand(4);
  for (unsigned round = 0; round < ROUNDS; round++) {
    unsigned i = (unsigned)rand() % MANY;
    struct flc_state *of = st[i % 64 == 0];

    if (objects[i])
      flc_backend_nodump.free(of, objects[i]);
    objects[i] = objects[i] ? NULL : flc_backend_nodump.alloc(of);
    if (i < 64) {
      free(plain[i]);
      plain[i] = malloc(40000);
      assert_int_equal(mapping_has(plain[i], "dd"), 0);
    }
  }
  flc_regions_stats(NULL, &stats);
  assert_in_range(mappings_count(), 1, before + 2 * stats.regions + 64 + 10);
  for (unsigned i = 0; i < MANY; i++)
    if (objects[i])
      flc_backend_nodump.free(st[i % 64 == 0], objects[i]);
  for (unsigned i = 0; i < 64; i++)
    free(plain[i]);
}

static void test_backend_nodump__chains(void **state)
{
  static struct flc_pool pool = FLC_POOL("chain", 500, 16);
  struct flc_state *st = open_regions(&pool);
  void *head, *tail;
  size_t n = flc_backend_nodump.alloc_chain(st, &head, 32);

  (void)state;
  assert_int_equal(n, 32);
  for (tail = head; --n; tail = *(void **)tail)
    memset((char *)tail + sizeof(void *), 1, 500 - sizeof(void *));
  assert_null(*(void **)tail);
  flc_backend_nodump.free_chain(st, head, tail, 32);
  assert_null(flc_slabs_of(NULL));
}

static void *give_it(void *arg)
{
  void **it = arg;

  flc_backend_nodump.free(it[0], it[1]);
  return NULL;
}

/* Threads are spread over arenas, and objects go back to the one they came from. */
static void test_backend_nodump__arenas(void **state)
{
  static struct flc_pool pool = FLC_POOL("arenas", 500, 16);
  struct flc_state *st = open_state(&pool, FLC_NODUMP_REGIONS, 0, 4);
  void *it[2] = {st, NULL}, *again;
  pthread_t id;

  (void)state;
  assert_int_equal(flc_backend_nodump.open(st), 0);
  it[1] = flc_backend_nodump.alloc(st);
  assert_int_equal(pthread_create(&id, NULL, give_it, it), 0);
  pthread_join(id, NULL);
  again = flc_backend_nodump.alloc(st);
  assert_ptr_equal(again, it[1]);
  flc_backend_nodump.free(st, again);
}

static void *take_it(void *arg)
{
  return flc_slabs_of(flc_backend_nodump.alloc(arg));
}

static void test_backend_nodump__threads_use_other_arenas(void **state)
{
  static struct flc_pool pool = FLC_POOL("threads", 500, 16);
  struct flc_state *st = open_state(&pool, FLC_NODUMP_REGIONS, 0, 4);
  void *of[4];
  pthread_t id;

  (void)state;
  assert_int_equal(flc_backend_nodump.open(st), 0);
  for (unsigned i = 0; i < 4; i++) {
    assert_int_equal(pthread_create(&id, NULL, take_it, st), 0);
    pthread_join(id, &of[i]);
    for (unsigned j = 0; j < i; j++)
      assert_ptr_not_equal(of[i], of[j]);
  }
}

/* 200 MiB taken, written and given: all of it goes back, by the calls of the keeper. */
static void test_backend_nodump__a_burst_goes_back(void **state)
{
  static struct flc_pool pool = FLC_POOL("burst", 32768, 16);
  enum { N = 200 * MIB / 32768 };
  static char *objects[N];
  struct flc_state *st = open_regions(&pool);
  size_t left = 0, bytes;

  (void)state;
  for (unsigned i = 0; i < N; i++)
    memset(objects[i] = flc_backend_nodump.alloc(st), 1, 32768);
  for (unsigned i = 0; i < N; i++)
    flc_backend_nodump.free(st, objects[i]);
  for (unsigned i = 0; i < 2; i++)
    flc_backend_nodump.trim(st, 1);
  bytes = flc_regions_release(0);
  assert_true(bytes >= 200 * MIB);
  for (unsigned i = 0; i < N; i++)
    left += resident(objects[i], 32768);
  assert_int_equal(left, 0);
  assert_int_equal(mapping_has(objects[0], "dd"), 1);
}

static void test_backend_nodump__through_a_pool(void **state)
{
  static struct flc_pool pool = FLC_POOL_ADVISED("through", 8192, 4096, 0, FLC_DONTDUMP);
  struct flc_stats stats;
  void *objects[100];

  (void)state;
  for (unsigned i = 0; i < 100; i++) {
    objects[i] = flc_alloc(&pool);
    assert_int_equal((uintptr_t)objects[i] % 4096, 0);
    assert_int_equal(mapping_has(objects[i], "dd"), 1);
  }
  flc_pool_stats(&pool, &stats);
  assert_string_equal(stats.backend, "nodump");
  assert_int_equal(stats.in_use, 100);
  for (unsigned i = 0; i < 100; i++)
    flc_free(&pool, objects[i]);
  flc_trim();
}
