/* SPDX-License-Identifier: Apache-2.0 */
/* From Coccinelle's text back to bytes of the file. */
#include "decode.h"

#include <string.h>

static bool has_original(const struct view_token *t)
{
  return t->end > t->first;
}

static guint32 start_byte(const struct view *v, const struct view_token *t)
{
  return v->lx->tok[t->first].off;
}

static guint32 end_byte(const struct view *v, const struct view_token *t)
{
  const struct token *last = &v->lx->tok[t->end - 1];
  return last->off + last->len;
}

/* One edit while it is put together. */
struct draft {
  const struct decoder *d;
  struct hunk h;
  GString *out;
  GString *deferred; /* line ends and comments that lost their place */
  guint32 at;        /* byte of the file up to which all is done */
  bool kept;         /* the last token of the file was kept */
  GError **err;
};

static bool fail(struct draft *f, enum view_error code, const char *what, const char *text)
{
  g_set_error(f->err, VIEW_ERROR, code, "%s: %s", what, text);
  return false;
}

enum gap { GAP_BLANK, GAP_LINES, GAP_TOKENS };

static enum gap gap_kind(const struct view *v, guint32 from, guint32 to)
{
  enum gap kind = GAP_BLANK;
  guint32 lo = v->first, hi = v->end;
  while (lo < hi) { /* the first token that ends after `from` */
    const guint32 mid = lo + (hi - lo) / 2;
    if (v->lx->tok[mid].off + v->lx->tok[mid].len <= from)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (; lo < v->end && v->lx->tok[lo].off < to; lo++) {
    const struct token *t = &v->lx->tok[lo];
    if (!tok_is_trivia(t) && t->dir == v->dir)
      return GAP_TOKENS;
    if (t->kind != TOK_SPACE)
      kind = GAP_LINES;
  }
  return kind;
}

/* What stands between `at` and the token i, which is kept or not. */
static bool take_gap(struct draft *f, const struct view_token *t, bool keep)
{
  const struct view *v = f->d->v;
  const guint32 to = start_byte(v, t);
  const char *gap = v->lx->text + f->at;
  if (to < f->at)
    return fail(f, VIEW_HIDDEN, "tokens out of order", "");
  if (keep && f->kept) {
    g_string_append_len(f->out, gap, to - f->at);
  } else {
    switch (gap_kind(v, f->at, to)) {
    case GAP_TOKENS:
      if (!f->kept)
        return fail(f, VIEW_HIDDEN, "an edit would swallow what the view hides", "tokens");
      g_string_append_len(f->out, gap, to - f->at);
      break;
    case GAP_LINES:
      g_string_append_len(f->deferred, gap, to - f->at);
      break;
    case GAP_BLANK:
      break;
    }
  }
  f->kept = keep;
  f->at = end_byte(v, t);
  return true;
}

static bool blank_before(const struct word_list *w, guint32 i)
{
  return i > 0 && i < w->n && w->tok[i].off > w->tok[i - 1].off + w->tok[i - 1].len;
}

static void take_blank(struct draft *f, guint32 j)
{
  const GString *out = f->out;
  if (out->len && blank_before(&f->d->now, j) && !g_ascii_isspace(out->str[out->len - 1]))
    g_string_append_c(f->out, ' ');
}

/* The source of a token that Coccinelle put in: what the edit took away elsewhere comes back with
 * all that belongs to it (`::x`). */
static bool take_new(struct draft *f, guint32 j)
{
  const struct decoder *d = f->d;
  const struct word_list *now = &d->now;
  const char *s = now->text + now->tok[j].off;
  const gsize len = now->tok[j].len;
  for (guint32 i = f->h.a0; i < f->h.a1; i++) {
    const struct view_token *t = decoder_token(d, i);
    if (d->was.id[i] == now->id[j] && has_original(t)) {
      const guint32 from = start_byte(d->v, t), to = end_byte(d->v, t);
      g_string_append_len(f->out, d->v->lx->text + from, to - from);
      return true;
    }
  }
  const struct mask *m = view_mask(d->v, s, len);
  char *name = g_strndup(s, len);
  bool ok = true;
  if (m && strchr("tqcndlasoDT", m->role))
    g_string_append(f->out, m->text);
  else if (m || decoder_is_mask(s, len))
    ok = fail(f, VIEW_MASK, "this placeholder cannot be put where it is", name);
  else
    g_string_append(f->out, name);
  g_free(name);
  return ok;
}

/* The keyword before a type's placeholder is the view's own. */
static bool is_view_struct(const struct draft *f, guint32 j)
{
  const struct word_list *now = &f->d->now;
  if (j + 1 >= now->n || now->tok[j].len != 6 ||
      memcmp(now->text + now->tok[j].off, "struct", 6) != 0)
    return false;
  const struct mask *m = view_mask(f->d->v, now->text + now->tok[j + 1].off, now->tok[j + 1].len);
  return m && m->role == 't';
}

static bool take_hunk(struct draft *f, const struct hunk *h)
{
  for (guint32 i = h->a0; i < h->a1; i++) {
    const struct view_token *t = decoder_token(f->d, i);
    if (has_original(t) && !take_gap(f, t, false))
      return false;
  }
  for (guint32 j = h->b0; j < h->b1; j++) {
    take_blank(f, j);
    if (is_view_struct(f, j))
      j++;
    if (!take_new(f, j))
      return false;
  }
  return true;
}

static bool take_equal(struct draft *f, guint32 i, guint32 end, guint32 j)
{
  const struct view *v = f->d->v;
  for (; i < end; i++, j++) {
    const struct view_token *t = decoder_token(f->d, i);
    if (!has_original(t))
      continue;
    const bool kept = f->kept;
    if (!take_gap(f, t, true))
      return false;
    if (!kept)
      take_blank(f, j);
    const guint32 from = start_byte(v, t);
    g_string_append_len(f->out, v->lx->text + from, f->at - from);
  }
  return true;
}

static guint32 count_lines(const char *s, gsize len)
{
  guint32 n = 0;
  for (gsize i = 0; i < len; i++)
    n += s[i] == '\n';
  return n;
}

/* Line ends that the edit took away come back at its end. */
static bool settle_lines(struct draft *f, guint32 from)
{
  const char *old = f->d->v->lx->text + from;
  const guint32 want = count_lines(old, f->at - from);
  if (f->deferred->len) {
    while (f->out->len && f->out->str[f->out->len - 1] == ' ')
      g_string_truncate(f->out, f->out->len - 1);
    g_string_append_len(f->out, f->deferred->str, (gssize)f->deferred->len);
  }
  const guint32 have = count_lines(f->out->str, f->out->len);
  if (have > want)
    return fail(f, VIEW_MASK, "an edit would add lines", f->out->str);
  for (guint32 k = have; k < want; k++)
    g_string_append_c(f->out, '\n');
  return true;
}

/* The tokens of the file that the hunk takes away, or where it puts something in. */
static bool find_place(const struct draft *f, guint32 *first, guint32 *end)
{
  const struct decoder *d = f->d;
  *first = *end = TOK_NONE;
  for (guint32 i = f->h.a0; i < f->h.a1; i++) {
    const struct view_token *t = decoder_token(d, i);
    if (!has_original(t))
      continue;
    if (*first == TOK_NONE)
      *first = t->first;
    *end = t->end;
  }
  if (*first != TOK_NONE)
    return true;
  for (guint32 i = f->h.a1; i < d->frame + d->v->tok->len; i++) {
    const struct view_token *t = decoder_token(d, i);
    if (has_original(t)) {
      *first = *end = t->first;
      return true;
    }
  }
  *first = *end = d->v->end;
  return true;
}

/* Does the view's next token begin right where the draft ends?  Else what stands there is hidden
 * (`<T>` behind a type's name) and a blank in the view says nothing about it. */
static bool next_is_shown(const struct draft *f)
{
  const struct decoder *d = f->d;
  for (guint32 i = f->h.a1; i < d->frame + d->v->tok->len; i++) {
    const struct view_token *t = decoder_token(d, i);
    if (has_original(t))
      return start_byte(d->v, t) == f->at;
  }
  return true;
}

static bool draft_build(struct draft *f, guint32 from)
{
  const struct decoder *d = f->d;
  const struct hunk h = f->h;
  GArray *parts = align_tokens(d->was.id + h.a0, h.a1 - h.a0, d->now.id + h.b0, h.b1 - h.b0);
  guint32 i = h.a0, j = h.b0;
  bool ok = true, inserted = false;
  f->at = from;
  for (guint k = 0; k < parts->len && ok; k++) {
    struct hunk p = g_array_index(parts, struct hunk, k);
    p.a0 += h.a0, p.a1 += h.a0, p.b0 += h.b0, p.b1 += h.b0;
    ok = take_equal(f, i, p.a0, j) && take_hunk(f, &p);
    i = p.a1;
    j = p.b1;
    inserted = p.b1 > p.b0 && j == h.b1;
  }
  ok = ok && take_equal(f, i, h.a1, j) && settle_lines(f, from);
  const char next = f->at < d->v->lx->len ? d->v->lx->text[f->at] : '\n';
  if (ok && inserted && f->deferred->len == 0 && !g_ascii_isspace(next) && next_is_shown(f))
    take_blank(f, h.b1);
  g_array_free(parts, TRUE);
  return ok;
}

bool decode_hunk(const struct decoder *d, struct hunk h, GArray *edits, GError **err)
{
  struct draft f = {
      .d = d, .h = h, .out = g_string_new(NULL), .deferred = g_string_new(NULL), .err = err};
  const struct lexed *lx = d->v->lx;
  guint32 first, end;
  bool ok = h.a0 >= d->frame && h.a1 <= d->frame + d->v->tok->len;
  if (!ok)
    fail(&f, VIEW_FRAME, "the frame of a view was changed", "");
  if (ok) {
    find_place(&f, &first, &end);
    const guint32 from = first < lx->n ? lx->tok[first].off : (guint32)lx->len;
    ok = draft_build(&f, from);
    const bool nothing = f.at == from && f.out->len == 0;
    if (ok && !nothing) {
      edits_add(edits, from, f.at - from, g_string_free(f.out, FALSE), first, end);
      f.out = NULL;
    }
  }
  if (f.out)
    g_string_free(f.out, TRUE);
  g_string_free(f.deferred, TRUE);
  return ok;
}
