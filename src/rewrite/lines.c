/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

#include <string.h>

static bool is_line_end(const struct lexed *lx, guint32 i)
{
  return lx->tok[i].kind == TOK_NEWLINE || lx->tok[i].kind == TOK_SPLICE;
}

/* The start of the line, if only blanks stand between it and token i. */
static guint32 line_before(const struct lexed *lx, guint32 i, bool *whole)
{
  guint32 off = lx->tok[i].off;
  if (i > 0 && lx->tok[i - 1].kind == TOK_SPACE)
    off = lx->tok[--i].off;
  *whole = i == 0 || is_line_end(lx, i - 1);
  return *whole ? off : lx->tok[i].off;
}

/* Behind the line end, if only blanks and a comment stand between it and token i - 1. */
static guint32 line_after(const struct lexed *lx, guint32 i, enum lines_comment comment,
                          bool *whole)
{
  guint32 end = i;
  while (end < lx->n && (lx->tok[end].kind == TOK_SPACE ||
                         (comment == LINES_WITH_COMMENT && lx->tok[end].kind == TOK_COMMENT)))
    end++;
  *whole = end == lx->n || is_line_end(lx, end);
  if (end < lx->n && *whole)
    end++;
  return *whole ? end : i;
}

/* Does a backslash lead from the line before to these lines, and none out of them? */
static bool is_last_of_macro(const struct lexed *lx, guint32 first, guint32 end)
{
  while (first > 0 && lx->tok[first - 1].kind == TOK_SPACE)
    first--;
  return first > 0 && lx->tok[first - 1].kind == TOK_SPLICE &&
         (end >= lx->n || lx->tok[end - 1].kind != TOK_SPLICE);
}

/* Does an empty line stand before offset `from`, or the '{' of a block, or the file's start? */
static bool is_after_empty_line(const struct lexed *lx, guint32 from)
{
  return from < 2 || lx->text[from - 2] == '\n' || lx->text[from - 2] == '{';
}

/* Blanks and a comment: where the code was, the comment begins the line. */
static bool is_before_comment(const struct lexed *lx, guint32 i)
{
  return i + 1 < lx->n && lx->tok[i].kind == TOK_SPACE && lx->tok[i + 1].kind == TOK_COMMENT;
}

/* ------------------------------------------------------------------ comments above */

/* The comment that fills the line, or lines, before the one that token i begins, blanks aside:
 * where its line begins; TOK_NONE: there is none. */
static guint32 comment_line_before(const struct lexed *lx, guint32 i)
{
  if (i < 2 || lx->tok[i - 1].kind != TOK_NEWLINE)
    return TOK_NONE;
  guint32 c = i - 2;
  if (lx->tok[c].kind == TOK_SPACE && c > 0)
    c--;
  if (lx->tok[c].kind != TOK_COMMENT || lx->tok[c].dir)
    return TOK_NONE;
  if (c > 0 && lx->tok[c - 1].kind == TOK_SPACE)
    c--;
  return c == 0 || lx->tok[c - 1].kind == TOK_NEWLINE ? c : TOK_NONE;
}

static bool has_any(const char *text, const char *const *words, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strstr(text, words[i]))
      return true;
  return false;
}

/* Is it about memory, and nothing but words: no heading with a ruler, no bracket of a group, no
 * word to a tool? */
static bool speaks_of_pools(const struct lexed *lx, guint32 from, guint32 to)
{
  static const char *const about[] = {"alloc", "pool", "freelist", "free list"};
  static const char *const marks[] = {
      "---", "===", "***",       "###",    "////",         "~~~",      "@",
      "\\{", "\\}", "copyright", "nolint", "clang-format", "coverity", "lcov"};
  guint32 start = lx->tok[from].off, end = lx->tok[to].off;
  char *same = g_strndup(lx->text + start, end - start), *text = g_ascii_strdown(same, -1);
  bool is = has_any(text, about, G_N_ELEMENTS(about)) && !has_any(text, marks, G_N_ELEMENTS(marks));
  g_free(text);
  g_free(same);
  return is;
}

/* Does the line that token i begins hold nothing but a '}' or a comment, or is it empty? */
static bool is_end_of_paragraph(const struct lexed *lx, guint32 i)
{
  while (i < lx->n && lx->tok[i].kind == TOK_SPACE)
    i++;
  return i >= lx->n || lx->tok[i].kind == TOK_NEWLINE || lx->tok[i].kind == TOK_COMMENT ||
         tok_is(lx, i, "}");
}

guint32 lines_comment_above(const struct lexed *lx, guint32 first, guint32 end)
{
  bool begins, ends;
  line_before(lx, first, &begins);
  line_after(lx, end, LINES_WITH_COMMENT, &ends);
  guint32 i = first, top, below = end;
  while (below < lx->n && lx->tok[below].kind != TOK_NEWLINE)
    below++;
  if (!begins || !ends || lx->tok[first].dir || !is_end_of_paragraph(lx, below + 1))
    return first;
  if (i > 0 && lx->tok[i - 1].kind == TOK_SPACE)
    i--;
  guint32 from = i;
  for (top = i; (i = comment_line_before(lx, top)) != TOK_NONE;)
    top = i;
  if (top < 2 || lx->tok[top - 1].kind != TOK_NEWLINE)
    return first; /* the file begins with it */
  bool stands_apart = lx->tok[top - 2].kind == TOK_NEWLINE || tok_is(lx, top - 2, "{");
  return stands_apart && speaks_of_pools(lx, top, from) ? top : first;
}

/* ------------------------------------------------------------------ public */

bool lines_range(const struct lexed *lx, guint32 first, guint32 end, enum lines_comment comment,
                 guint32 *from, guint32 *to)
{
  bool begins, ends;
  guint32 stop = line_after(lx, end, comment, &ends);
  *from = line_before(lx, first, &begins);
  if (begins && ends && is_after_empty_line(lx, *from) && stop < lx->n &&
      lx->tok[stop].kind == TOK_NEWLINE)
    stop++;
  bool whole = begins && ends && !is_last_of_macro(lx, first, stop);
  if (!whole) {
    *from = lx->tok[first].off;
    stop = begins && is_before_comment(lx, end) ? end + 1 : end;
  }
  *to = stop < lx->n ? lx->tok[stop].off : (guint32)lx->len;
  return whole;
}

void lines_remove(const struct lexed *lx, guint32 first, guint32 end, enum lines_comment comment,
                  GArray *edits)
{
  guint32 from, to;
  lines_range(lx, first, end, comment, &from, &to);
  edits_add(edits, from, to - from, g_strdup(""), first, end);
}
