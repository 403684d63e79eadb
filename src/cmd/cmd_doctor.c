/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"

#include <stdio.h>

static bool check_spatch(const struct common *o)
{
  struct spatch_opts so = {.path = o->spatch};
  struct spatch_about about = {0};
  GError *err = NULL;
  if (!spatch_probe(&so, &about, &err)) {
    printf("spatch       MISSING  %s\n", err->message);
    g_clear_error(&err);
    return false;
  }
  bool ok = spatch_version_is_at_least(about.version, "1.1.1");
  printf("spatch       %-8s %s, Python scripting: %s\n", ok ? "ok" : "TOO OLD", about.version,
         about.python ? "yes" : "no (report and org modes are refused)");
  spatch_about_clear(&about);
  return ok;
}

static bool check_rules(void)
{
  GError *err = NULL;
  char *folder = cmd_data("semantic-patches/1-shim");
  GPtrArray *rules = rules_load(folder, &err);
  if (rules)
    printf("rules        ok       %u in %s\n", rules->len, folder);
  else
    printf("rules        MISSING  %s\n", err->message);
  g_clear_error(&err);
  g_free(folder);
  if (rules)
    g_ptr_array_unref(rules);
  return rules != NULL;
}

static bool check_header(void)
{
  GError *err = NULL;
  char *text = cmd_header(&err);
  printf("shim header  %-8s %s\n", text ? "ok" : "MISSING", text ? "flc_ats.h" : err->message);
  g_clear_error(&err);
  g_free(text);
  return text != NULL;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  int status = EXIT_CLEAN;
  const GOptionEntry own[] = {{"spatch", 0, 0, G_OPTION_ARG_FILENAME, &o.spatch,
                               "Coccinelle's program (default: spatch)", "PROGRAM"},
                              {0}};
  if (common_parse(c, argc, argv, 0, own, &o, NULL, &status)) {
    bool ok = check_spatch(&o);
    ok = check_rules() && ok;
    ok = check_header() && ok;
    status = ok ? EXIT_CLEAN : EXIT_FINDINGS;
  }
  common_free(&o);
  return status;
}

const struct cmd cmd_doctor = {"doctor", "", "what is installed, and whether it will do",
                               "Says which tools freelift finds and whether they will do.", run};
