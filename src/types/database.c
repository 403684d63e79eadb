/* SPDX-License-Identifier: Apache-2.0 */
#include "database.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(freelift_database_error, database_error)

static void command_free(gpointer p)
{
  struct command *c = p;
  g_free(c->file);
  g_free(c->directory);
  g_strfreev(c->args);
  g_free(c);
}

/* ------------------------------------------------------------------ reading */

/* Options that say where results go; `*with_value`: the next word belongs to it. */
static bool is_output(const char *arg, bool *with_value)
{
  static const char *const alone[] = {"-c", "-MD", "-MMD", "-MP", "-M", "-MM", "-MG"};
  static const char *const valued[] = {"-o", "-MF", "-MT", "-MQ"};
  *with_value = false;
  for (gsize i = 0; i < G_N_ELEMENTS(alone); i++)
    if (strcmp(arg, alone[i]) == 0)
      return true;
  for (gsize i = 0; i < G_N_ELEMENTS(valued); i++)
    if (g_str_has_prefix(arg, valued[i])) {
      *with_value = strcmp(arg, valued[i]) == 0;
      return true;
    }
  return false;
}

/* Compilers that only start another one. */
static bool is_launcher(const char *arg)
{
  char *name = g_path_get_basename(arg);
  bool is = strcmp(name, "ccache") == 0 || strcmp(name, "distcc") == 0 || strcmp(name, "env") == 0;
  g_free(name);
  return is;
}

static char **clean_args(char **all, const char *file)
{
  GPtrArray *args = g_ptr_array_new();
  guint i = 0;
  while (all[i] && all[i + 1] && is_launcher(all[i]))
    i++;
  for (i += all[i] != NULL; all[i]; i++) {
    bool with_value;
    if (is_output(all[i], &with_value))
      i += with_value && all[i + 1];
    else if (strcmp(all[i], file) != 0)
      g_ptr_array_add(args, g_strdup(all[i]));
  }
  g_ptr_array_add(args, NULL);
  return (char **)g_ptr_array_free(args, FALSE);
}

static char **words_of(const json_t *entry)
{
  const json_t *list = json_object_get(entry, "arguments");
  const char *line = json_string_value(json_object_get(entry, "command"));
  char **words = NULL;
  if (!json_is_array(list)) {
    if (line)
      g_shell_parse_argv(line, NULL, &words, NULL);
    return words;
  }
  GPtrArray *a = g_ptr_array_new();
  for (size_t i = 0; i < json_array_size(list); i++)
    g_ptr_array_add(a, g_strdup(json_string_value(json_array_get(list, i))));
  g_ptr_array_add(a, NULL);
  return (char **)g_ptr_array_free(a, FALSE);
}

static struct command *command_of(const json_t *entry)
{
  const char *file = json_string_value(json_object_get(entry, "file")),
             *directory = json_string_value(json_object_get(entry, "directory"));
  char **words = file && directory ? words_of(entry) : NULL;
  if (!words)
    return NULL;
  struct command *c = g_new0(struct command, 1);
  c->directory = g_strdup(directory);
  c->file = g_canonicalize_filename(file, directory);
  c->args = clean_args(words, file);
  g_strfreev(words);
  return c;
}

struct database *database_load(const char *path, GError **err)
{
  json_error_t why;
  json_t *top = json_load_file(path, 0, &why);
  if (!top) {
    g_set_error(err, DATABASE_ERROR, DATABASE_ERROR_READ, "%s:%d: cannot read the database: %s",
                path, MAX(why.line, 1), why.text);
    return NULL;
  }
  struct database *db = g_new0(struct database, 1);
  db->path = g_strdup(path);
  db->commands = g_ptr_array_new_with_free_func(command_free);
  bool ok = json_is_array(top);
  for (size_t i = 0; ok && i < json_array_size(top); i++) {
    struct command *c = command_of(json_array_get(top, i));
    ok = c != NULL;
    if (c)
      g_ptr_array_add(db->commands, c);
  }
  json_decref(top);
  if (!ok) {
    g_set_error(err, DATABASE_ERROR, DATABASE_ERROR_FORMAT,
                "%s: entry %u is none of a compilation database: it needs directory, file, and "
                "arguments or command",
                path, db->commands->len + 1);
    database_free(db);
    return NULL;
  }
  return db;
}

void database_free(struct database *db)
{
  if (!db)
    return;
  g_ptr_array_unref(db->commands);
  g_free(db->path);
  g_free(db);
}

char *database_default(const char *root)
{
  static const char *const places[] = {"compile_commands.json", "build/compile_commands.json"};
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    char *file = g_build_filename(root, places[i], NULL);
    if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
      return file;
    g_free(file);
  }
  return NULL;
}

/* ------------------------------------------------------------------ finding */

/* Symbolic links followed; the path itself if there is no such file.  A new string. */
static char *real_path(const char *path)
{
  char *real = realpath(path, NULL), *out = g_strdup(real ? real : path);
  free(real);
  return out;
}

static bool has_same_text(const char *file, const struct source *s)
{
  char *text = NULL;
  gsize len = 0;
  bool same = g_file_get_contents(file, &text, &len, NULL) && len == s->len &&
              memcmp(text, s->text, len) == 0;
  g_free(text);
  return same;
}

const struct command *database_find(const struct database *db, const struct tree *t,
                                    const struct source *s, char **root)
{
  char *top = real_path(t->root), *here = g_build_filename(top, s->path, NULL);
  char *end = g_strconcat("/", s->path, NULL);
  const struct command *found = NULL;
  *root = NULL;
  for (guint i = 0; i < db->commands->len && !found; i++) {
    const struct command *c = g_ptr_array_index(db->commands, i);
    char *real = g_str_has_suffix(c->file, strrchr(end, '/')) ? real_path(c->file) : NULL;
    if (real && strcmp(real, here) == 0)
      found = c;
    g_free(real);
  }
  if (found)
    *root = g_strdup(top);
  for (guint i = 0; i < db->commands->len && !found; i++) {
    const struct command *c = g_ptr_array_index(db->commands, i);
    if (!g_str_has_suffix(c->file, end) || !has_same_text(c->file, s))
      continue;
    found = c;
    char *cut = g_strndup(c->file, strlen(c->file) - strlen(end));
    *root = real_path(cut);
    g_free(cut);
  }
  g_free(top);
  g_free(here);
  g_free(end);
  return found;
}
