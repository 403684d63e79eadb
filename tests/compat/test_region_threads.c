/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/region.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MIB = 1 << 20, ROUNDS = 2500, THREADS = 4 };

static bool stop;

static void *churn(void *kind)
{
  struct flc_span *live[16] = {0};
  unsigned seed = (unsigned)(uintptr_t)&live;

  for (unsigned round = 0; round < ROUNDS; round++) {
    struct flc_span **s = &live[rand_r(&seed) % 16];

    if (*s) {
      if (*(void **)(void *)(*s)->base != s || flc_span_of((*s)->base + 8) != *s)
        return kind;
      flc_span_free(*s);
      *s = NULL;
    } else if ((*s = flc_span_alloc(kind, (size_t)(1 + rand_r(&seed) % 40) * FLC_UNIT, 1, NULL,
                                    s))) {
      *(void **)(void *)(*s)->base = s;
    }
  }
  for (unsigned i = 0; i < 16; i++)
    if (live[i])
      flc_span_free(live[i]);
  return NULL;
}

static void *release(void *unused)
{
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    flc_regions_release(0);
    usleep(1000);
  }
  return unused;
}

static void test_region_threads__threads(void **state)
{
  struct flc_kind *kind = flc_kind(0, __LINE__, NULL);
  pthread_t id[THREADS], releaser;
  struct flc_region_stats stats;

  (void)state;
  assert_int_equal(pthread_create(&releaser, NULL, release, NULL), 0);
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&id[i], NULL, churn, kind), 0);
  for (unsigned i = 0; i < THREADS; i++) {
    void *failed;

    assert_int_equal(pthread_join(id[i], &failed), 0);
    assert_null(failed);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  pthread_join(releaser, NULL);
  flc_regions_stats(kind, &stats);
  assert_int_equal(stats.in_use, 0);
  flc_regions_release(0);
}

static int use(struct flc_kind *kind)
{
  struct flc_span *span = flc_span_alloc(kind, MIB, 1, NULL, NULL);

  if (!span)
    return 1;
  flc_span_free(span);
  flc_regions_release(0);
  return 0;
}

static bool done;

static void *churn_and_say_so(void *kind)
{
  churn(kind);
  __atomic_store_n(&done, true, __ATOMIC_RELEASE);
  return NULL;
}

/* The handlers are those of the first pool that is bound; here they are called by hand. The thread
 * is detached: to TSan one that the child does not have would else have leaked there. */
static void test_region_threads__fork_while_threads_work(void **state)
{
  struct flc_kind *kind = flc_kind(0, __LINE__, NULL);
  pthread_attr_t attr;
  pthread_t id;

  (void)state;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  assert_int_equal(pthread_create(&id, &attr, churn_and_say_so, kind), 0);
  pthread_attr_destroy(&attr);
  for (unsigned i = 0; i < 10; i++) {
    pid_t child;
    int status;

    flc_regions_fork(-1);
    child = fork();
    flc_regions_fork(child ? 0 : 1);
    if (!child)
      _exit(use(kind));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
  }
  while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
    usleep(1000);
}
