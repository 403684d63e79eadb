/* SPDX-License-Identifier: Apache-2.0
 *
 * A machine with as many nodes as a test likes: topology from a description, cpu from a variable of
 * each thread, bind from a recorder. What libflc knows of nodes is constant for a process, so each
 * test that has one runs in a child.
 */
#ifndef NUMA_FAKE_H
#define NUMA_FAKE_H

#include "compat/numa.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The runtime of TSan needs memory of its own, and stands still when a child with threads forks. */
#ifdef __has_feature
#define FAKE_TSAN __has_feature(thread_sanitizer)
#elif defined __SANITIZE_THREAD__
#define FAKE_TSAN 1
#else
#define FAKE_TSAN 0
#endif

/* In a child, where cmocka cannot see. */
#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      _exit(1);                                                               \
    }                                                                         \
  } while (0)

static const char *fake_nodes;
static __thread int fake_cpu;
static int fake_without_memory = -1; /* a node of fake_nodes loses its memory */
static int fake_error;               /* what bind says */
static int fake_binds[64];           /* calls, by node */

static int fake_load(struct flc_topology *t)
{
  int result = flc_topology_load(t, fake_nodes);

  if (!result && fake_without_memory >= 0)
    t->node[fake_without_memory].memory = 0;
  return result;
}

static int fake_getcpu(void)
{
  return fake_cpu;
}

static int fake_bind(void *start, size_t bytes, int node)
{
  (void)start;
  CHECK(bytes >= FLC_UNIT);
  CHECK(node >= 0 && node < 64);
  __atomic_fetch_add(&fake_binds[node], 1, __ATOMIC_RELAXED);
  return -fake_error;
}

static const struct flc_numa_system fake = {fake_load, fake_getcpu, fake_bind};

/* From here on the process has these nodes, and all pools are on numa. */
static inline void fake_machine(const char *nodes)
{
  fake_nodes = nodes;
  CHECK(!flc_numa_use(&fake));
  CHECK(!flc_start("numa,no-keeper"));
}

/* Runs body in a child, standard error into out (of size bytes; NULL: stays), and returns its wait
 * status. */
static inline int in_child(void (*body)(void), char *out, size_t size)
{
  int pipes[2], status;
  ssize_t n, all = 0;

  assert_int_equal(0, pipe(pipes));
  fflush(NULL);

  pid_t child = fork();

  assert_true(child >= 0);
  if (!child) {
    if (out)
      dup2(pipes[1], 2);
    close(pipes[0]);
    close(pipes[1]);
    body();
    _exit(0);
  }
  close(pipes[1]);
  while (out && (n = read(pipes[0], out + all, size - 1 - (size_t)all)) > 0)
    all += n;
  if (out)
    out[all] = '\0';
  close(pipes[0]);
  assert_int_equal(child, waitpid(child, &status, 0));
  if (status && out)
    fputs(out, stderr);
  return status;
}

struct on_thread {
  int cpu;
  void (*body)(void *data);
  void *data;
};

static inline void *on_thread_run(void *data)
{
  const struct on_thread *on = data;

  fake_cpu = on->cpu;
  on->body(on->data);
  return NULL;
}

/* Runs body in a thread on cpu, and waits for its end. */
static inline void on_cpu(int cpu, void (*body)(void *data), void *data)
{
  struct on_thread on = {cpu, body, data};
  pthread_t id;

  CHECK(!pthread_create(&id, NULL, on_thread_run, &on));
  CHECK(!pthread_join(id, NULL));
}

static inline int node_of(const struct flc_pool *pool, const void *object)
{
  return flc_numa_node_of(pool->state, object);
}

static inline unsigned count_of(const char *text, const char *word)
{
  unsigned n = 0;

  for (; (text = strstr(text, word)); text++)
    n++;
  return n;
}

#endif
