/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#include <string.h>

G_DEFINE_QUARK(freelift_names_error, names_error)

static void local_free(gpointer p)
{
  struct local_names *l = p;
  g_free(l->glob);
  words_free(l->words);
  g_free(l);
}

static void extend(char ***list, const char *more)
{
  guint n = g_strv_length(*list);
  *list = g_renew(char *, *list, n + 2);
  (*list)[n] = g_strdup(more);
  (*list)[n + 1] = NULL;
}

/* The last identifier of a path, a record's name or an option: "ProxyAllocator" of
 * "x/ProxyAllocator.cc". */
static void add_stem(struct words *any, const char *text)
{
  char *base = g_path_get_basename(text), *stop = strrchr(base, '.');
  if (stop)
    *stop = '\0';
  words_add(any, base);
  g_free(base);
}

static void add_record(struct words *any, const char *name)
{
  const char *dot = strrchr(name, '.');
  words_add(any, dot ? dot + 1 : name);
}

/* Adds a list to what there is, and calls `note` for each of its words. */
static void read_list(struct names *n, GKeyFile *f, const char *group, const char *key,
                      char ***into, void (*note)(struct words *, const char *))
{
  char **list = g_key_file_get_string_list(f, group, key, NULL, NULL);
  for (char **s = list; s && *s; s++) {
    extend(into, *s);
    note(n->any, *s);
  }
  g_strfreev(list);
}

static void read_words(struct names *n, GKeyFile *f, const char *group, struct words *into)
{
  char **list = g_key_file_get_string_list(f, group, "names", NULL, NULL);
  for (char **s = list; s && *s; s++) {
    words_add(into, *s);
    words_add(n->any, *s);
  }
  g_strfreev(list);
}

static void read_local(struct names *n, GKeyFile *f)
{
  char **groups = g_key_file_get_groups(f, NULL);
  for (char **g = groups; *g; g++) {
    if (!g_str_has_prefix(*g, "code "))
      continue;
    struct local_names *l = g_new(struct local_names, 1);
    *l = (struct local_names){g_strdup(*g + strlen("code ")), words_new()};
    read_words(n, f, *g, l->words);
    g_ptr_array_add(n->local, l);
  }
  g_strfreev(groups);
}

static void read_include(struct names *n, GKeyFile *f)
{
  char **keys = g_key_file_get_keys(f, "include", NULL, NULL);
  for (char **k = keys; k && *k; k++)
    g_hash_table_insert(n->include, g_strdup(*k), g_key_file_get_string(f, "include", *k, NULL));
  g_strfreev(keys);
}

/* A slip in the name of a group would leave things in the tree that nobody misses. */
static bool check_groups(GKeyFile *f, const char *path, GError **err)
{
  static const char *const known[] = {"code",    "files",   "include", "programs",
                                      "records", "options", NULL};
  char **groups = g_key_file_get_groups(f, NULL);
  bool ok = true;
  for (char **g = groups; ok && *g; g++)
    if (!g_strv_contains(known, *g) && !g_str_has_prefix(*g, "code ")) {
      g_set_error(err, NAMES_ERROR, NAMES_ERROR_FORMAT, "%s: [%s] is no group of this file", path,
                  *g);
      ok = false;
    }
  g_strfreev(groups);
  return ok;
}

/* GLib's key files have no continued lines: a backslash at the end of one joins it to the next. */
static char *joined(const char *text)
{
  char **parts = g_strsplit(text, "\\\n", -1);
  char *one = g_strjoinv("", parts);
  g_strfreev(parts);
  return one;
}

static GKeyFile *read_file(const char *path, GError **err)
{
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, err))
    return NULL;
  char *one = joined(text);
  GKeyFile *f = g_key_file_new();
  bool ok = g_key_file_load_from_data(f, one, strlen(one), G_KEY_FILE_NONE, err);
  if (!ok)
    g_prefix_error(err, "%s: ", path);
  g_free(one);
  g_free(text);
  if (ok && check_groups(f, path, err))
    return f;
  g_key_file_unref(f);
  return NULL;
}

static struct names *names_new(void)
{
  struct names *n = g_new0(struct names, 1);
  n->code = words_new();
  n->any = words_new();
  n->local = g_ptr_array_new_with_free_func(local_free);
  n->include = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  char ***lists[] = {&n->files, &n->programs, &n->records, &n->options};
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
    *lists[i] = g_new0(char *, 1);
  n->help = g_strdup("");
  return n;
}

bool names_add(struct names *n, const char *path, GError **err)
{
  GKeyFile *f = read_file(path, err);
  if (!f)
    return false;
  read_words(n, f, "code", n->code);
  read_local(n, f);
  read_include(n, f);
  read_list(n, f, "files", "gone", &n->files, add_stem);
  read_list(n, f, "programs", "gone", &n->programs, words_add);
  read_list(n, f, "records", "gone", &n->records, add_record);
  read_list(n, f, "options", "names", &n->options, words_add);
  char *help = g_key_file_get_string(f, "options", "help", NULL);
  if (help) {
    g_free(n->help);
    n->help = help;
  }
  g_key_file_unref(f);
  return true;
}

struct names *names_load(const char *path, GError **err)
{
  struct names *n = names_new();
  if (names_add(n, path, err))
    return n;
  names_free(n);
  return NULL;
}

void names_free(struct names *n)
{
  if (!n)
    return;
  words_free(n->code);
  words_free(n->any);
  g_ptr_array_unref(n->local);
  g_hash_table_unref(n->include);
  g_strfreev(n->files);
  g_strfreev(n->programs);
  g_strfreev(n->records);
  g_strfreev(n->options);
  g_free(n->help);
  g_free(n);
}

void names_add_file(struct names *n, const char *glob)
{
  extend(&n->files, glob);
  add_stem(n->any, glob);
}

bool names_takes_file(const struct names *n, const char *path)
{
  for (char **s = n->files; *s; s++)
    if (g_pattern_match_simple(*s, path))
      return true;
  return false;
}

bool names_takes(const struct names *n, const char *path, const char *s, gsize len)
{
  if (words_has(n->code, s, len))
    return true;
  for (guint i = 0; i < n->local->len; i++) {
    const struct local_names *l = g_ptr_array_index(n->local, i);
    if (words_has(l->words, s, len) && g_pattern_match_simple(l->glob, path))
      return true;
  }
  return false;
}

bool names_in(char *const *list, const char *s, gsize len)
{
  for (; *list; list++)
    if (strlen(*list) == len && memcmp(*list, s, len) == 0)
      return true;
  return false;
}
