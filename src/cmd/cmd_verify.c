/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd_native.h"
#include "verify/native.h"
#include "write/guard.h"

#include <stdio.h>

static void print_findings(const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = g_ptr_array_index(findings, i);
    if (f->line)
      printf("%s:%u:%u: error: %s [%s]\n", f->path, f->line, f->column, f->message, f->rule);
    else
      printf("%s: error: %s [%s]\n", f->path, f->message, f->rule);
  }
}

/* Sites whose unit is (not) in. */
static guint count_sites(const struct migration *m, const bool *units, bool in)
{
  guint n = 0;
  for (guint32 k = 0; k < m->inv->sites->len; k++) {
    const struct site *s = inventory_site(m->inv, k);
    n += site_kind_is_moved(s->kind) && units[s->unit] == in;
  }
  return n;
}

static int summary(const GPtrArray *findings, const char *counts, bool second_opinion)
{
  print_findings(findings);
  printf("%s, %u finding%s\n", counts, findings->len, findings->len == 1 ? "" : "s");
  if (second_opinion)
    puts("the rules name the same sites in report mode");
  return findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* What keeps the tree from being read against its journal at all is a finding as well. */
static int fail(const struct cmd *c, GError *err)
{
  if (!g_error_matches(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT))
    return cmd_fail(c, err);
  printf("%s [drift]\nthe rest cannot be checked as long as this stands; 1 finding\n",
         err->message);
  g_error_free(err);
  return EXIT_FINDINGS;
}

static int verify_shim(const struct cmd *c, const struct common *o, bool second_opinion,
                       const char *root)
{
  GError *err = NULL;
  struct rewrite_opts ro = {0};
  struct common with_rules = *o;
  char *rules = o->rules ? NULL : cmd_data("semantic-patches/1-shim"), *header = cmd_header(&err);
  struct migration *m = header ? migration_open(root, STAGE_SHIM, o->exclude, &err) : NULL;
  bool *units = m ? migration_units_none(m) : NULL;
  GPtrArray *findings = findings_new();
  int status = EXIT_CLEAN;
  if (rules)
    with_rules.rules = rules;
  if (m)
    migration_units_applied(m, units);
  if (m && !m->journal->files->len) {
    printf("%s: nothing of freelift is in this tree: there is no %s; 'freelift apply' has not "
           "written to it, or its journal was lost [no-journal]\n",
           root, stage_journal(STAGE_SHIM));
    status = EXIT_FINDINGS;
    goto done;
  }
  bool ok = m && cmd_rewrite_opts(&with_rules, &ro, &err);
  ro.second_opinion = second_opinion;
  if (!ok || !verify_tree(m, units, &ro, header, findings, &err)) {
    status = fail(c, err);
  } else {
    char *counts = g_strdup_printf("%u sites in the shim, %u still in the baseline",
                                   count_sites(m, units, true), count_sites(m, units, false));
    status = summary(findings, counts, second_opinion);
    g_free(counts);
  }
done:
  g_ptr_array_unref(findings);
  g_free(units);
  migration_free(m);
  g_free(header);
  g_free(rules);
  return status;
}

/* Sites that are in the shim's words, or not yet, of the units that are not native. */
static guint count_kept(const struct migration *m, const bool *units, bool shim)
{
  guint n = 0;
  for (guint32 k = 0; k < m->inv->sites->len; k++) {
    const struct site *s = inventory_site(m->inv, k);
    n += site_kind_is_moved(s->kind) && !units[s->unit] && s->is_shim == shim;
  }
  return n;
}

/* How to work out both steps again; the strings in `own` are the caller's to free. */
static bool both_stages(const struct common *o, bool second_opinion, struct rewrite_opts ro[2],
                        char *own[3], GError **err)
{
  own[0] = cmd_data(stage_rules(STAGE_SHIM));
  own[1] = cmd_data(stage_rules(STAGE_NATIVE));
  own[2] = cmd_header(err);
  if (!own[2] || !cmd_rewrite_opts(o, &ro[0], err))
    return false;
  ro[1] = ro[0];
  ro[0].rules = own[0];
  ro[1].rules = o->rules ? o->rules : own[1];
  ro[1].second_opinion = second_opinion;
  return true;
}

/* Do pools stay on libflc? The plan says so. */
static bool plan_keeps(const struct decisions *d)
{
  for (guint i = 0; i < d->all->len; i++) {
    const struct decision *x = g_ptr_array_index(d->all, i);
    if (!x->gone && (!strategy_is_native(x->strategy) || strategy_has_operators(x->strategy)))
      return true;
  }
  return false;
}

/* What apply does natively, by the journal and the plan. */
struct native_step {
  struct decisions *d;
  struct names *names;
  struct removal *removal; /* NULL: the freelist is still there */
};

static void native_step_clear(struct native_step *s)
{
  removal_free(s->removal);
  names_free(s->names);
  decisions_free(s->d);
}

static bool native_step_read(struct native_step *s, const struct migration *m, const char *root,
                             const bool *units, struct rewrite_opts *ro, GError **err)
{
  GKeyFile *plan = native_read_plan(root, err);
  bool frame = units[UNIT_FRAME], *gone = NULL;
  s->names = plan && frame ? native_names(ro->rules, root, err) : NULL;
  if (s->names)
    gone = native_files_gone(m->inv, s->names);
  if (plan && (s->names || !frame))
    s->d = decisions_read(m->inv, plan, gone);
  ro->keeps = s->d && plan_keeps(s->d);
  if (s->d && frame)
    s->removal = native_removal(m, s->names, ro->keeps, err);
  ro->native = s->d;
  ro->removal = s->removal;
  g_free(gone);
  if (plan)
    g_key_file_unref(plan);
  return s->d && (s->removal || !frame);
}

static int verify_native_stage(const struct cmd *c, const struct common *o, bool second_opinion,
                               const char *root)
{
  GError *err = NULL;
  struct rewrite_opts ro[2] = {{0}, {0}};
  char *own[3] = {NULL, NULL, NULL};
  struct migration *m = migration_open(root, STAGE_NATIVE, o->exclude, &err);
  struct native_step step = {0};
  bool *units = m ? migration_units_none(m) : NULL;
  GPtrArray *findings = findings_new();
  int status;
  if (m)
    migration_units_applied(m, units);
  bool ok = m && both_stages(o, second_opinion, ro, own, &err) &&
            native_step_read(&step, m, root, units, &ro[1], &err);
  if (!ok || !verify_native_tree(m, units, &(struct verify_stages){&ro[0], &ro[1], own[2]},
                                 findings, &err)) {
    status = fail(c, err);
  } else {
    char *counts =
        g_strdup_printf("%u sites native, %u in the shim, %u still in the baseline%s",
                        count_sites(m, units, true), count_kept(m, units, true),
                        count_kept(m, units, false), step.removal ? ", the freelist gone" : "");
    status = summary(findings, counts, second_opinion);
    g_free(counts);
  }
  g_ptr_array_unref(findings);
  g_free(units);
  native_step_clear(&step);
  migration_free(m);
  for (guint i = 0; i < G_N_ELEMENTS(own); i++)
    g_free(own[i]);
  return status;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  char *root;
  int status = EXIT_CLEAN;
  gboolean second = FALSE;
  const GOptionEntry own[] = {{"second-opinion", 0, 0, G_OPTION_ARG_NONE, &second,
                               "Run the rules in report mode too: it must name the same sites",
                               NULL},
                              {0}};
  if (common_parse(c, argc, argv, COMMON_SPATCH, own, &o, &root, &status))
    status = (guard_newest(root) == STAGE_NATIVE ? verify_native_stage : verify_shim)(c, &o, second,
                                                                                      root);
  common_free(&o);
  return status;
}

const struct cmd cmd_verify = {
    "verify", "TREE", "nothing left, nothing lost: check a migrated tree",
    "Checks the tree against its journals. In the shim: every site of the units that are in is in\n"
    "the shim's words, none was lost or added. In native: no site of a pool that is native is "
    "left\n"
    "in any word, all others are whole, and freelift.plan still says so. In both, deriving the "
    "step\n"
    "again from the stage before gives the same bytes. Exit status 1 and one line for each "
    "finding\n"
    "otherwise.",
    run};
