/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd_native.h"
#include "step.h"
#include "write/guard.h"

#include <string.h>

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
  char *rules = o->rules ? NULL : cmd_data(stage_rules(STAGE_SHIM)), *header = cmd_header(err);
  struct migration *m = header ? migration_open(root, STAGE_SHIM, o->exclude, err) : NULL;
  bool *units = m ? migration_units_none(m) : NULL;
  struct step_result *r = NULL;
  if (rules)
    with_rules.rules = rules;
  bool ok = m && cmd_check_clean(o, root, err) && choose(o, m, units, err) &&
            guard_excluded(m->now, m->inv, units, err) && cmd_rewrite_opts(&with_rules, &ro, err) &&
            (r = migration_forward(m, units, &ro, header, err)) && step_check(m, r, units, err);
  if (ok) {
    step_traps(r->rw);
    step_figures(o, m, r->rw);
    ok = step_finish(o, m, r, err);
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
  gboolean destructors = FALSE;
  const GOptionEntry own[] = {
      {"to", 0, 0, G_OPTION_ARG_STRING, &to, "The stage to go to: shim or native", "STAGE"},
      {"destructors", 0, 0, G_OPTION_ARG_NONE, &destructors,
       "To native: the pools whose skipped destructor runs then, and only those", NULL},
      {0}};
  GError *err = NULL;
  if (!common_parse(c, argc, argv, COMMON_ONLY | COMMON_WRITE | COMMON_SPATCH, own, &o, &root,
                    &status)) {
    /* said already */
  } else if (!to || stage_named(to) == STAGE_N) {
    g_printerr("freelift apply: %s%s; the stages are --to shim and --to native\n",
               to ? "no stage is called " : "to which stage?", to ? to : "");
    status = EXIT_ERROR;
  } else if (destructors && stage_named(to) != STAGE_NATIVE) {
    g_printerr("freelift apply: --destructors is for --to native\n");
    status = EXIT_ERROR;
  } else if (stage_named(to) == STAGE_NATIVE ? !native_apply(&o, destructors, root, &status, &err)
                                             : !apply(&o, root, &err)) {
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
    ".freelift, so that 'freelift revert' can give back the same bytes. --to native starts from "
    "the\n"
    "shim and does what freelift.plan says; a pool with a hazard that nobody accepted stays in "
    "the\n"
    "shim, which is said, and is exit status 1. A change of destructor behaviour is never in one "
    "step\n"
    "with mechanical changes: --destructors does those alone. When no pool needs the freelist any "
    "more, it goes\n"
    "too: what goes with it is listed in semantic-patches/2-native/freelist.names.",
    run_apply};

/* ------------------------------------------------------------------ revert */

/* The frame came in first with the shim, and goes last. */
static bool frame_stays(bool frame, guint left, GError **err)
{
  if (frame && left)
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_FRAME,
                "the frame goes last: %u pools still need it; revert them first, or all at once "
                "without --only",
                left);
  return !*err;
}

/* Natively it went last, since no pool needed the freelist any more: it comes back first, and with
 * it the pools that have sites in files that come back. */
static bool frame_returns(const struct migration *m, const bool *in, const bool *units,
                          GError **err)
{
  bool any = false;
  for (guint32 u = UNIT_FRAME + 1; u < m->inv->units->len; u++)
    any |= units[u];
  if (in[UNIT_FRAME] && !units[UNIT_FRAME] && any)
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_FRAME,
                "the freelist that this pool comes back to is gone; name the frame too: --only "
                "frame,POOL");
  for (guint32 k = 0; !*err && units[UNIT_FRAME] && k < m->inv->sites->len; k++) {
    const struct site *s = inventory_site(m->inv, k);
    const struct journal_file *f =
        journal_find(m->journal, inventory_file(m->inv, s->file)->src->path);
    if (f && f->removed && s->unit != UNIT_FRAME && in[s->unit] && !units[s->unit])
      g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_FRAME,
                  "%s: comes back with the freelist and uses the pool '%s' in the shim; take that "
                  "back too: --only frame,%s",
                  f->path, inventory_pool_name(m->inv, s), inventory_unit(m->inv, s->unit));
  }
  return !*err;
}

/* All units, or the named ones. */
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
  units[UNIT_FRAME] |= !o->only;
  bool ok = m->stage == STAGE_SHIM ? frame_stays(units[UNIT_FRAME], left, err)
                                   : frame_returns(m, in, units, err);
  g_free(in);
  return ok;
}

static bool revert(const struct common *o, const char *root, GError **err)
{
  struct migration *m = migration_open(root, guard_newest(root), o->exclude, err);
  if (!m)
    return false;
  bool *units = migration_units_none(m);
  struct step_result *r = NULL;
  bool ok = cmd_check_clean(o, root, err) && choose_back(o, m, units, err) &&
            (m->stage != STAGE_SHIM || guard_by_hand(m->inv, units, err)) &&
            (r = migration_back(m, o->only ? units : NULL, err));
  if (ok && !m->journal->files->len)
    cmd_talk(o, "nothing to take back: %s/%s is not there", root, stage_journal(m->stage));
  else if (ok)
    ok = step_finish(o, m, r, err);
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
    "Takes back what 'freelift apply' wrote last, by the journal in the tree: from native to the\n"
    "shim, from the shim to the baseline. Lines that were added or\n"
    "moved since stay; a line that freelift wrote and somebody changed since is an error.\n"
    "Without --write it prints a unified diff and changes nothing.",
    run_revert};
