/* SPDX-License-Identifier: Apache-2.0 */
#include "tokens.h"

bool tok_is_any(const struct lexed *lx, guint32 i, const char *const *words, gsize n)
{
  for (gsize k = 0; k < n; k++)
    if (tok_is(lx, i, words[k]))
      return true;
  return false;
}

bool tok_is_ident(const struct lexed *lx, guint32 i)
{
  return i < lx->n && lx->tok[i].kind == TOK_IDENT;
}

guint32 tok_prev_over(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  if (p != TOK_NONE && (tok_is(lx, p, ")") || tok_is(lx, p, "]") || tok_is(lx, p, "}")) &&
      lx->tok[p].match != TOK_NONE && lx->tok[p].match < p)
    return lx->tok[p].match;
  return p;
}

guint32 tok_angle_open(const struct lexed *lx, guint32 i)
{
  int depth = 0;
  for (guint steps = 0; i != TOK_NONE && steps < 400; steps++, i = tok_prev_over(lx, i)) {
    if (tok_is(lx, i, ">"))
      depth++;
    else if (tok_is(lx, i, "<") && --depth == 0)
      return i;
    else if (tok_is(lx, i, ";") || tok_is(lx, i, "{"))
      return TOK_NONE;
  }
  return TOK_NONE;
}

guint32 tok_angle_after(const struct lexed *lx, guint32 i)
{
  int depth = 0;
  for (guint steps = 0; i != TOK_NONE && steps < 400; steps++, i = tok_next(lx, i)) {
    if (tok_is(lx, i, "<"))
      depth++;
    else if (tok_is(lx, i, ">") && --depth == 0)
      return tok_next(lx, i);
    else if ((tok_is(lx, i, "(") || tok_is(lx, i, "[")) && lx->tok[i].match != TOK_NONE)
      i = lx->tok[i].match;
    else if (tok_is(lx, i, ";") || tok_is(lx, i, "{"))
      return TOK_NONE;
  }
  return TOK_NONE;
}

guint32 tok_name_start(const struct lexed *lx, guint32 i)
{
  for (;;) {
    if (tok_is(lx, i, ">")) {
      guint32 o = tok_angle_open(lx, i);
      if (o == TOK_NONE)
        return i;
      i = tok_prev(lx, o);
    }
    guint32 p = tok_prev(lx, i);
    if (p != TOK_NONE && tok_is(lx, p, "~"))
      p = tok_prev(lx, i = p);
    if (p == TOK_NONE || !tok_is(lx, p, "::"))
      return i;
    guint32 q = tok_prev(lx, p);
    if (q == TOK_NONE || !(tok_is_ident(lx, q) || tok_is(lx, q, ">")) ||
        TOK_IS_ANY(lx, q, "return", "else"))
      return p;
    i = q;
  }
}

bool tok_argument(const struct lexed *lx, guint32 open, int n, guint32 *from, guint32 *to)
{
  guint32 end = lx->tok[open].match;
  if (end == TOK_NONE)
    return false;
  *from = tok_next(lx, open);
  for (guint32 i = *from; i != TOK_NONE && i <= end; i = tok_next(lx, i)) {
    if (i == end || tok_is(lx, i, ",")) {
      if (n-- == 0) {
        *to = i;
        return *from < i;
      }
      *from = tok_next(lx, i);
    } else if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE) {
      i = lx->tok[i].match;
    }
  }
  return false;
}

/* The text of tokens [from, to], trivia dropped. */
char *tok_join(const struct lexed *lx, guint32 from, guint32 to)
{
  GString *s = g_string_new(NULL);
  for (guint32 i = from; i != TOK_NONE && i <= to; i = tok_next(lx, i)) {
    if (s->len && tok_is_ident(lx, i) && (g_ascii_isalnum(s->str[s->len - 1])))
      g_string_append_c(s, ' ');
    g_string_append_len(s, lx->text + lx->tok[i].off, lx->tok[i].len);
  }
  return g_string_free(s, FALSE);
}

bool tok_in_parens(const struct lexed *lx, guint32 i)
{
  for (guint32 p = tok_prev_over(lx, i); p != TOK_NONE; p = tok_prev_over(lx, p)) {
    if (tok_is(lx, p, "("))
      return true;
    if (TOK_IS_ANY(lx, p, ";", "{", "}"))
      return false;
  }
  return false;
}
