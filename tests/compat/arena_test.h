/* SPDX-License-Identifier: Apache-2.0
 *
 * What tests of the nodump arenas share: what the kernel and jemalloc say of an object.
 */
#ifndef FLC_TEST_ARENA_H
#define FLC_TEST_ARENA_H

#include "compat/jemalloc_api.h"
#include "compat/jemalloc_arena.h"
#include "tests/compat/preload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>

#include <cmocka.h>

#if !FLC_HAVE_JEMALLOC
#error "this test needs libjemalloc-dev: make deps"
#endif

enum { OBJECTS = 64, THREADS = 200 };

__attribute__((constructor(102))) static void start(int argc, char **argv)
{
  (void)argc;
  preload_and_run_again(
      argv, "libjemalloc.so.2",
      "nodump-arena,no-magazine,no-keeper,lazy;few*=arenas:2;cached*=magazine;huge*=hugepages");
}

/* ---- what the kernel and jemalloc say */

static inline bool has_flag(const void *address, const char *flag)
{
  FILE *f = fopen("/proc/self/smaps", "r");
  char line[512];
  bool here = false, found = false;
  unsigned long from, to;

  assert_non_null(f);
  while (fgets(line, sizeof line, f)) {
    if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
      here = (uintptr_t)address >= from && (uintptr_t)address < to;
    else if (here && strncmp(line, "VmFlags:", 8) == 0)
      found = strstr(line, flag);
  }
  fclose(f);
  return found;
}

static inline bool is_kept_out(const void *object)
{
  return has_flag(object, " dd");
}

static inline size_t mappings(void)
{
  FILE *f = fopen("/proc/self/maps", "r");
  size_t n = 0;

  assert_non_null(f);
  for (int c; (c = getc(f)) != EOF;)
    n += c == '\n';
  fclose(f);
  return n;
}

static inline unsigned arena_of(void *object)
{
  unsigned arena;
  size_t size = sizeof arena;

  assert_int_equal(flc_je.mallctl("arenas.lookup", &arena, &size, &object, sizeof object), 0);
  return arena;
}

static inline size_t of_arena(unsigned arena, const char *what)
{
  uint64_t epoch = 1;
  size_t value, size = sizeof value;
  char name[80];

  snprintf(name, sizeof name, "stats.arenas.%u.%s", arena, what);
  assert_int_equal(flc_je.mallctl("epoch", NULL, NULL, &epoch, sizeof epoch), 0);
  assert_int_equal(flc_je.mallctl(name, &value, &size, NULL, 0), 0);
  return value;
}

static inline unsigned number(const char *name)
{
  unsigned value;
  size_t size = sizeof value;

  assert_int_equal(flc_je.mallctl(name, &value, &size, NULL, 0), 0);
  return value;
}

/* The number that the next explicit cache gets: numbers are used again, so it tells how many there
 * are. */
static inline unsigned next_cache(void)
{
  unsigned cache = number("tcache.create");

  assert_int_equal(flc_je.mallctl("tcache.destroy", NULL, NULL, &cache, sizeof cache), 0);
  return cache;
}

static inline void in_threads(unsigned n, void *(*run)(void *), void *arg)
{
  for (unsigned i = 0; i < n; i++) {
    pthread_t id;

    assert_int_equal(pthread_create(&id, NULL, run, arg), 0);
    assert_int_equal(pthread_join(id, NULL), 0);
  }
}

static inline int in_child(void (*run)(void))
{
  int status;
  pid_t child;

  if (preload_cannot_fork())
    skip();
  child = fork();
  if (!child) {
    run();
    _exit(0);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void *take_and_give(void *pool)
{
  void *objects[OBJECTS];

  for (int i = 0; i < OBJECTS; i++)
    objects[i] = flc_alloc(pool);
  for (int i = 0; i < OBJECTS; i++)
    flc_free(pool, objects[i]);
  return NULL;
}

#endif
