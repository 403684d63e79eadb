/* SPDX-License-Identifier: Apache-2.0 */
#include "parallel.h"

struct job {
  gint next;
  guint n;
  void (*f)(guint i, gpointer data);
  gpointer data;
};

static gpointer work(gpointer p)
{
  struct job *j = p;
  for (guint i; (i = (guint)g_atomic_int_add(&j->next, 1)) < j->n;)
    j->f(i, j->data);
  return NULL;
}

void parallel_for(guint n, void (*f)(guint i, gpointer data), gpointer data)
{
  struct job j = {.n = n, .f = f, .data = data};
  guint threads = MIN(n, g_get_num_processors());
  GThread **t = g_new0(GThread *, threads + 1);
  for (guint k = 1; k < threads; k++)
    t[k] = g_thread_new("freelift", work, &j);
  work(&j);
  for (guint k = 1; k < threads; k++)
    g_thread_join(t[k]);
  g_free(t);
}
