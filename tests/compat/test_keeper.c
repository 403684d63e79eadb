/* SPDX-License-Identifier: Apache-2.0
 *
 * The keeper works once a second; the tests wait until they see what it does, and give up after
 * PATIENCE. */
#include "compat/thread.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE = 30 /* seconds */ };

static struct flc_pool pool = FLC_POOL("kept", 100, 16);
static struct flc_pool other = FLC_POOL("busy", 100, 16);

static unsigned keepers(void)
{
  DIR *tasks = opendir("/proc/self/task");
  unsigned n = 0;

  assert_non_null(tasks);
  for (struct dirent *entry; (entry = readdir(tasks));) {
    char path[64], name[32] = "";
    int fd;

    snprintf(path, sizeof path, "/proc/self/task/%.20s/comm", entry->d_name);
    if ((fd = open(path, O_RDONLY)) < 0)
      continue;
    if (read(fd, name, sizeof name - 1) > 0)
      n += !strncmp(name, "flc-keeper", 10);
    close(fd);
  }
  closedir(tasks);
  return n;
}

static unsigned keepers_soon(void)
{
  for (unsigned i = 0; i < PATIENCE * 100 && !keepers(); i++)
    usleep(10000);
  return keepers();
}

/* TSan does not follow a child that starts threads. */
static void need_forks(void)
{
#ifdef __SANITIZE_THREAD__
  skip();
#endif
}

static struct flc_stats stats_of(struct flc_pool *of)
{
  struct flc_stats stats;

  flc_pool_stats(of, &stats);
  return stats;
}

static void test_keeper__one_runs_once_a_pool_is_used(void **state)
{
  (void)state;
  assert_int_equal(keepers(), 0);
  flc_free(&pool, flc_alloc(&pool));
  flc_keeper_start();
  flc_keeper_start();
  assert_int_equal(keepers_soon(), 1);
}

static void test_keeper__idle_magazines_are_emptied(void **state)
{
  (void)state;
  flc_free(&pool, flc_alloc(&pool));
  if (!pool.slot)
    skip(); /* a tool watches: there are no magazines */
  assert_int_equal(stats_of(&pool).cached, 1);
  for (unsigned i = 0; i < PATIENCE * 100 && stats_of(&pool).cached; i++) {
    flc_free(&other, flc_alloc(&other));
    usleep(10000);
  }
  assert_int_equal(stats_of(&pool).cached, 0);
}

static int in_child(void)
{
  flc_free(&pool,
           flc_alloc(&pool)); /* comes through the slow path, which starts the keeper again */
  return keepers_soon() == 1 ? 0 : 1;
}

static void test_keeper__runs_again_in_a_child(void **state)
{
  int status;
  pid_t child;

  (void)state;
  need_forks();
  flc_free(&pool, flc_alloc(&pool));
  child = fork();
  if (!child)
    _exit(in_child());
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void __attribute__((noreturn)) dumps_in_child(int to)
{
  dup2(to, STDERR_FILENO);
  flc_free(&pool, flc_alloc(&pool));
  flc_keeper_dump_every(1);
  for (;;)
    pause();
}

/* A child that runs says(), and what that writes: up to until, or all of it (NULL). */
static pid_t child_that(void (*says)(int to), char *text, size_t size, const char *until)
{
  int pipes[2];
  size_t at = 0;
  pid_t child;

  assert_int_equal(pipe(pipes), 0);
  child = fork();
  if (!child)
    says(pipes[1]);
  close(pipes[1]);
  for (ssize_t n; !(until && strstr(text, until)) && at < size - 1 &&
                  (n = read(pipes[0], text + at, size - 1 - at)) > 0;)
    text[at += (size_t)n] = '\0';
  close(pipes[0]);
  return child;
}

static void test_keeper__writes_dumps_when_asked(void **state)
{
  char text[4096] = "";
  int status;
  pid_t child;

  (void)state;
  need_forks();
  child = child_that(dumps_in_child, text, sizeof text, "kept");
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_non_null(strstr(text, "memory/kept"));
}

static void __attribute__((noreturn)) dumps_in_100_seconds(int to)
{
  dup2(to, STDERR_FILENO);
  flc_keeper_dump_every(100);
  flc_free(&pool, flc_alloc(&pool));
  for (;;)
    pause();
}

static void test_keeper__the_first_dump_comes_after_the_time(void **state)
{
  struct timeval most = {.tv_sec = 1, .tv_usec = 500000};
  int pipes[2], status, early;
  fd_set set;
  pid_t child;

  (void)state;
  need_forks();
  assert_int_equal(pipe(pipes), 0);
  child = fork();
  if (!child)
    dumps_in_100_seconds(pipes[1]);
  close(pipes[1]);
  FD_ZERO(&set);
  FD_SET(pipes[0], &set);
  early = select(pipes[0] + 1, &set, NULL, NULL, &most);
  close(pipes[0]);
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(early, 0);
}

/* ---- variables that say what the watermarks are */

static int program_high = 512, program_low = 32;

static bool marks_soon(int high, int low)
{
  int now[2];

  for (unsigned i = 0; i < PATIENCE * 100; i++) {
    flc_watermarks(&now[0], &now[1]);
    if (now[0] == high && now[1] == low)
      return true;
    usleep(10000);
  }
  return false;
}

static void program_says(int high, int low)
{
  __atomic_store_n(&program_low, low, __ATOMIC_RELAXED);
  __atomic_store_n(&program_high, high, __ATOMIC_RELAXED);
}

static int follows(void)
{
  static int others[2] = {5, 4};

  flc_keeper_follow(NULL, NULL);
  flc_keeper_follow(&program_high, NULL);
  flc_keeper_follow(NULL, &program_low);
  flc_keeper_follow(&program_high, &program_low);
  flc_keeper_follow(&others[0], &others[1]); /* the first holds */
  program_says(20, 10);
  flc_free(&pool, flc_alloc(&pool));
  if (!marks_soon(20, 10))
    return 1;
  program_says(7, 3);
  if (!marks_soon(7, 3))
    return 2;
  program_says(-1, -1); /* no limit: what the low one says is nobody's business */
  return marks_soon(-1, 0) ? 0 : 3;
}

/* In a child: what is followed is followed for the life of a process. */
static void test_keeper__watermarks_follow_the_program(void **state)
{
  int status;
  pid_t child;

  (void)state;
  need_forks();
  child = fork();
  if (!child)
    _exit(follows());
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void __attribute__((noreturn)) says_nonsense(int to)
{
  dup2(to, STDERR_FILENO);
  flc_keeper_follow(&program_high, &program_low);
  program_says(4, 9);
  flc_free(&pool, flc_alloc(&pool));
  sleep(3); /* it looks three times */
  program_says(6, 2);
  _exit(marks_soon(6, 2) ? 0 : 1);
}

static void test_keeper__nonsense_is_told_once_and_changes_nothing(void **state)
{
  const char *told = "watermarks 4 and 9: the low one must be 0 to the high one: they stay 512 and "
                     "32\n",
             *first;
  char text[4096] = "";
  int status;
  pid_t child;

  (void)state;
  need_forks();
  child = child_that(says_nonsense, text, sizeof text, NULL);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  first = strstr(text, told);
  assert_non_null(first);
  assert_null(strstr(first + 1, "watermarks"));
}
