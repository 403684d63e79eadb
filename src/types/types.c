/* SPDX-License-Identifier: Apache-2.0 */
#include "types.h"
#include "base/parallel.h"
#include "record.h"
#include "scan/definition.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* A place where a pool is declared, and a unit in which that place is compiled. */
struct place {
  const struct source *in; /* the file that declares it */
  guint line, column;
  const struct command *cmd;
  char *root;
};

/* One unit to parse, and the pools that are read from it. */
struct job {
  const struct command *cmd;
  const char *root;
  GArray *pools;  /* guint32 */
  GArray *places; /* struct place *, side by side with pools */
  char *error;
};

struct run {
  const struct inventory *inv;
  const struct clang_api *c;
  GPtrArray *facts, *jobs;
  types_progress progress;
  gpointer data;
  pthread_mutex_t lock; /* a GMutex is one that ThreadSanitizer does not see */
  guint done, total;
};

bool types_is_wanted(const struct inventory *inv, guint32 pool)
{
  const struct pool *p = inventory_pool(inv, pool);
  return (p->kind == POOL_CLASS || p->kind == POOL_TRACKER) && !p->is_param && !p->is_pointer;
}

/* ------------------------------------------------------------------ where to look */

static void place_clear(gpointer p)
{
  g_free(((struct place *)p)->root);
}

/* A unit that includes the header by the end of its name, itself or not at all. */
static const struct command *includer(const struct inventory *inv, const struct database *db,
                                      const struct source *header, char **root)
{
  char *base = g_path_get_basename(header->path);
  char *quoted = g_strconcat(base, "\"", NULL);
  const struct command *found = NULL;
  for (guint i = 0; i < inv->tree->sources->len && !found; i++) {
    const struct source *s = g_ptr_array_index(inv->tree->sources, i);
    if (s != header && strstr(s->text, quoted))
      found = database_find(db, inv->tree, s, root);
  }
  g_free(base);
  g_free(quoted);
  return found;
}

/* Where the pool can be looked at, best first. */
static GArray *places_of(const struct inventory *inv, const struct database *db, guint32 pool)
{
  GArray *defs = definitions_of(inv, pool),
         *places = g_array_new(FALSE, FALSE, sizeof(struct place));
  g_array_set_clear_func(places, place_clear);
  for (guint i = 0; i < defs->len; i++) {
    const struct definition *d = &g_array_index(defs, struct definition, i);
    struct place p = {
        .in = inventory_file(inv, d->file)->src, .line = d->line, .column = d->column};
    p.cmd = database_find(db, inv->tree, p.in, &p.root);
    if (!p.cmd)
      p.cmd = includer(inv, db, p.in, &p.root);
    if (p.cmd)
      g_array_append_val(places, p);
  }
  g_array_unref(defs);
  return places;
}

/* ------------------------------------------------------------------ one round */

static void job_free(gpointer p)
{
  struct job *j = p;
  g_array_unref(j->pools);
  g_array_unref(j->places);
  g_free(j->error);
  g_free(j);
}

static struct job *job_for(GPtrArray *jobs, const struct place *p)
{
  for (guint i = 0; i < jobs->len; i++)
    if (((struct job *)g_ptr_array_index(jobs, i))->cmd == p->cmd)
      return g_ptr_array_index(jobs, i);
  struct job *j = g_new0(struct job, 1);
  j->cmd = p->cmd;
  j->root = p->root;
  j->pools = g_array_new(FALSE, FALSE, sizeof(guint32));
  j->places = g_array_new(FALSE, FALSE, sizeof(struct place *));
  g_ptr_array_add(jobs, j);
  return j;
}

static void read_pool(const struct run *r, const struct unit *u, guint32 pool,
                      const struct place *p)
{
  struct type_facts *f = g_ptr_array_index(r->facts, pool);
  char *file = g_build_filename(p->root, p->in->path, NULL);
  char *at = g_strdup_printf("%s:%u", p->in->path, p->line);
  bool found;
  CXType t = unit_variable(u, file, p->line, p->column, inventory_pool(r->inv, pool)->name, &found);
  if (found) {
    record_read(u, t, at, f);
  } else {
    char *why = g_strdup_printf("%s is not compiled as the database has it (an #if, perhaps)", at);
    facts_unknown(f, why);
    g_free(why);
  }
  g_free(file);
  g_free(at);
}

static void run_job(guint i, gpointer data)
{
  struct run *r = data;
  struct job *j = g_ptr_array_index(r->jobs, i);
  struct unit *u = unit_parse(r->c, j->cmd, j->root, &j->error);
  for (guint k = 0; k < j->pools->len; k++) {
    guint32 pool = g_array_index(j->pools, guint32, k);
    if (u) {
      read_pool(r, u, pool, g_array_index(j->places, struct place *, k));
    } else {
      char *why = g_strconcat("its unit does not parse: ", j->error, NULL);
      facts_unknown(g_ptr_array_index(r->facts, pool), why);
      g_free(why);
    }
  }
  unit_free(u);
  pthread_mutex_lock(&r->lock);
  r->done++;
  if (r->progress)
    r->progress(r->done, r->total, r->data);
  pthread_mutex_unlock(&r->lock);
}

static bool is_open(const struct run *r, GArray **places, guint32 pool, guint round)
{
  const struct type_facts *f = g_ptr_array_index(r->facts, pool);
  return f && f->unknown && places[pool] && round < places[pool]->len;
}

/* Each pool that is still unknown, at its next place; false: there is none left. */
static bool run_round(struct run *r, GArray **places, guint round, struct types *t)
{
  r->jobs = g_ptr_array_new_with_free_func(job_free);
  for (guint32 k = 0; k < r->facts->len; k++) {
    if (!is_open(r, places, k, round))
      continue;
    struct place *p = &g_array_index(places[k], struct place, round);
    struct job *j = job_for(r->jobs, p);
    g_array_append_val(j->pools, k);
    g_array_append_val(j->places, p);
  }
  guint n = r->jobs->len;
  r->total += n;
  parallel_for(n, run_job, r);
  for (guint i = 0; i < n; i++) {
    struct job *j = g_ptr_array_index(r->jobs, i);
    if (j->error)
      g_ptr_array_add(t->broken, g_strdup(j->error));
  }
  t->units += n;
  g_ptr_array_unref(r->jobs);
  return n > 0;
}

/* libclang's driver changes the process's working directory as a command's directory asks; what it
 * parses does not depend on it, but our own relative paths do. */
static void run_rounds(struct run *r, GArray **places, bool any, struct types *t)
{
  int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (guint round = 0; any && run_round(r, places, round, t); round++)
    ;
  if (here >= 0 && fchdir(here) != 0)
    g_printerr("freelift: cannot go back to the working directory\n");
  if (here >= 0)
    close(here);
}

static void free_facts(gpointer f)
{
  facts_free(f);
}

struct types *types_read(const struct inventory *inv, const struct database *db,
                         const struct clang_api *c, const char *why, types_progress progress,
                         gpointer data)
{
  guint n = inv->pools->len;
  struct types *t = g_new0(struct types, 1);
  struct run r = {.inv = inv, .c = c, .progress = progress, .data = data};
  GArray **places = g_new0(GArray *, n + 1);
  t->facts = g_ptr_array_new_with_free_func(free_facts);
  t->broken = g_ptr_array_new_with_free_func(g_free);
  r.facts = t->facts;
  pthread_mutex_init(&r.lock, NULL);
  for (guint32 k = 0; k < n; k++) {
    struct type_facts *f = types_is_wanted(inv, k) ? facts_new() : NULL;
    g_ptr_array_add(t->facts, f);
    if (!f)
      continue;
    places[k] = db ? places_of(inv, db, k) : NULL;
    facts_unknown(f, db ? "no unit of the database compiles its declaration" : why);
  }
  run_rounds(&r, places, db != NULL, t);
  for (guint32 k = 0; k < n; k++)
    if (places[k])
      g_array_unref(places[k]);
  g_free(places);
  pthread_mutex_destroy(&r.lock);
  return t;
}

void types_free(struct types *t)
{
  if (!t)
    return;
  g_ptr_array_unref(t->facts);
  g_ptr_array_unref(t->broken);
  g_free(t);
}
