/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/slab_pool.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 20000, MIB = 1 << 20 };

struct mixed {
  struct pool *p;
  void *head;
  bool done;
};

static void *give_mixed(void *arg)
{
  struct mixed *mixed = arg;

  flc_slabs_free(mixed->p->slabs, mixed->head, 2);
  __atomic_store_n(&mixed->done, true, __ATOMIC_RELEASE);
  return NULL;
}

/* A chain of objects of two nodes is given under the lock of each in turn. */
static void test_slab_threads__gives_take_the_lock_of_each_node(void **state)
{
  struct pool *p = open_pool("locks", 128, 8);
  struct flc_slabs *other = flc_slabs_new(&p->st, p->kind);
  struct mixed mixed = {.p = p, .head = take(p)};
  pthread_t id;

  (void)state;
  assert_int_equal(flc_slabs_alloc(other, mixed.head, 1), 1);
  flc_lock(&other->lock);
  assert_int_equal(pthread_create(&id, NULL, give_mixed, &mixed), 0);
  while (!__atomic_load_n(&mixed.done, __ATOMIC_ACQUIRE) &&
         __atomic_load_n(&other->lock.state, __ATOMIC_RELAXED) != 2)
    usleep(100);
  assert_false(mixed.done);
  flc_unlock(&other->lock);
  pthread_join(id, NULL);
  assert_true(mixed.done);
}

struct shared {
  struct pool *p;
  struct flc_slabs *slabs[2]; /* as of two nodes */
};

static bool stop;

static bool take_one(struct shared *shared, void **place, unsigned which)
{
  if (flc_slabs_alloc(shared->slabs[which % 2], place, 1))
    *((void **)*place + 1) = place;
  return *place;
}

/* Two at a time, often of two nodes. */
static void *churn(void *arg)
{
  struct shared *shared = arg;
  void *live[64] = {0};
  unsigned seed = (unsigned)(uintptr_t)&live;

  for (unsigned round = 0; round < ROUNDS; round++) {
    void **s = &live[rand_r(&seed) % 32 * 2];

    if (!s[0] && (!take_one(shared, s, (unsigned)rand_r(&seed)) || !take_one(shared, s + 1, round)))
      return arg;
    if (((void **)s[0])[1] != s || ((void **)s[1])[1] != s + 1)
      return s[0];
    if (rand_r(&seed) % 2)
      continue;
    *(void **)s[0] = s[1];
    flc_slabs_free(shared->slabs[0], s[0], 2);
    s[0] = s[1] = NULL;
  }
  for (unsigned i = 0; i < 64; i++)
    if (live[i])
      flc_slabs_free(shared->slabs[0], live[i], 1);
  return NULL;
}

static void *trim(void *arg)
{
  struct shared *shared = arg;

  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    flc_slabs_trim(shared->slabs[0], 0);
    flc_slabs_trim(shared->slabs[1], 0);
    flc_regions_release(0);
    sched_yield();
  }
  return NULL;
}

static struct shared share(struct pool *p)
{
  return (struct shared){p, {p->slabs, flc_slabs_new(&p->st, p->kind)}};
}

/* How many objects are in use in the end. */
static size_t left_by_threads_on(struct pool *p)
{
  struct shared shared = share(p);
  pthread_t id[THREADS], trimmer;

  __atomic_store_n(&stop, false, __ATOMIC_RELAXED);
  assert_int_equal(pthread_create(&trimmer, NULL, trim, &shared), 0);
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&id[i], NULL, churn, &shared), 0);
  for (unsigned i = 0; i < THREADS; i++) {
    void *failed;

    assert_int_equal(pthread_join(id[i], &failed), 0);
    assert_null(failed);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  pthread_join(trimmer, NULL);
  flc_slabs_trim(shared.slabs[0], 0);
  flc_slabs_trim(shared.slabs[1], 0);
  return in_use(p);
}

static void test_slab_threads__threads_while_it_is_trimmed(void **state)
{
  (void)state;
  assert_int_equal(left_by_threads_on(open_pool("small", 64, 8)), 0);
  assert_int_equal(left_by_threads_on(open_pool("page", 8192, 4096)), 0);
  assert_int_equal(left_by_threads_on(open_pool("large", MIB, 4096)), 0);
}

/* Detached: to TSan a thread that the child does not have would else have leaked there. */
static void start(void *(*run)(void *), void *arg)
{
  pthread_attr_t attr;
  pthread_t id;

  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  assert_int_equal(pthread_create(&id, &attr, run, arg), 0);
  pthread_attr_destroy(&attr);
}

static unsigned at_work;

static void *churn_until_stopped(void *arg)
{
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
    churn(arg);
  __atomic_fetch_sub(&at_work, 1, __ATOMIC_RELEASE);
  return NULL;
}

static void *trim_until_stopped(void *arg)
{
  trim(arg);
  __atomic_fetch_sub(&at_work, 1, __ATOMIC_RELEASE);
  return NULL;
}

static int use_in_child(struct pool *p)
{
  give(p, take(p));
  flc_slabs_trim(p->slabs, 0);
  flc_regions_release(0);
  return 0;
}

static void test_slab_threads__fork_while_threads_work(void **state)
{
  struct pool *p = open_pool("fork", 8192, 8);
  struct shared shared = share(p);

  (void)state;
  __atomic_store_n(&stop, false, __ATOMIC_RELAXED);
  at_work = 2;
  start(trim_until_stopped, &shared);
  start(churn_until_stopped, &shared);
  for (unsigned i = 0; i < 10; i++) {
    pid_t child;
    int status;

    flc_slabs_fork(-1);
    flc_regions_fork(-1);
    child = fork();
    flc_regions_fork(child ? 0 : 1);
    flc_slabs_fork(child ? 0 : 1);
    if (!child)
      _exit(use_in_child(p));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  while (__atomic_load_n(&at_work, __ATOMIC_ACQUIRE))
    usleep(1000);
}
