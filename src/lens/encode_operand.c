/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

typedef guint32 operand_fn(struct enc *e, guint32 i, guint32 end, bool *operand);

static guint32 enc_prefix(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  const char *spelling = word_spelling(e->sig[i].word);
  (void)end;
  emit_as(e, i, i + 1, spelling ? spelling : "");
  *operand = true;
  return i + 1;
}

static guint32 enc_sign(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)end;
  emit_tok(e, i);
  *operand = true;
  return i + 1;
}

static guint32 skip(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)e, (void)end;
  *operand = true;
  return i + 1;
}

static guint32 enc_word(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)end, (void)operand;
  emit_tok(e, i);
  return i + 1;
}

/* (args + ...): the pack is one operand. */
static bool is_fold(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 dots = look_for(e, i, end, P_ELLIPSIS);
  if (dots >= end)
    return false;
  return dots == i || dots + 1 == end;
}

static guint32 enc_paren(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  const guint32 m = partner(e, i, end);
  struct type_look t;
  if (m == POS_NONE || m == i + 1 || e->depth >= DEPTH_MAX)
    return POS_NONE;
  emit_tok(e, i);
  e->depth++;
  if (look_cast(e, i, end, &t)) {
    if (t.end == m) {
      enc_type(e, i + 1, t.core, m);
    } else {
      emit_before(e, i + 1, "struct");
      emit_mask(e, 't', i + 1, m);
    }
    *operand = true;
  } else if (word_at(e, i + 1, m) == P_LBRACE && partner(e, i + 1, m) == m - 1) {
    emit_tok(e, i + 1);
    enc_stmts(e, i + 2, m - 1);
    emit_tok(e, m - 1);
  } else if (is_fold(e, i + 1, m)) {
    emit_mask(e, 'q', i + 1, m);
  } else {
    enc_expr_or_mask(e, i + 1, m);
  }
  e->depth--;
  emit_tok(e, m);
  return m + 1;
}

static guint32 enc_lambda(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  const guint32 j = look_lambda(e, i, end);
  (void)operand;
  if (j != POS_NONE)
    emit_mask(e, 'l', i, j);
  return j;
}

static guint32 enc_braces(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  const guint32 m = partner(e, i, end);
  (void)operand;
  if (m == POS_NONE || e->depth >= DEPTH_MAX)
    return POS_NONE;
  e->depth++;
  emit_before(e, i, "flb_0");
  emit_as(e, i, i + 1, "(");
  enc_list(e, i + 1, m);
  emit_as(e, m, m + 1, ")");
  e->depth--;
  return m + 1;
}

/* .x = 1 where braces became parentheses. */
static guint32 skip_designator(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  if (!is_ident(e, i + 1, end))
    return POS_NONE;
  return skip(e, i, end, operand);
}

static guint32 enc_sizeof(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  struct type_look t;
  emit_tok(e, i++);
  *operand = true;
  if (word_at(e, i, end) == P_ELLIPSIS)
    i++;
  const guint32 m = word_at(e, i, end) == P_LPAREN ? partner(e, i, end) : POS_NONE;
  if (m == POS_NONE)
    return i;
  *operand = false;
  emit_tok(e, i);
  if (look_type(e, i + 1, m, &t) && t.end == m && (t.sure || t.end > t.core))
    enc_type(e, i + 1, t.core, m);
  else
    enc_expr_or_mask(e, i + 1, m);
  emit_tok(e, m);
  return m + 1;
}

/* The type after `new`, its stars included. */
static guint32 look_new_type(const struct enc *e, guint32 i, guint32 end)
{
  struct type_look t;
  if (word_at(e, i, end) == P_LPAREN) {
    const guint32 m = partner(e, i, end);
    return m == POS_NONE ? POS_NONE : m + 1;
  }
  return look_type(e, i, end, &t) ? t.end : POS_NONE;
}

static guint32 enc_new(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  guint32 j = word_at(e, i, end) == P_SCOPE ? i + 2 : i + 1;
  struct type_look t;
  (void)operand;
  const guint32 m = word_at(e, j, end) == P_LPAREN ? partner(e, j, end) : POS_NONE;
  const bool placed = m != POS_NONE && (word_at(e, m + 1, end) == P_LPAREN
                                            ? !look_type(e, j + 1, m, &t) || t.end != m
                                            : look_new_type(e, m + 1, end) != POS_NONE);
  if (!placed) {
    j = look_new_type(e, j, end);
    if (j != POS_NONE)
      emit_mask(e, 'n', i, j);
    return j;
  }
  const guint32 type = look_new_type(e, m + 1, end);
  if (type == POS_NONE)
    return POS_NONE;
  emit_mask(e, 'n', i, j);
  emit_tok(e, j);
  enc_list(e, j + 1, m);
  emit_tok(e, m);
  emit_new(e, "->");
  emit_mask(e, 'y', m + 1, type);
  return type;
}

/* Where the operand of delete or throw ends. */
static guint32 look_operand_end(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 comma = look_comma(e, i, end);
  if (look_for(e, i, comma, P_QUESTION) < comma)
    return comma;
  return look_for(e, i, comma, P_COLON);
}

static guint32 enc_as_call(struct enc *e, char role, guint32 i, guint32 arg, guint32 end)
{
  const guint32 stop = look_operand_end(e, arg, end);
  emit_mask(e, role, i, arg);
  if (arg == stop)
    return arg;
  emit_new(e, "(");
  enc_expr_or_mask(e, arg, stop);
  emit_new(e, ")");
  return stop;
}

static guint32 enc_delete(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  guint32 j = word_at(e, i, end) == P_SCOPE ? i + 2 : i + 1;
  (void)operand;
  if (word_at(e, j, end) == P_LBRACK && partner(e, j, end) == j + 1)
    j += 2;
  return j < end ? enc_as_call(e, 'D', i, j, end) : POS_NONE;
}

static guint32 enc_throw(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)operand;
  return enc_as_call(e, 'T', i, i + 1, end);
}

/* int(x), unsigned{x}, typename T::x(y), decltype(x)(y) */
static guint32 enc_type_name(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  struct type_look t;
  (void)operand;
  if (!look_type(e, i, end, &t) || !t.keyword || t.first != i)
    return POS_NONE;
  emit_mask(e, word_at(e, t.core, end) == P_LBRACE ? 'b' : 'q', i, t.core);
  return t.core;
}

static guint32 enc_name(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)operand;
  if (word_at(e, i, end) == P_SCOPE && word_at(e, i + 1, end) == W_new)
    return enc_new(e, i, end, operand);
  if (word_at(e, i, end) == P_SCOPE && word_at(e, i + 1, end) == W_delete)
    return enc_delete(e, i, end, operand);
  const guint32 j = look_name(e, i, end, false);
  if (j == POS_NONE)
    return POS_NONE;
  if (word_at(e, j, end) == P_LBRACE) {
    emit_mask(e, 'b', i, j);
  } else if (word_is_cast(e->sig[i].word)) {
    emit_mask(e, 'c', i, j);
  } else if (j == i + 1) {
    emit_tok(e, i);
  } else if (j == i + 2 && e->sig[i].word == P_SCOPE && is_name(e, i + 1, end)) {
    char *name = tok_dup(e->lx, e->sig[i + 1].tok);
    emit_as(e, i, j, name);
    g_free(name);
  } else {
    emit_mask(e, 'q', i, j);
  }
  return j;
}

static guint32 enc_operator_name(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  const guint32 j = look_name(e, i, end, false);
  (void)operand;
  if (j != POS_NONE)
    emit_mask(e, 'q', i, j);
  return j;
}

static guint32 enc_hash(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  (void)operand;
  if (!is_ident(e, i + 1, end))
    return POS_NONE;
  emit_mask(e, 's', i, i + 2);
  return i + 2;
}

static operand_fn *const operands[WORD_COUNT] = {
    [P_LPAREN] = enc_paren,
    [P_LBRACK] = enc_lambda,
    [P_LBRACE] = enc_braces,
    [P_DOT] = skip_designator,
    [P_ELLIPSIS] = skip,
    [W___extension__] = skip,
    [W_co_await] = skip,
    [W_co_yield] = skip,
    [P_HASH] = enc_hash,
    [P_PLUS] = enc_sign,
    [P_MINUS] = enc_sign,
    [P_NOT] = enc_sign,
    [P_TILDE] = enc_sign,
    [P_STAR] = enc_sign,
    [P_AMP] = enc_sign,
    [P_AND] = enc_sign,
    [P_INC] = enc_sign,
    [P_DEC] = enc_sign,
    [W_not] = enc_prefix,
    [W_compl] = enc_prefix,
    [W_this] = enc_word,
    [W_true] = enc_word,
    [W_false] = enc_word,
    [W_nullptr] = enc_word,
    [W_sizeof] = enc_sizeof,
    [W_new] = enc_new,
    [W_delete] = enc_delete,
    [W_throw] = enc_throw,
    [W_operator] = enc_operator_name,
    [P_SCOPE] = enc_name,
    [W_typename] = enc_type_name,
    [W_decltype] = enc_type_name,
    [W_auto] = enc_type_name,
    [W_bool] = enc_type_name,
    [W_char] = enc_type_name,
    [W_short] = enc_type_name,
    [W_int] = enc_type_name,
    [W_long] = enc_type_name,
    [W_signed] = enc_type_name,
    [W_unsigned] = enc_type_name,
    [W_void] = enc_type_name,
    [W_float] = enc_type_name,
    [W_double] = enc_type_name,
    [W_wchar_t] = enc_type_name,
    [W_size_t] = enc_type_name,
    [W_ssize_t] = enc_type_name,
};

/* C numbers as they are; separators, user suffixes and binary or hex floats as placeholders. */
static guint32 enc_number(struct enc *e, guint32 i)
{
  const struct token *t = token_at(e, i);
  const char *s = e->lx->text + t->off;
  const bool hex = t->len > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
  bool plain = !(t->len > 1 && s[0] == '0' && (s[1] == 'b' || s[1] == 'B'));
  for (guint32 k = hex ? 2 : 0; k < t->len && plain; k++)
    plain = g_ascii_isdigit(s[k]) || strchr("uUlL", s[k]) ||
            (hex ? g_ascii_isxdigit(s[k]) : strchr(".eE+-fF", s[k]) != NULL);
  if (plain)
    emit_tok(e, i);
  else
    emit_mask(e, 'q', i, i + 1);
  return i + 1;
}

static guint32 enc_char(struct enc *e, guint32 i)
{
  const struct token *t = token_at(e, i);
  const char *s = e->lx->text + t->off;
  const bool plain = t->len >= 3 && s[0] == '\'' && s[t->len - 1] == '\'' &&
                     (t->len == 3 || (s[1] == '\\' && t->len <= 6));
  if (plain)
    emit_tok(e, i);
  else
    emit_mask(e, 'q', i, i + 1);
  return i + 1;
}

guint32 enc_operand(struct enc *e, guint32 i, guint32 end, bool *operand)
{
  bool plain;
  *operand = false;
  const guint32 strings = look_strings(e, i, end, &plain);
  if (strings != POS_NONE) {
    if (plain)
      emit_range(e, i, strings);
    else
      emit_mask(e, 's', i, strings);
    return strings;
  }
  const enum tok_kind kind = token_at(e, i)->kind;
  if (kind == TOK_NUMBER)
    return enc_number(e, i);
  if (kind == TOK_CHAR)
    return enc_char(e, i);
  operand_fn *fn = operands[e->sig[i].word];
  if (fn)
    return fn(e, i, end, operand);
  return is_name(e, i, end) ? enc_name(e, i, end, operand) : POS_NONE;
}
