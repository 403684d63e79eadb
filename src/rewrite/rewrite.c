/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite.h"
#include "declaration.h"
#include "form.h"
#include "layout.h"
#include "operators.h"
#include "round.h"
#include "second.h"
#include "unused.h"

#include <string.h>

G_DEFINE_QUARK(freelift_rewrite_error, rewrite_error)

/* ------------------------------------------------------------------ edits to sites */

static bool law(GError **err, const struct rewriting *rw, guint32 file, guint32 tok,
                const char *rule, const char *what)
{
  const struct scanned *f = inventory_file(rw->inv, file);
  g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_LAW,
              "%s:%u:%u: rule %s %s; nothing was changed. This is a defect of the rule or of the "
              "lens, please report it with the line.",
              f->src->path, f->lx->tok[tok].line, tok_column(f->lx, tok), rule, what);
  return false;
}

/* The site in whose head the edit lies, or NULL. */
static const struct site *site_at(const struct inventory *inv, guint32 file, const struct edit *e)
{
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->file != file || !site_kind_is_moved(s->kind))
      continue;
    struct head h = target_head(inv, s);
    if (e->tok_first >= h.first && e->tok_end <= h.end && e->tok_first < h.end)
      return s;
  }
  return NULL;
}

static struct moved *moved_of(const struct rewriting *rw, const struct site *s)
{
  guint32 site = (guint32)(s - inventory_site(rw->inv, 0)), lo = 0, hi = rw->moved->len;
  while (lo < hi) {
    guint32 mid = lo + (hi - lo) / 2;
    if (rewriting_moved(rw, mid)->site < site)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < rw->moved->len && rewriting_moved(rw, lo)->site == site ? rewriting_moved(rw, lo)
                                                                      : NULL;
}

static void own_edits(const struct rewriting *rw, guint32 file, guint from, guint32 site,
                      const char *rule)
{
  GArray *edits = g_ptr_array_index(rw->edits, file);
  for (guint i = from; i < edits->len; i++) {
    g_array_index(edits, struct edit, i).rule = rule;
    g_array_index(edits, struct edit, i).owner = site + 1;
  }
}

/* The rule's edit as it is, or what stands behind the form that it writes. */
static bool add_edit(struct rewriting *rw, const struct site *s, const struct edit *e, GError **err)
{
  GArray *edits = g_ptr_array_index(rw->edits, s->file);
  if (!rw->native) {
    edits_add(edits, e->off, e->len, g_strdup(e->text), e->tok_first, e->tok_end);
    return true;
  }
  if (e->tok_first != s->tok || e->tok_end != s->tok + 1) {
    g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_LAW, "edits more than the name of the call");
    return false;
  }
  return form_edits(rw->inv, s, decision_of(rw->native, s->pool), e->text, edits, rw->notes, err);
}

/* One edit of a rule's output: it belongs to a target (kept), to a site of a unit that stays
 * (dropped), or breaks the law. */
static bool take_edit(struct rewriting *rw, guint32 file, const struct edit *e,
                      const struct rule *rule, GError **err)
{
  const struct site *s = site_at(rw->inv, file, e);
  if (!s)
    return law(err, rw, file, e->tok_first, rule->name, "edits what is no site");
  struct moved *m = moved_of(rw, s);
  if (!m)
    return true;
  if (!rule->moves[s->kind])
    return law(err, rw, file, e->tok_first, rule->name,
               "edits a site of a kind that is not its own");
  if (m->rule && strcmp(m->rule, rule->name) == 0)
    return law(err, rw, file, e->tok_first, rule->name, "edits one site twice");
  if (m->rule)
    return law(err, rw, file, e->tok_first, rule->name,
               "edits a site that another rule has edited");
  guint before = ((GArray *)g_ptr_array_index(rw->edits, file))->len;
  GError *why = NULL;
  if (!add_edit(rw, s, e, &why)) {
    law(err, rw, file, s->tok, rule->name, why->message);
    g_error_free(why);
    return false;
  }
  own_edits(rw, file, before, m->site, rule->name);
  m->rule = rule->name;
  return true;
}

static bool take_result(struct rewriting *rw, const struct shown *s, const struct spatch_view *sv,
                        const struct rule *rule, GError **err)
{
  GArray *edits = edits_new();
  GError *why = NULL;
  bool ok = view_edits(s->view, sv->result, edits, &why);
  if (!ok) {
    char *what = g_strdup_printf("gives what cannot be put back, %s", why->message);
    law(err, rw, s->file, s->island.first, rule->name, what);
    g_free(what);
    g_error_free(why);
  }
  for (guint i = 0; ok && i < edits->len; i++)
    ok = take_edit(rw, s->file, &g_array_index(edits, struct edit, i), rule, err);
  g_array_unref(edits);
  return ok;
}

/* ------------------------------------------------------------------ a round */

static void note_outcome(struct rewriting *rw, const struct shown *s, const struct rule *rule,
                         const struct spatch_view *sv)
{
  rw->outcomes[sv->outcome]++;
  for (guint k = 0; k < s->targets->len; k++) {
    struct moved *m = rewriting_moved(rw, g_array_index(s->targets, guint32, k));
    if (!rule->moves[moved_site(rw, m)->kind])
      continue;
    m->outcome = sv->outcome;
    if (sv->why && !m->rule) {
      g_free(m->why);
      m->why = g_strdup(sv->why);
    }
  }
}

static bool take_job(struct rewriting *rw, const struct round *r, guint k, GError **err)
{
  const struct spatch_job *job = &r->jobs[k];
  for (gsize i = 0; i < job->n; i++) {
    const struct shown *s = round_shown(r, k, i);
    if (job->views[i].outcome == SPATCH_APPLIED &&
        !take_result(rw, s, &job->views[i], job->rule, err))
      return false;
    note_outcome(rw, s, job->rule, &job->views[i]);
  }
  return true;
}

/* One round: all open targets at one zoom. */
static bool run_round(struct rewriting *rw, const struct rewrite_opts *o, enum view_zoom zoom,
                      GError **err)
{
  struct round *r = round_new(rw, zoom);
  /* A view in which nothing was matched may be one that spatch cannot read: ask. */
  struct spatch_opts quiet = o->spatch;
  quiet.progress = NULL;
  bool ok = !r->shown->len || spatch_run_all(&o->spatch, r->jobs, r->njobs, err);
  for (guint k = 0; ok && k < r->njobs; k++)
    ok =
        spatch_parse_census(&quiet, r->jobs[k].views, r->jobs[k].n, err) && take_job(rw, r, k, err);
  if (ok && o->second_opinion)
    ok = second_opinion(rw, r, &quiet, err);
  rw->views += r->shown->len;
  round_free(r);
  return ok;
}

/* ------------------------------------------------------------------ the whole */

static bool has_rule(const struct rewriting *rw, enum site_kind kind)
{
  bool found = false;
  for (guint i = 0; i < rw->rules->len; i++)
    found |= ((const struct rule *)g_ptr_array_index(rw->rules, i))->moves[kind];
  return found;
}

static void report_unreached(GString *s, const struct rewriting *rw, const struct moved *m)
{
  const struct site *site = moved_site(rw, m);
  const char *reason = spatch_outcome_name(m->outcome);
  g_string_append_printf(s, "\n%s:%u:%u: %s of %s: %s%s%s",
                         inventory_file(rw->inv, site->file)->src->path, site->line, site->column,
                         site_kind_name(site->kind),
                         site->pool == NO_POOL ? "the frame" : inventory_pool_name(rw->inv, site),
                         has_rule(rw, site->kind) ? reason : "there is no rule for this kind",
                         m->why ? ", " : "", m->why ? m->why : "");
}

static bool check_all_moved(struct rewriting *rw, GError **err)
{
  GString *s = g_string_new(NULL);
  guint left = 0;
  for (guint32 i = 0; i < rw->moved->len; i++) {
    struct moved *m = rewriting_moved(rw, i);
    if (m->rule)
      rw->zooms[m->zoom]++;
    else if (left++ < 20)
      report_unreached(s, rw, m);
  }
  if (left)
    g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_UNREACHED,
                "%u of %u sites could not be reached by any rule, so nothing was changed:%s%s\n"
                "Pools that have no such site can be moved by themselves, with --only.",
                left, rw->moved->len, s->str, left > 20 ? "\n..." : "");
  g_string_free(s, TRUE);
  return left == 0;
}

static bool settle(struct rewriting *rw, GError **err)
{
  for (guint32 i = 0; i < rw->edits->len; i++) {
    GArray *edits = g_ptr_array_index(rw->edits, i);
    if (!edits->len)
      continue;
    if (!edits_settle(edits, err)) {
      g_prefix_error(err, "%s: ", inventory_file(rw->inv, i)->src->path);
      return false;
    }
  }
  return true;
}

/* Declarations of pools that go are no rule's business: they go as a whole. */
static bool is_target(const struct rewrite_opts *o, const struct site *s)
{
  if (!o->native)
    return target_is_movable(s);
  if (o->removal && s->kind == SITE_WATERMARK)
    return true;
  if (o->removal && (s->kind == SITE_START_UP || s->kind == SITE_DUMP))
    return !o->keeps;
  return target_is_native(s) || (s->is_shim && target_is_declaration(s));
}

/* Sites in the declaration go with it: `InkFreeList *f = ink_freelist_create(...);`. */
static void move_within(struct rewriting *rw, const struct site *declared, const char *rule)
{
  struct island is;
  target_island(rw->inv, declared, VIEW_FUNCTION, &is);
  for (guint32 i = 0; i < rw->moved->len; i++) {
    struct moved *m = rewriting_moved(rw, i);
    const struct site *s = moved_site(rw, m);
    if (!m->rule && s->file == declared->file && s->tok >= is.first && s->tok < is.end) {
      m->rule = rule;
      m->zoom = VIEW_DECLARATION;
    }
  }
}

static bool remove_declarations(struct rewriting *rw, GError **err)
{
  static const char rule[] = "declarations";
  for (guint32 i = 0; rw->native && i < rw->moved->len; i++) {
    struct moved *m = rewriting_moved(rw, i);
    const struct site *s = moved_site(rw, m);
    GArray *edits = g_ptr_array_index(rw->edits, s->file);
    guint before = edits->len;
    if (!target_is_declaration(s))
      continue;
    bool list = rw->removal && s->kind == SITE_DECLARE_CACHE;
    if (!declaration_remove(rw->inv, s, list, edits, err))
      return false;
    own_edits(rw, s->file, before, m->site, rule);
    move_within(rw, s, rule);
  }
  return true;
}

/* The first site of the unit that moves: changes of a unit that are no site's are its. */
static const struct moved *first_of(const struct rewriting *rw, guint32 unit)
{
  for (guint32 i = 0; i < rw->moved->len; i++)
    if (moved_site(rw, rewriting_moved(rw, i))->unit == unit)
      return rewriting_moved(rw, i);
  return NULL;
}

static void add_operators(struct rewriting *rw)
{
  for (guint i = 0; rw->native && i < rw->native->all->len; i++) {
    const struct decision *d = g_ptr_array_index(rw->native->all, i);
    const struct moved *m = first_of(rw, inventory_pool(rw->inv, d->pool)->unit);
    if (!strategy_has_operators(d->strategy) || !m)
      continue;
    GArray *edits = g_ptr_array_index(rw->edits, d->body.file);
    guint before = edits->len;
    operators_add(rw->inv, d, edits);
    for (guint k = before; k < edits->len; k++)
      g_array_index(edits, struct edit, k).owner = m->site + 1;
  }
}

static void choose_targets(struct rewriting *rw, const struct rewrite_opts *o)
{
  for (guint32 k = 0; k < rw->inv->sites->len; k++) {
    const struct site *s = inventory_site(rw->inv, k);
    struct moved m = {.site = k};
    bool is_in = o->units[s->unit] || (o->removal && s->kind == SITE_DECLARE_CACHE);
    if (is_in && is_target(o, s) &&
        !removal_takes_file(o->removal, inventory_file(rw->inv, s->file)->src->path))
      g_array_append_val(rw->moved, m);
  }
  for (guint32 i = 0; i < rw->inv->files->len; i++)
    g_ptr_array_add(rw->edits, edits_new());
}

static bool run_rounds(struct rewriting *rw, const struct rewrite_opts *o, GError **err)
{
  enum view_zoom zoom = VIEW_FUNCTION;
  do {
    if (!run_round(rw, o, zoom, err))
      return false;
  } while (target_closer(&zoom));
  return true;
}

/* A trap that would not compile is found before anything is tried. */
static bool check_traps(const struct rewriting *rw, GError **err)
{
  for (guint i = 0; i < rw->traps->len; i++) {
    const struct trap *t = &g_array_index(rw->traps, struct trap, i);
    if (!trap_is_error(t))
      continue;
    char *text = trap_text(rw->inv, t);
    g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_TRAP, "%s; nothing was changed", text);
    g_free(text);
    return false;
  }
  return true;
}

/* What goes with the frame, in files with sites. */
static bool merge_removal(struct rewriting *rw, const struct rewrite_opts *o, GError **err)
{
  for (guint32 i = 0; rw->native && i < rw->edits->len; i++) {
    const struct scanned *f = inventory_file(rw->inv, i);
    const struct removal_file *r = !o->removal ? NULL : removal_of(o->removal, f->src->path);
    GArray *edits = g_ptr_array_index(rw->edits, i);
    if (r)
      edits_merge(edits, r->edits, "freelist");
    if (edits->len && !edits_settle(edits, err)) {
      g_prefix_error(err, "%s: ", f->src->path);
      return false;
    }
    unused_locals(rw->inv, i, edits, o->removal != NULL, rw->notes);
    if (!o->removal)
      continue;
    if (!edits_settle(edits, err))
      return false;
    removal_empty_groups(f->lx, edits);
    removal_empty_lines(f->src->text, f->src->len, edits);
  }
  return true;
}

static void moved_clear(gpointer p)
{
  g_free(((struct moved *)p)->why);
}

struct rewriting *rewrite_run(const struct inventory *inv, const struct rewrite_opts *o,
                              GError **err)
{
  struct rewriting *rw = g_new0(struct rewriting, 1);
  rw->inv = inv;
  rw->native = o->native;
  rw->removal = o->removal;
  rw->moved = g_array_new(FALSE, FALSE, sizeof(struct moved));
  g_array_set_clear_func(rw->moved, moved_clear);
  rw->edits = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  rw->notes = g_ptr_array_new_with_free_func(g_free);
  rw->rules = rules_load(o->rules, err);
  choose_targets(rw, o);
  rw->traps = traps_find(inv, o->units);
  add_operators(rw);
  if (!rw->rules || !check_traps(rw, err) || !remove_declarations(rw, err) ||
      !run_rounds(rw, o, err) || !check_all_moved(rw, err) || !settle(rw, err)) {
    rewriting_free(rw);
    return NULL;
  }
  if (!merge_removal(rw, o, err)) {
    rewriting_free(rw);
    return NULL;
  }
  for (guint32 i = 0; i < rw->edits->len; i++)
    layout_keep(inventory_file(inv, i)->lx, g_ptr_array_index(rw->edits, i));
  if (!settle(rw, err)) {
    rewriting_free(rw);
    return NULL;
  }
  return rw;
}

void rewriting_free(struct rewriting *rw)
{
  if (!rw)
    return;
  if (rw->rules)
    g_ptr_array_unref(rw->rules);
  if (rw->traps)
    g_array_unref(rw->traps);
  g_array_unref(rw->moved);
  g_ptr_array_unref(rw->edits);
  g_ptr_array_unref(rw->notes);
  g_free(rw);
}

const struct site *rewriting_site(const struct rewriting *rw, const struct edit *e)
{
  return inventory_site(rw->inv, e->owner - 1);
}

char *rewriting_text(const struct rewriting *rw, guint32 file, gsize *len)
{
  const struct scanned *f = inventory_file(rw->inv, file);
  const GArray *edits = g_ptr_array_index(rw->edits, file);
  return edits->len ? edits_apply(edits, f->src->text, f->src->len, len, NULL) : NULL;
}
