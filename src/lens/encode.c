/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

static bool is_bracket(enum word w)
{
  return w >= P_LPAREN && w <= P_RBRACE;
}

static enum word token_word(const struct lexed *lx, const struct token *t)
{
  if (t->kind == TOK_IDENT)
    return word_find(lx->text + t->off, t->len);
  return t->kind == TOK_PUNCT ? word_punct(lx->text + t->off, t->len) : W_NONE;
}

/* The number of an identifier that looks like a placeholder, else 0. */
static guint32 placeholder_number(const char *s, gsize len)
{
  if (len < 5 || s[0] != 'f' || s[1] != 'l' || s[3] != '_')
    return 0;
  guint64 n = 0;
  for (gsize k = 4; k < len; k++) {
    if (!g_ascii_isdigit(s[k]) || n > G_MAXINT32 / 10)
      return 0;
    n = n * 10 + (guint64)(s[k] - '0');
  }
  return (guint32)n;
}

/* The `dir` of the #define whose body token i is in, else 0. */
static guint32 macro_of(const struct lexed *lx, guint32 i)
{
  const guint32 dir = i < lx->n ? lx->tok[i].dir : 0;
  const struct directive *d = dir ? &lx->dir[dir - 1] : NULL;
  return d && d->kind == DIR_DEFINE && i > d->name ? dir : 0;
}

/* Fills in e->sig: what is no trivia, no directive (but for the one that a macro body is in) and
 * no bracket without a partner in the island. */
static void find_tokens(struct enc *e, guint32 first, guint32 end)
{
  const struct lexed *lx = e->lx;
  const guint32 dir = e->v->dir;
  guint32 *pos = g_new(guint32, end - first + 1);
  e->sig = g_new(struct sig, end - first + 1);
  e->macro = dir != 0;
  for (guint32 k = first; k < end; k++) {
    const struct token *t = &lx->tok[k];
    pos[k - first] = POS_NONE;
    if (tok_is_trivia(t) || t->kind == TOK_OTHER || t->dir != dir)
      continue;
    const enum word w = token_word(lx, t);
    const guint32 m = t->match;
    if (is_bracket(w) && w != P_LESS && w != P_GREATER &&
        (m == TOK_NONE || m < first || m >= end || lx->tok[m].match != k))
      continue;
    if (t->kind == TOK_IDENT)
      e->v->number = MAX(e->v->number, placeholder_number(lx->text + t->off, t->len));
    pos[k - first] = e->n;
    e->sig[e->n++] = (struct sig){.tok = k, .match = POS_NONE, .word = w};
  }
  for (guint32 i = 0; i < e->n; i++) {
    const guint32 m = lx->tok[e->sig[i].tok].match;
    if (is_bracket(e->sig[i].word) && m != TOK_NONE && m >= first && m < end)
      e->sig[i].match = pos[m - first];
  }
  g_free(pos);
}

/* The names after `struct` in the preamble. */
static GHashTable *shown_types(const char *preamble)
{
  GHashTable *shown = NULL;
  const char *s = preamble;
  while (s && (s = strstr(s, "struct ")) != NULL) {
    s += strlen("struct ");
    const size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
    if (!shown)
      shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (n > 0)
      g_hash_table_add(shown, g_strndup(s, n));
  }
  return shown;
}

static void enc_declaration(struct enc *e)
{
  guint32 i = 0;
  if (word_at(e, 0, e->n) == W_template && word_at(e, 1, e->n) == P_LESS) {
    i = look_template(e, 1, e->n);
    i = i == POS_NONE ? 0 : i;
  }
  while (i < e->n) {
    const struct mark m = emit_mark(e);
    const guint32 stop = look_for(e, i, e->n, P_SEMI);
    if (i < stop && enc_decl(e, i, stop, false) != stop) {
      emit_back(e, m);
      emit_mask(e, 'o', i, stop);
    }
    if (stop < e->n)
      emit_tok(e, stop);
    else
      emit_new(e, ";");
    i = stop + 1;
  }
}

static void enc_island(struct enc *e)
{
  switch (e->v->zoom) {
  case VIEW_DECLARATION:
    enc_declaration(e);
    break;
  case VIEW_EXPRESSION:
    e->masked = true;
    enc_expr_or_mask(e, 0, e->n);
    emit_new(e, ";");
    break;
  case VIEW_STATEMENT:
  case VIEW_FUNCTION:
    enc_stmts(e, 0, e->n);
    break;
  }
}

static struct view *encode(struct view *v)
{
  struct enc e = {.lx = v->lx, .v = v, .line = 3};
  const bool body = v->zoom != VIEW_DECLARATION;
  v->dir = macro_of(v->lx, v->first);
  find_tokens(&e, v->first, v->end);
  e.shown = shown_types(v->preamble);
  v->line = v->first < v->lx->n ? v->lx->tok[v->first].line : 1;
  v->text = g_string_sized_new(256);
  v->tok = g_array_sized_new(FALSE, FALSE, sizeof(struct view_token), e.n + 16);
  g_string_append(v->text, v->preamble ? v->preamble : "");
  g_string_append(v->text, body ? "\nvoid fl(void)\n{" : "\n\n");
  v->body = (guint32)v->text->len;
  enc_island(&e);
  v->tail = (guint32)v->text->len;
  g_string_append(v->text, body ? " }\n" : "\n");
  if (e.shown)
    g_hash_table_destroy(e.shown);
  g_free(e.sig);
  return v;
}

struct view *view_encode(const struct lexed *lx, const struct scopes *sc, guint32 first,
                         guint32 end, enum view_zoom zoom, const char *preamble)
{
  struct view *v = g_new0(struct view, 1);
  v->lx = lx;
  v->sc = sc;
  v->end = MIN(end, lx->n);
  v->first = MIN(first, v->end);
  v->zoom = zoom;
  v->preamble = g_strdup(preamble);
  return encode(v);
}

struct view *encode_like(const struct view *like, const struct lexed *lx, guint32 first,
                         guint32 end)
{
  struct view *v = g_new0(struct view, 1);
  v->lx = lx;
  v->end = end;
  v->first = first;
  v->zoom = like->zoom;
  v->preamble = g_strdup(like->preamble);
  v->number = like->number;
  for (guint i = 0; like->mask && i < like->mask->len; i++) {
    const struct mask *m = g_ptr_array_index(like->mask, i);
    view_mask_add(v, m->role, m->number, m->text);
  }
  return encode(v);
}
