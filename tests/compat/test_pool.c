/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/flc_p.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct flc_pool section_a FLC_POOL_SECTION = FLC_POOL("in the section", 32, 16);
static struct flc_pool section_b[3] FLC_POOL_SECTION = {
    FLC_POOL("row[0]", 32, 16), FLC_POOL("row[1]", 64, 16), FLC_POOL("row[2]", 128, 16)};

static unsigned times_known(const struct flc_pool *pool)
{
  unsigned n = 0;

  for (struct flc_pool *known = flc_pools(); known; known = known->next)
    n += known == pool;
  return n;
}

static void test_pool__section_is_known_before_the_first_take(void **state)
{
  (void)state;
  assert_int_equal(times_known(&section_a), 1);
  for (unsigned i = 0; i < 3; i++)
    assert_int_equal(times_known(&section_b[i]), 1);
}

static void test_pool__others_are_known_from_their_first_take(void **state)
{
  static struct flc_pool pool = FLC_POOL("late", 32, 16);

  (void)state;
  assert_int_equal(times_known(&pool), 0);
  flc_free(&pool, flc_alloc(&pool));
  assert_int_equal(times_known(&pool), 1);
  flc_pool_add(&pool);
  assert_int_equal(times_known(&pool), 1);
}

static void test_pool__null_give_does_not_bind(void **state)
{
  static struct flc_pool pool = FLC_POOL("given first", 32, 16);

  (void)state;
  flc_free(&pool, NULL);
  assert_null(pool.state);
}

static void test_pool__set_up_holds(void **state)
{
  static struct flc_pool pool = FLC_POOL("set up", 1, 1);
  void *object;

  (void)state;
  assert_int_equal(flc_pool_set(&pool, "renamed", 3000, 7, 1024, 0), 0);
  object = flc_alloc(&pool);
  assert_int_equal((uintptr_t)object % 1024, 0);
  memset(object, 1, 3000);
  assert_string_equal(pool.name, "renamed");
  flc_free(&pool, object);
}

static void test_pool__set_up_refuses_what_cannot_be(void **state)
{
  static struct flc_pool pool = FLC_POOL("refused", 16, 16);

  (void)state;
  assert_int_equal(flc_pool_set(&pool, "refused", 0, 0, 16, 0), -EINVAL);
  assert_int_equal(flc_pool_set(&pool, "refused", 16, 0, 24, 0), -EINVAL);
  assert_non_null(strstr(flc_error(), "power of two"));
  flc_free(&pool, flc_alloc(&pool));
  assert_int_equal(flc_pool_set(&pool, "refused", 32, 0, 16, 0), -EBUSY);
  assert_int_equal(pool.size, 16);
}

static void test_pool__alignment_is_clipped_to_a_page(void **state)
{
  static struct flc_pool pool = FLC_POOL("direct", 8192, 8192);
  void *object = flc_alloc(&pool);

  (void)state;
  assert_int_equal(pool.state->align, flc_page_size());
  assert_int_equal((uintptr_t)object % flc_page_size(), 0);
  flc_free(&pool, object);
}

static void test_pool__size_below_a_link_works(void **state)
{
  static struct flc_pool pool = FLC_POOL("tiny", 1, 1);
  char *a = flc_alloc(&pool), *b = flc_alloc(&pool);

  (void)state;
  assert_true(a + 8 <= b || b + 8 <= a);
  flc_free(&pool, a);
  flc_free(&pool, b);
}

static void *bind_it(void *pool)
{
  return flc_bind(pool);
}

static void test_pool__one_state_whoever_comes_first(void **state)
{
  enum { THREADS = 8 };

  (void)state;
  for (unsigned round = 0; round < 50; round++) {
    static struct flc_pool pools[50]; /* static: pools live as long as the process */
    struct flc_pool *pool = &pools[round];
    pthread_t ids[THREADS];
    void *seen[THREADS];

    *pool = (struct flc_pool)FLC_POOL("raced for", 40, 8);
    for (unsigned i = 0; i < THREADS; i++)
      assert_int_equal(pthread_create(&ids[i], NULL, bind_it, pool), 0);
    for (unsigned i = 0; i < THREADS; i++)
      pthread_join(ids[i], &seen[i]);
    for (unsigned i = 1; i < THREADS; i++)
      assert_ptr_equal(seen[i], seen[0]);
  }
}

static void test_pool__backends_are_listed_by_name(void **state)
{
  const struct flc_backend *backend;
  unsigned n = 0, built = 0;

  (void)state;
  for (const char *name; (name = flc_backend_at(n, &backend)); n++) {
    built += backend != NULL;
    if (backend)
      assert_string_equal(backend->name, name);
  }
  assert_int_equal(n, FLC_BACKENDS);
  assert_true(built >= 3);
}
