/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"
#include "verify/verify.h"
#include "write/diff.h"
#include "write/guard.h"

#include <stdio.h>
#include <string.h>

/* What the run did, in figures: where each site was reached, how each view ended. */
static void print_figures(const struct common *o, const struct rewriting *rw)
{
  guint calls = rw->moved->len - rw->zooms[VIEW_DECLARATION], in_body = 0;
  for (guint i = 0; i < rw->moved->len; i++) {
    const struct moved *m = &g_array_index(rw->moved, struct moved, i);
    struct island is;
    in_body += target_island(rw->inv, inventory_site(rw->inv, m->site), VIEW_FUNCTION, &is) &&
               is.zoom == VIEW_FUNCTION;
  }
  cmd_talk(o, "sites: %u in the shim after this step: %u calls, %u declarations", rw->moved->len,
           calls, rw->zooms[VIEW_DECLARATION]);
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

static void print_traps(const struct rewriting *rw)
{
  for (guint i = 0; i < rw->traps->len; i++) {
    char *text = trap_text(rw->inv, &g_array_index(rw->traps, struct trap, i));
    g_printerr("%s\n", text);
    g_free(text);
  }
}

/* The law that looks at the whole result: the same sites, in the shim's words. */
static bool check_result(const struct migration *m, const struct rewriting *rw, const bool *units,
                         GError **err)
{
  struct tree *t = verify_result_tree(rw);
  struct inventory *after = inventory_scan(t, err);
  GPtrArray *findings = findings_new();
  if (after)
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

static void print_diff(const GPtrArray *writes)
{
  diff_start();
  for (guint i = 0; i < writes->len; i++) {
    const struct write *w = g_ptr_array_index(writes, i);
    if (strcmp(w->path, JOURNAL_PATH) == 0)
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
    n += strcmp(((struct write *)g_ptr_array_index(writes, i))->path, JOURNAL_PATH) != 0;
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

/* Prints or writes what a step gives. */
static bool finish(const struct common *o, const struct migration *m, const struct step_result *r,
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
             r->rw ? " and to keep the way back in " : "", r->rw ? JOURNAL_PATH : "");
    return true;
  }
  if (!commit(m, r, err))
    return false;
  cmd_talk(o,
           is_left ? "%u files written; the way back is kept in %s"
                   : "%u files written; nothing of freelift is left in the tree, %s is gone too",
           n, JOURNAL_PATH);
  return true;
}

/* ------------------------------------------------------------------ apply */

static bool choose(const struct common *o, const struct migration *m, bool *units, GError **err)
{
  migration_units_applied(m, units);
  if (o->only) {
    if (!migration_units_choose(m, o->only, units, err))
      return false;
    if (!units[UNIT_FRAME])
      cmd_talk(o, "the frame (header, start-up call, dumps) goes in first, with this pool");
    /* by its name: a pool that is called like the frame cannot be told from it in the journal */
    return migration_units_choose(m, "frame", units, err);
  }
  for (guint32 u = 0; u < m->inv->units->len; u++)
    units[u] = true;
  return true;
}

static bool apply(const struct common *o, const char *root, GError **err)
{
  struct rewrite_opts ro;
  struct common with_rules = *o;
  char *rules = o->rules ? NULL : cmd_data("semantic-patches/1-shim"), *header = cmd_header(err);
  struct migration *m = header ? migration_open(root, o->exclude, err) : NULL;
  bool *units = m ? migration_units_none(m) : NULL;
  struct step_result *r = NULL;
  if (rules)
    with_rules.rules = rules;
  bool ok = m && cmd_check_clean(o, root, err) && choose(o, m, units, err) &&
            guard_excluded(m->now, m->inv, units, err) && cmd_rewrite_opts(&with_rules, &ro, err) &&
            (r = migration_forward(m, units, &ro, header, err)) &&
            check_result(m, r->rw, units, err);
  if (ok) {
    print_traps(r->rw);
    print_figures(o, r->rw);
    ok = finish(o, m, r, err);
  }
  step_result_free(r);
  g_free(units);
  migration_free(m);
  g_free(header);
  g_free(rules);
  return ok;
}

static int run_apply(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  char *root, *to = NULL;
  int status = EXIT_CLEAN;
  const GOptionEntry own[] = {
      {"to", 0, 0, G_OPTION_ARG_STRING, &to, "The stage to go to: shim", "STAGE"}, {0}};
  GError *err = NULL;
  if (!common_parse(c, argc, argv, COMMON_ONLY | COMMON_WRITE | COMMON_SPATCH, own, &o, &root,
                    &status)) {
    /* said already */
  } else if (g_strcmp0(to, "shim") != 0) {
    g_printerr("freelift apply: %s%s; the stage that this version knows is --to shim\n",
               to ? "no stage is called " : "to which stage?", to ? to : "");
    status = EXIT_ERROR;
  } else if (!apply(&o, root, &err)) {
    status = cmd_fail(c, err);
  }
  g_free(to);
  common_free(&o);
  return status;
}

const struct cmd cmd_apply = {
    "apply", "TREE", "rewrite the tree to a stage: prints a diff, or writes it with --write",
    "Rewrites every site of the chosen pools by Coccinelle's semantic patches, all or none.\n"
    "Without --write it prints a unified diff and changes nothing. What it changes is kept in\n"
    ".freelift/journal.json, so that 'freelift revert' can give back the same bytes.",
    run_apply};

/* ------------------------------------------------------------------ revert */

/* All units, or the named ones; the frame stays as long as any pool does. */
static bool choose_back(const struct common *o, const struct migration *m, bool *units,
                        GError **err)
{
  if (o->only && !migration_units_choose(m, o->only, units, err))
    return false;
  bool *in = migration_units_none(m);
  guint left = 0;
  migration_units_applied(m, in);
  for (guint32 u = 1; u < m->inv->units->len; u++) {
    units[u] |= !o->only;
    left += in[u] && !units[u];
  }
  if (units[UNIT_FRAME] && left)
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_FRAME,
                "the frame goes last: %u pools still need it; revert them first, or all at once "
                "without --only",
                left);
  units[UNIT_FRAME] |= !o->only;
  g_free(in);
  return !*err;
}

static bool revert(const struct common *o, const char *root, GError **err)
{
  struct migration *m = migration_open(root, o->exclude, err);
  if (!m)
    return false;
  bool *units = migration_units_none(m);
  struct step_result *r = NULL;
  bool ok = cmd_check_clean(o, root, err) && choose_back(o, m, units, err) &&
            guard_by_hand(m->inv, units, err) &&
            (r = migration_back(m, o->only ? units : NULL, err));
  if (ok && !m->journal->files->len)
    cmd_talk(o, "nothing to take back: %s/%s is not there", root, JOURNAL_PATH);
  else if (ok)
    ok = finish(o, m, r, err);
  step_result_free(r);
  g_free(units);
  migration_free(m);
  return ok;
}

static int run_revert(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  char *root;
  int status = EXIT_CLEAN;
  GError *err = NULL;
  if (common_parse(c, argc, argv, COMMON_ONLY | COMMON_WRITE, NULL, &o, &root, &status) &&
      !revert(&o, root, &err))
    status = cmd_fail(c, err);
  common_free(&o);
  return status;
}

const struct cmd cmd_revert = {
    "revert", "TREE", "take a step back, byte for byte",
    "Takes back what 'freelift apply' wrote, by the journal in the tree. Lines that were added or\n"
    "moved since stay; a line that freelift wrote and somebody changed since is an error.\n"
    "Without --write it prints a unified diff and changes nothing.",
    run_revert};
