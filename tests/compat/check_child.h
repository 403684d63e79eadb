/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of checks: a pool with checks but without the words and the binding, and children that
 * are expected to report something and end.
 */
#ifndef CHECK_CHILD_H
#define CHECK_CHILD_H

#include "check.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* clang 14 has no macro for this. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#if __has_feature(thread_sanitizer) && !defined(__SANITIZE_THREAD__)
#define __SANITIZE_THREAD__ 1
#endif
#endif

/* A backend that counts what it has out. */
static size_t fake_out;

static void *fake_alloc(struct flc_state *st)
{
  void *object = aligned_alloc(st->align, (st->size + st->align - 1) & ~(size_t)(st->align - 1));

  __atomic_fetch_add(&fake_out, object != NULL, __ATOMIC_RELAXED);
  return object;
}

static void fake_free(struct flc_state *st, void *object)
{
  (void)st;
  __atomic_fetch_sub(&fake_out, 1, __ATOMIC_RELAXED);
  free(object);
}

static const struct flc_backend fake_backend = {
    .name = "fake", .alloc = fake_alloc, .free = fake_free};

static inline struct flc_state *checked_state(struct flc_pool *pool, uint32_t checks,
                                              uint32_t quarantine)
{
  struct flc_state *st = flc_meta_alloc(sizeof *st);

  assert_non_null(st);
  st->pool = pool;
  st->backend = &fake_backend;
  st->size = pool->size < sizeof(void *) ? (uint32_t)sizeof(void *) : pool->size;
  st->align = pool->align < sizeof(void *) ? (uint32_t)sizeof(void *) : pool->align;
  st->stride = (st->size + st->align - 1) & ~(st->align - 1);
  st->set.checks = checks;
  st->set.quarantine = quarantine;
  assert_int_equal(flc_check_open(st), 0);
  return st;
}

/* How a child ended, and what it said on standard error. */
struct ended {
  int status;
  char said[8192];
};

static inline struct ended run_child(void (*work)(void *data), void *data)
{
  struct ended e = {0};
  size_t n = 0;
  ssize_t got;
  int ends[2];
  pid_t pid;

  assert_int_equal(pipe(ends), 0);
  fflush(NULL);
  pid = fork();
  assert_true(pid >= 0);
  if (!pid) {
    /* cmocka has handlers of its own. */
    signal(SIGSEGV, SIG_DFL);
    signal(SIGABRT, SIG_DFL);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    work(data);
    _exit(0);
  }
  close(ends[1]);
  while (n < sizeof e.said - 1 && (got = read(ends[0], e.said + n, sizeof e.said - 1 - n)) > 0)
    n += (size_t)got;
  close(ends[0]);
  assert_int_equal(waitpid(pid, &e.status, 0), pid);
  return e;
}

static inline void assert_said(const struct ended *e, const char *text)
{
  if (!strstr(e->said, text))
    fail_msg("'%s' was expected, but said was:\n%s", text, e->said);
}

/* The child has ended by abort() after a report whose first line starts with start. */
static inline void assert_reported(const struct ended *e, const char *start)
{
  if (strncmp(e->said, start, strlen(start)))
    fail_msg("a report that starts with '%s' was expected, but said was:\n%s", start, e->said);
  assert_true(WIFSIGNALED(e->status));
  assert_int_equal(WTERMSIG(e->status), SIGABRT);
  assert_said(e, "  see: migration-guide/checks.md, '");
}

#endif
