/* SPDX-License-Identifier: Apache-2.0 */
/* Build lists and documentation. */
#include "lens/edit.h"
#include "removal_p.h"

#include <string.h>

/* ------------------------------------------------------------------ lines */

struct text {
  const struct names *names;
  const char *path, *s;
  gsize len;
  GArray *edits;
};

static gsize line_end(const struct text *t, gsize off)
{
  const char *e = memchr(t->s + off, '\n', t->len - off);
  return e ? (gsize)(e - t->s) + 1 : t->len;
}

static bool is_blank(const struct text *t, gsize from, gsize to)
{
  while (from < to && g_ascii_isspace(t->s[from]))
    from++;
  return from == to;
}

/* Is the line that ends at `off` empty, or is there none? */
static bool is_blank_above(const struct text *t, gsize off)
{
  gsize from = off;
  while (from > 0 && (from == off || t->s[from - 1] != '\n'))
    from--;
  return is_blank(t, from, off);
}

static void edit(struct text *t, gsize from, gsize to, const char *instead)
{
  edits_add(t->edits, (guint32)from, (guint32)(to - from), g_strdup(instead), 0, 0);
}

/* Whole lines go, and one of two empty lines around them. */
static void cut_lines(struct text *t, gsize from, gsize to)
{
  gsize next = to < t->len ? line_end(t, to) : to;
  if (is_blank_above(t, from) && next > to && is_blank(t, to, next))
    to = next;
  edit(t, from, to, "");
}

/* ------------------------------------------------------------------ build lists */

static bool is_word_char(char c)
{
  return !g_ascii_isspace(c) && c != '\\' && c != '=' && c != ':';
}

/* Does the word of this build list name a file that goes? Paths are relative to the list's folder;
 * one through a variable, $(top_srcdir)/x, counts from the top. */
static bool is_gone_file(const struct text *t, const char *word)
{
  const char *close = *word == '$' ? strstr(word, ")/") : NULL;
  char *folder = close ? g_strdup(".") : g_path_get_dirname(t->path);
  char *joined = g_build_filename("/", folder, close ? close + 2 : word, NULL);
  char *path = g_canonicalize_filename(joined, "/");
  bool gone = names_takes_file(t->names, path + 1);
  g_free(folder);
  g_free(joined);
  g_free(path);
  return gone;
}

static bool is_gone_word(const struct text *t, gsize from, gsize to)
{
  char *word = g_strndup(t->s + from, to - from);
  bool gone = names_in(t->names->programs, word, strlen(word)) || is_gone_file(t, word);
  g_free(word);
  return gone;
}

/* Is it the variable of a program that goes: test_freelist_SOURCES? */
static bool is_gone_variable(const struct text *t, gsize from)
{
  for (char **p = t->names->programs; *p; p++) {
    gsize n = strlen(*p);
    if (from + n < t->len && memcmp(t->s + from, *p, n) == 0 && t->s[from + n] == '_' &&
        g_ascii_isupper(t->s[from + n + 1]))
      return true;
  }
  return false;
}

/* Where the line's text ends, without blanks and a continuation. */
static gsize text_end(const struct text *t, gsize from, gsize end)
{
  while (end > from && (g_ascii_isspace(t->s[end - 1]) || t->s[end - 1] == '\\'))
    end--;
  return end;
}

static bool is_continued(const struct text *t, gsize from, gsize end)
{
  return memchr(t->s + text_end(t, from, end), '\\', end - text_end(t, from, end)) != NULL;
}

/* A word goes with the blanks in front of it; the first of a line with those behind it. */
static void edit_word(struct text *t, gsize line, gsize word, gsize end, gsize stop)
{
  gsize from = word;
  while (from > line && g_ascii_isspace(t->s[from - 1]))
    from--;
  if (from == line) {
    from = word;
    while (end < stop && g_ascii_isspace(t->s[end]))
      end++;
  }
  edit(t, from, end, "");
}

/* One line of a list: words that go are taken out.  *kept: it has text left. */
static void take_words(struct text *t, gsize from, gsize end, bool *kept)
{
  gsize stop = text_end(t, from, end), at = from;
  guint all = 0, gone = 0, before = t->edits->len;
  while (at < stop) {
    gsize word = at;
    while (word < stop && !is_word_char(t->s[word]))
      word++;
    all += word > at && !is_blank(t, at, word); /* `=`: the line is more than words */
    gsize next = word;
    while (next < stop && is_word_char(t->s[next]))
      next++;
    if (next > word && ++all && is_gone_word(t, word, next)) {
      gone++;
      edit_word(t, from, word, next, stop);
    }
    at = next;
  }
  *kept = !gone || gone < all;
  if (*kept)
    return;
  g_array_set_size(t->edits, before);
  edit(t, from, end, "");
}

/* A list that loses its last lines: the line that is the last now is continued no more. */
static void end_list(struct text *t, gsize from, gsize end)
{
  edit(t, text_end(t, from, end), end, "\n");
}

/* One logical line, from `off`: the lines that backslashes join.  Where the next begins. */
static gsize take_logical(struct text *t, gsize off)
{
  gsize end = off, last = G_MAXSIZE, last_end = 0;
  bool more = true, cut_behind = false;
  gsize all = off;
  while (more && all < t->len) {
    more = is_continued(t, all, line_end(t, all));
    all = line_end(t, all);
  }
  if (is_gone_variable(t, off)) {
    cut_lines(t, off, all);
    return all;
  }
  while (end < all) {
    gsize next = line_end(t, end);
    bool kept;
    take_words(t, end, next, &kept);
    if (kept) {
      last = end;
      last_end = next;
    }
    cut_behind = !kept;
    end = next;
  }
  if (cut_behind && last != G_MAXSIZE)
    end_list(t, last, last_end);
  return all;
}

static void build_list(struct text *t)
{
  for (gsize off = 0; off < t->len;) {
    bool rule = t->s[off] == '#' || t->s[off] == '\t';
    off = rule ? line_end(t, off) : take_logical(t, off);
  }
}

/* ------------------------------------------------------------------ documentation */

/* The name of the directive in the line, ".. ts:cv:: CONFIG x INT 1": where its arguments begin, or
 * 0. */
static gsize directive(const struct text *t, gsize off, const char *name)
{
  gsize n = strlen(name), end = line_end(t, off);
  while (off < end && t->s[off] == ' ')
    off++;
  if (end - off < n || memcmp(t->s + off, name, n) != 0)
    return 0;
  return off + n;
}

static bool has_word(const struct text *t, gsize from, gsize end, char *const *list,
                     const char *before)
{
  for (; *list; list++) {
    char *what = g_strconcat(before, *list, NULL);
    const char *at = g_strstr_len(t->s + from, (gssize)(end - from), what);
    gsize k = at ? (gsize)(at - t->s) + strlen(what) : 0;
    g_free(what);
    if (at && (k == end || !(g_ascii_isalnum(t->s[k]) || strchr("_-.", t->s[k]))))
      return true;
  }
  return false;
}

static gsize indent(const struct text *t, gsize off)
{
  gsize n = 0;
  while (off + n < t->len && t->s[off + n] == ' ')
    n++;
  return n;
}

/* The end of the directive's indented body, empty lines behind it left out. */
static gsize body_end(const struct text *t, gsize off)
{
  gsize end = line_end(t, off), depth = indent(t, off);
  for (gsize at = end; at < t->len; at = line_end(t, at)) {
    gsize next = line_end(t, at);
    if (is_blank(t, at, next))
      continue;
    if (indent(t, at) <= depth)
      break;
    end = next;
  }
  return end;
}

/* The end of what is said of an option: the next directive, or the end of the text. */
static gsize option_end(const struct text *t, gsize off)
{
  gsize end = line_end(t, off);
  for (gsize at = end; at < t->len; at = line_end(t, at)) {
    gsize next = line_end(t, at);
    if (directive(t, at, ".. ") && indent(t, at) <= indent(t, off))
      break;
    if (!is_blank(t, at, next))
      end = next;
  }
  return end;
}

static void documentation(struct text *t)
{
  for (gsize off = 0; off < t->len;) {
    gsize line = line_end(t, off), args = directive(t, off, ".. ts:cv::"), end = line;
    if (args && has_word(t, args, line, t->names->records, " ")) {
      end = body_end(t, off);
      cut_lines(t, off, end);
    } else if ((args = directive(t, off, ".. option::")) && *t->names->help &&
               has_word(t, args, line, t->names->options, "--")) {
      end = option_end(t, off);
      char *said = g_strdup_printf("\n%s.\n", t->names->help);
      edit(t, line, end, said);
      g_free(said);
    }
    off = end;
  }
}

/* ------------------------------------------------------------------ public */

static bool is_build_list(const char *path)
{
  char *base = g_path_get_basename(path);
  bool is = strcmp(base, "Makefile.am") == 0 || strcmp(base, "CMakeLists.txt") == 0;
  g_free(base);
  return is;
}

bool removal_is_text(const char *path)
{
  return is_build_list(path) || g_str_has_suffix(path, ".rst");
}

void removal_text(const struct names *n, const char *path, const char *text, gsize len,
                  GArray *edits)
{
  struct text t = {n, path, text, len, edits};
  if (is_build_list(path))
    build_list(&t);
  else
    documentation(&t);
}
