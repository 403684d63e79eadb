/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"
#include "../scan/tokens.h"

static bool is_head_word(const struct lexed *lx, guint32 i)
{
  return TOK_IS_ANY(lx, i, "if", "while", "for", "switch", "catch");
}

/* Is the '(' at i that of `if (`, `while (`...? */
static guint32 head_word(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  if (p != TOK_NONE && tok_is(lx, p, "constexpr"))
    p = tok_prev(lx, p);
  return p != TOK_NONE && is_head_word(lx, p) ? p : TOK_NONE;
}

/* Does the '{' at i open an initialiser, so that an expression goes on after its '}'? */
static bool is_init_brace(const struct lexed *lx, const struct scopes *sc, guint32 i)
{
  const guint32 s = i + 1 < lx->n ? scope_at(sc, i + 1) : SCOPE_NONE;
  if (s != SCOPE_NONE && sc->s[s].first == i + 1)
    return sc->s[s].kind == SCOPE_INIT;
  const guint32 p = tok_prev(lx, i);
  return p != TOK_NONE && TOK_IS_ANY(lx, p, "=", "(", ",", "return");
}

/* The innermost bracket around token i that is part of the same statement, or TOK_NONE. */
static guint32 enclosing(const struct lexed *lx, const struct scopes *sc, guint32 i)
{
  for (guint32 p = tok_prev(lx, i); p != TOK_NONE; p = tok_prev(lx, p)) {
    const guint32 m = lx->tok[p].match;
    if (m == TOK_NONE)
      continue;
    if (m < p)
      p = m;
    else if (tok_is(lx, p, "{"))
      return is_init_brace(lx, sc, p) ? p : TOK_NONE;
    else
      return p;
  }
  return TOK_NONE;
}

/* Does a statement begin after token p? */
static bool ends_statement(const struct lexed *lx, const struct scopes *sc, guint32 p)
{
  if (TOK_IS_ANY(lx, p, ";", "{", "else", "do", "try"))
    return true;
  const guint32 m = lx->tok[p].match;
  if (tok_is(lx, p, "}"))
    return m == TOK_NONE || !is_init_brace(lx, sc, m);
  if (tok_is(lx, p, ")"))
    return m != TOK_NONE && head_word(lx, m) != TOK_NONE;
  if (!tok_is(lx, p, ":"))
    return false;
  /* a label or case, unless a ? asks for this : */
  for (guint32 q = tok_prev(lx, p); q != TOK_NONE; q = tok_prev(lx, q)) {
    if (tok_is(lx, q, "?"))
      return false;
    if (TOK_IS_ANY(lx, q, "case", "default", ";", "{", "}"))
      return true;
    const guint32 open = lx->tok[q].match;
    if (open != TOK_NONE && open < q)
      q = open;
  }
  return true;
}

static guint32 statement_end(const struct lexed *lx, const struct scopes *sc, guint32 i)
{
  guint32 last = i;
  for (guint32 p = i; p != TOK_NONE; p = tok_next(lx, p)) {
    const guint32 m = lx->tok[p].match;
    if (tok_is(lx, p, ";"))
      return p + 1;
    if (m != TOK_NONE && m < p)
      break;
    if (m != TOK_NONE && tok_is(lx, p, "{") && !is_init_brace(lx, sc, p)) {
      const guint32 after = tok_next(lx, m);
      if (after == TOK_NONE || tok_is(lx, after, "}") || !TOK_IS_ANY(lx, after, ")", ",", ";", "("))
        break;
    }
    if (m != TOK_NONE)
      p = m;
    last = p;
  }
  return last + 1;
}

/* The first token that may belong to a statement with token tok: after the body's '{'. */
static guint32 body_first(const struct lexed *lx, const struct scopes *sc, guint32 tok)
{
  for (guint32 s = scope_at(sc, tok); s != SCOPE_NONE; s = sc->s[s].parent) {
    const enum scope_kind k = sc->s[s].kind;
    if (k == SCOPE_MACRO)
      return lx->tok[tok].dir ? lx->dir[lx->tok[tok].dir - 1].body : TOK_NONE;
    if (k == SCOPE_FUNCTION || k == SCOPE_LAMBDA || k == SCOPE_BLOCK)
      return sc->s[s].first;
    if (k != SCOPE_INIT)
      break;
  }
  return TOK_NONE;
}

gboolean view_statement_bounds(const struct lexed *lx, const struct scopes *sc, guint32 tok,
                               guint32 *first, guint32 *end)
{
  const guint32 body = tok < lx->n ? body_first(lx, sc, tok) : TOK_NONE;
  if (body == TOK_NONE)
    return FALSE;
  guint32 b = tok;
  for (guint32 open = enclosing(lx, sc, b); open != TOK_NONE && open >= body;
       open = enclosing(lx, sc, b)) {
    const guint32 word = head_word(lx, open);
    if (word != TOK_NONE && word >= body) {
      *first = word;
      *end = lx->tok[open].match + 1;
      return TRUE;
    }
    b = open;
  }
  for (guint32 p = tok_prev(lx, b); p != TOK_NONE && p >= body; p = tok_prev(lx, p)) {
    if (ends_statement(lx, sc, p))
      break;
    const guint32 m = lx->tok[p].match;
    if (m != TOK_NONE && m < p)
      p = m;
    b = p;
  }
  *first = b;
  *end = statement_end(lx, sc, b);
  return *end > tok;
}

gboolean view_call_bounds(const struct lexed *lx, const struct scopes *sc, guint32 tok,
                          guint32 *first, guint32 *end)
{
  (void)sc;
  guint32 b = tok;
  for (guint32 p = tok_prev(lx, b); p != TOK_NONE; p = tok_prev(lx, b)) {
    const bool joined = TOK_IS_ANY(lx, b, ".", "->", "::", "[");
    if (TOK_IS_ANY(lx, p, ".", "->", "::"))
      b = p;
    else if (joined && TOK_IS_ANY(lx, p, "]", ")") && lx->tok[p].match != TOK_NONE)
      b = lx->tok[p].match;
    else if ((joined || tok_is(lx, b, "(")) && tok_is_ident(lx, p) &&
             !TOK_IS_ANY(lx, p, "return", "case", "throw", "else", "if", "while", "for"))
      b = p;
    else
      break;
  }
  *first = b;
  for (guint32 p = tok; p != TOK_NONE; p = tok_next(lx, p)) {
    const guint32 m = lx->tok[p].match;
    if (tok_is(lx, p, "(")) {
      *end = m == TOK_NONE ? 0 : m + 1;
      return m != TOK_NONE;
    }
    if (tok_is(lx, p, "[") && m != TOK_NONE)
      p = m;
    else if (!tok_is_ident(lx, p) && !TOK_IS_ANY(lx, p, ".", "->", "::"))
      break;
  }
  return FALSE;
}
