/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/flc_p.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if !FLC_HAVE_MEMKIND
#error "this test needs libmemkind-dev: make deps"
#endif

#include <memkind.h>

enum { OBJECTS = 64, THREADS = 50 };

/* In a child with an environment of its own: what does it say, and how does it end? */
static void take_and_end(void)
{
  struct flc_pool pool = FLC_POOL("child", 128, 16);

  _exit(flc_alloc(&pool) ? 0 : 1);
}

__attribute__((constructor(102))) static void start(void)
{
  setenv("FLC", "memkind,no-keeper,lazy;bare*=no-magazine", 1);
  if (getenv("FLC_TEST_CHILD"))
    take_and_end();
}

/* The kind that memkind says the object is of. It is loaded by the backend, so it is looked up
 * here. */
static memkind_t kind_of(void *object)
{
  void *library = dlopen("libmemkind.so.0", RTLD_LAZY | RTLD_NOLOAD);
  memkind_t (*detect)(void *);

  assert_non_null(library);
  *(void **)(void *)&detect = dlsym(library, "memkind_detect_kind");
  assert_non_null(detect);
  dlclose(library);
  return detect(object);
}

static void test_backend_memkind__objects_are_memkinds_and_aligned(void **state)
{
  static struct flc_pool pools[] = {
      FLC_POOL("bare", 8, 8),       FLC_POOL("bare", 8, 16),   FLC_POOL("bare", 100, 64),
      FLC_POOL("bare", 8192, 4096), FLC_POOL("bare", 1, 4096), FLC_POOL("bare", 1 << 20, 4096),
      FLC_POOL("cached", 2048, 16),
  };

  (void)state;
  for (size_t p = 0; p < sizeof pools / sizeof *pools; p++) {
    void *objects[OBJECTS];

    for (int i = 0; i < OBJECTS; i++) {
      assert_non_null(objects[i] = flc_alloc(&pools[p]));
      assert_int_equal((uintptr_t)objects[i] % pools[p].align, 0);
      assert_non_null(kind_of(objects[i]));
      memset(objects[i], 1, pools[p].size);
    }
    for (int i = 0; i < OBJECTS; i++)
      flc_free(&pools[p], objects[i]);
    assert_string_equal(pools[p].state->backend->name, "memkind");
  }
}

static void *take_and_give(void *pool)
{
  void *objects[OBJECTS];

  for (int i = 0; i < OBJECTS; i++)
    objects[i] = flc_alloc(pool);
  for (int i = 0; i < OBJECTS; i++)
    flc_free(pool, objects[i]);
  return NULL;
}

static void test_backend_memkind__threads(void **state)
{
  static struct flc_pool pool = FLC_POOL("threads", 512, 16);
  struct flc_stats stats;

  (void)state;
  for (int i = 0; i < THREADS; i++) {
    pthread_t id;

    assert_int_equal(pthread_create(&id, NULL, take_and_give, &pool), 0);
    assert_int_equal(pthread_join(id, NULL), 0);
  }
  flc_pool_stats(&pool, &stats);
  assert_int_equal(stats.in_use, 0);
  assert_int_equal(stats.cached, 0);
  assert_int_equal(stats.taken, THREADS * OBJECTS);
}

static int child_with(const char *variable, const char *value)
{
  char self[] = "self", *const argv[] = {self, NULL};
  int status;
  pid_t child;

  setenv("FLC_TEST_CHILD", "1", 1);
  setenv(variable, value, 1);
  assert_int_equal(posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ), 0);
  unsetenv("FLC_TEST_CHILD");
  unsetenv(variable);
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* memkind itself would abort at the first malloc. */
static void test_backend_memkind__number_of_arenas_that_memkind_cannot_take(void **state)
{
  (void)state;
  assert_int_equal(child_with("MEMKIND_ARENA_NUM_PER_KIND", "0"), 64);
  assert_int_equal(child_with("MEMKIND_ARENA_NUM_PER_KIND", "many"), 64);
  assert_int_equal(child_with("MEMKIND_ARENA_NUM_PER_KIND", "1"), 0);
}
