/* SPDX-License-Identifier: Apache-2.0 */
#include "verify.h"
#include "rewrite/target.h"

#include <string.h>

static const char *path_of(const struct inventory *inv, const struct site *s)
{
  return inventory_file(inv, s->file)->src->path;
}

/* The next site at or after k that the shim moves. */
static guint32 next_moved(const struct inventory *inv, guint32 k)
{
  while (k < inv->sites->len && !site_kind_is_moved(inventory_site(inv, k)->kind))
    k++;
  return k;
}

/* The line in which the site begins: `pool\n.alloc()` becomes a call that is named in the first. */
static guint32 first_line(const struct inventory *inv, const struct site *s)
{
  return inventory_file(inv, s->file)->lx->tok[target_head(inv, s).first].line;
}

static bool is_same(const struct inventory *a, const struct site *x, const struct inventory *b,
                    const struct site *y)
{
  return x->kind == y->kind && first_line(a, x) == first_line(b, y) &&
         strcmp(path_of(a, x), path_of(b, y)) == 0 &&
         strcmp(inventory_pool_name(a, x), inventory_pool_name(b, y)) == 0;
}

void verify_sites(const struct inventory *baseline, const struct inventory *after,
                  const bool *units, GPtrArray *findings)
{
  guint32 i = next_moved(baseline, 0), k = next_moved(after, 0);
  for (; i < baseline->sites->len && k < after->sites->len;
       i = next_moved(baseline, i + 1), k = next_moved(after, k + 1)) {
    const struct site *x = inventory_site(baseline, i), *y = inventory_site(after, k);
    if (!is_same(baseline, x, after, y)) {
      findings_add(
          findings, path_of(baseline, x), x->line, x->column, "lost-site",
          g_strdup_printf("%s of '%s' is not there any more: the scan finds %s of '%s' at %s:%u",
                          site_kind_name(x->kind), inventory_pool_name(baseline, x),
                          site_kind_name(y->kind), inventory_pool_name(after, y), path_of(after, y),
                          y->line));
      return; /* everything behind it is out of step */
    }
    if (units[x->unit] && !y->is_shim)
      findings_add(findings, path_of(after, y), y->line, y->column, "residue",
                   g_strdup_printf("%s of '%s' is still in the freelist's words",
                                   site_kind_name(y->kind), inventory_pool_name(after, y)));
    if (!units[x->unit] && y->is_shim && !x->is_shim)
      findings_add(findings, path_of(after, y), y->line, y->column, "half-moved",
                   g_strdup_printf("%s of '%s' is in the shim's words, but the unit is not in",
                                   site_kind_name(y->kind), inventory_pool_name(after, y)));
  }
  if (i < baseline->sites->len)
    findings_add(findings, path_of(baseline, inventory_site(baseline, i)),
                 inventory_site(baseline, i)->line, inventory_site(baseline, i)->column,
                 "lost-site", g_strdup("this site and what follows is not there any more"));
  else if (k < after->sites->len)
    findings_add(findings, path_of(after, inventory_site(after, k)), inventory_site(after, k)->line,
                 inventory_site(after, k)->column, "new-site",
                 g_strdup("the baseline has no such site"));
}

/* The next site at or after k that is to be there in native. */
static guint32 next_kept(const struct inventory *inv, const bool *goes, guint32 k)
{
  for (k = next_moved(inv, k); k < inv->sites->len; k = next_moved(inv, k + 1))
    if (!goes || !goes[k])
      break;
  return k;
}

void verify_native_sites(const struct inventory *shim, const struct inventory *after,
                         const bool *goes, GPtrArray *findings)
{
  guint32 i = next_kept(shim, goes, 0), k = next_kept(after, NULL, 0);
  while (i < shim->sites->len && k < after->sites->len) {
    const struct site *x = inventory_site(shim, i), *y = inventory_site(after, k);
    if (x->kind != y->kind || x->is_shim != y->is_shim ||
        strcmp(path_of(shim, x), path_of(after, y)) != 0 ||
        strcmp(inventory_pool_name(shim, x), inventory_pool_name(after, y)) != 0)
      break;
    i = next_kept(shim, goes, i + 1);
    k = next_kept(after, NULL, k + 1);
  }
  if (i < shim->sites->len) {
    const struct site *x = inventory_site(shim, i);
    findings_add(findings, path_of(shim, x), x->line, x->column, "lost-site",
                 g_strdup_printf("%s of '%s' stays, and is not there any more",
                                 site_kind_name(x->kind), inventory_pool_name(shim, x)));
  } else if (k < after->sites->len) {
    const struct site *y = inventory_site(after, k);
    findings_add(findings, path_of(after, y), y->line, y->column, "residue",
                 g_strdup_printf("%s of '%s' is still there", site_kind_name(y->kind),
                                 inventory_pool_name(after, y)));
  }
}

void verify_native(const struct inventory *shim, const struct inventory *after, const bool *units,
                   GPtrArray *findings)
{
  bool *goes = g_new0(bool, shim->sites->len + 1);
  for (guint32 k = 0; k < shim->sites->len; k++)
    goes[k] = units[inventory_site(shim, k)->unit];
  verify_native_sites(shim, after, goes, findings);
  g_free(goes);
}

struct tree *verify_result_tree(const struct rewriting *rw)
{
  const struct inventory *inv = rw->inv;
  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup(inv->tree->root);
  t->sources = tree_sources_new();
  for (guint i = 0; i < inv->tree->sources->len; i++) {
    const struct source *s = g_ptr_array_index(inv->tree->sources, i);
    char *text = NULL;
    gsize len = s->len;
    for (guint32 f = 0; f < inv->files->len && !text; f++)
      if (inventory_file(inv, f)->src == s)
        text = rewriting_text(rw, f, &len);
    tree_add(t, s->path, text ? text : g_memdup2(s->text, s->len + 1), text ? len : s->len);
  }
  return t;
}

/* Sites of the baseline that somebody wrote in the shim's words by hand: fine in a unit that is in,
 * but in another one memory would go back to an allocator that it did not come from. */
static void find_half_moved(const struct inventory *inv, const bool *units, GPtrArray *findings)
{
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->is_shim && !units[s->unit])
      findings_add(findings, path_of(inv, s), s->line, s->column, "half-moved",
                   g_strdup_printf("%s of '%s' is in the shim's words, but its pool is not in; run "
                                   "'freelift apply --to shim --only %s --write'",
                                   site_kind_name(s->kind), inventory_pool_name(inv, s),
                                   inventory_unit(inv, s->unit)));
  }
}

/* The first line in which two texts differ. */
static guint32 first_difference(const char *a, gsize na, const char *b, gsize nb)
{
  guint32 line = 1;
  for (gsize i = 0; i < na && i < nb && a[i] == b[i]; i++)
    line += a[i] == '\n';
  return line;
}

bool *verify_sites_going(const struct migration *m, const struct step_result *r, const bool *units)
{
  bool *goes = g_new0(bool, m->inv->sites->len + 1);
  for (guint32 k = 0; k < m->inv->sites->len; k++) {
    const struct site *s = inventory_site(m->inv, k);
    const struct journal_file *f =
        journal_find(r->journal, inventory_file(m->inv, s->file)->src->path);
    goes[k] = (s->unit != UNIT_FRAME && units[s->unit]) || (f && f->removed);
  }
  for (guint i = 0; i < r->rw->moved->len; i++)
    goes[rewriting_moved(r->rw, i)->site] = true;
  return goes;
}

void verify_result(const struct migration *m, const struct step_result *r, GPtrArray *findings)
{
  for (guint i = 0; i < r->writes->len; i++) {
    const struct write *w = g_ptr_array_index(r->writes, i);
    if (stage_is_journal(w->path))
      continue; /* it keeps line numbers, and lines come and go */
    if (!w->text)
      findings_add(findings, w->path, 0, 0, "derivation",
                   g_strdup("is there again; the step takes the file out"));
    else if (w->old)
      findings_add(findings, w->path, first_difference(w->old, w->old_len, w->text, w->len), 1,
                   "derivation",
                   g_strdup_printf("differs from here on from what the rules give from the %s",
                                   m->stage == STAGE_NATIVE ? "shim" : "baseline"));
    else
      findings_add(findings, w->path, 0, 0, "derivation", g_strdup("is missing; the step adds it"));
  }
}

bool verify_derivation(const struct migration *m, const bool *units, const struct rewrite_opts *o,
                       const char *header, GPtrArray *findings, GError **err)
{
  struct step_result *r = migration_forward(m, units, o, header, err);
  if (!r)
    return false;
  verify_result(m, r, findings);
  step_result_free(r);
  return true;
}

bool verify_tree(const struct migration *m, const bool *units, const struct rewrite_opts *o,
                 const char *header, GPtrArray *findings, GError **err)
{
  struct inventory *now = inventory_scan(m->now, err);
  if (!now)
    return false;
  verify_sites(m->inv, now, units, findings);
  find_half_moved(m->inv, units, findings);
  inventory_free(now);
  return verify_derivation(m, units, o, header, findings, err);
}
