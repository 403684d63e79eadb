/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/arena_test.h"

/* ---- memory */

static void test_jemalloc_arena__objects_stay_out_and_are_aligned(void **state)
{
  static struct flc_pool pools[] = {
      FLC_POOL("o", 8, 8),          FLC_POOL("o", 48, 32),       FLC_POOL("o", 100, 4096),
      FLC_POOL("o", 2048, 16),      FLC_POOL("o", 8192, 4096),   FLC_POOL("o", 40000, 4096),
      FLC_POOL("o", 1 << 20, 4096), FLC_POOL("o", 16 << 20, 16), FLC_POOL("cached", 2048, 16),
  };

  (void)state;
  for (size_t p = 0; p < sizeof pools / sizeof *pools; p++) {
    void *objects[8];

    for (int i = 0; i < 8; i++) {
      assert_non_null(objects[i] = flc_alloc(&pools[p]));
      assert_int_equal((uintptr_t)objects[i] % pools[p].align, 0);
      memset(objects[i], 1, pools[p].size);
      assert_true(is_kept_out(objects[i]));
      assert_true(is_kept_out((char *)objects[i] + pools[p].size - 1));
    }
    for (int i = 0; i < 8; i++)
      flc_free(&pools[p], objects[i]);
  }
}

/* The trap is the thread's automatic cache: an object that gets into it comes out of the next
 * malloc. */
static void test_jemalloc_arena__plain_memory_is_never_of_the_arena(void **state)
{
  static const size_t sizes[] = {64, 2048, 8192, 65536};
  static struct flc_pool pools[] = {FLC_POOL("m", 64, 16), FLC_POOL("m", 2048, 16),
                                    FLC_POOL("m", 8192, 4096), FLC_POOL("m", 65536, 16)};
  void *objects[OBJECTS], *plain[OBJECTS];

  (void)state;
  for (int round = 0; round < 8; round++) {
    size_t s = (size_t)round % 4;

    for (int i = 0; i < OBJECTS; i++) {
      assert_non_null(objects[i] = flc_alloc(&pools[s]));
      plain[i] = flc_je.mallocx(sizes[s], 0);
    }
    for (int i = 0; i < OBJECTS; i++) {
      assert_true(is_kept_out(objects[i]));
      assert_false(is_kept_out(plain[i]));
      assert_int_not_equal(arena_of(objects[i]), arena_of(plain[i]));
    }
    for (int i = 0; i < OBJECTS; i++) {
      flc_free(&pools[s], objects[i]);
      flc_je.sdallocx(plain[i], sizes[s], 0);
    }
  }
}

static void test_jemalloc_arena__plain_memory_after_a_trim(void **state)
{
  static struct flc_pool pool = FLC_POOL("t", 1 << 20, 4096);
  void *objects[OBJECTS], *plain[OBJECTS];
  unsigned arena;

  (void)state;
  for (int i = 0; i < OBJECTS; i++)
    assert_non_null(objects[i] = flc_alloc(&pool));
  arena = arena_of(objects[0]);
  for (int i = 0; i < OBJECTS; i++)
    flc_free(&pool, objects[i]);
  assert_true(of_arena(arena, "pdirty") > 0);
  flc_trim();
  assert_int_equal(of_arena(arena, "pdirty"), 0);
  for (int i = 0; i < OBJECTS; i++)
    assert_false(is_kept_out(plain[i] = flc_je.mallocx(1 << 20, 0)));
  for (int i = 0; i < OBJECTS; i++)
    assert_true(is_kept_out(objects[i] = flc_alloc(&pool)));
  for (int i = 0; i < OBJECTS; i++) {
    flc_free(&pool, objects[i]);
    flc_je.sdallocx(plain[i], 1 << 20, 0);
  }
}

static void test_jemalloc_arena__mappings_do_not_grow_with_objects(void **state)
{
  static struct flc_pool pool = FLC_POOL("v", 8192, 4096);
  static void *objects[8192], *plain[8192];
  size_t before = mappings();

  (void)state;
  for (int i = 0; i < 8192; i++) {
    assert_non_null(objects[i] = flc_alloc(&pool));
    assert_non_null(plain[i] = flc_je.mallocx(8192, 0));
    *(char *)objects[i] = *(char *)plain[i] = 1;
  }
  for (int i = 0; i < 8192; i += 2)
    flc_free(&pool, objects[i]);
  flc_trim();
  assert_true(mappings() < before + 64);
  for (int i = 0; i < 8192; i++) {
    if (i % 2)
      flc_free(&pool, objects[i]);
    flc_je.sdallocx(plain[i], 8192, 0);
  }
}

/* Pools of another advice have arenas and caches of their own. */
static void test_jemalloc_arena__advice_is_not_mixed(void **state)
{
  static struct flc_pool huge = FLC_POOL("huge", 4096, 16), small = FLC_POOL("s", 4096, 16);
  void *objects[OBJECTS];

  (void)state;
  for (int round = 0; round < 4; round++) {
    struct flc_pool *pool = round % 2 ? &huge : &small;

    for (int i = 0; i < OBJECTS; i++) {
      assert_non_null(objects[i] = flc_alloc(pool));
      assert_true(is_kept_out(objects[i]));
      assert_int_equal(has_flag(objects[i], " hg"), pool == &huge);
    }
    for (int i = 0; i < OBJECTS; i++)
      flc_free(pool, objects[i]);
  }
}

/* ---- threads */

static unsigned seen[THREADS], seen_count;

static void *take_and_note_arena(void *pool)
{
  void *object = flc_alloc(pool);

  seen[seen_count++] = arena_of(object);
  flc_free(pool, object);
  return NULL;
}

static void test_jemalloc_arena__threads_are_spread_over_arenas(void **state)
{
  static struct flc_pool pool = FLC_POOL("few", 128, 16);
  unsigned others = 0;

  (void)state;
  seen_count = 0;
  in_threads(8, take_and_note_arena, &pool);
  for (unsigned i = 1; i < 8; i++) {
    others += seen[i] != seen[0];
    assert_int_equal(seen[i], seen[i % 2]);
  }
  assert_int_equal(others, 4);
}

static void test_jemalloc_arena__arenas_and_caches_do_not_grow_with_threads(void **state)
{
  static struct flc_pool pools[] = {FLC_POOL("c", 512, 16), FLC_POOL("cached c", 512, 16),
                                    FLC_POOL("huge c", 512, 16)};
  unsigned arenas, cache;

  (void)state;
  for (int p = 0; p < 3; p++)
    take_and_give(&pools[p]);
  in_threads(2, take_and_give, &pools[0]);
  arenas = number("arenas.narenas");
  cache = next_cache();
  for (int p = 0; p < 3; p++)
    in_threads(THREADS, take_and_give, &pools[p]);
  assert_int_equal(number("arenas.narenas"), arenas);
  assert_int_equal(next_cache(), cache);
}

static void *given_by_another;

static void *give_it(void *pool)
{
  flc_free(pool, given_by_another);
  return NULL;
}

static void test_jemalloc_arena__given_by_another_thread(void **state)
{
  static struct flc_pool pool = FLC_POOL("few given", 512, 16);

  (void)state;
  for (int i = 0; i < OBJECTS; i++) {
    assert_non_null(given_by_another = flc_alloc(&pool));
    in_threads(1, give_it, &pool);
    given_by_another = flc_je.mallocx(512, 0);
    assert_false(is_kept_out(given_by_another));
    flc_je.sdallocx(given_by_another, 512, 0);
  }
}
