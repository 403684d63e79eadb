/* SPDX-License-Identifier: Apache-2.0 */
/* view_decode and view_edits: reads Coccinelle's text, finds what changed, proves the result. */
#include "decode.h"

#include <string.h>

bool decoder_is_mask(const char *s, gsize len)
{
  if (len < 5 || s[0] != 'f' || s[1] != 'l' || !g_ascii_isalpha(s[2]) || s[3] != '_')
    return false;
  for (gsize k = 4; k < len; k++)
    if (!g_ascii_isdigit(s[k]))
      return false;
  return true;
}

static struct word_list words_of(const char *text, gsize len)
{
  struct lexed *lx = lex_text(text, len);
  struct word_list w = {.text = text, .tok = g_new(struct token, lx->n + 1)};
  for (guint32 i = 0; i < lx->n; i++)
    if (!tok_is_trivia(&lx->tok[i]))
      w.tok[w.n++] = lx->tok[i];
  lex_free(lx);
  return w;
}

static guint8 kind_of(const char *text, const struct token *t)
{
  if (t->kind == TOK_IDENT)
    return ALIGN_NAME;
  if (t->kind != TOK_PUNCT || t->len != 1)
    return ALIGN_OTHER;
  switch (text[t->off]) {
  case '(':
  case '[':
    return ALIGN_OPEN;
  case ')':
  case ']':
    return ALIGN_CLOSE;
  case ',':
    return ALIGN_COMMA;
  case ';':
  case '{':
  case '}':
    return ALIGN_STOP;
  default:
    return ALIGN_OTHER;
  }
}

/* Gives equal tokens equal numbers. */
static void number_words(struct word_list *w, GHashTable *ids, GByteArray *kinds)
{
  w->id = g_new(guint32, w->n + 1);
  for (guint32 i = 0; i < w->n; i++) {
    char *s = g_strndup(w->text + w->tok[i].off, w->tok[i].len);
    gpointer id;
    if (!g_hash_table_lookup_extended(ids, s, NULL, &id)) {
      const guint8 kind = kind_of(w->text, &w->tok[i]);
      id = GUINT_TO_POINTER(kinds->len);
      g_byte_array_append(kinds, &kind, 1);
      g_hash_table_insert(ids, s, id);
      s = NULL;
    }
    w->id[i] = GPOINTER_TO_UINT(id);
    g_free(s);
  }
}

static bool decoder_init(struct decoder *d, const struct view *v, const char *text, GError **err)
{
  GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GByteArray *kinds = g_byte_array_new();
  *d = (struct decoder){.v = v};
  d->was = words_of(v->text->str, v->text->len);
  d->now = words_of(text, strlen(text));
  number_words(&d->was, ids, kinds);
  number_words(&d->now, ids, kinds);
  d->kind = g_byte_array_free(kinds, FALSE);
  g_hash_table_destroy(ids);
  while (d->frame < d->was.n && d->was.tok[d->frame].off < v->body)
    d->frame++;
  guint32 n = 0;
  for (guint32 i = d->frame; i < d->was.n && d->was.tok[i].off < v->tail; i++)
    n++;
  if (n == v->tok->len)
    return true;
  g_set_error(err, VIEW_ERROR, VIEW_FRAME, "the view's own tokens do not read as they were made");
  return false;
}

static void decoder_clear(struct decoder *d)
{
  g_free(d->was.tok);
  g_free(d->was.id);
  g_free(d->now.tok);
  g_free(d->now.id);
  g_free(d->kind);
}

static bool same_words(const struct word_list *a, const struct word_list *b)
{
  return a->n == b->n && memcmp(a->id, b->id, a->n * sizeof a->id[0]) == 0;
}

static guint32 byte_of(const struct lexed *lx, guint32 tok)
{
  return tok < lx->n ? lx->tok[tok].off : (guint32)lx->len;
}

static bool find_edits(const struct decoder *d, GArray *edits, GError **err)
{
  GArray *groups = align_calls(d->was.id, d->was.n, d->now.id, d->now.n, d->kind);
  bool ok = true;
  for (guint i = 0; i < groups->len && ok; i++)
    ok = decode_hunk(d, g_array_index(groups, struct hunk, i), edits, err);
  g_array_free(groups, TRUE);
  return ok;
}

/* The island with the edits done. */
static char *edited_island(const struct view *v, const GArray *edits, gsize *len, GError **err)
{
  const guint32 from = byte_of(v->lx, v->first), to = byte_of(v->lx, v->end);
  GArray *local = edits_new();
  edits_merge(local, edits, NULL);
  for (guint i = 0; i < local->len; i++)
    g_array_index(local, struct edit, i).off -= from;
  char *text = edits_apply(local, v->lx->text + from, to - from, len, err);
  g_array_free(local, TRUE);
  return text;
}

static bool same_token(const struct word_list *a, guint32 i, const struct word_list *b, guint32 j)
{
  return a->tok[i].len == b->tok[j].len &&
         memcmp(a->text + a->tok[i].off, b->text + b->tok[j].off, a->tok[i].len) == 0;
}

/* The token after the argument that starts at i: its ',' or the ')' of the call. */
static guint32 argument_end(const struct word_list *w, guint32 i)
{
  for (gint depth = 0; i < w->n; i++) {
    const char c = w->text[w->tok[i].off];
    if (depth == 0 && (c == ',' || c == ')'))
      return i;
    depth += c == '(' || c == '[' || c == '{';
    depth -= c == ')' || c == ']' || c == '}';
  }
  return i;
}

/* Do the two read alike, token for token?  masked: where `again` shows an argument as a
 * placeholder, which the expression zoom does to arguments that an edit put in as well, any
 * argument will do. */
static bool reads_alike(const struct word_list *again, const struct word_list *now, bool masked)
{
  guint32 i = 0, j = 0;
  while (i < again->n && j < now->n) {
    if (same_token(again, i, now, j)) {
      i++, j++;
    } else if (masked && g_str_has_prefix(again->text + again->tok[i].off, "fla_")) {
      i++, j = argument_end(now, j);
    } else {
      return false;
    }
  }
  return i == again->n && j == now->n;
}

/* The edited island must read as the text that it was made from. */
static bool check_edits(const struct decoder *d, const GArray *edits, GError **err)
{
  static const char head[] = "#define fl ";
  const struct view *v = d->v;
  const bool macro = v->dir != 0;
  gsize len;
  char *island = edited_island(v, edits, &len, err);
  if (!island)
    return false;
  char *text = macro ? g_strconcat(head, island, NULL) : island;
  struct lexed *lx = lex_text(text, macro ? len + strlen(head) : len);
  struct view *again = encode_like(v, lx, macro ? 4 : 0, lx->n);
  struct word_list w = words_of(again->text->str, again->text->len);
  const bool ok = reads_alike(&w, &d->now, v->zoom == VIEW_EXPRESSION);
  if (!ok)
    g_set_error(err, VIEW_ERROR, VIEW_MISMATCH,
                "the edited source does not read as the text that it was made from");
  g_free(w.tok);
  view_free(again);
  lex_free(lx);
  if (text != island)
    g_free(text);
  g_free(island);
  return ok;
}

gboolean view_edits(const struct view *v, const char *new_text, GArray *edits, GError **err)
{
  struct decoder d;
  GArray *found = edits_new();
  bool ok = decoder_init(&d, v, new_text, err);
  if (ok && !same_words(&d.was, &d.now))
    ok = find_edits(&d, found, err) && edits_settle(found, err) && check_edits(&d, found, err);
  if (ok)
    edits_merge(edits, found, NULL);
  g_array_free(found, TRUE);
  decoder_clear(&d);
  return ok;
}

/* Token for token from the text and the table, with the file's trivia between them; the file's
 * tokens only where the text cannot say it (`{` shown as `(`). */
static char *decode_same(const struct decoder *d, GError **err)
{
  const struct view *v = d->v;
  const struct lexed *lx = v->lx;
  const guint32 end = byte_of(lx, v->end);
  guint32 at = byte_of(lx, v->first);
  GString *out = g_string_sized_new(end - at + 1);
  for (guint32 i = 0; i < v->tok->len; i++) {
    const struct view_token *t = &g_array_index(v->tok, struct view_token, i);
    const struct token *w = &d->now.tok[d->frame + i];
    if (t->first == t->end)
      continue;
    const guint32 from = lx->tok[t->first].off;
    const guint32 to = lx->tok[t->end - 1].off + lx->tok[t->end - 1].len;
    if (from < at || to > end) {
      g_set_error(err, VIEW_ERROR, VIEW_FRAME, "tokens out of order at byte %u", from);
      g_string_free(out, TRUE);
      return NULL;
    }
    g_string_append_len(out, lx->text + at, from - at);
    const struct mask *m = view_mask(v, d->now.text + w->off, w->len);
    if (m && t->end == t->first + 1)
      g_string_append(out, m->text);
    else if (!m && t->end == t->first + 1 && w->len == to - from && w->kind != TOK_PUNCT)
      g_string_append_len(out, d->now.text + w->off, w->len);
    else
      g_string_append_len(out, lx->text + from, to - from);
    at = to;
  }
  g_string_append_len(out, lx->text + at, end - at);
  return g_string_free(out, FALSE);
}

char *view_decode(const struct view *v, const char *text, GError **err)
{
  struct decoder d;
  char *out = NULL;
  GArray *edits = edits_new();
  if (decoder_init(&d, v, text, err)) {
    if (same_words(&d.was, &d.now))
      out = decode_same(&d, err);
    else if (find_edits(&d, edits, err) && edits_settle(edits, err))
      out = edited_island(v, edits, NULL, err);
  }
  g_array_free(edits, TRUE);
  decoder_clear(&d);
  return out;
}
