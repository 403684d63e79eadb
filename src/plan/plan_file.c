/* SPDX-License-Identifier: Apache-2.0 */
#include "plan_file.h"

#include <string.h>

G_DEFINE_QUARK(freelift_plan_file_error, plan_file_error)

static bool fail(GError **err, const char *name, guint line, const char *what)
{
  g_set_error(err, PLAN_FILE_ERROR, PLAN_FILE_ERROR_SYNTAX,
              "%s:%u: %s; mend the line, nothing was written", name, line, what);
  return false;
}

/* The key of a line "key = value", or NULL; a new string. */
static char *key_of(const char *line)
{
  const char *equals = strchr(line, '=');
  return equals && equals != line ? g_strchomp(g_strndup(line, (gsize)(equals - line))) : NULL;
}

/* May it stand between [ and ]? */
static bool is_group_name(const char *name)
{
  for (; *name; name++)
    if (*name == '[' || *name == ']' || g_ascii_iscntrl(*name))
      return false;
  return true;
}

/* One line: *group is the group it stands in, seen holds all groups and keys so far. */
static bool check_line(const char *name, guint at, char *line, char **group, GHashTable *seen,
                       GError **err)
{
  char *id = NULL;
  if (!*line || *line == '#')
    return true;
  if (!g_utf8_validate(line, -1, NULL))
    return fail(err, name, at, "is not UTF-8");
  if (*line == '[') {
    gsize n = strlen(line);
    if (n >= 3)
      line[n - 1] = line[n - 1] == ']' ? '\0' : '[';
    if (n < 3 || !is_group_name(line + 1))
      return fail(err, name, at, "a group is written [NAME]");
    g_free(*group);
    *group = g_strdup(line + 1);
    id = g_strdup(line);
  } else {
    char *key = key_of(line);
    if (!key)
      return fail(err, name, at, "neither [GROUP], KEY=VALUE nor # comment");
    id = *group ? g_strconcat(*group, "]", key, NULL) : NULL;
    g_free(key);
    if (!id)
      return fail(err, name, at, "stands in no [GROUP]");
  }
  if (g_hash_table_add(seen, id))
    return true;
  return fail(err, name, at, "is there twice, and only one of them could be kept");
}

static bool check_lines(const char *name, const char *text, GError **err)
{
  char **lines = g_strsplit(text, "\n", -1), *group = NULL;
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool ok = true;
  for (guint i = 0; ok && lines[i]; i++)
    ok = check_line(name, i + 1, g_strstrip(lines[i]), &group, seen, err);
  g_hash_table_unref(seen);
  g_free(group);
  g_strfreev(lines);
  return ok;
}

/* ------------------------------------------------------------------ comments above groups */

/* To GKeyFile a comment above a [GROUP] is the end of the group before, where new keys go behind
 * it.  So such comments stand below their group's line, marked, as long as GKeyFile has them. */
#define MARK "#^freelift^"

static bool is_comment(const char *line)
{
  return line[strspn(line, " \t")] == '#';
}

static bool is_blank(const char *line)
{
  return !line[strspn(line, " \t\r")];
}

/* The first of the lines above lines[group] that are about the group: comments after a blank line;
 * those right below a key are about the key. */
static guint about_group(char **lines, guint group)
{
  guint from = group;
  while (from > 0 && (is_comment(lines[from - 1]) || is_blank(lines[from - 1])))
    from--;
  if (from == 0)
    return group; /* the top of the file */
  while (from < group && is_comment(lines[from]))
    from++;
  while (from < group && is_blank(lines[from]))
    from++;
  return from;
}

static char *lower_comments(const char *text)
{
  char **lines = g_strsplit(text, "\n", -1);
  GString *out = g_string_new(NULL);
  guint done = 0;
  for (guint i = 0; lines[i]; i++) {
    if (lines[i][strspn(lines[i], " \t")] != '[')
      continue;
    guint from = about_group(lines, i), end = from;
    bool is_top = from == i && done == 0;
    while (!is_top && end > done && is_blank(lines[end - 1]))
      end--; /* GKeyFile puts an empty line between groups by itself */
    for (; done < end; done++)
      g_string_append_printf(out, "%s\n", lines[done]);
    done = from;
    g_string_append_printf(out, "%s\n", lines[i]);
    for (; done < i; done++)
      g_string_append_printf(out, MARK "%s\n", lines[done]);
    done++;
  }
  for (; lines[done]; done++)
    g_string_append_printf(out, "%s%s", lines[done], lines[done + 1] ? "\n" : "");
  g_strfreev(lines);
  return g_string_free(out, FALSE);
}

static char *raise_comments(const char *text)
{
  char **lines = g_strsplit(text, "\n", -1);
  GString *out = g_string_new(NULL);
  for (guint i = 0; lines[i]; i++) {
    guint last = i;
    while (lines[last + 1] && g_str_has_prefix(lines[last + 1], MARK))
      g_string_append_printf(out, "%s\n", lines[++last] + strlen(MARK));
    g_string_append_printf(out, "%s%s", lines[i], lines[last + 1] ? "\n" : "");
    i = last;
  }
  g_strfreev(lines);
  return g_string_free(out, FALSE);
}

char *plan_file_text(GKeyFile *file, gsize *len)
{
  char *data = g_key_file_to_data(file, NULL, NULL), *text = raise_comments(data);
  g_free(data);
  *len = strlen(text);
  return text;
}

/* ------------------------------------------------------------------ reading */

static bool check_format(const char *name, GKeyFile *file, GError **err)
{
  GError *why = NULL;
  int format = g_key_file_get_integer(file, PLAN_HEAD, "format", &why);
  if (!why && format == PLAN_FORMAT)
    return true;
  g_clear_error(&why);
  g_set_error(err, PLAN_FILE_ERROR, PLAN_FILE_ERROR_FORMAT,
              "%s: is no plan of a format that this version knows: [%s] format=%d; nothing was "
              "written",
              name, PLAN_HEAD, PLAN_FORMAT);
  return false;
}

GKeyFile *plan_file_read(const char *name, const char *text, gsize len, GError **err)
{
  GKeyFile *file = g_key_file_new();
  const char *nul = memchr(text, '\0', len);
  bool ok = !nul && check_lines(name, text, err);
  if (nul)
    fail(err, name, 1, "holds a NUL byte");
  char *lowered = ok ? lower_comments(text) : NULL;
  if (ok && !g_key_file_load_from_data(file, lowered, (gsize)-1, G_KEY_FILE_KEEP_COMMENTS, err)) {
    g_prefix_error(err, "%s: ", name);
    ok = false;
  }
  g_free(lowered);
  if (ok && check_format(name, file, err))
    return file;
  g_key_file_unref(file);
  return NULL;
}

GKeyFile *plan_file_new(void)
{
  GKeyFile *file = g_key_file_new();
  g_key_file_set_integer(file, PLAN_HEAD, "format", PLAN_FORMAT);
  g_key_file_set_comment(
      file, NULL, NULL,
      " What becomes of each pool. freelift writes this file and people decide in it:\n"
      "   strategy=release and decided=Name          keep a strategy that differs from the "
      "proposal\n"
      "   accept.HAZARD=Name <mail>: why             a person accepts a hazard\n"
      " These, comments and keys of your own stay; all else is renewed by 'freelift plan "
      "--write'.\n"
      " Strategies: delete, release, class, class-release, block, buffer, keep. The guide: "
      "4-plan.md.\n",
      NULL);
  return file;
}
