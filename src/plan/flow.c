/* SPDX-License-Identifier: Apache-2.0 */
#include "flow.h"

#include <string.h>

bool flow_of(const struct subject *s, guint i, struct flow *w)
{
  const struct site *x = g_array_index(s->sites, const struct site *, i);
  const struct scanned *f = inventory_file(s->inv, x->file);
  *w = (struct flow){s, x, f, f->lx, TOK_NONE, TOK_NONE};
  for (guint32 k = x->scope; k != SCOPE_NONE && w->first == TOK_NONE; k = f->sc->s[k].parent)
    if (f->sc->s[k].kind == SCOPE_FUNCTION || f->sc->s[k].kind == SCOPE_LAMBDA ||
        f->sc->s[k].kind == SCOPE_MACRO) {
      w->first = f->sc->s[k].first;
      w->end = f->sc->s[k].end;
    }
  return w->first != TOK_NONE;
}

bool flow_of_give(const struct subject *s, guint i, struct flow *w)
{
  return flow_of(s, i, w) && site_is_give(w->x->kind);
}

bool flow_of_take(const struct subject *s, guint i, struct flow *w)
{
  return flow_of(s, i, w) && site_is_take(w->x->kind);
}

void flow_add(const struct flow *w, guint32 tok, const char *what, GPtrArray *evidence)
{
  char *at = g_strdup_printf("%s:%u", w->f->src->path, w->lx->tok[tok].line);
  char *function = inventory_function(w->s->inv, w->x);
  hazard_add(evidence, at, "%s%s%s", what, *function ? " in " : "", function);
  g_free(at);
  g_free(function);
}

/* ------------------------------------------------------------------ around a token */

guint32 flow_enclosing(const struct flow *w, guint32 i)
{
  for (guint32 p = tok_prev_over(w->lx, i); p != TOK_NONE && p >= w->first;
       p = tok_prev_over(w->lx, p))
    if (TOK_IS_ANY(w->lx, p, "(", "{") && w->lx->tok[p].match > i)
      return p;
  return TOK_NONE;
}

guint32 flow_after_statement(const struct flow *w, guint32 i)
{
  for (; i != TOK_NONE && i < w->end; i = tok_next(w->lx, i)) {
    if (tok_is(w->lx, i, ";"))
      return tok_next(w->lx, i);
    if (TOK_IS_ANY(w->lx, i, "(", "[", "{") && w->lx->tok[i].match != TOK_NONE)
      i = w->lx->tok[i].match;
    else if (tok_is(w->lx, i, "}"))
      return TOK_NONE;
  }
  return TOK_NONE;
}

static bool same_text(const struct lexed *lx, guint32 a, guint32 b)
{
  return lx->tok[a].len == lx->tok[b].len &&
         memcmp(lx->text + lx->tok[a].off, lx->text + lx->tok[b].off, lx->tok[a].len) == 0;
}

bool flow_is_variable(const struct flow *w, guint32 i, guint32 v)
{
  guint32 p = tok_prev(w->lx, i);
  return w->lx->tok[i].kind == TOK_IDENT && same_text(w->lx, i, v) &&
         (p == TOK_NONE || !TOK_IS_ANY(w->lx, p, ".", "->", "::"));
}

/* ------------------------------------------------------------------ at a give */

bool flow_argument(const struct flow *w, guint32 *from, guint32 *to)
{
  guint32 open = tok_next(w->lx, w->x->tok);
  bool behind_pool =
      w->x->kind == SITE_LIST_GIVE || (w->x->is_shim && w->x->kind != SITE_THREAD_GIVE);
  return tok_is(w->lx, open, "(") && tok_argument(w->lx, open, behind_pool ? 1 : 0, from, to);
}

guint32 flow_given(const struct flow *w)
{
  guint32 from, to;
  if (!flow_argument(w, &from, &to) || tok_next(w->lx, from) != to || !tok_is_ident(w->lx, from))
    return TOK_NONE;
  return from;
}

/* ------------------------------------------------------------------ at a take */

guint32 flow_take_start(const struct flow *w)
{
  guint32 i = w->x->tok, p = tok_prev(w->lx, i);
  while (p != TOK_NONE && TOK_IS_ANY(w->lx, p, ".", "->")) {
    i = tok_name_start(w->lx, tok_prev_over(w->lx, p));
    p = i == TOK_NONE ? TOK_NONE : tok_prev(w->lx, i);
  }
  if (tok_is(w->lx, i, "[")) /* A[n].alloc_void() */
    i = tok_name_start(w->lx, tok_prev(w->lx, i)), p = i == TOK_NONE ? i : tok_prev(w->lx, i);
  if (p != TOK_NONE && tok_is(w->lx, p, "::"))
    i = p;
  return i;
}

guint32 flow_assigned(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  while (p != TOK_NONE && TOK_IS_ANY(lx, p, "(", ")", ">")) {
    guint32 open = tok_is(lx, p, ">") ? tok_angle_open(lx, p) : p;
    if (tok_is(lx, p, ")"))
      open = lx->tok[p].match; /* (T *) */
    if (open == TOK_NONE)
      return TOK_NONE;
    p = tok_prev(lx, open);
    if (p != TOK_NONE && TOK_IS_ANY(lx, p, "static_cast", "reinterpret_cast"))
      p = tok_prev(lx, p);
  }
  if (p == TOK_NONE || !tok_is(lx, p, "="))
    return TOK_NONE;
  p = tok_prev(lx, p);
  return tok_is_ident(lx, p) ? p : TOK_NONE;
}

guint32 flow_taken_by(const struct flow *w)
{
  guint32 start = flow_take_start(w);
  return start == TOK_NONE ? start : flow_assigned(w->lx, start);
}

/* ------------------------------------------------------------------ is it null? */

bool flow_is_null(const struct lexed *lx, guint32 i)
{
  return i != TOK_NONE && TOK_IS_ANY(lx, i, "nullptr", "NULL", "0");
}

bool flow_asks_null(const struct flow *w, guint32 open, guint32 v)
{
  const struct lexed *lx = w->lx;
  for (guint32 k = open; k != TOK_NONE && k < lx->tok[open].match; k = tok_next(lx, k)) {
    if (!flow_is_variable(w, k, v))
      continue;
    guint32 before = tok_prev(lx, k), next = tok_next(lx, k);
    bool is_truth =
        TOK_IS_ANY(lx, before, "(", "&&", "||", "!") && TOK_IS_ANY(lx, next, ")", "&&", "||");
    if (is_truth || (TOK_IS_ANY(lx, next, "==", "!=") && flow_is_null(lx, tok_next(lx, next))) ||
        (TOK_IS_ANY(lx, before, "==", "!=") && flow_is_null(lx, tok_prev(lx, before))))
      return true;
  }
  return false;
}
