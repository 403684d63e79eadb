/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parallel.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

static void count(guint i, gpointer data)
{
  g_atomic_int_inc(&((gint *)data)[i]);
}

static void test_parallel__each_index_once(void **state)
{
  (void)state;
  static const guint sizes[] = {0, 1, 2, 3, 1000};
  for (gsize k = 0; k < G_N_ELEMENTS(sizes); k++) {
    gint *seen = g_new0(gint, sizes[k] + 1);
    parallel_for(sizes[k], count, seen);
    for (guint i = 0; i < sizes[k]; i++)
      assert_int_equal(seen[i], 1);
    assert_int_equal(seen[sizes[k]], 0);
    g_free(seen);
  }
}

/* All calls but the last one to come wait for the last: with one thread alone nobody would come. */
struct gate {
  pthread_mutex_t lock; /* not GLib's, which a thread sanitizer cannot see */
  pthread_cond_t more;
  guint here, wanted;
  gboolean in_time;
};

static void wait_for_all(guint i, gpointer data)
{
  struct gate *g = data;
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += 5;
  (void)i;
  pthread_mutex_lock(&g->lock);
  g->here++;
  pthread_cond_broadcast(&g->more);
  while (g->here < g->wanted && g->in_time)
    g->in_time = pthread_cond_timedwait(&g->more, &g->lock, &limit) == 0;
  pthread_mutex_unlock(&g->lock);
}

static void test_parallel__runs_on_as_many_threads_as_there_are_cores(void **state)
{
  (void)state;
  struct gate g = {.wanted = g_get_num_processors(), .in_time = TRUE};
  pthread_mutex_init(&g.lock, NULL);
  pthread_cond_init(&g.more, NULL);
  parallel_for(g.wanted, wait_for_all, &g);
  assert_true(g.in_time);
  assert_int_equal(g.here, g.wanted);
  pthread_mutex_destroy(&g.lock);
  pthread_cond_destroy(&g.more);
}
