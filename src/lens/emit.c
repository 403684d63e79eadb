/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

struct mark emit_mark(const struct enc *e)
{
  return (struct mark){e->v->text->len, e->v->tok->len, e->v->mask ? e->v->mask->len : 0, e->line,
                       e->v->opaque};
}

void emit_back(struct enc *e, struct mark m)
{
  g_string_truncate(e->v->text, m.text);
  g_array_set_size(e->v->tok, m.tok);
  view_mask_drop(e->v, m.mask);
  e->line = m.line;
  e->v->opaque = m.opaque;
}

static bool is_word_char(char c)
{
  return g_ascii_isalnum(c) || (c & 0x80) || strchr("_$\\\"'", c);
}

/* Are tokens [i, end) of the file all white space and comments? */
static bool only_trivia(const struct enc *e, guint32 i, guint32 end)
{
  while (i < end && tok_is_trivia(&e->lx->tok[i]))
    i++;
  return i == end;
}

/* Between two tokens of the file stands a blank where the file has white space; otherwise a blank
 * goes where it is needed or reads well. */
static bool wants_blank(const struct enc *e, guint32 first, const char *s)
{
  const GString *text = e->v->text;
  const char last = text->len ? text->str[text->len - 1] : '\n';
  if (g_ascii_isspace(last))
    return false;
  if (e->v->tok->len == 0)
    return true;
  const struct view_token *t = &g_array_index(e->v->tok, struct view_token, e->v->tok->len - 1);
  if (t->end > t->first && first != TOK_NONE && t->end == first)
    return is_word_char(last) && is_word_char(s[0]);
  if (t->end > t->first && first != TOK_NONE && only_trivia(e, t->end, first))
    return true;
  if (strchr("();,[", s[0]) || strcmp(s, "->") == 0)
    return !(is_word_char(last) || last == ')' || last == ']' || last == '(');
  return !strchr("([.*", last) && !g_str_has_suffix(text->str, "->");
}

static void emit_lines(struct enc *e, guint32 tok)
{
  const guint32 line = e->lx->tok[tok].line - e->v->line + 3;
  if (e->line >= line)
    return;
  for (; e->line < line; e->line++)
    g_string_append_c(e->v->text, '\n');
  /* The column means something to spatch: a word in the first one starts a definition, a call
   * that no deeper line follows is a macro. */
  if (e->v->zoom != VIEW_DECLARATION)
    for (guint32 column = MAX(tok_column(e->lx, tok), 3); column > 1; column--)
      g_string_append_c(e->v->text, ' ');
}

static void emit(struct enc *e, const char *s, gsize len, guint32 first, guint32 end)
{
  GString *text = e->v->text;
  if (first != TOK_NONE)
    emit_lines(e, first);
  if (wants_blank(e, first, s))
    g_string_append_c(text, ' ');
  const struct view_token t = {.off = (guint32)text->len,
                               .len = (guint32)len,
                               .first = first != TOK_NONE ? first : 0,
                               .end = first != TOK_NONE ? end : 0};
  g_string_append_len(text, s, (gssize)len);
  g_array_append_val(e->v->tok, t);
}

void emit_tok(struct enc *e, guint32 i)
{
  const struct token *t = token_at(e, i);
  emit(e, e->lx->text + t->off, t->len, e->sig[i].tok, e->sig[i].tok + 1);
}

void emit_range(struct enc *e, guint32 i, guint32 end)
{
  for (; i < end; i++)
    emit_tok(e, i);
}

void emit_as(struct enc *e, guint32 i, guint32 end, const char *s)
{
  emit(e, s, strlen(s), e->sig[i].tok, e->sig[end - 1].tok + 1);
}

void emit_before(struct enc *e, guint32 i, const char *s)
{
  emit_lines(e, e->sig[i].tok);
  emit_new(e, s);
}

void emit_new(struct enc *e, const char *s)
{
  emit(e, s, strlen(s), TOK_NONE, TOK_NONE);
}

/* The tokens of [i, end) in one line, trivia as one blank. */
static char *mask_text(const struct enc *e, guint32 i, guint32 end)
{
  GString *s = g_string_new(NULL);
  const guint32 last = e->sig[end - 1].tok;
  bool blank = false;
  for (guint32 k = e->sig[i].tok; k <= last; k++) {
    const struct token *t = &e->lx->tok[k];
    if (tok_is_trivia(t)) {
      blank = s->len > 0;
      continue;
    }
    if (blank)
      g_string_append_c(s, ' ');
    blank = false;
    g_string_append_len(s, e->lx->text + t->off, t->len);
  }
  return g_string_free(s, FALSE);
}

void emit_mask(struct enc *e, char role, guint32 i, guint32 end)
{
  char *text = mask_text(e, i, end);
  char name[32];
  g_snprintf(name, sizeof name, role == 's' ? "\"fl%c_%u\"" : "fl%c_%u", role,
             view_number(e->v, role, text));
  emit_as(e, i, end, name);
  if (role == 'o')
    e->v->opaque++;
  g_free(text);
}
