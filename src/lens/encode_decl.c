/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

static guint32 enc_cv(struct enc *e, guint32 i, guint32 end)
{
  while (i < end && word_is_cv(word_at(e, i, end)))
    emit_tok(e, i++);
  return i;
}

static bool is_shown(const struct enc *e, guint32 name)
{
  if (e->v->zoom == VIEW_DECLARATION && e->depth == 0)
    return true;
  if (!e->shown)
    return false;
  char *s = tok_dup(e->lx, e->sig[name].tok);
  const bool shown = g_hash_table_contains(e->shown, s);
  g_free(s);
  return shown;
}

/* The identifier of a type that is shown by its name: one word, perhaps after `::`, perhaps with
 * template arguments. */
static guint32 shown_name(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 name = word_at(e, i, end) == P_SCOPE ? i + 1 : i;
  if (!is_name(e, name, end) || word_is_type(word_at(e, name, end)))
    return POS_NONE;
  if (name + 1 < end &&
      (word_at(e, name + 1, end) != P_LESS || look_template(e, name + 1, end) != end))
    return POS_NONE;
  return is_shown(e, name) ? name : POS_NONE;
}

static bool is_c_core(const struct enc *e, guint32 i, guint32 end)
{
  for (; i < end; i++)
    if (!word_is_c_type(word_at(e, i, end)) && !word_is_cv(word_at(e, i, end)))
      return false;
  return true;
}

static void enc_core(struct enc *e, guint32 i, guint32 end)
{
  i = enc_cv(e, i, end);
  guint32 cv = end;
  while (cv > i + 1 && word_is_cv(e->sig[cv - 1].word))
    cv--;
  const bool tagged = word_at(e, i, cv) == W_struct;
  const guint32 name = shown_name(e, tagged ? i + 1 : i, cv);
  if (is_c_core(e, i, cv)) {
    emit_range(e, i, cv);
  } else if (name != POS_NONE) {
    char *s = tok_dup(e->lx, e->sig[name].tok);
    if (tagged)
      emit_tok(e, i);
    else
      emit_before(e, i, "struct");
    emit_as(e, tagged ? i + 1 : i, name + 1, s);
    g_free(s);
  } else {
    emit_before(e, i, "struct");
    emit_mask(e, 't', i, cv);
  }
  enc_cv(e, cv, end);
}

static guint32 enc_pointers(struct enc *e, guint32 i, guint32 end, bool bare)
{
  for (; i < end; i++) {
    const enum word w = word_at(e, i, end);
    if ((w == P_STAR || word_is_cv(w)) && !bare)
      emit_tok(e, i);
  }
  return end;
}

void enc_type(struct enc *e, guint32 i, guint32 core, guint32 end)
{
  enc_core(e, i, core);
  enc_pointers(e, core, end, false);
}

/* `*`, `&`, `X::*` before a declarator's name. */
static guint32 pointers_end(const struct enc *e, guint32 i, guint32 end)
{
  while (i < end) {
    const enum word w = word_at(e, i, end);
    const guint32 member = is_name(e, i, end) ? look_name(e, i, end, true) : POS_NONE;
    if (w == P_STAR || w == P_AMP || w == P_AND || w == P_ELLIPSIS || word_is_cv(w) ||
        w == W___restrict || w == W___restrict__ || w == W_restrict)
      i++;
    else if (member != POS_NONE && word_at(e, member, end) == P_SCOPE)
      i = member + 1;
    else
      break;
  }
  return i;
}

static guint32 enc_arrays(struct enc *e, guint32 i, guint32 end, bool bare)
{
  while (word_at(e, i, end) == P_LBRACK) {
    const guint32 m = partner(e, i, end);
    if (m == POS_NONE)
      return POS_NONE;
    if (!bare) {
      emit_tok(e, i);
      enc_expr_or_mask(e, i + 1, m);
      emit_tok(e, m);
    }
    i = m + 1;
  }
  return i;
}

/* The declared name and what belongs to it, up to the initialiser. */
static guint32 enc_declared(struct enc *e, guint32 i, guint32 end, bool bare)
{
  i = enc_pointers(e, i, pointers_end(e, i, end), bare);
  const guint32 m = partner(e, i, end);
  if (word_at(e, i, end) == P_LBRACK && m != POS_NONE) { /* auto [a, b] */
    emit_mask(e, 'q', i, m + 1);
    return m + 1;
  }
  if (word_at(e, i, end) == P_LPAREN && m != POS_NONE) { /* (*name)(parameters) */
    i = enc_declared(e, i + 1, m, bare);
    if (i != m)
      return POS_NONE;
    i++;
    if (word_at(e, i, end) == P_LPAREN)
      i = partner(e, i, end) == POS_NONE ? POS_NONE : partner(e, i, end) + 1;
    return i == POS_NONE ? i : enc_arrays(e, i, end, bare);
  }
  const guint32 name = look_name(e, i, end, true);
  if (name == POS_NONE)
    return POS_NONE;
  if (name == i + 1)
    emit_tok(e, i);
  else
    emit_mask(e, 'q', i, name);
  return enc_arrays(e, name, end, bare);
}

static guint32 enc_initialiser(struct enc *e, guint32 i, guint32 end, bool bare)
{
  const enum word w = word_at(e, i, end);
  if (w == P_ASSIGN) {
    const guint32 stop = look_comma(e, i, end);
    emit_tok(e, i);
    if (bare)
      enc_expr_or_mask(e, i + 1, stop);
    else
      enc_init(e, i + 1, stop);
    return stop;
  }
  const guint32 m = w == P_LPAREN || w == P_LBRACE ? partner(e, i, end) : POS_NONE;
  if (m == POS_NONE)
    return i;
  emit_new(e, "=");
  emit_new(e, "flk_0");
  emit_as(e, i, i + 1, "(");
  enc_list(e, i + 1, m);
  emit_as(e, m, m + 1, ")");
  return m + 1;
}

static guint32 skip_attributes(const struct enc *e, guint32 i, guint32 end)
{
  for (;;) {
    const guint32 a = look_attribute(e, i, end);
    if (a == POS_NONE)
      break;
    i = a;
  }
  if (word_at(e, i, end) == W___asm__ || word_at(e, i, end) == W_asm) {
    const guint32 m = partner(e, i + 1, end);
    return m == POS_NONE ? i : m + 1;
  }
  return i;
}

static guint32 enc_declarator(struct enc *e, guint32 i, guint32 end, bool bare)
{
  i = enc_declared(e, i, end, bare);
  if (i == POS_NONE)
    return POS_NONE;
  i = skip_attributes(e, i, end);
  const guint32 stop = look_comma(e, i, end);
  if (word_at(e, i, end) == P_COLON) /* a bit-field's width */
    return stop;
  i = skip_attributes(e, enc_initialiser(e, i, end, bare), end);
  /* a member function's const, noexcept, = 0 */
  return i < stop && e->v->zoom == VIEW_DECLARATION ? stop : i;
}

static void enc_specifiers(struct enc *e, guint32 i, guint32 end)
{
  for (; i < end; i++) {
    const guint32 a = look_attribute(e, i, end);
    const enum word w = word_at(e, i, end);
    if (a != POS_NONE)
      i = a - 1;
    else if (w == W_static || w == W_extern || w == W_register)
      emit_tok(e, i);
  }
}

guint32 enc_decl(struct enc *e, guint32 i, guint32 end, bool bare)
{
  struct type_look t;
  if (!look_decl(e, i, end, &t))
    return POS_NONE;
  if (!bare) {
    enc_specifiers(e, i, t.first);
    enc_core(e, t.first, t.core);
  }
  i = t.core;
  for (;;) {
    i = enc_declarator(e, i, end, bare);
    if (i == POS_NONE || i >= end)
      return i;
    if (word_at(e, i, end) != P_COMMA)
      return POS_NONE;
    emit_tok(e, i++);
  }
}
