/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"
#include "verify/verify.h"

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

static int verify(const struct cmd *c, const struct common *o, bool second_opinion,
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
    print_findings(findings);
    printf("%u sites in the shim, %u still in the baseline, %u finding%s\n",
           count_sites(m, units, true), count_sites(m, units, false), findings->len,
           findings->len == 1 ? "" : "s");
    if (second_opinion)
      puts("the rules name the same sites in report mode");
    status = findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
  }
done:
  g_ptr_array_unref(findings);
  g_free(units);
  migration_free(m);
  g_free(header);
  g_free(rules);
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
    status = verify(c, &o, second, root);
  common_free(&o);
  return status;
}

const struct cmd cmd_verify = {
    "verify", "TREE", "nothing left, nothing lost: check a migrated tree",
    "Checks the tree against its journal: every site of the units that are in is in the shim's\n"
    "words, none was lost or added, and deriving the step again from the baseline gives the same\n"
    "bytes. Exit status 1 and one line for each finding otherwise.",
    run};
