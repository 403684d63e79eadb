/* SPDX-License-Identifier: Apache-2.0 */
#include "round.h"

static void shown_free(gpointer p)
{
  struct shown *s = p;
  view_free(s->view);
  g_array_unref(s->targets);
  g_free(s);
}

static struct shown *shown_for(GPtrArray *all, guint32 file, const struct island *is)
{
  for (guint i = all->len; i-- > 0;) { /* targets come in order: nearly always the last one */
    struct shown *s = g_ptr_array_index(all, i);
    if (s->file != file)
      break;
    if (s->island.first == is->first && s->island.end == is->end)
      return s;
  }
  struct shown *s = g_new0(struct shown, 1);
  s->file = file;
  s->island = *is;
  s->targets = g_array_new(FALSE, FALSE, sizeof(guint32));
  g_ptr_array_add(all, s);
  return s;
}

static void show_targets(struct rewriting *rw, struct round *r, enum view_zoom zoom)
{
  const struct inventory *inv = rw->inv;
  for (guint32 i = 0; i < rw->moved->len; i++) {
    struct moved *m = rewriting_moved(rw, i);
    struct island is;
    if (m->rule || !target_island(inv, moved_site(rw, m), zoom, &is))
      continue;
    m->zoom = is.zoom;
    g_array_append_val(shown_for(r->shown, moved_site(rw, m)->file, &is)->targets, i);
  }
}

static void make_view(const struct rewriting *rw, struct shown *s)
{
  const struct scanned *f = inventory_file(rw->inv, s->file);
  GArray *sites = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (guint k = 0; k < s->targets->len; k++)
    g_array_append_val(sites, rewriting_moved(rw, g_array_index(s->targets, guint32, k))->site);
  char *preamble = target_preamble(rw->inv, rw->native, sites, &s->island);
  s->view = view_encode(f->lx, f->sc, s->island.first, s->island.end, s->island.zoom, preamble);
  g_free(preamble);
  g_array_unref(sites);
}

static bool wants(const struct rewriting *rw, const struct rule *rule, const struct shown *s)
{
  if ((s->island.zoom == VIEW_DECLARATION) != (rule->view == RULE_VIEW_DECLARATION))
    return false;
  for (guint k = 0; k < s->targets->len; k++) {
    const struct moved *m = rewriting_moved(rw, g_array_index(s->targets, guint32, k));
    if (rule->moves[moved_site(rw, m)->kind])
      return true;
  }
  return false;
}

static void make_job(const struct rewriting *rw, struct round *r, guint k)
{
  struct spatch_job *job = &r->jobs[k];
  GArray *which = g_array_new(FALSE, FALSE, sizeof(guint));
  job->rule = g_ptr_array_index(rw->rules, k);
  for (guint i = 0; i < r->shown->len; i++)
    if (wants(rw, job->rule, g_ptr_array_index(r->shown, i)))
      g_array_append_val(which, i);
  job->n = which->len;
  job->views = g_new0(struct spatch_view, job->n + 1);
  r->which[k] = which;
  for (gsize i = 0; i < job->n; i++)
    job->views[i].text = view_text(round_shown(r, k, i)->view);
}

struct round *round_new(struct rewriting *rw, enum view_zoom zoom)
{
  struct round *r = g_new0(struct round, 1);
  r->shown = g_ptr_array_new_with_free_func(shown_free);
  r->njobs = rw->rules->len;
  r->jobs = g_new0(struct spatch_job, r->njobs + 1);
  r->which = g_new0(GArray *, r->njobs + 1);
  show_targets(rw, r, zoom);
  for (guint i = 0; i < r->shown->len; i++)
    make_view(rw, g_ptr_array_index(r->shown, i));
  for (guint k = 0; k < r->njobs; k++)
    make_job(rw, r, k);
  return r;
}

void round_free(struct round *r)
{
  for (guint k = 0; k < r->njobs; k++) {
    spatch_views_clear(r->jobs[k].views, r->jobs[k].n);
    g_free(r->jobs[k].views);
    g_array_unref(r->which[k]);
  }
  g_free(r->jobs);
  g_free(r->which);
  g_ptr_array_unref(r->shown);
  g_free(r);
}

const struct shown *round_shown(const struct round *r, guint k, gsize i)
{
  return g_ptr_array_index(r->shown, g_array_index(r->which[k], guint, i));
}
