/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"
#include "report/scan_report.h"
#include "write/migration.h"

#include <string.h>

static int scan(const struct cmd *c, const struct common *o, const char *root)
{
  GError *err = NULL;
  struct tree *t = tree_read(root, o->exclude, &err);
  struct inventory *inv = t ? inventory_scan(t, &err) : NULL;
  int status = EXIT_CLEAN;
  if (inv && !inv->sites->len)
    g_set_error(&err, MIGRATION_ERROR, MIGRATION_ERROR_NO_POOLS, MIGRATION_NO_POOLS, root,
                t->sources->len);
  if (err)
    status = cmd_fail(c, err);
  else if (g_strcmp0(o->format, "json") == 0)
    scan_report_json(inv, stdout);
  else
    scan_report_table(inv, stdout);
  inventory_free(inv);
  tree_free(t);
  return status;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  char *root;
  int status = EXIT_CLEAN;
  if (common_parse(c, argc, argv, COMMON_FORMAT, NULL, &o, &root, &status))
    status = scan(c, &o, root);
  common_free(&o);
  return status;
}

const struct cmd cmd_scan = {
    "scan", "TREE", "list all pools and the sites that use them",
    "Lists every pool of the tree (found by its declaration) and every site that uses it.\n"
    "Reads all branches of every #if, macro bodies, tests and plugins; writes nothing.",
    run};
