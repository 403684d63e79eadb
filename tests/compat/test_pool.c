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

/* ---- names of variables: the program exports them */

#define EXPORTED __attribute__((visibility("default")))

extern struct flc_pool exported_pool, exported_row[3], exported_single[1], exported_given;
extern struct flc_pool exported_known[2], exported_raced[40], hidden_pool;
extern struct flc_pool mangled __asm__("_ZN4Core4poolE"), mangled_row[2] __asm__("_ZN4Core3rowE");

EXPORTED struct flc_pool exported_pool = FLC_POOL("a pool", 32, 16);
EXPORTED struct flc_pool exported_row[3];
EXPORTED struct flc_pool exported_single[1] = {FLC_POOL("an array of one", 32, 16)};
EXPORTED struct flc_pool exported_given = {.size = 8, .align = 8, .variable = "called so"};
EXPORTED struct flc_pool exported_known[2] = {FLC_POOL(NULL, 0, 8), FLC_POOL(NULL, 0, 8)};
EXPORTED struct flc_pool exported_raced[40], mangled, mangled_row[2];
struct flc_pool hidden_pool = FLC_POOL("hidden", 32, 16);

static const char *variable_found(struct flc_pool *pool)
{
  flc_pool_find_variable(pool);
  return pool->variable ? pool->variable : "-";
}

static void test_pool__a_variable_has_its_name(void **state)
{
  (void)state;
  assert_string_equal(variable_found(&exported_pool), "exported_pool");
  assert_string_equal(variable_found(exported_single), "exported_single");
}

static void test_pool__an_element_has_its_index(void **state)
{
  (void)state;
  assert_string_equal(variable_found(&exported_row[2]), "exported_row[2]");
  assert_string_equal(variable_found(&exported_row[0]), "exported_row[0]");
  assert_string_equal(variable_found(&exported_row[1]), "exported_row[1]");
}

static void test_pool__what_is_not_exported_has_no_variable(void **state)
{
  static struct flc_pool own = FLC_POOL("own", 32, 16);
  struct flc_pool *heap = aligned_alloc(64, 2 * sizeof *heap);

  (void)state;
  assert_non_null(heap);
  memset(heap, 0, 2 * sizeof *heap);
  assert_string_equal(variable_found(&own), "-");
  assert_string_equal(variable_found(&hidden_pool), "-");
  assert_string_equal(variable_found(&heap[1]), "-");
  free(heap);
}

static void test_pool__mangled_names_are_of_no_use(void **state)
{
  (void)state;
  assert_string_equal(variable_found(&mangled), "-");
  assert_string_equal(variable_found(&mangled_row[1]), "-");
}

static void test_pool__a_variable_that_is_given_stays(void **state)
{
  const char *found;

  (void)state;
  assert_string_equal(variable_found(&exported_given), "called so");
  /* And so does one that was found: who holds the name may keep it. */
  found = variable_found(&exported_row[1]);
  assert_ptr_equal(variable_found(&exported_row[1]), found);
}

static void test_pool__all_known_pools_get_their_names(void **state)
{
  static struct flc_pool own = FLC_POOL("own", 32, 16);

  (void)state;
  flc_pools_find_variables();
  assert_null(exported_known[1].variable);
  flc_pool_add(&exported_known[1]);
  flc_pool_add(&own);
  flc_pools_find_variables();
  assert_string_equal(exported_known[1].variable, "exported_known[1]");
  assert_null(exported_known[0].variable);
  assert_null(own.variable);
}

static void *find_it(void *pool)
{
  flc_pool_find_variable(pool);
  return (void *)(uintptr_t)__atomic_load_n(&((struct flc_pool *)pool)->variable, __ATOMIC_ACQUIRE);
}

static void test_pool__one_name_whoever_comes_first(void **state)
{
  enum { THREADS = 4 };

  (void)state;
  for (unsigned round = 0; round < 40; round++) {
    pthread_t ids[THREADS];
    void *seen[THREADS];

    for (unsigned i = 0; i < THREADS; i++)
      assert_int_equal(pthread_create(&ids[i], NULL, find_it, &exported_raced[round]), 0);
    for (unsigned i = 0; i < THREADS; i++)
      pthread_join(ids[i], &seen[i]);
    assert_non_null(seen[0]);
    for (unsigned i = 1; i < THREADS; i++)
      assert_ptr_equal(seen[i], seen[0]);
  }
}
