/* SPDX-License-Identifier: Apache-2.0 */
#include "native.h"
#include "plan/plan_file.h"
#include "rewrite/removal.h"

#include <string.h>

/* ------------------------------------------------------------------ left over */

static guint32 line_at(const struct source *s, gsize off)
{
  guint32 line = 1;
  for (gsize i = 0; i < off && i < s->len; i++)
    line += s->text[i] == '\n';
  return line;
}

static const struct source *source_at(const struct tree *t, const char *path)
{
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (strcmp(s->path, path) == 0)
      return s;
  }
  return NULL;
}

/* The line of the site as the file is now; 0: the step has changed it. */
static guint32 line_left(const struct migration *m, const struct site *x)
{
  const struct scanned *f = inventory_file(m->inv, x->file);
  const struct journal_file *jf = journal_find(m->journal, f->src->path);
  gsize off = f->lx->tok[x->tok].off;
  bool is_changed = false;
  if (jf)
    off = journal_place(jf, f->src->text, f->src->len, off, &is_changed);
  const struct source *s = is_changed ? NULL : source_at(m->now, f->src->path);
  return s ? line_at(s, off) : 0;
}

/* Not a macro of the tree, whose body has changed, and not what only has the pool's name. */
static bool is_use(const struct site *x)
{
  return x->kind != SITE_WRAPPED && x->kind != SITE_SHADOWED;
}

/* Sites of native pools that the step has not changed: somebody wrote them since.  Flags their
 * units. */
static void find_left(const struct migration *m, const bool *units, bool *left, GPtrArray *findings)
{
  for (guint32 k = 0; k < m->inv->sites->len; k++) {
    const struct site *x = inventory_site(m->inv, k);
    bool is_gone = units[x->unit] && x->unit != UNIT_FRAME && is_use(x);
    guint32 line = is_gone ? line_left(m, x) : 0;
    if (!line)
      continue;
    left[x->unit] = true;
    findings_add(findings, inventory_file(m->inv, x->file)->src->path, line, x->column, "residue",
                 g_strdup_printf("%s of '%s', and the pool is native: write it in plain C++",
                                 site_kind_name(x->kind), inventory_pool_name(m->inv, x)));
  }
}

/* ------------------------------------------------------------------ the plan */

static void add_plan(GPtrArray *findings, char *message)
{
  findings_add(findings, PLAN_PATH, 0, 0, "plan", message);
}

/* What the plan has against pools that are native.  False: the step cannot be worked out by it. */
static bool check_plan(const struct migration *m, const bool *units, const bool *left,
                       const struct decisions *d, GPtrArray *findings)
{
  guint before = findings->len;
  bool ok = true;
  for (guint i = 0; i < d->all->len; i++) {
    const struct decision *x = g_ptr_array_index(d->all, i);
    guint32 unit = inventory_pool(m->inv, x->pool)->unit;
    bool native = strategy_is_native(x->strategy);
    if (!units[unit]) {
      if (units[UNIT_FRAME] && native && !x->gone)
        add_plan(findings, g_strdup_printf("%s: the freelist is gone, and the pool is neither "
                                           "native nor kept",
                                           x->group));
      continue;
    }
    ok = ok && !x->obstacles->len && native;
    if (!native && !x->obstacles->len)
      add_plan(findings, g_strdup_printf("%s: is native, and the plan says %s; take it back with "
                                         "'freelift revert --only', or decide again",
                                         x->group, strategy_name(x->strategy)));
    for (guint k = 0; !left[unit] && k < x->obstacles->len; k++)
      add_plan(findings, g_strdup(g_ptr_array_index(x->obstacles, k)));
  }
  return ok && findings->len == before;
}

/* ------------------------------------------------------------------ the shim */

/* A line of the shim as it is numbered now. */
static guint32 line_now(const struct migration *m, const char *path, guint32 line)
{
  const struct journal_file *jf = journal_find(m->journal, path);
  const struct source *shim = source_at(m->baseline, path), *now = source_at(m->now, path);
  bool is_changed;
  gsize off = 0;
  if (!jf || !shim || !now)
    return line;
  for (guint32 n = 1; n < line && off < shim->len; off++)
    n += shim->text[off] == '\n';
  return line_at(now, journal_place(jf, shim->text, shim->len, off, &is_changed));
}

/* The stage before, in memory: what it finds stands here as well. */
static bool check_shim(const struct migration *m, const struct rewrite_opts *o, const char *header,
                       GPtrArray *findings, GError **err)
{
  struct migration *shim = migration_below(m, err);
  if (!shim)
    return false;
  bool *units = migration_units_none(shim);
  migration_units_applied(shim, units);
  bool ok = verify_tree(shim, units, o, header, findings, err);
  for (guint i = 0; i < findings->len; i++) {
    struct finding *f = g_ptr_array_index(findings, i);
    f->line = f->line ? line_now(m, f->path, f->line) : 0;
  }
  g_free(units);
  migration_free(shim);
  return ok;
}

/* ------------------------------------------------------------------ without the freelist */

/* A name of the freelist in code, written since it went: "FILE:LINE: NAME". */
static void find_names(const struct migration *m, const struct names *names, GPtrArray *findings)
{
  GPtrArray *left = removal_left(m->now, names);
  for (guint i = 0; i < left->len; i++) {
    char **part = g_strsplit(g_ptr_array_index(left, i), ":", 3);
    findings_add(findings, part[0], (guint32)g_ascii_strtoull(part[1], NULL, 10), 1, "residue",
                 g_strdup_printf("%s, and the freelist is gone", g_strstrip(part[2])));
    g_strfreev(part);
  }
  g_ptr_array_unref(left);
}

/* The step with the freelist's removal.  Lists of pools that stay go with it too, so which sites go
 * is known only when it has been worked out. */
static bool check_removed(const struct migration *m, const bool *units, const struct inventory *now,
                          const struct rewrite_opts *o, GPtrArray *findings, GError **err)
{
  find_names(m, o->removal->names, findings);
  if (findings->len) /* no rule may know what to do with them */
    return true;
  struct step_result *r = migration_forward(m, units, o, NULL, err);
  if (!r)
    return false;
  bool *goes = verify_sites_going(m, r, units);
  verify_native_sites(m->inv, now, goes, findings);
  verify_result(m, r, findings);
  g_free(goes);
  step_result_free(r);
  return true;
}

/* ------------------------------------------------------------------ public */

bool verify_native_tree(const struct migration *m, const bool *units, const struct verify_stages *o,
                        GPtrArray *findings, GError **err)
{
  struct inventory *now =
      check_shim(m, o->shim, o->header, findings, err) ? inventory_scan(m->now, err) : NULL;
  if (!now)
    return false;
  bool *left = migration_units_none(m), ok = true;
  find_left(m, units, left, findings);
  bool frame = units[UNIT_FRAME];
  if (!findings->len && !frame)
    verify_native(m->inv, now, units, findings);
  if (check_plan(m, units, left, o->native->native, findings))
    ok = frame ? check_removed(m, units, now, o->native, findings, err)
               : verify_derivation(m, units, o->native, NULL, findings, err);
  g_free(left);
  inventory_free(now);
  return ok;
}
