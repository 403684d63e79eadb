/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/chain.h"
#include "tests/compat/preload.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { OBJECTS = 64 };

__attribute__((constructor(102))) static void start(void)
{
  setenv("FLC", "malloc,no-keeper,lazy;bare*=no-magazine", 1);
}

static void test_backend_malloc__alignment_and_whole_size(void **state)
{
  static struct flc_pool pools[13 * 10];
  size_t n = 0;

  (void)state;
  for (uint32_t align = 1; align <= 4096; align *= 2) {
    static const uint32_t sizes[10] = {1, 8, 16, 24, 40, 129, 2048, 8192, 70000, 1 << 20};

    for (int s = 0; s < 10; s++) {
      struct flc_pool *pool = &pools[n++];
      void *objects[8];

      assert_int_equal(flc_pool_set(pool, "bare aligned", sizes[s], 0, align, 0), 0);
      for (int i = 0; i < 8; i++) {
        assert_non_null(objects[i] = flc_alloc(pool));
        assert_int_equal((uintptr_t)objects[i] % align, 0);
        memset(objects[i], 1, sizes[s]);
      }
      for (int i = 0; i < 8; i++)
        flc_free(pool, objects[i]);
      assert_string_equal(pool->state->backend->name, "malloc");
      assert_true(pool->state->stride >= pool->size);
    }
  }
}

static void test_backend_malloc__objects_are_mallocs_own(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare own", 100, 16);
  void *object = flc_alloc(&pool);

  (void)state;
  assert_non_null(object);
  assert_true(malloc_usable_size(object) >= 100);
  free(object);
  object = malloc(100);
  flc_free(&pool, object);
}

static void test_backend_malloc__chain_is_linked_and_bounded(void **state)
{
  static struct flc_pool small = FLC_POOL("bare small", 8, 8),
                         large = FLC_POOL("bare large", 1 << 20, 4096);
  void *head;
  size_t n = 0;

  (void)state;
  flc_free(&small, flc_alloc(&small));
  flc_free(&large, flc_alloc(&large));
  assert_int_equal(flc_backend_malloc.alloc_chain(small.state, &head, 7), 7);
  for (void *object = head, *next; object; object = next, n++) {
    next = *(void **)object;
    flc_backend_malloc.free(small.state, object);
  }
  assert_int_equal(n, 7);
  assert_int_equal(flc_backend_malloc.alloc_chain(large.state, &head, 7), 1);
  flc_backend_malloc.free(large.state, head);
}

static size_t left = OBJECTS;

static void *alloc_until_none_is_left(struct flc_state *st)
{
  return left ? (left--, malloc(st->size)) : NULL;
}

static void test_chain__ends_where_memory_ends(void **state)
{
  struct flc_state st = {.size = 16};
  void *head = &head;
  size_t n = 0;

  (void)state;
  left = 5;
  assert_int_equal(flc_chain_alloc(&st, alloc_until_none_is_left, &head, 9), 5);
  for (void *object = head, *next; object; object = next, n++) {
    next = *(void **)object;
    free(object);
  }
  assert_int_equal(n, 5);
  assert_int_equal(flc_chain_alloc(&st, alloc_until_none_is_left, &head, 9), 0);
}

static void test_chain__oldest_pool_of_a_backend(void **state)
{
  struct flc_state first = {.backend = &flc_backend_malloc},
                   other = {.backend = &flc_backend_nodump, .next = &first},
                   last = {.backend = &flc_backend_malloc, .next = &other};

  (void)state;
  assert_false(flc_chain_has_older(&first));
  assert_false(flc_chain_has_older(&other));
  assert_true(flc_chain_has_older(&last));
}

static void test_backend_malloc__memory_that_malloc_has_not(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare huge", 1u << 31, 4096);
  static void *objects[1 << 17];
  size_t n = 0;

  (void)state;
  if (*preload_sanitizer()) /* sanitizers end the process then */
    skip();
  /* 47 bits of addresses hold no more than 2^16 of them. */
  while (n < 1 << 17 && (objects[n] = flc_alloc(&pool)))
    n++;
  assert_true(n < 1 << 17);
  while (n)
    flc_free(&pool, objects[--n]);
}

/* Small objects freed under one that stays: only a trim gives them back. */
static void test_backend_malloc__trim_gives_back_what_lies_under_others(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare trim", 2048, 16);
  static void *objects[1 << 15];
  long pages[2];

  (void)state;
  if (*preload_sanitizer()) /* malloc is not glibc's */
    skip();
  for (int i = 0; i < 1 << 15; i++) {
    assert_non_null(objects[i] = flc_alloc(&pool));
    memset(objects[i], 1, 2048);
  }
  for (int i = 0; i < (1 << 15) - 1; i++)
    flc_free(&pool, objects[i]);
  for (int i = 0; i < 2; i++) {
    FILE *f = fopen("/proc/self/statm", "r");

    assert_int_equal(fscanf(f, "%*d %ld", &pages[i]), 1);
    fclose(f);
    flc_trim();
  }
  assert_true(pages[0] - pages[1] > 8192);
  flc_free(&pool, objects[(1 << 15) - 1]);
}
