/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd_native.h"
#include "plan/plan_file.h"
#include "step.h"
#include "write/guard.h"

#include <string.h>

static GKeyFile *read_plan(const char *root, GError **err)
{
  char *path = g_build_filename(root, PLAN_PATH, NULL), *text = NULL;
  gsize len;
  GKeyFile *plan = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    g_set_error(err, PLAN_FILE_ERROR, PLAN_FILE_ERROR_FORMAT,
                "%s: is not there; 'freelift plan --write' makes it, and people review it", path);
  else if (g_file_get_contents(path, &text, &len, err))
    plan = plan_file_read(path, text, len, err);
  g_free(text);
  g_free(path);
  return plan;
}

/* ------------------------------------------------------------------ which units */

/* Why the unit stays where it is: a new string; NULL: nothing keeps it.  *kept: the plan wants it
 * to. */
static char *reason_to_stay(const struct migration *m, const struct decisions *d, guint32 unit,
                            bool *kept)
{
  const struct pool *undecided = NULL;
  bool any = false;
  *kept = false;
  for (guint32 k = 0; k < m->inv->pools->len; k++) {
    const struct pool *p = inventory_pool(m->inv, k);
    const struct decision *x = decision_of(d, k);
    if (p->unit != unit)
      continue;
    if (!x) {
      undecided = p;
      continue;
    }
    any = true;
    if (x->obstacles->len)
      return g_strdup(g_ptr_array_index(x->obstacles, 0));
    *kept = !strategy_is_native(x->strategy);
    if (*kept)
      return g_strdup_printf("%s: the plan says %s", p->name, strategy_name(x->strategy));
  }
  *kept = !any;
  if (!any)
    return g_strdup_printf("%s: is no pool of the plan", inventory_unit(m->inv, unit));
  return !undecided ? NULL
                    : g_strdup_printf("%s: stands for pools that the plan decides differently; one "
                                      "decision is needed for all that a macro serves",
                                      undecided->name);
}

static bool refuse(const char *why, GError **err)
{
  g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_NO_UNIT, "%s; nothing was changed", why);
  return false;
}

/* Flags the units that go: those that are in already, and the named ones or all that may. */
static bool choose(const struct common *o, const struct migration *m, const struct decisions *d,
                   bool *units, int *status, GError **err)
{
  bool ok = true;
  migration_units_applied(m, units);
  if (o->only && !migration_units_choose(m, o->only, units, err))
    return false;
  if (units[UNIT_FRAME])
    return refuse("the frame has no native form", err);
  for (guint32 u = UNIT_FRAME + 1; ok && u < m->inv->units->len; u++) {
    bool kept, named = units[u];
    char *why = o->only && !named ? NULL : reason_to_stay(m, d, u, &kept);
    if (why && named)
      ok = refuse(why, err);
    else if (why && !kept)
      *status = EXIT_FINDINGS;
    if (why && !named)
      cmd_talk(o, "stays in the shim: %s", why);
    units[u] = named || (!o->only && !why);
    g_free(why);
  }
  return ok;
}

/* ------------------------------------------------------------------ the step */

static bool step(const struct common *o, const struct migration *m, const struct decisions *d,
                 const bool *units, GError **err)
{
  struct common with_rules = *o;
  struct rewrite_opts ro;
  char *rules = o->rules ? NULL : cmd_data(stage_rules(STAGE_NATIVE));
  if (rules)
    with_rules.rules = rules;
  bool ok = cmd_rewrite_opts(&with_rules, &ro, err);
  ro.native = d;
  struct step_result *r = ok ? migration_forward(m, units, &ro, NULL, err) : NULL;
  ok = r && step_check(m, r->rw, units, err);
  if (ok) {
    step_figures(o, m, r->rw);
    ok = step_finish(o, m, r, err);
  }
  step_result_free(r);
  g_free(rules);
  return ok;
}

bool native_apply(const struct common *o, const char *root, int *status, GError **err)
{
  struct migration *m = migration_open(root, STAGE_NATIVE, o->exclude, err);
  GKeyFile *plan = m && cmd_check_clean(o, root, err) ? read_plan(root, err) : NULL;
  struct decisions *d = plan ? decisions_read(m->inv, plan) : NULL;
  bool *units = m ? migration_units_none(m) : NULL;
  bool ok = d && choose(o, m, d, units, status, err) &&
            guard_excluded(m->now, m->inv, units, err) && step(o, m, d, units, err);
  g_free(units);
  decisions_free(d);
  if (plan)
    g_key_file_unref(plan);
  migration_free(m);
  return ok;
}
