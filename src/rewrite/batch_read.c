/* SPDX-License-Identifier: Apache-2.0 */
/* What spatch has to say, read: failures, results, places, parse errors. */
#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The i of "v000012.c" at s, if it is below n; else -1. */
static int view_number(const char *s, guint n)
{
  if (*s != 'v' || strspn(s + 1, "0123456789") != 6 || !g_str_has_prefix(s + 7, ".c"))
    return -1;
  guint64 i = g_ascii_strtoull(s + 1, NULL, 10);
  return i < n ? (int)i : -1;
}

/* The first view that is named in the line, or -1. */
static int view_in(const char *line, guint n)
{
  for (const char *v = strchr(line, 'v'); v != NULL; v = strchr(v + 1, 'v'))
    if (view_number(v, n) >= 0)
      return view_number(v, n);
  return -1;
}

/* Is this line of standard error only talk? */
static bool is_talk(const char *line)
{
  static const char *const talk[] = {"warning:", "Warning: PARSING", "init_defs", "HANDLING",
                                     "PARSING:"};
  for (guint i = 0; i < G_N_ELEMENTS(talk); i++)
    if (g_str_has_prefix(line, talk[i]))
      return true;
  return *line == 0;
}

/* What an `EXN:` line says, in words. */
static char *exception_say(const char *line, const struct spatch_opts *o)
{
  if (strstr(line, "Common.Timeout") != NULL || strstr(line, "EXN: Timeout") != NULL)
    return g_strdup_printf("no end within %u s", batch_timeout(o));
  char *what = g_strdup_printf("%.300s", strstr(line, "EXN:") + strlen("EXN:"));
  char *in = g_strrstr(what, " in v");
  if (in != NULL)
    *in = 0;
  return g_strstrip(what);
}

/* Reads failures out of standard error; the exit status of spatch says little. */
static void find_failures(const struct spatch_opts *o, guint n, char **lines, struct batch_end *end)
{
  for (char **line = lines; *line; line++) {
    bool exception = strstr(*line, "EXN:") != NULL;
    if (!exception && strstr(*line, "An error occurred when attempting") == NULL)
      continue;
    end->failed = true;
    if (exception && end->why == NULL)
      end->why = exception_say(*line, o);
    int i = exception ? view_in(*line, n) : -1;
    if (i >= 0)
      end->any_named = g_array_index(end->named, bool, i) = true;
  }
}

static void judge(const struct batch *b, const struct spatch_opts *o, const struct child_end *child,
                  char **lines, struct batch_end *end)
{
  guint n = b->which->len;
  end->named = g_array_set_size(g_array_new(FALSE, TRUE, sizeof(bool)), n);
  find_failures(o, n, lines, end);

  char *how = child_end_say(child, batch_limit_ms(o, n));
  if (how != NULL) {
    while (*lines != NULL && is_talk(*lines))
      lines++;
    bool quote = !child->hung && *lines != NULL;
    end->failed = true;
    g_free(end->why);
    end->why = g_strdup_printf("%s%s%.300s", how, quote ? ": " : "", quote ? *lines : "");
    g_free(how);
  }
  if (end->failed && end->why == NULL)
    end->why = g_strdup("it says that an error occurred");
}

static struct spatch_view *view_at(const struct batch *b, guint i)
{
  return &b->task->views[g_array_index(b->which, gsize, i)];
}

/* Reads one result, if there is one: a file that is as the view was is none. */
static gboolean read_result(const char *folder, const char *file, struct spatch_view *v,
                            GError **err)
{
  char *path = g_build_filename(folder, file, NULL), *text = NULL;
  GError *why = NULL;
  g_file_get_contents(path, &text, NULL, &why);
  g_free(path);
  if (why != NULL && !g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_FILES, "%s", why->message);
    g_error_free(why);
    return FALSE;
  }
  g_clear_error(&why);
  if (text != NULL && strcmp(text, v->text) != 0) {
    v->result = g_steal_pointer(&text);
    v->outcome = SPATCH_APPLIED;
  }
  g_free(text);
  return TRUE;
}

/* Copies are called v000012.c.out. */
static gboolean read_copies(const struct batch *b, const char *folder, GError **err)
{
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < b->which->len; i++) {
    char name[16];
    batch_view_name(name, i);
    g_strlcat(name, ".out", sizeof name);
    ok = read_result(folder, name, view_at(b, i), err);
  }
  return ok;
}

/* What spatch would copy is called tmp/cocci-output-PID-WORD-v000012.c. */
static gboolean read_saved(const struct batch *b, const char *folder, GError **err)
{
  char *tmp = g_build_filename(folder, "tmp", NULL);
  GDir *dir = g_dir_open(tmp, 0, NULL);
  gboolean ok = TRUE;
  for (const char *name; ok && dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    const char *last = strrchr(name, '-');
    int i = last != NULL ? view_number(last + 1, b->which->len) : -1;
    if (i >= 0 && g_str_has_prefix(name, "cocci-output-"))
      ok = read_result(tmp, name, view_at(b, (guint)i), err);
  }
  if (dir != NULL)
    g_dir_close(dir);
  g_free(tmp);
  return ok;
}

static gboolean read_results(const struct batch *b, const char *folder, bool by_copy,
                             struct batch_end *end, GError **err)
{
  if (!(by_copy ? read_copies : read_saved)(b, folder, err))
    return FALSE;
  end->empty = true;
  for (guint i = 0; i < b->which->len; i++)
    if (view_at(b, i)->outcome == SPATCH_APPLIED)
      end->empty = false;
  return TRUE;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
  const struct spatch_place *x = a, *y = b;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/* Lines like "v000012.c:3:8-15: take from class pool x". */
static void read_places(const struct batch *b, const char *out)
{
  guint n = b->which->len;
  char **lines = g_strsplit(out, "\n", -1);
  for (char **line = lines; *line; line++) {
    struct spatch_place place;
    int i = view_number(*line, n);
    if (i < 0 || sscanf(*line + strlen("v000012.c"), ":%u:%u-", &place.line, &place.column) != 2)
      continue;
    place.column++; /* spatch counts columns from 0 */
    struct spatch_view *v = view_at(b, (guint)i);
    if (v->places == NULL)
      v->places = g_array_new(FALSE, FALSE, sizeof place);
    g_array_append_val(v->places, place);
    v->outcome = SPATCH_APPLIED;
  }
  g_strfreev(lines);
  for (guint i = 0; i < n; i++)
    if (view_at(b, i)->places != NULL)
      g_array_sort(view_at(b, i)->places, by_place);
}

/* ` = File "./v000012.c", line 3, column ...`, and some lines later `BAD:!!!!! its text`. */
static void read_census(const struct batch *b, char **lines)
{
  struct spatch_view *bad = NULL;
  for (; *lines; lines++) {
    int i = view_in(*lines, b->which->len);
    const char *at = strstr(*lines, ", line ");
    if (i >= 0 && at != NULL && strstr(*lines, "= File ") != NULL) {
      struct spatch_view *v = view_at(b, (guint)i);
      bad = v->why == NULL ? v : NULL; /* the first error of a view tells most */
      v->outcome = SPATCH_UNPARSED;
      if (bad != NULL)
        bad->why =
            g_strdup_printf("spatch cannot parse it, line %.*s", (int)strcspn(at + 7, ","), at + 7);
    } else if (bad != NULL && g_str_has_prefix(*lines, "BAD:!!!!!")) {
      char *why = g_strdup_printf("%s: %.200s", bad->why, g_strstrip(*lines + 9));
      g_free(bad->why);
      bad->why = why;
      bad = NULL;
    }
  }
}

/* A census that did not look at every view is none. */
static void check_census(const struct batch *b, const char *out, struct batch_end *end)
{
  const char *total = strstr(out, "NB total files = ");
  if (end->failed || (total != NULL && (guint)atoi(total + 17) == b->which->len))
    return;
  end->failed = true;
  end->why = g_strdup("it did not parse all files");
}

gboolean batch_read(const struct batch *b, const struct spatch_opts *o, const char *folder,
                    bool by_copy, const struct child_end *child, struct batch_end *end,
                    GError **err)
{
  char **lines = g_strsplit(child->err, "\n", -1);
  gboolean ok = TRUE;
  judge(b, o, child, lines, end);
  if (b->task->mode == BATCH_CENSUS)
    check_census(b, child->out, end);
  if (end->failed)
    ; /* nothing in the folder can be trusted */
  else if (b->task->mode == BATCH_PATCH)
    ok = read_results(b, folder, by_copy, end, err);
  else if (b->task->mode == BATCH_REPORT)
    read_places(b, child->out);
  else
    read_census(b, lines);
  g_strfreev(lines);
  return ok;
}
