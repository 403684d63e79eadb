/* SPDX-License-Identifier: Apache-2.0 */
#include "declaration.h"
#include "lines.h"
#include "rewrite.h"
#include "scan/tokens.h"

/* The end of the declarator that begins at token i: its ',' or the declaration's ';' at `last`. */
static guint32 declarator_end(const struct lexed *lx, guint32 i, guint32 last)
{
  for (; i != TOK_NONE && i < last && !tok_is(lx, i, ","); i = tok_next(lx, i))
    if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE)
      i = lx->tok[i].match;
  return i;
}

/* The first token in [i, end) that names a pool of the unit, if the first name there does; or
 * TOK_NONE. */
static guint32 name_of_unit(const struct inventory *inv, const struct lexed *lx, guint32 unit,
                            guint32 i, guint32 end)
{
  while (i < end && lx->tok[i].kind != TOK_IDENT)
    i = tok_next(lx, i);
  for (guint32 k = 0; i < end && k < inv->pools->len; k++)
    if (inventory_pool(inv, k)->unit == unit && tok_is(lx, i, inventory_pool(inv, k)->name))
      return i;
  return TOK_NONE;
}

/* The tokens that name what the declaration declares, if it ends by ';' and declares pools of one
 * unit and nothing else; or NULL. */
static GArray *names_declared(const struct inventory *inv, const struct site *s,
                              const struct island *is)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  GArray *names = g_array_new(FALSE, FALSE, sizeof(guint32));
  guint32 last = tok_prev(lx, is->end), i = tok_next(lx, s->tok);
  if (i != TOK_NONE && tok_is(lx, i, "<"))
    i = tok_angle_after(lx, i);
  while (tok_is(lx, last, ";") && i != TOK_NONE && i < last) {
    guint32 end = declarator_end(lx, i, last), name = name_of_unit(inv, lx, s->unit, i, end);
    if (name == TOK_NONE)
      break;
    g_array_append_val(names, name);
    i = tok_next(lx, end);
  }
  if (i == TOK_NONE || i > last)
    return names;
  g_array_unref(names);
  return NULL;
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

/* Those of the member that token `name` declares: `: name(0)` of constructors in this file. */
static void drop_initialisers(const struct scanned *f, guint32 name, GArray *edits)
{
  const struct lexed *lx = f->lx;
  char *text = tok_dup(lx, name);
  for (guint32 i = 0; i < lx->n; i++) {
    guint32 open = tok_is(lx, i, text) ? tok_next(lx, i) : TOK_NONE;
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
  g_free(text);
}

bool declaration_remove(const struct inventory *inv, const struct site *s, bool is_list,
                        GArray *edits, GError **err)
{
  const struct scanned *f = inventory_file(inv, s->file);
  const struct lexed *lx = f->lx;
  struct island is;
  GArray *names = target_island(inv, s, VIEW_FUNCTION, &is) ? names_declared(inv, s, &is) : NULL;
  if (!names) {
    g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_UNREACHED,
                "%s:%u:%u: the declaration of '%s' cannot be taken out alone; give it a "
                "declaration of its own and run again; nothing was changed",
                f->src->path, s->line, s->column, inventory_pool_name(inv, s));
    return false;
  }
  guint32 from, to, first = is_list ? is.first : lines_comment_above(lx, is.first, is.end);
  declaration_lines(lx, first, is.end, is_list, &from, &to);
  edits_add(edits, from, to - from, g_strdup(""), first, is.end);
  for (guint i = 0; is_list && i < names->len; i++)
    drop_initialisers(f, g_array_index(names, guint32, i), edits);
  g_array_unref(names);
  return true;
}
