/* SPDX-License-Identifier: Apache-2.0 */
#include "batch.h"

#include "child.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

guint batch_timeout(const struct spatch_opts *o)
{
  return o->timeout > 0 ? o->timeout : 10;
}

guint batch_limit_ms(const struct spatch_opts *o, guint n)
{
  return o->limit_ms > 0 ? o->limit_ms : batch_timeout(o) * 1000 + 1000 + n * 100;
}

const char *batch_program(const struct spatch_opts *o)
{
  return o->path != NULL ? o->path : "spatch";
}

static gboolean complain_file(const char *path, GError **err)
{
  g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_FILES, "cannot write the temporary file '%s': %s",
              path, g_strerror(errno));
  return FALSE;
}

static gboolean write_file(const char *folder, const char *name, const char *text, GError **err)
{
  char *path = g_build_filename(folder, name, NULL);
  FILE *f = fopen(path, "w");
  bool ok = f != NULL && (*text == 0 || fputs(text, f) >= 0);
  if (f != NULL && fclose(f) != 0)
    ok = false;
  gboolean done = ok || complain_file(path, err);
  g_free(path);
  return done;
}

char *batch_folder_make(const struct spatch_opts *o, GError **err)
{
  const char *tmp = o->tmp != NULL ? o->tmp : g_get_tmp_dir();
  char *root = g_build_filename(tmp, "freelift-XXXXXX", NULL);
  if (g_mkdtemp(root) == NULL) {
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_FILES, "cannot make a temporary folder in '%s': %s",
                tmp, g_strerror(errno));
    g_free(root);
    return NULL;
  }
  /* spatch runs `find DIR` and `cp A B` through a shell, without quotes. */
  if (strpbrk(root, " \t\n'\"\\$`*?[]();&|<>~#") != NULL) {
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_FILES,
                "spatch cannot work in the temporary folder '%s': its name has characters that a "
                "shell takes for its own",
                root);
    batch_folder_remove(root);
    g_free(root);
    return NULL;
  }
  /* The macros that come with spatch are for Linux; one of them is a name in Traffic Server. */
  if (!write_file(root, "no-macros", "", err)) {
    batch_folder_remove(root);
    g_free(root);
    return NULL;
  }
  return root;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
  (void)st, (void)kind, (void)at;
  remove(path);
  return 0;
}

void batch_folder_remove(const char *root)
{
  nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void batch_view_name(char name[16], guint i)
{
  g_snprintf(name, 16, "v%06u.c", i);
}

static gboolean write_views(const struct batch *b, const char *folder, GError **err)
{
  GString *list = g_string_new(NULL);
  char *tmp = g_build_filename(folder, "tmp", NULL);
  gboolean ok = (g_mkdir(folder, 0700) == 0 && g_mkdir(tmp, 0700) == 0) || complain_file(tmp, err);
  for (guint i = 0; ok && i < b->which->len; i++) {
    char name[16];
    batch_view_name(name, i);
    ok = write_file(folder, name, b->task->views[g_array_index(b->which, gsize, i)].text, err);
    g_string_append_printf(list, "%s\n\n", name);
  }
  if (ok && b->task->mode != BATCH_CENSUS)
    ok = write_file(folder, "list", list->str, err);
  g_string_free(list, TRUE);
  g_free(tmp);
  return ok;
}

/* The program as it is found from another folder too; a new string. */
static char *program_path(const struct spatch_opts *o)
{
  const char *program = batch_program(o);
  return strchr(program, '/') != NULL ? g_canonicalize_filename(program, NULL) : g_strdup(program);
}

/* The command line; the strings in `owned` are the caller's to free. */
static GPtrArray *command(const struct batch *b, const struct spatch_opts *o, bool by_copy,
                          GPtrArray *owned)
{
  GPtrArray *argv = g_ptr_array_new();
  const struct rule *r = b->task->rule;
  char *program = program_path(o);
  g_ptr_array_add(owned, program);
  const char *const always[] = {program, "--macro-file-builtins", "../no-macros"};
  for (guint i = 0; i < G_N_ELEMENTS(always); i++)
    g_ptr_array_add(argv, (char *)(gpointer)always[i]);
  if (b->task->mode == BATCH_CENSUS) {
    g_ptr_array_add(argv, (gpointer) "--parse-c");
    g_ptr_array_add(argv, (gpointer) ".");
    g_ptr_array_add(argv, NULL);
    return argv;
  }

  for (char **option = r->options; *option; option++)
    if (**option)
      g_ptr_array_add(argv, *option);
  char *timeout = g_strdup_printf("%u", batch_timeout(o));
  g_ptr_array_add(owned, timeout);
  const char *const usual[] = {"--very-quiet", "--no-show-diff", "--max-width",   "100000",
                               "--timeout",    timeout,          "--temp-files",  "tmp",
                               "--sp-file",    r->path,          "--file-groups", "list"};
  for (guint i = 0; i < G_N_ELEMENTS(usual); i++)
    g_ptr_array_add(argv, (char *)(gpointer)usual[i]);
  static const char *const save[] = {"-D", "patch", "--save-tmp-files", NULL};
  static const char *const copy[] = {"-D", "patch", "--out-place", "--suffix", ".out", NULL};
  static const char *const report[] = {"-D", "report", NULL};
  const char *const *mode = b->task->mode == BATCH_REPORT ? report : by_copy ? copy : save;
  for (; *mode; mode++)
    g_ptr_array_add(argv, (char *)(gpointer)*mode);
  g_ptr_array_add(argv, NULL);
  return argv;
}

static gboolean start_failed(GError *why, const struct spatch_opts *o, GError **err)
{
  if (g_error_matches(why, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_MISSING,
                "there is no program '%s': install coccinelle, or say where spatch is",
                batch_program(o));
  else
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_MISSING, "cannot start '%s': %s", batch_program(o),
                why->message);
  g_error_free(why);
  return FALSE;
}

static gboolean run_child(const struct batch *b, const struct spatch_opts *o, const char *folder,
                          bool by_copy, struct child_end *child, GError **err)
{
  GPtrArray *owned = g_ptr_array_new_with_free_func(g_free);
  GPtrArray *argv = command(b, o, by_copy, owned);
  GError *why = NULL;
  if (o->verbose) {
    argv->pdata[argv->len - 1] = NULL;
    char *line = g_strjoinv(" ", (char **)argv->pdata);
    g_printerr("(cd %s && %s)\n", folder, line);
    g_free(line);
  }
  gboolean ok = child_run((const char *const *)argv->pdata, folder,
                          batch_limit_ms(o, b->which->len), child, &why);
  g_ptr_array_unref(argv);
  g_ptr_array_unref(owned);
  return ok ? TRUE : start_failed(why, o, err);
}

static gboolean try_run(const struct batch *b, const struct spatch_opts *o, const char *folder,
                        bool by_copy, struct batch_end *end, GError **err)
{
  struct child_end child = {0};
  batch_end_clear(end);
  gboolean ok = run_child(b, o, folder, by_copy, &child, err) &&
                batch_read(b, o, folder, by_copy, &child, end, err);
  child_end_clear(&child);
  return ok;
}

/* With --out-place spatch starts a shell and a cp for every view that it changes, a fifth of all
 * the time.  So it is told just to keep the files that it would copy, which no manual promises:
 * when there is not one, the batch runs again with copies, and if these are there, so do all
 * others. */
gboolean batch_run(const struct batch *b, const struct spatch_opts *o, const char *root,
                   guint serial, struct batch_end *end, GError **err)
{
  char *folder = g_strdup_printf("%s/%u", root, serial);
  bool by_copy = g_atomic_int_get(&b->task->by_copy);
  gboolean ok = write_views(b, folder, err) && try_run(b, o, folder, by_copy, end, err);
  if (ok && b->task->mode == BATCH_PATCH && !by_copy && !end->failed && end->empty) {
    ok = try_run(b, o, folder, true, end, err);
    if (ok && !end->failed && !end->empty)
      g_atomic_int_set(&b->task->by_copy, 1);
  }
  batch_folder_remove(folder);
  g_free(folder);
  return ok;
}

void batch_end_clear(struct batch_end *end)
{
  g_clear_pointer(&end->named, g_array_unref);
  g_clear_pointer(&end->why, g_free);
  *end = (struct batch_end){0};
}

gboolean batch_ask(const struct spatch_opts *o, const char *option, struct child_end *end,
                   GError **err)
{
  const char *const argv[] = {batch_program(o), option, NULL};
  GError *why = NULL;
  return child_run(argv, NULL, batch_limit_ms(o, 0), end, &why) ? TRUE : start_failed(why, o, err);
}
