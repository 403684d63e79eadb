/* SPDX-License-Identifier: Apache-2.0 */
#include "step.h"
#include "verify/verify.h"
#include "write/diff.h"

#include <stdio.h>
#include <string.h>

/* What the run did, in figures: where each site was reached, how each view ended. */
void step_figures(const struct common *o, const struct migration *m, const struct rewriting *rw)
{
  const char *where = m->stage == STAGE_NATIVE ? "native stage" : "shim";
  guint calls = rw->moved->len - rw->zooms[VIEW_DECLARATION], in_body = 0;
  for (guint i = 0; i < rw->moved->len; i++) {
    const struct site *s = moved_site(rw, rewriting_moved(rw, i));
    struct island is;
    in_body += target_island(rw->inv, s, VIEW_FUNCTION, &is) && is.zoom == VIEW_FUNCTION;
  }
  cmd_talk(o, "sites: %u in the %s after this step: %u calls, %u declarations", rw->moved->len,
           where, calls, rw->zooms[VIEW_DECLARATION]);
  cmd_talk(o,
           "zoom: function %u (%.1f %% of the %u sites inside a body), statement %u, expression %u",
           rw->zooms[VIEW_FUNCTION], in_body ? 100.0 * rw->zooms[VIEW_FUNCTION] / in_body : 100.0,
           in_body, rw->zooms[VIEW_STATEMENT], rw->zooms[VIEW_EXPRESSION]);
  cmd_talk(
      o,
      "spatch: %u views; runs of a rule on a view: applied %u, no match %u, unparsed %u, died %u",
      rw->views, rw->outcomes[SPATCH_APPLIED], rw->outcomes[SPATCH_NO_MATCH],
      rw->outcomes[SPATCH_UNPARSED], rw->outcomes[SPATCH_DIED]);
}

void step_traps(const struct rewriting *rw)
{
  for (guint i = 0; i < rw->traps->len; i++) {
    char *text = trap_text(rw->inv, &g_array_index(rw->traps, struct trap, i));
    g_printerr("%s\n", text);
    g_free(text);
  }
}

static gint by_text(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

void step_notes(const struct common *o, const struct rewriting *rw)
{
  g_ptr_array_sort(rw->notes, by_text);
  for (guint i = 0; i < rw->notes->len; i++)
    cmd_talk(o, "look: %s", (char *)g_ptr_array_index(rw->notes, i));
}

static void print_diff(const GPtrArray *writes)
{
  diff_start();
  for (guint i = 0; i < writes->len; i++) {
    const struct write *w = g_ptr_array_index(writes, i);
    if (stage_is_journal(w->path))
      continue; /* long, and it says the same again */
    char *d = diff_unified(w->path, w->old, w->old_len, w->text, w->len);
    fputs(d, stdout);
    g_free(d);
  }
  diff_end();
  fflush(stdout); /* before the talk, where both go to one place */
}

static guint count_files(const GPtrArray *writes)
{
  guint n = 0;
  for (guint i = 0; i < writes->len; i++)
    n += !stage_is_journal(((struct write *)g_ptr_array_index(writes, i))->path);
  return n;
}

/* Puts the step in place.  The tree is as the journal says but for what a killed run left there. */
static bool commit(const struct migration *m, const struct step_result *r, GError **err)
{
  const char *root = m->now->root;
  for (guint i = 0; i < m->journal->files->len; i++)
    transaction_clear(root, ((struct journal_file *)g_ptr_array_index(m->journal->files, i))->path);
  return transaction_commit(root, r->writes, err);
}

static const struct write *write_of(const struct step_result *r, const char *path)
{
  for (guint i = 0; i < r->writes->len; i++)
    if (strcmp(((struct write *)g_ptr_array_index(r->writes, i))->path, path) == 0)
      return g_ptr_array_index(r->writes, i);
  return NULL;
}

static void add_copy(struct tree *t, const char *path, const char *text, gsize len)
{
  char *copy = g_malloc(len + 1);
  memcpy(copy, text, len);
  copy[len] = '\0';
  tree_add(t, path, copy, len);
}

struct tree *step_tree(const struct migration *m, const struct step_result *r)
{
  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup(m->now->root);
  t->sources = tree_sources_new();
  for (guint i = 0; i < m->now->sources->len; i++) {
    const struct source *s = g_ptr_array_index(m->now->sources, i);
    const struct write *w = write_of(r, s->path);
    if (!w)
      add_copy(t, s->path, s->text, s->len);
    else if (w->text)
      add_copy(t, s->path, w->text, w->len);
  }
  return t;
}

static void check_native(const struct migration *m, const struct step_result *r,
                         const struct inventory *after, const bool *units, GPtrArray *findings)
{
  bool *goes = verify_sites_going(m, r, units);
  verify_native_sites(m->inv, after, goes, findings);
  g_free(goes);
}

bool step_check(const struct migration *m, const struct step_result *r, const bool *units,
                GError **err)
{
  struct tree *t = step_tree(m, r);
  struct inventory *after = inventory_scan(t, err);
  GPtrArray *findings = findings_new();
  if (after && m->stage == STAGE_NATIVE)
    check_native(m, r, after, units, findings);
  else if (after)
    verify_sites(m->inv, after, units, findings);
  if (after && findings->len) {
    const struct finding *f = g_ptr_array_index(findings, 0);
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_LAW,
                "%s:%u:%u: %s; nothing was changed. This is a defect of a rule, please report it.",
                f->path, f->line, f->column, f->message);
  }
  bool ok = after && !findings->len;
  g_ptr_array_unref(findings);
  inventory_free(after);
  tree_free(t);
  return ok;
}

/* Prints or writes what a step gives. */
bool step_finish(const struct common *o, const struct migration *m, const struct step_result *r,
                 GError **err)
{
  guint n = count_files(r->writes);
  bool is_left = r->journal->files->len > 0;
  if (!n && (!r->writes->len || !o->write)) {
    cmd_talk(o, "nothing to change: the tree is there already");
    return true;
  }
  if (!o->write) {
    print_diff(r->writes);
    cmd_talk(o, "dry run: %u files would change; add --write to do it%s%s", n,
             r->rw ? " and to keep the way back in " : "", r->rw ? stage_journal(m->stage) : "");
    return true;
  }
  if (!commit(m, r, err))
    return false;
  if (is_left)
    cmd_talk(o, "%u files written; the way back is kept in %s", n, stage_journal(m->stage));
  else if (m->stage == STAGE_NATIVE)
    cmd_talk(o, "%u files written; the tree is in the shim again, %s is gone", n,
             stage_journal(m->stage));
  else
    cmd_talk(o, "%u files written; no line of freelift is left in the sources, %s is gone too", n,
             stage_journal(m->stage));
  return true;
}
