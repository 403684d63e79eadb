/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"
#include "report/findings_report.h"
#include "write/diff.h"
#include "write/migration.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef FREELIFT_DATADIR
#define FREELIFT_DATADIR "/usr/local/share/freelift"
#endif

#ifndef FREELIFT_VERSION
#define FREELIFT_VERSION "unknown"
#endif

const char cmd_version[] = FREELIFT_VERSION;

static void add_entry(GArray *entries, GOptionEntry e)
{
  g_array_append_val(entries, e);
}

static GArray *entries_of(unsigned flags, const GOptionEntry *own, bool tree, struct common *o)
{
  GArray *a = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
  for (; own && own->long_name; own++)
    g_array_append_val(a, *own);
  if (flags & COMMON_ONLY)
    add_entry(a, (GOptionEntry){"only", 0, 0, G_OPTION_ARG_STRING, &o->only,
                                "Only these pools, each with all of its sites", "POOL,..."});
  if (flags & COMMON_WRITE) {
    add_entry(a, (GOptionEntry){"write", 0, 0, G_OPTION_ARG_NONE, &o->write,
                                "Change the tree (without it: a dry run)", NULL});
    add_entry(a, (GOptionEntry){"force", 0, 0, G_OPTION_ARG_NONE, &o->force,
                                "Write to a tree with uncommitted changes too", NULL});
  }
  if (flags & COMMON_FORMAT)
    add_entry(a, (GOptionEntry){"format", 0, 0, G_OPTION_ARG_STRING, &o->format,
                                "table (default) or json", "FORMAT"});
  if (flags & COMMON_FINDINGS)
    add_entry(a, (GOptionEntry){"format", 0, 0, G_OPTION_ARG_STRING, &o->format,
                                "text (default), json, sarif or rdjsonl", "FORMAT"});
  if (tree)
    add_entry(a, (GOptionEntry){"exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->exclude,
                                "Leave out files whose path in the tree matches (may be repeated)",
                                "GLOB"});
  if (flags & COMMON_SPATCH) {
    add_entry(a, (GOptionEntry){"rules", 0, 0, G_OPTION_ARG_FILENAME, &o->rules,
                                "Folder of the stage's rules (default: the kit's own)", "DIR"});
    add_entry(a, (GOptionEntry){"spatch", 0, 0, G_OPTION_ARG_FILENAME, &o->spatch,
                                "Coccinelle's program (default: spatch)", "PROGRAM"});
    add_entry(a, (GOptionEntry){"timeout", 0, 0, G_OPTION_ARG_INT, &o->timeout,
                                "Seconds that one view may take in spatch (default: 10)", "N"});
  }
  if (tree)
    add_entry(a, (GOptionEntry){"quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet,
                                "No talk on standard error, only errors", NULL});
  return a;
}

static bool usage(const struct cmd *c, const char *what, int *status)
{
  g_printerr("freelift %s: %s; try 'freelift %s --help'\n", c->name, what, c->name);
  *status = EXIT_ERROR;
  return false;
}

static bool format_is_known(const char *format, unsigned flags)
{
  return flags & COMMON_FINDINGS ? findings_format_is_known(format)
                                 : strcmp(format, "table") == 0 || strcmp(format, "json") == 0;
}

bool common_parse(const struct cmd *c, int argc, char **argv, unsigned flags,
                  const GOptionEntry *own, struct common *o, char **tree, int *status)
{
  GError *err = NULL;
  GArray *entries = entries_of(flags, own, tree != NULL, o);
  GOptionContext *ctx = g_option_context_new(c->args);
  g_option_context_set_summary(ctx, c->help);
  g_option_context_add_main_entries(ctx, (GOptionEntry *)(void *)entries->data, NULL);
  bool ok = g_option_context_parse(ctx, &argc, &argv, &err);
  g_option_context_free(ctx);
  g_array_unref(entries);
  if (!ok) {
    usage(c, err->message, status);
    g_clear_error(&err);
    return false;
  }
  if (tree && argc != 2)
    return usage(c, argc < 2 ? "which tree?" : "one tree at a time", status);
  if (!tree && argc > 1)
    return usage(c, "takes no arguments", status);
  if (o->format && !format_is_known(o->format, flags))
    return usage(c,
                 flags & COMMON_FINDINGS ? "--format takes text, json, sarif or rdjsonl"
                                         : "--format takes table or json",
                 status);
  if (o->only && !*o->only)
    return usage(c, "--only takes names of pools", status);
  if (o->timeout < 0)
    return usage(c, "--timeout takes a number of seconds", status);
  if (tree)
    *tree = argv[1];
  return true;
}

void common_free(struct common *o)
{
  g_strfreev(o->exclude);
  g_free(o->rules);
  g_free(o->spatch);
  g_free(o->only);
  g_free(o->format);
}

int cmd_fail(const struct cmd *c, GError *err)
{
  g_printerr("freelift %s: %s\n", c->name, err ? err->message : "failed for no stated reason");
  g_clear_error(&err);
  return EXIT_ERROR;
}

char *cmd_data(const char *path)
{
  const char *env = g_getenv("FREELIFT_DATA");
  if (env)
    return g_build_filename(env, path, NULL);
  char *exe = g_file_read_link("/proc/self/exe", NULL);
  char *folder = exe ? g_path_get_dirname(exe) : NULL;
  char *beside = folder ? g_build_filename(folder, "..", path, NULL) : NULL;
  g_free(exe);
  g_free(folder);
  if (beside && g_file_test(beside, G_FILE_TEST_EXISTS))
    return beside;
  g_free(beside);
  return g_build_filename(FREELIFT_DATADIR, path, NULL);
}

static char *read_header(const char *path, GError **err)
{
  char *file = cmd_data(path), *text = NULL;
  if (!g_file_get_contents(file, &text, NULL, err))
    g_prefix_error(err,
                   "the shim's header is missing; run the program from its checkout, install it "
                   "(make install), or set FREELIFT_DATA to the kit's folder: ");
  g_free(file);
  return text;
}

char *cmd_header(GError **err)
{
  return read_header("compat/ats/flc_ats.h", err);
}

char *cmd_native_header(GError **err)
{
  return read_header("compat/ats/native/flc_ats.h", err);
}

/* One line that is written over, on a terminal only. */
static void show_progress(gsize done, gsize total, gpointer data)
{
  (void)data;
  g_printerr("\rfreelift: rules over views: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT "%s", done,
             total, done == total ? "\r\033[K" : "");
}

bool cmd_rewrite_opts(const struct common *o, struct rewrite_opts *ro, GError **err)
{
  struct spatch_about about = {0};
  *ro = (struct rewrite_opts){.rules = o->rules};
  ro->spatch.path = o->spatch;
  ro->spatch.timeout = (guint)o->timeout;
  if (!o->quiet && isatty(STDERR_FILENO))
    ro->spatch.progress = show_progress;
  if (!spatch_probe(&ro->spatch, &about, err))
    return false;
  spatch_about_clear(&about);
  return true;
}

void cmd_talk(const struct common *o, const char *fmt, ...)
{
  va_list ap;
  if (o->quiet)
    return;
  va_start(ap, fmt);
  char *s = g_strdup_vprintf(fmt, ap);
  va_end(ap);
  g_printerr("%s\n", s);
  g_free(s);
}

bool cmd_check_clean(const struct common *o, const char *root, GError **err)
{
  char *path = NULL;
  bool ok = o->force || !o->write || diff_uncommitted(root, &path, err);
  if (path)
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_FRAME,
                "%s: has uncommitted changes (%s); commit them (the step before, perhaps) or stash "
                "them so that this step can be reviewed by itself, or give --force",
                root, path);
  ok = ok && !path;
  g_free(path);
  return ok;
}
