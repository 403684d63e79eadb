/* SPDX-License-Identifier: Apache-2.0
 *
 * What every backend has to keep, whatever it allocates from: test_contract*.c. Each test runs in a
 * child for each backend that this process can have, with and without magazines, since what FLC
 * says holds for the life of a process. tests/compat/contract/run runs the programs under each
 * allocator.
 */
#ifndef FLC_TEST_CONTRACT_H
#define FLC_TEST_CONTRACT_H

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

static inline struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

static inline size_t words_in(char words[][80], size_t max)
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

static inline int run_with(const char *words, void (*body)(void))
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

/* On how many backends body fails, each in a process of its own; there are nine at least. */
static inline size_t fails_on(void (*body)(void))
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
  return broken;
}

#endif
