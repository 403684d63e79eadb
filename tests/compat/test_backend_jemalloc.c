/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/jemalloc_api.h"
#include "compat/symbol.h"
#include "tests/compat/preload.h"

#include <errno.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/wait.h>

#include <cmocka.h>

#if !FLC_HAVE_JEMALLOC
#error "this test needs libjemalloc-dev: make deps"
#endif

enum { OBJECTS = 64 };

/* Without jemalloc: what is said, and that a pool which asks for it ends the process with 64. */
static void run_without(void)
{
  struct flc_pool pool = FLC_POOL("without", 128, 16);

  if (flc_jemalloc_ready() != -ENOENT || !strstr(flc_error(), "LD_PRELOAD=libjemalloc.so.2"))
    _exit(1);
  flc_alloc(&pool);
  _exit(2);
}

__attribute__((constructor(102))) static void start(int argc, char **argv)
{
  (void)argc;
  if (getenv("FLC_TEST_WITHOUT"))
    run_without();
  preload_and_run_again(argv, "libjemalloc.so.2",
                        "jemalloc,no-keeper,lazy;bare*=no-magazine;plain*=malloc,no-magazine");
}

static bool is_aligned(const void *object, size_t align)
{
  return (uintptr_t)object % align == 0;
}

static uint64_t counter(const char *name)
{
  uint64_t *at;
  size_t size = sizeof at;

  assert_int_equal(flc_je.mallctl(name, &at, &size, NULL, 0), 0);
  return *at;
}

static size_t statistic(const char *name)
{
  uint64_t epoch = 1;
  size_t value, size = sizeof value;

  assert_int_equal(flc_je.mallctl("epoch", NULL, NULL, &epoch, sizeof epoch), 0);
  assert_int_equal(flc_je.mallctl(name, &value, &size, NULL, 0), 0);
  return value;
}

/* The arena that jemalloc says the object is in; it knows nothing of memory that is not its own. */
static bool is_of_jemalloc(void *object)
{
  unsigned arena;
  size_t size = sizeof arena;

  return flc_je.mallctl("arenas.lookup", &arena, &size, &object, sizeof object) == 0;
}

static void test_jemalloc__is_found(void **state)
{
  (void)state;
  assert_int_equal(flc_jemalloc_ready(), 0);
  assert_true(flc_je.small_max >= 8192);
  assert_true(is_of_jemalloc(flc_je.mallocx(1, 0)));
}

/* Where a sanitizer stands in front, malloc is the sanitizer's. */
static void test_jemalloc__is_malloc_only_where_malloc_is_its_own(void **state)
{
  (void)state;
  assert_int_equal(flc_jemalloc_ready(), 0);
  assert_int_equal(flc_je.is_malloc, !*preload_sanitizer());
}

/* The rule that saves MALLOCX_ALIGN, held against many objects of each size and alignment. */
static void test_jemalloc_align__zero_only_where_objects_are_aligned(void **state)
{
  static const size_t sizes[] = {8,     24,    40,    48,    64,    80,    128,
                                 192,   320,   512,   1024,  2048,  4096,  8192,
                                 12288, 14336, 16384, 20480, 32768, 65536, 1 << 20};
  unsigned zero = 0;

  (void)state;
  assert_int_equal(flc_jemalloc_ready(), 0);
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    for (size_t align = 8; align <= 4096; align *= 2) {
      int flags = flc_jemalloc_align(sizes[s], align);
      void *objects[OBJECTS];

      zero += !flags;
      for (int i = 0; i < OBJECTS; i++) {
        objects[i] = flc_je.mallocx(sizes[s], flags);
        assert_true(is_aligned(objects[i], align));
      }
      for (int i = 0; i < OBJECTS; i++)
        flc_je.sdallocx(objects[i], sizes[s], flags);
    }
  }
  assert_true(zero > 60);
}

static void test_jemalloc_align__asks_where_it_must(void **state)
{
  (void)state;
  assert_int_equal(flc_jemalloc_ready(), 0);
  assert_int_equal(flc_jemalloc_align(128, 16), 0);
  assert_int_equal(flc_jemalloc_align(128, 128), 0);
  assert_int_equal(flc_jemalloc_align(8192, 4096), 0);
  assert_int_not_equal(flc_jemalloc_align(48, 32), 0);
  /* Large objects begin anywhere in their first page. */
  assert_int_not_equal(flc_jemalloc_align(32768, 4096), 0);
}

static void test_backend_jemalloc__memory_and_alignment(void **state)
{
  static struct flc_pool pools[] = {
      FLC_POOL("bare", 8, 8),          FLC_POOL("bare", 8, 16),     FLC_POOL("bare", 48, 32),
      FLC_POOL("bare", 128, 16),       FLC_POOL("bare", 100, 4096), FLC_POOL("bare", 32768, 4096),
      FLC_POOL("bare", 1 << 20, 4096), FLC_POOL("cached", 128, 16), FLC_POOL("cached", 8192, 4096),
  };

  (void)state;
  for (size_t p = 0; p < sizeof pools / sizeof *pools; p++) {
    void *objects[OBJECTS];

    for (int i = 0; i < OBJECTS; i++) {
      assert_non_null(objects[i] = flc_alloc(&pools[p]));
      assert_true(is_aligned(objects[i], pools[p].align));
      assert_true(is_of_jemalloc(objects[i]));
      memset(objects[i], 0xa5, pools[p].size);
    }
    for (int i = 0; i < OBJECTS; i++)
      flc_free(&pools[p], objects[i]);
    assert_string_equal(pools[p].state->backend->name, "jemalloc");
  }
}

static void test_backend_jemalloc__without_magazine_each_pair_is_one_of_jemalloc(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare pair", 128, 16);
  uint64_t allocated, deallocated;

  (void)state;
  flc_free(&pool, flc_alloc(&pool));
  allocated = counter("thread.allocatedp");
  deallocated = counter("thread.deallocatedp");
  for (int i = 0; i < OBJECTS; i++)
    flc_free(&pool, flc_alloc(&pool));
  assert_int_equal(counter("thread.allocatedp") - allocated, OBJECTS * 128);
  assert_int_equal(counter("thread.deallocatedp") - deallocated, OBJECTS * 128);
}

static void test_backend_jemalloc__chain_is_linked_and_bounded(void **state)
{
  static struct flc_pool small = FLC_POOL("bare small", 64, 16),
                         large = FLC_POOL("bare large", 1 << 20, 16);
  const struct flc_backend *backend = &flc_backend_jemalloc;
  size_t n = 0;
  void *head;

  (void)state;
  flc_free(&small, flc_alloc(&small));
  flc_free(&large, flc_alloc(&large));
  assert_int_equal(backend->alloc_chain(small.state, &head, 32), 32);
  for (void *object = head, *next; object; object = next, n++) {
    next = *(void **)object;
    backend->free(small.state, object);
  }
  assert_int_equal(n, 32);
  assert_int_equal(backend->alloc_chain(large.state, &head, 32), 1);
  assert_null(*(void **)head);
  backend->free(large.state, head);
}

static void test_backend_jemalloc__trim_leaves_no_dirty_page(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare trim", 8192, 16);
  static void *objects[4096];

  (void)state;
  for (int i = 0; i < 4096; i++) {
    assert_non_null(objects[i] = flc_alloc(&pool));
    memset(objects[i], 1, 8192);
  }
  for (int i = 0; i < 4096; i++)
    flc_free(&pool, objects[i]);
  assert_true(statistic("stats.arenas.4096.pdirty") >= 4096);
  flc_trim();
  /* jemalloc's own test would be 0, but the harness allocates as well. */
  assert_true(statistic("stats.arenas.4096.pdirty") < 64);
}

static bool is_clean_in_the_end(void (*tick)(void))
{
  for (int i = 0; i < 60; i++) {
    usleep(50000);
    if (tick)
      tick();
    if (statistic("stats.arenas.0.pdirty") == 0)
      return true;
  }
  return false;
}

/* An idle arena keeps what it has, however short its decay time is, until somebody ticks. */
static bool decays_by_tick_alone(struct flc_pool *pool, const struct flc_backend *backend)
{
  ssize_t before, soon = 100;
  size_t size = sizeof before;
  void *objects[OBJECTS];
  bool clean;

  assert_int_equal(flc_jemalloc_ready(), 0);
  assert_int_equal(flc_je.mallctl("arena.0.dirty_decay_ms", &before, &size, &soon, sizeof soon), 0);
  for (int i = 0; i < OBJECTS; i++) {
    assert_non_null(objects[i] = flc_alloc(pool));
    memset(objects[i], 1, pool->size);
  }
  for (int i = 0; i < OBJECTS; i++)
    flc_free(pool, objects[i]);
  assert_ptr_equal(pool->state->backend, backend);
  assert_false(is_clean_in_the_end(NULL));
  clean = is_clean_in_the_end(backend->tick);
  assert_int_equal(flc_je.mallctl("arena.0.dirty_decay_ms", NULL, NULL, &before, sizeof before), 0);
  return clean;
}

static void test_backend_jemalloc__tick_decays_idle_arenas(void **state)
{
  static struct flc_pool pool = FLC_POOL("bare tick", 65536, 16);

  (void)state;
  assert_true(decays_by_tick_alone(&pool, &flc_backend_jemalloc));
}

static void test_backend_malloc__tick_decays_where_malloc_is_jemallocs(void **state)
{
  static struct flc_pool pool = FLC_POOL("plain tick", 65536, 16);

  (void)state;
  if (*preload_sanitizer())
    skip();
  assert_true(decays_by_tick_alone(&pool, &flc_backend_malloc));
}

static void test_symbol__of_another_object_is_not_taken(void **state)
{
  (void)state;
  assert_int_equal(flc_jemalloc_ready(), 0);
  assert_true(flc_symbols_together((void *)flc_je.mallocx, (void *)flc_je.sdallocx));
  assert_false(flc_symbols_together((void *)flc_je.mallocx, (void *)getpid));
  assert_false(flc_symbols_together((void *)flc_je.mallocx, NULL));
  assert_null(flc_symbol_beside((void *)flc_je.mallocx, "no_such_function", NULL));
}

static void test_backend_jemalloc__absent_says_what_to_do(void **state)
{
  char self[] = "self", *const argv[] = {self, NULL};
  int status;
  pid_t child;

  (void)state;
  unsetenv("LD_PRELOAD");
  setenv("FLC_TEST_WITHOUT", "1", 1);
  assert_int_equal(posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ), 0);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 64);
}
