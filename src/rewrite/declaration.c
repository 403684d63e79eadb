/* SPDX-License-Identifier: Apache-2.0 */
#include "declaration.h"
#include "lines.h"
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

/* The first token of the comment right above the line of token i: one block, or lines of `//`, that
 * have their lines to themselves.  `i` if there is none, or if it is the file's own. */
static guint32 comment_above(const struct lexed *lx, guint32 i)
{
  guint32 k = i;
  bool any = false, go_on = true;
  while (k > 0 && lx->tok[k - 1].kind == TOK_SPACE)
    k--;
  while (go_on && k >= 3 && lx->tok[k - 1].kind == TOK_NEWLINE) {
    const struct token *c = &lx->tok[k - 2];
    bool is_line = c->kind == TOK_COMMENT && lx->text[c->off + 1] == '/';
    guint32 first = k - 2 - (lx->tok[k - 3].kind == TOK_SPACE);
    go_on = c->kind == TOK_COMMENT && first > 0 && lx->tok[first - 1].kind == TOK_NEWLINE &&
            (is_line || !any);
    if (go_on)
      i = k = first;
    go_on = go_on && is_line;
    any = true;
  }
  return i;
}

void declaration_lines(const struct lexed *lx, guint32 first, guint32 end, bool comment,
                       guint32 *from, guint32 *to)
{
  bool whole = lines_range(lx, first, end, LINES_WITH_COMMENT, from, to);
  guint32 above = whole && comment ? comment_above(lx, first) : first;
  if (above != first)
    lines_range(lx, above, end, LINES_WITH_COMMENT, from, to);
}

bool declaration_remove(const struct inventory *inv, const struct site *s, bool comment,
                        GArray *edits, GError **err)
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
  guint32 from, to, first = comment ? is.first : lines_comment_above(lx, is.first, is.end);
  declaration_lines(lx, first, is.end, comment, &from, &to);
  edits_add(edits, from, to - from, g_strdup(""), first, is.end);
  return true;
}

static void cut(const struct lexed *lx, guint32 first, guint32 end, GArray *edits)
{
  guint32 from, to;
  declaration_lines(lx, first, end, false, &from, &to);
  edits_add(edits, from, to - from, g_strdup(""), first, end);
}

/* The ':' or ',' before token i, if that begins a member's initialiser; or TOK_NONE. */
static guint32 initialiser_mark(const struct lexed *lx, guint32 i)
{
  guint32 mark = tok_prev(lx, i), before = mark == TOK_NONE ? mark : tok_prev(lx, mark);
  if (before == TOK_NONE || !TOK_IS_ANY(lx, mark, ":", ",") || !TOK_IS_ANY(lx, before, ")", "}"))
    return TOK_NONE;
  return mark;
}

void declaration_initialisers(const struct lexed *lx, const char *name, GArray *edits)
{
  for (guint32 i = 0; i < lx->n; i++) {
    guint32 open = tok_is(lx, i, name) ? tok_next(lx, i) : TOK_NONE;
    if (open == TOK_NONE || !TOK_IS_ANY(lx, open, "(", "{") || lx->tok[open].match == TOK_NONE)
      continue;
    guint32 close = lx->tok[open].match, next = tok_next(lx, close);
    guint32 mark = initialiser_mark(lx, i);
    if (mark == TOK_NONE || next == TOK_NONE || !TOK_IS_ANY(lx, next, ",", "{"))
      continue;
    if (tok_is(lx, next, ",") && tok_is(lx, mark, ":")) {
      cut(lx, i, next + 1, edits);
    } else { /* apart: an #if may stand between the two */
      cut(lx, mark, mark + 1, edits);
      cut(lx, i, close + 1, edits);
    }
  }
}
