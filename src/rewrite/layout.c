/* SPDX-License-Identifier: Apache-2.0 */
#include "layout.h"

#include <string.h>

/* By how much the edits on this line move what stands behind them; *one is one of them. */
static gint shift_on_line(const struct lexed *lx, const GArray *edits, guint n, guint32 line,
                          const struct edit **one)
{
  gint shift = 0;
  for (guint i = 0; i < n; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if (e->off < lx->line_off[line - 1] ||
        (line < lx->nlines && e->off + e->len >= lx->line_off[line]))
      continue;
    if (memchr(lx->text + e->off, '\n', e->len) || strchr(e->text, '\n'))
      continue; /* whole lines */
    shift += (gint)strlen(e->text) - (gint)e->len;
    *one = e;
  }
  return shift;
}

/* The blanks of the line in front of its final backslash or comment: a token, or TOK_NONE. */
static guint32 padding(const struct lexed *lx, guint32 line, guint32 from)
{
  guint32 last = TOK_NONE;
  for (guint32 i = from; i < lx->n && lx->tok[i].line == line; i++)
    if (lx->tok[i].kind == TOK_SPLICE || lx->tok[i].kind == TOK_COMMENT)
      last = i;
  if (last == TOK_NONE || last == 0 || lx->tok[last - 1].kind != TOK_SPACE)
    return TOK_NONE;
  bool at_end = lx->tok[last].kind == TOK_SPLICE || last + 1 == lx->n ||
                lx->tok[last + 1].kind == TOK_NEWLINE;
  return at_end ? last - 1 : TOK_NONE;
}

/* Does one of the edits take the token out, or write it anew? */
static bool is_edited(const GArray *edits, guint n, const struct token *t)
{
  for (guint i = 0; i < n; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if (e->off < t->off + t->len && t->off < e->off + e->len)
      return true;
  }
  return false;
}

static void keep_line(const struct lexed *lx, GArray *edits, guint n, guint32 line, guint32 tok)
{
  const struct edit *one = NULL;
  gint shift = shift_on_line(lx, edits, n, line, &one);
  guint32 pad = padding(lx, line, tok);
  if (!shift || pad == TOK_NONE || is_edited(edits, n, &lx->tok[pad]))
    return;
  const struct token *t = &lx->tok[pad];
  /* A single blank is no column: what follows just comes next. */
  if (t->len < 2 || memchr(lx->text + t->off, '\t', t->len))
    return;
  gint width = MAX(1, (gint)t->len - shift);
  struct edit of = *one; /* the list may move */
  edits_add(edits, t->off, t->len, g_strnfill((gsize)width, ' '), pad, pad + 1);
  g_array_index(edits, struct edit, edits->len - 1).rule = of.rule;
  g_array_index(edits, struct edit, edits->len - 1).owner = of.owner;
}

void layout_keep(const struct lexed *lx, GArray *edits)
{
  guint n = edits->len; /* those added here need no keeping themselves */
  guint32 done = 0;
  for (guint i = 0; i < n; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    guint32 line = lx->tok[e->tok_first].line, tok = e->tok_first;
    if (line == done)
      continue;
    done = line;
    keep_line(lx, edits, n, line, tok);
  }
}
