/* SPDX-License-Identifier: Apache-2.0
 * Pools, and processes for tests of the start: a process starts once. */
#ifndef FLC_TEST_START_CHILD_H
#define FLC_TEST_START_CHILD_H

#include "words.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct flc_pool requests FLC_POOL_SECTION = {
    .size = 64, .align = 16, .name = "requests", .variable = "reqAlloc"};
static struct flc_pool replies FLC_POOL_SECTION = FLC_POOL("replies", 200, 8);
static struct flc_pool buffers FLC_POOL_SECTION =
    FLC_POOL_ADVISED("buffers[2]", 4096, 4096, 32, FLC_DONTDUMP);
static struct flc_pool later FLC_POOL_SECTION =
    FLC_POOL("later", 0, 8); /* set up after the start */

/* ---- children */

struct outcome {
  int status;
  char out[1 << 16], err[1 << 12];
};

static struct outcome outcome;

static inline void read_all(int fd, char *text, size_t size)
{
  size_t at = 0;
  ssize_t n;

  while ((n = read(fd, text + at, size - at - 1)) > 0)
    at += (size_t)n;
  text[at] = '\0';
  close(fd);
}

/* run(words) in a child with this FLC (NULL: unset), what it writes and its exit status in outcome.
 */
static inline int run_child(const char *flc, void (*run)(const char *words), const char *words)
{
  FILE *err = tmpfile();
  int out[2], status;
  pid_t child;

  assert_non_null(err);
  assert_int_equal(pipe(out), 0);
  fflush(NULL);
  child = fork();
  assert_true(child >= 0);
  if (!child) {
    dup2(out[1], STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    close(out[0]);
    if (flc)
      setenv("FLC", flc, 1);
    else
      unsetenv("FLC");
    run(words);
    fflush(NULL);
    _exit(0);
  }
  close(out[1]);
  read_all(out[0], outcome.out, sizeof outcome.out);
  assert_int_equal(waitpid(child, &status, 0), child);
  lseek(fileno(err), 0, SEEK_SET);
  read_all(dup(fileno(err)), outcome.err, sizeof outcome.err);
  fclose(err);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome.status;
}

/* How the child ends; says why if that is not with 0. */
static inline int ends(const char *flc, void (*run)(const char *words), const char *words)
{
  if (run_child(flc, run, words))
    print_error("FLC='%s': status %d: %s%s\n", flc ? flc : "", outcome.status, outcome.out,
                outcome.err);
  return outcome.status;
}

/* In a child, where assert_* would jump into the parent's test. */
static inline void must(int holds, const char *what)
{
  if (holds)
    return;
  dprintf(STDERR_FILENO, "not so: %s (%s)\n", what, flc_error());
  _exit(1);
}
#define MUST(what) must(!!(what), #what)

static inline const char *on(const struct flc_pool *pool)
{
  return pool->state ? pool->state->backend->name : "nothing";
}

static inline bool is_general(const struct flc_pool *pool)
{
  return !strcmp(on(pool), "malloc") || !strcmp(on(pool), "jemalloc");
}

static inline bool nothing_is_bound(void)
{
  return !flc_states() && !requests.state && !replies.state && !buffers.state;
}

#endif
