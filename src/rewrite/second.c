/* SPDX-License-Identifier: Apache-2.0 */
#include "second.h"

/* How often each line of a file was named, by line. */
static void count(GHashTable *lines, guint32 line)
{
  gpointer n = g_hash_table_lookup(lines, GUINT_TO_POINTER(line));
  g_hash_table_insert(lines, GUINT_TO_POINTER(line), GUINT_TO_POINTER(GPOINTER_TO_UINT(n) + 1));
}

static guint counted(GHashTable *lines, guint32 line)
{
  return GPOINTER_TO_UINT(g_hash_table_lookup(lines, GUINT_TO_POINTER(line)));
}

/* The line that report mode names a site by: where its head begins. */
static guint32 named_line(const struct inventory *inv, const struct site *s)
{
  return inventory_file(inv, s->file)->lx->tok[target_head(inv, s).first].line;
}

static bool differ(const struct rewriting *rw, const struct shown *s, const struct rule *rule,
                   guint32 line, guint report, guint patch, GError **err)
{
  g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_LAW,
              "%s:%u: rule %s names %u sites here in report mode and moves %u in patch mode",
              inventory_file(rw->inv, s->file)->src->path, line, rule->name, report, patch);
  return false;
}

/* On each line: at least the targets, at most all sites of the rule's kinds (a pool that stays has
 * sites too). */
static bool compare(const struct rewriting *rw, const struct shown *s, const struct rule *rule,
                    const struct spatch_view *sv, GError **err)
{
  GHashTable *report = g_hash_table_new(NULL, NULL), *most = g_hash_table_new(NULL, NULL),
             *least = g_hash_table_new(NULL, NULL);
  for (guint i = 0; sv->places && i < sv->places->len; i++)
    count(report, view_line(s->view, g_array_index(sv->places, struct spatch_place, i).line));
  for (guint32 k = 0; k < rw->inv->sites->len; k++) {
    const struct site *site = inventory_site(rw->inv, k);
    if (site->file == s->file && rule->moves[site->kind] && site->tok >= s->island.first &&
        site->tok < s->island.end)
      count(most, named_line(rw->inv, site));
  }
  for (guint k = 0; k < s->targets->len; k++) {
    const struct moved *m = rewriting_moved(rw, g_array_index(s->targets, guint32, k));
    if (m->rule == rule->name)
      count(least, named_line(rw->inv, moved_site(rw, m)));
  }
  bool ok = true;
  GHashTableIter it;
  gpointer line;
  for (g_hash_table_iter_init(&it, most); ok && g_hash_table_iter_next(&it, &line, NULL);) {
    guint32 n = GPOINTER_TO_UINT(line);
    if (counted(report, n) < counted(least, n) || counted(report, n) > counted(most, n))
      ok = differ(rw, s, rule, n, counted(report, n), counted(least, n), err);
  }
  for (g_hash_table_iter_init(&it, report); ok && g_hash_table_iter_next(&it, &line, NULL);)
    if (!counted(most, GPOINTER_TO_UINT(line)))
      ok = differ(rw, s, rule, GPOINTER_TO_UINT(line), 1, 0, err);
  g_hash_table_unref(report);
  g_hash_table_unref(most);
  g_hash_table_unref(least);
  return ok;
}

bool second_opinion(const struct rewriting *rw, const struct round *r, const struct spatch_opts *o,
                    GError **err)
{
  struct spatch_job *jobs = g_new0(struct spatch_job, r->njobs + 1);
  for (guint k = 0; k < r->njobs; k++) {
    jobs[k] = r->jobs[k];
    jobs[k].views = g_new0(struct spatch_view, jobs[k].n + 1);
    for (gsize i = 0; i < jobs[k].n; i++)
      jobs[k].views[i].text = r->jobs[k].views[i].text;
  }
  bool ok = !r->shown->len || spatch_report_all(o, jobs, r->njobs, err);
  for (guint k = 0; k < r->njobs; k++) {
    for (gsize i = 0; ok && i < jobs[k].n; i++)
      ok = compare(rw, round_shown(r, k, i), jobs[k].rule, &jobs[k].views[i], err);
    spatch_views_clear(jobs[k].views, jobs[k].n);
    g_free(jobs[k].views);
  }
  g_free(jobs);
  return ok;
}
