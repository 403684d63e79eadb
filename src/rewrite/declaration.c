/* SPDX-License-Identifier: Apache-2.0 */
#include "declaration.h"
#include "rewrite.h"
#include "scan/tokens.h"

/* Does the declaration [first, end) end by ';' and declare one name? */
static bool is_single(const struct lexed *lx, const struct island *is, guint32 type)
{
  guint32 last = tok_prev(lx, is->end), i = tok_next(lx, type);
  if (!tok_is(lx, last, ";"))
    return false;
  if (i != TOK_NONE && tok_is(lx, i, "<"))
    i = tok_angle_after(lx, i);
  for (; i != TOK_NONE && i < last; i = tok_next(lx, i)) {
    if (tok_is(lx, i, ","))
      return false;
    if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE)
      i = lx->tok[i].match;
  }
  return true;
}

/* The start of the line, if only blanks stand between it and token i. */
static guint32 line_before(const struct lexed *lx, guint32 i, bool *whole)
{
  guint32 off = lx->tok[i].off;
  if (i > 0 && lx->tok[i - 1].kind == TOK_SPACE)
    off = lx->tok[--i].off;
  *whole = i == 0 || lx->tok[i - 1].kind == TOK_NEWLINE;
  return *whole ? off : lx->tok[i].off;
}

/* Behind the line end, if only blanks and a comment stand between it and token i - 1. */
static guint32 line_after(const struct lexed *lx, guint32 i, bool *whole)
{
  guint32 end = i;
  while (end < lx->n && (lx->tok[end].kind == TOK_SPACE || lx->tok[end].kind == TOK_COMMENT))
    end++;
  *whole = end == lx->n || lx->tok[end].kind == TOK_NEWLINE;
  if (end < lx->n && *whole)
    end++;
  return *whole ? end : i;
}

/* Is the line before offset `from` empty, or none, and the line that token `end` begins? */
static bool is_between_empty_lines(const struct lexed *lx, guint32 from, guint32 end)
{
  bool before = from == 0 || from == 1 || lx->text[from - 2] == '\n';
  return before && end < lx->n && lx->tok[end].kind == TOK_NEWLINE;
}

bool declaration_remove(const struct inventory *inv, const struct site *s, GArray *edits,
                        GError **err)
{
  const struct scanned *f = inventory_file(inv, s->file);
  const struct lexed *lx = f->lx;
  struct island is;
  if (!target_island(inv, s, VIEW_FUNCTION, &is) || !is_single(lx, &is, s->tok)) {
    g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_UNREACHED,
                "%s:%u:%u: the declaration of '%s' cannot be taken out alone; give it a "
                "declaration of its own and run again; nothing was changed",
                f->src->path, s->line, s->column, inventory_pool_name(inv, s));
    return false;
  }
  bool begins, ends;
  guint32 from = line_before(lx, is.first, &begins), end = line_after(lx, is.end, &ends);
  if (begins && ends && is_between_empty_lines(lx, from, end))
    end++;
  if (!begins || !ends) {
    from = lx->tok[is.first].off;
    end = is.end;
  }
  guint32 to = end < lx->n ? lx->tok[end].off : lx->tok[lx->n - 1].off + lx->tok[lx->n - 1].len;
  edits_add(edits, from, to - from, g_strdup(""), is.first, is.end);
  return true;
}
