/* SPDX-License-Identifier: Apache-2.0 */
#include "around.h"
#include "lens/view.h"
#include "scan/tokens.h"

/* No comment, and no directive that begins or ends, among these tokens. */
static bool is_plain(const struct lexed *lx, guint32 from, guint32 to)
{
  for (guint32 i = from; i < to; i++)
    if (lx->tok[i].kind == TOK_COMMENT || lx->tok[i].dir != lx->tok[from].dir)
      return false;
  return true;
}

/* The statement of the token, up to and with its ';' if it has one. */
static bool statement(const struct scanned *f, guint32 tok, struct around *a)
{
  return view_statement_bounds(f->lx, f->sc, tok, &a->first, &a->end) && tok < a->end &&
         !TOK_IS_ANY(f->lx, a->first, "if", "while", "for", "switch", "do", "return");
}

/* Behind the simple statement or the block that begins at i; TOK_NONE: it is neither. */
static guint32 body_end(const struct lexed *lx, guint32 i)
{
  if (i == TOK_NONE || TOK_IS_ANY(lx, i, "if", "while", "for", "switch", "do", "try", "else"))
    return TOK_NONE;
  if (tok_is(lx, i, "{"))
    return lx->tok[i].match == TOK_NONE ? TOK_NONE : lx->tok[i].match + 1;
  for (; i != TOK_NONE && !tok_is(lx, i, "}"); i = tok_next(lx, i)) {
    if (tok_is(lx, i, ";"))
      return i + 1;
    if (lx->tok[i].match != TOK_NONE && lx->tok[i].match > i)
      i = lx->tok[i].match;
  }
  return TOK_NONE;
}

/* ------------------------------------------------------------------ the statement */

bool around_statement(const struct scanned *f, guint32 tok, struct around *a)
{
  const struct lexed *lx = f->lx;
  guint32 before = statement(f, tok, a) ? tok_prev(lx, a->first) : TOK_NONE;
  guint32 open = tok_next(lx, tok), close = open == TOK_NONE ? open : lx->tok[open].match;
  guint32 assign = a->first == tok ? TOK_NONE : tok_prev(lx, tok);
  return before != TOK_NONE && TOK_IS_ANY(lx, before, "{", "}", ";") &&
         (a->first == tok || tok_is(lx, assign, "=")) && close != TOK_NONE &&
         tok_next(lx, close) == a->end - 1 && tok_is(lx, a->end - 1, ";");
}

/* ------------------------------------------------------------------ the check behind it */

static bool holds_site(const struct inventory *inv, guint32 file, const struct around *a)
{
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->file == file && s->tok >= a->first && s->tok < a->end)
      return true;
  }
  return false;
}

/* A label, or a jump to one: who takes one of them out leaves the other alone. */
static bool holds_jump(const struct lexed *lx, const struct around *a)
{
  for (guint32 i = a->first; i < a->end; i++)
    if (TOK_IS_ANY(lx, i, "goto", ":"))
      return true;
  return false;
}

/* Is there a comment behind token i - 1 in its line? */
static bool is_followed_by_comment(const struct lexed *lx, guint32 i)
{
  if (i < lx->n && lx->tok[i].kind == TOK_SPACE)
    i++;
  return i < lx->n && lx->tok[i].kind == TOK_COMMENT;
}

bool around_check(const struct inventory *inv, const struct site *s, struct around *a)
{
  const struct scanned *f = inventory_file(inv, s->file);
  const struct lexed *lx = f->lx;
  struct around take;
  if (!statement(f, s->tok, &take) || !tok_is(lx, take.end - 1, ";") || lx->tok[s->tok].dir)
    return false;
  a->first = tok_next(lx, take.end - 1);
  guint32 open = tok_is(lx, a->first, "if") ? tok_next(lx, a->first) : TOK_NONE;
  if (open == TOK_NONE || !tok_is(lx, open, "(") || lx->tok[open].match == TOK_NONE)
    return false;
  a->end = body_end(lx, tok_next(lx, lx->tok[open].match));
  return a->end != TOK_NONE && !tok_is(lx, tok_next(lx, a->end - 1), "else") &&
         is_plain(lx, take.end, a->end) && !is_followed_by_comment(lx, a->end) &&
         !holds_jump(lx, a) && !holds_site(inv, s->file, a);
}

/* ------------------------------------------------------------------ the branches */

/* The `if` of the branch that begins before token i: `if (c)` or `if (c) {`; TOK_NONE: it is none.
 */
static guint32 if_before(const struct lexed *lx, guint32 i, guint32 *open)
{
  guint32 close = tok_prev(lx, i);
  if (close == TOK_NONE || !tok_is(lx, close, ")") || lx->tok[close].match == TOK_NONE)
    return TOK_NONE;
  *open = lx->tok[close].match;
  guint32 word = tok_prev(lx, *open);
  return tok_is(lx, word, "if") ? word : TOK_NONE;
}

/* The first token of the branch that the statement is alone in: itself, or the '{' around it. */
static guint32 branch_start(const struct lexed *lx, guint32 first)
{
  guint32 p = tok_prev(lx, first);
  return p != TOK_NONE && tok_is(lx, p, "{") ? p : first;
}

/* The token behind `else` when token i is in its branch: the start of the first branch. */
static guint32 other_branch(const struct scanned *f, guint32 start)
{
  const struct lexed *lx = f->lx;
  guint32 word = tok_prev(lx, start), last = tok_prev(lx, word);
  struct around a;
  if (last == TOK_NONE || !tok_is(lx, word, "else"))
    return TOK_NONE;
  if (tok_is(lx, last, "}"))
    return lx->tok[last].match;
  return statement(f, last, &a) ? a.first : TOK_NONE;
}

/* The one statement of the branch that begins at start, and where the branch ends.  In a macro the
 * last ';' may be left to who uses it. */
static guint32 one_statement(const struct scanned *f, guint32 start, struct around *a)
{
  const struct lexed *lx = f->lx;
  bool block = tok_is(lx, start, "{");
  guint32 first = block ? tok_next(lx, start) : start;
  if (first == TOK_NONE || !statement(f, first, a) || a->first != first)
    return TOK_NONE;
  if (!block)
    return a->end;
  guint32 close = lx->tok[start].match;
  return close != TOK_NONE && tok_next(lx, a->end - 1) == close ? close + 1 : TOK_NONE;
}

bool around_branches(const struct scanned *f, guint32 tok, struct branches *b)
{
  const struct lexed *lx = f->lx;
  struct around own, kept, other;
  guint32 open;
  if (!statement(f, tok, &own))
    return false;
  guint32 start = branch_start(lx, own.first);
  if (if_before(lx, start, &open) == TOK_NONE)
    start = other_branch(f, start);
  b->first = start == TOK_NONE ? TOK_NONE : if_before(lx, start, &open);
  guint32 end = b->first == TOK_NONE ? TOK_NONE : one_statement(f, start, &kept);
  guint32 word = end == TOK_NONE ? TOK_NONE : tok_next(lx, end - 1);
  guint32 second = tok_is(lx, word, "else") ? tok_next(lx, word) : TOK_NONE;
  b->end = second == TOK_NONE ? TOK_NONE : one_statement(f, second, &other);
  if (b->end == TOK_NONE || !tok_is(lx, kept.end - 1, ";"))
    return false;
  b->cond = open + 1;
  b->cond_end = lx->tok[open].match;
  b->kept = kept.first;
  b->kept_end = kept.end - 1;
  return !tok_is(lx, tok_prev(lx, b->first), "else") && is_plain(lx, b->first, b->end);
}
