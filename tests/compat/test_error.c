/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/flc_p.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_error__is_kept_for_the_thread(void **state)
{
  (void)state;
  assert_string_equal(flc_error(), "no error");
  assert_int_equal(flc_fail(-5, "pool '%s' and %d", "x", 3), -5);
  assert_string_equal(flc_error(), "pool 'x' and 3");
}

static void *see(void *arg)
{
  (void)arg;
  return (void *)(uintptr_t)strcmp(flc_error(), "no error");
}

static void test_error__is_not_seen_by_others(void **state)
{
  pthread_t id;
  void *different;

  (void)state;
  flc_fail(-1, "mine");
  assert_int_equal(pthread_create(&id, NULL, see, NULL), 0);
  pthread_join(id, &different);
  assert_null(different);
}

static void *fails(void *arg)
{
  (void)arg;
  flc_fail(-1, "one");
  return NULL;
}

/* What libflc keeps for itself is never given back, so it must not grow with threads. */
static void test_error__messages_of_ended_threads_are_used_again(void **state)
{
  char *before = NULL, *after;

  (void)state;
  for (unsigned i = 0; i < 300; i++) {
    pthread_t id;

    assert_int_equal(pthread_create(&id, NULL, fails, NULL), 0);
    pthread_join(id, NULL);
    if (i == 100)
      before = flc_meta_alloc(64);
  }
  after = flc_meta_alloc(64);
  assert_ptr_equal(after, before + 64);
}

static void test_error__long_ones_are_cut(void **state)
{
  char much[5000];

  (void)state;
  memset(much, 'x', sizeof much - 1);
  much[sizeof much - 1] = '\0';
  flc_fail(-1, "%s", much);
  assert_in_range(strlen(flc_error()), 500, 1100);
}

/* What a child writes to standard error with how, and how it ends. */
static int output_of(void (*how)(void), char *text, size_t size)
{
  int pipes[2], status;
  size_t at = 0;
  pid_t child;

  assert_int_equal(pipe(pipes), 0);
  child = fork();
  if (!child) {
    dup2(pipes[1], STDERR_FILENO);
    how();
    _exit(0);
  }
  close(pipes[1]);
  for (ssize_t n; at < size - 1 && (n = read(pipes[0], text + at, size - 1 - at)) > 0;)
    at += (size_t)n;
  text[at] = '\0';
  close(pipes[0]);
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static void warns(void)
{
  flc_warn("pool '%s' is odd", "x");
}

static void dies(void)
{
  flc_die("pool '%s' is broken", "x");
}

static void test_error__a_warning_is_a_line_and_goes_on(void **state)
{
  char text[200];

  (void)state;
  assert_int_equal(output_of(warns, text, sizeof text), 0);
  assert_string_equal(text, "flc: pool 'x' is odd\n");
}

static void test_error__misuse_ends_by_abort(void **state)
{
  char text[200];
  int status;

  (void)state;
  status = output_of(dies, text, sizeof text);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), SIGABRT);
  assert_string_equal(text, "flc: pool 'x' is broken\n");
}
