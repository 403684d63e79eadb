/* SPDX-License-Identifier: Apache-2.0 */
#include "spatch.h"

#include "batch.h"

#include <pthread.h>
#include <string.h>

G_DEFINE_QUARK(freelift_spatch_error, spatch_error)

/* More views than this in one run of spatch keep the other worker idle for too long at the end. */
enum { MOST_VIEWS = 64 };

/* The work of one call: batches still to run, and workers that run them. */
struct queue {
  const struct spatch_opts *o;
  const char *root;     /* the private temporary folder */
  pthread_mutex_t lock; /* not GLib's: ThreadSanitizer cannot see into those */
  pthread_cond_t changed;
  GQueue waiting; /* struct batch * */
  guint running;  /* batches taken and not yet done with; they may put new ones in */
  guint serial;   /* names of folders */
  gsize done, total;
  GError *err; /* the first one; nothing new is begun after it */
};

static struct batch *batch_new(struct batch_task *task, gsize first, gsize n)
{
  struct batch *b = g_new0(struct batch, 1);
  b->task = task;
  b->which = g_array_sized_new(FALSE, FALSE, sizeof(gsize), (guint)n);
  for (gsize i = first; i < first + n; i++)
    g_array_append_val(b->which, i);
  return b;
}

static struct batch *batch_of(struct batch_task *task)
{
  return batch_new(task, 0, 0);
}

static void batch_free(struct batch *b)
{
  if (b == NULL)
    return;
  g_array_unref(b->which);
  g_free(b);
}

static void free_batch(gpointer b)
{
  batch_free(b);
}

static gsize *batch_at(const struct batch *b, guint i)
{
  return &g_array_index(b->which, gsize, i);
}

static void put(struct queue *q, struct batch *b)
{
  if (b->which->len == 0) {
    batch_free(b);
    return;
  }
  pthread_mutex_lock(&q->lock);
  g_queue_push_tail(&q->waiting, b);
  pthread_cond_broadcast(&q->changed);
  pthread_mutex_unlock(&q->lock);
}

/* The next batch, or NULL when there will be none. */
static struct batch *take(struct queue *q, guint *serial)
{
  struct batch *b = NULL;
  pthread_mutex_lock(&q->lock);
  while (q->err == NULL && q->running > 0 && g_queue_is_empty(&q->waiting))
    pthread_cond_wait(&q->changed, &q->lock);
  if (q->err == NULL && (b = g_queue_pop_head(&q->waiting)) != NULL) {
    q->running++;
    *serial = q->serial;
    q->serial += 2; /* the second one is for an empty view */
  }
  pthread_mutex_unlock(&q->lock);
  return b;
}

static void done_with(struct queue *q, struct batch *b, gsize settled, GError *err)
{
  batch_free(b);
  pthread_mutex_lock(&q->lock);
  q->running--;
  q->done += settled;
  if (err != NULL && q->err == NULL)
    q->err = g_steal_pointer(&err);
  g_clear_error(&err);
  if (settled > 0 && q->o->progress != NULL)
    q->o->progress(q->done, q->total, q->o->progress_data);
  pthread_cond_broadcast(&q->changed);
  pthread_mutex_unlock(&q->lock);
}

/* Does an empty view come through?  If it does not, no single view is to blame. */
static gboolean is_healthy(struct queue *q, struct batch_task *task, guint serial, GError **err)
{
  if (g_atomic_int_get(&task->healthy))
    return TRUE;
  struct spatch_view view = {.text = "\nvoid fl(void)\n{\n}\n"};
  struct batch_task empty = *task;
  empty.views = &view;
  empty.n = 1;
  struct batch *b = batch_new(&empty, 0, 1);
  struct batch_end end = {0};
  gboolean ok = batch_run(b, q->o, q->root, serial, &end, err);
  if (ok && end.failed) {
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_BROKEN, "%s fails on an empty view too: %s",
                task->what, end.why);
    ok = FALSE;
  }
  batch_end_clear(&end);
  batch_free(b);
  spatch_views_clear(&view, 1);
  if (ok)
    g_atomic_int_set(&task->healthy, 1);
  return ok;
}

static void set_died(struct spatch_view *v, const char *why)
{
  spatch_views_clear(v, 1);
  v->outcome = SPATCH_DIED;
  v->why = g_strdup(why);
}

/* A batch failed: each view that was named runs alone, the rest together again; if none was named,
 * both halves do.  A view that fails alone has died of it. */
static gsize divide(struct queue *q, struct batch *b, const struct batch_end *end)
{
  struct spatch_view *views = b->task->views;
  guint n = b->which->len;
  if (n == 1) {
    set_died(&views[*batch_at(b, 0)], end->why);
    return 1;
  }

  struct batch *rest = batch_of(b->task), *second = batch_of(b->task);
  for (guint i = 0; i < n; i++) {
    gsize at = *batch_at(b, i);
    if (end->named->len > 0 && g_array_index(end->named, bool, i))
      put(q, batch_new(b->task, at, 1));
    else
      g_array_append_val(end->any_named || i < n / 2 ? rest->which : second->which, at);
  }
  put(q, rest);
  put(q, second);
  return 0;
}

static gpointer work(gpointer data)
{
  struct queue *q = data;
  guint serial;
  for (struct batch *b; (b = take(q, &serial)) != NULL;) {
    struct batch_end end = {0};
    GError *err = NULL;
    gsize settled = 0;
    if (batch_run(b, q->o, q->root, serial, &end, &err)) {
      if (!end.failed)
        settled = b->which->len;
      else if (end.any_named || is_healthy(q, b->task, serial + 1, &err))
        settled = divide(q, b, &end);
    }
    batch_end_clear(&end);
    done_with(q, b, settled, err);
  }
  return NULL;
}

static gint larger_first(gconstpointer a, gconstpointer b, gpointer data)
{
  (void)data;
  guint x = ((const struct batch *)a)->which->len, y = ((const struct batch *)b)->which->len;
  return x < y ? 1 : x > y ? -1 : 0;
}

/* Works off the queue with o->jobs workers, this thread being one of them. */
static gboolean work_off(struct queue *q, GError **err)
{
  guint jobs = q->o->jobs > 0 ? q->o->jobs : 2;
  jobs = MIN(jobs, MAX(1, g_queue_get_length(&q->waiting)));
  g_queue_sort(&q->waiting, larger_first, NULL);
  GThread **more = g_new0(GThread *, jobs);
  for (guint i = 1; i < jobs; i++)
    more[i] = g_thread_new("spatch", work, q);
  work(q);
  for (guint i = 1; i < jobs; i++)
    g_thread_join(more[i]);
  g_free(more);
  g_queue_clear_full(&q->waiting, free_batch);
  if (q->err != NULL) {
    g_propagate_error(err, q->err);
    return FALSE;
  }
  return TRUE;
}

static gboolean run_tasks(const struct spatch_opts *o, struct batch_task *tasks, gsize n,
                          GError **err)
{
  (void)spatch_error_quark(); /* made here, since the threads would race for it */
  char *root = batch_folder_make(o, err);
  if (root == NULL)
    return FALSE;

  struct queue q = {.o = o, .root = root};
  pthread_mutex_init(&q.lock, NULL);
  pthread_cond_init(&q.changed, NULL);
  g_queue_init(&q.waiting);
  for (gsize t = 0; t < n; t++) {
    for (gsize first = 0; first < tasks[t].n; first += MOST_VIEWS)
      g_queue_push_tail(&q.waiting,
                        batch_new(&tasks[t], first, MIN(MOST_VIEWS, tasks[t].n - first)));
    q.total += tasks[t].n;
  }
  gboolean ok = work_off(&q, err);
  pthread_cond_destroy(&q.changed);
  pthread_mutex_destroy(&q.lock);
  batch_folder_remove(root);
  g_free(root);
  return ok;
}

static gboolean run_jobs(const struct spatch_opts *o, struct spatch_job *jobs, gsize n,
                         enum batch_mode mode, GError **err)
{
  struct batch_task *tasks = g_new0(struct batch_task, n);
  for (gsize i = 0; i < n; i++) {
    const struct rule *r = jobs[i].rule;
    spatch_views_clear(jobs[i].views, jobs[i].n);
    tasks[i] = (struct batch_task){.mode = mode, .rule = r, .views = jobs[i].views, .n = jobs[i].n};
    tasks[i].what = g_strdup_printf("spatch with the rule '%s'", r->path);
  }
  gboolean ok = run_tasks(o, tasks, n, err);
  for (gsize i = 0; i < n; i++)
    g_free(tasks[i].what);
  g_free(tasks);
  return ok;
}

gboolean spatch_run_all(const struct spatch_opts *o, struct spatch_job *jobs, gsize njobs,
                        GError **err)
{
  return run_jobs(o, jobs, njobs, BATCH_PATCH, err);
}

gboolean spatch_run(const struct spatch_opts *o, const struct rule *rule, struct spatch_view *views,
                    gsize n, GError **err)
{
  struct spatch_job job = {.rule = rule, .views = views, .n = n};
  return spatch_run_all(o, &job, 1, err);
}

gboolean spatch_report_all(const struct spatch_opts *o, struct spatch_job *jobs, gsize njobs,
                           GError **err)
{
  struct spatch_about about;
  if (!spatch_probe(o, &about, err))
    return FALSE;
  bool python = about.python;
  spatch_about_clear(&about);
  if (!python) {
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_NO_PYTHON,
                "'%s' is compiled without Python scripting, so report and org modes would say "
                "nothing; install a coccinelle that has it",
                batch_program(o));
    return FALSE;
  }
  return run_jobs(o, jobs, njobs, BATCH_REPORT, err);
}

gboolean spatch_parse_census(const struct spatch_opts *o, struct spatch_view *views, gsize n,
                             GError **err)
{
  /* Copies, since a view that is not asked about must stay as it is. */
  struct spatch_view *asked = g_new0(struct spatch_view, n);
  gsize *from = g_new0(gsize, n), k = 0;
  for (gsize i = 0; i < n; i++)
    if (views[i].outcome == SPATCH_NO_MATCH) {
      asked[k].text = views[i].text;
      from[k++] = i;
    }
  struct batch_task task = {.mode = BATCH_CENSUS, .views = asked, .n = k};
  task.what = g_strdup("spatch --parse-c");
  gboolean ok = run_tasks(o, &task, 1, err);
  for (gsize i = 0; ok && i < k; i++) {
    struct spatch_view *to = &views[from[i]];
    to->outcome = asked[i].outcome;
    g_free(to->why);
    to->why = g_steal_pointer(&asked[i].why);
  }
  spatch_views_clear(asked, k);
  g_free(task.what);
  g_free(asked);
  g_free(from);
  return ok;
}

void spatch_views_clear(struct spatch_view *views, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    struct spatch_view *v = &views[i];
    g_clear_pointer(&v->result, g_free);
    g_clear_pointer(&v->why, g_free);
    g_clear_pointer(&v->places, g_array_unref);
    v->outcome = SPATCH_NO_MATCH;
  }
}

const char *spatch_outcome_name(enum spatch_outcome outcome)
{
  static const char *const names[] = {"no match", "applied", "unparsed", "died"};
  return names[outcome];
}
