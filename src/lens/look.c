/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

/* Template argument lists that are longer than this are none: keeps reading ahead linear. */
#define TEMPLATE_MAX 400

bool is_ident(const struct enc *e, guint32 i, guint32 end)
{
  return i < end && token_at(e, i)->kind == TOK_IDENT;
}

bool is_name(const struct enc *e, guint32 i, guint32 end)
{
  return is_ident(e, i, end) && !word_is_reserved(e->sig[i].word);
}

bool is_string(const struct enc *e, guint32 i, guint32 end)
{
  return i < end && token_at(e, i)->kind == TOK_STRING;
}

bool is_joined(const struct enc *e, guint32 i, guint32 end)
{
  return i + 1 < end && e->sig[i].tok + 1 == e->sig[i + 1].tok;
}

guint32 partner(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = i < end ? e->sig[i].match : POS_NONE;
  return m != POS_NONE && m > i && m < end ? m : POS_NONE;
}

static bool is_open(enum word w)
{
  return w == P_LPAREN || w == P_LBRACK || w == P_LBRACE;
}

/* What no template argument list has outside of brackets. */
static bool ends_template(const struct enc *e, guint32 i, guint32 end)
{
  const enum word w = e->sig[i].word;
  switch (w) {
  case P_AND: /* T && is a type */
    return word_at(e, i + 1, end) != P_GREATER && word_at(e, i + 1, end) != P_COMMA;
  case P_SEMI:
  case P_OR:
  case P_ASSIGN:
  case P_OP_ASSIGN:
  case P_QUESTION:
  case P_DOT:
  case P_ARROW:
  case P_DOT_STAR:
  case P_ARROW_STAR:
  case P_COLON:
  case P_INC:
  case P_DEC:
  case P_RPAREN:
  case P_RBRACK:
  case P_RBRACE:
  case W_return:
  case W_if:
    return true;
  default:
    return false;
  }
}

guint32 look_template(const struct enc *e, guint32 i, guint32 end)
{
  guint32 depth = 0;
  if (end - i > TEMPLATE_MAX)
    end = i + TEMPLATE_MAX;
  for (; i < end; i++) {
    const enum word w = e->sig[i].word;
    if (w == P_LESS) {
      depth++;
    } else if (w == P_GREATER) {
      if (--depth == 0)
        return i + 1;
    } else if (is_open(w)) {
      i = partner(e, i, end);
      if (i == POS_NONE)
        return POS_NONE;
    } else if (ends_template(e, i, end)) {
      return POS_NONE;
    }
  }
  return POS_NONE;
}

/* After the '>' of something that may also be `a < b > c`. */
static bool follows_template(const struct enc *e, guint32 i, guint32 end)
{
  switch (word_at(e, i, end)) {
  case P_LPAREN:
  case P_LBRACE:
  case P_SCOPE:
  case P_RPAREN:
  case P_COMMA:
  case P_SEMI:
  case P_GREATER:
  case P_RBRACK:
  case P_RBRACE:
  case P_ELLIPSIS:
  case P_AND:
  case P_OR:
  case P_QUESTION:
  case P_COLON:
  case P_DOT:
    return true;
  default:
    return i >= end;
  }
}

static guint32 look_operator_name(const struct enc *e, guint32 i, guint32 end)
{
  guint32 j = i + 1;
  if (is_open(word_at(e, j, end)) && partner(e, j, end) == j + 1)
    return j + 2;
  while (j < end && j < i + 8 && word_at(e, j, end) != P_LPAREN && word_at(e, j, end) != P_SEMI)
    j++;
  return j > i + 1 ? j : POS_NONE;
}

/* One part of a qualified name, without template arguments. */
static guint32 look_part(const struct enc *e, guint32 i, guint32 end)
{
  if (word_at(e, i, end) == W_operator)
    return look_operator_name(e, i, end);
  if (word_at(e, i, end) == P_TILDE && is_name(e, i + 1, end))
    return i + 2;
  if (!is_name(e, i, end))
    return POS_NONE;
  for (i++; word_at(e, i, end) == P_PASTE && i + 1 < end && !is_open(e->sig[i + 1].word); i += 2)
    ;
  return i;
}

guint32 look_name(const struct enc *e, guint32 i, guint32 end, bool in_type)
{
  const guint32 start = i;
  if (word_at(e, i, end) == P_SCOPE)
    i++;
  for (;;) {
    if (i > start && word_at(e, i, end) == W_template)
      i++;
    const bool cast = word_is_cast(word_at(e, i, end));
    const guint32 part = look_part(e, i, end);
    if (part == POS_NONE)
      return POS_NONE;
    i = part;
    if (word_at(e, i, end) == P_LESS) {
      const guint32 after = look_template(e, i, end);
      if (after != POS_NONE && (in_type || cast || follows_template(e, after, end)))
        i = after;
    }
    if (word_at(e, i, end) != P_SCOPE || word_at(e, i + 1, end) == P_STAR)
      return i;
    i++;
  }
}

guint32 look_lambda(const struct enc *e, guint32 i, guint32 end)
{
  guint32 j = partner(e, i, end);
  if (j == POS_NONE)
    return POS_NONE;
  j++;
  if (word_at(e, j, end) == P_LESS && (j = look_template(e, j, end)) == POS_NONE)
    return POS_NONE;
  if (word_at(e, j, end) == P_LPAREN) {
    if ((j = partner(e, j, end)) == POS_NONE)
      return POS_NONE;
    j++;
  }
  for (; j < end; j++) {
    const enum word w = e->sig[j].word;
    if (w == P_LBRACE) {
      j = partner(e, j, end);
      return j == POS_NONE ? POS_NONE : j + 1;
    }
    if (w == P_LPAREN || w == P_LBRACK) {
      if ((j = partner(e, j, end)) == POS_NONE)
        return POS_NONE;
    } else if (w == P_SEMI || w == P_COMMA || w == P_ASSIGN || w == P_RPAREN) {
      return POS_NONE;
    }
  }
  return POS_NONE;
}

guint32 look_attribute(const struct enc *e, guint32 i, guint32 end)
{
  const enum word w = word_at(e, i, end);
  guint32 open = POS_NONE;
  if (w == P_LBRACK && word_at(e, i + 1, end) == P_LBRACK)
    open = i;
  else if ((w == W___attribute__ || w == W_alignas) && word_at(e, i + 1, end) == P_LPAREN)
    open = i + 1;
  if (open == POS_NONE)
    return POS_NONE;
  const guint32 close = partner(e, open, end);
  if (close == POS_NONE || (open == i && word_at(e, close - 1, end) != P_RBRACK))
    return POS_NONE;
  return close + 1;
}

guint32 look_for(const struct enc *e, guint32 i, guint32 end, enum word w)
{
  for (; i < end; i++) {
    if (e->sig[i].word == w)
      return i;
    const guint32 m = is_open(e->sig[i].word) ? partner(e, i, end) : POS_NONE;
    if (m != POS_NONE)
      i = m;
  }
  return end;
}

guint32 look_comma(const struct enc *e, guint32 i, guint32 end)
{
  for (; i < end; i++) {
    const enum word w = e->sig[i].word;
    if (w == P_COMMA)
      return i;
    guint32 m = is_open(w) ? partner(e, i, end) : POS_NONE;
    if (m != POS_NONE) {
      i = m;
    } else if (w == P_LESS && i > 0 && is_name(e, i - 1, end)) {
      m = look_template(e, i, end);
      if (m != POS_NONE && follows_template(e, m, end))
        i = m - 1;
    }
  }
  return end;
}

guint32 look_opaque(const struct enc *e, guint32 i, guint32 end)
{
  for (; i < end; i++) {
    const enum word w = e->sig[i].word;
    if (w == P_SEMI)
      return i + 1;
    const guint32 m = is_open(w) ? partner(e, i, end) : POS_NONE;
    if (m == POS_NONE)
      continue;
    i = m;
    if (w == P_LBRACE &&
        (i + 1 >= end || is_ident(e, i + 1, end) || e->sig[i + 1].word == P_RBRACE))
      return i + 1;
  }
  return end;
}

static bool is_plain_string(const struct enc *e, guint32 i)
{
  const struct token *t = token_at(e, i);
  const char *s = e->lx->text + t->off;
  return t->len >= 2 && s[0] == '"' && s[t->len - 1] == '"' && !memchr(s, '\n', t->len);
}

guint32 look_strings(const struct enc *e, guint32 i, guint32 end, bool *plain)
{
  const guint32 start = i;
  *plain = true;
  while (i < end) {
    if (is_string(e, i, end)) {
      *plain = *plain && is_plain_string(e, i);
      i++;
    } else if (word_at(e, i, end) == P_HASH && is_ident(e, i + 1, end)) {
      *plain = false;
      i += 2;
    } else if (is_name(e, i, end)) {
      guint32 j = i + 1;
      if (word_at(e, j, end) == P_LPAREN) {
        j = partner(e, j, end);
        if (j == POS_NONE)
          break;
        j++;
      }
      const bool before = i > start;
      const bool after = is_string(e, j, end) || word_at(e, j, end) == P_HASH;
      if (!before && !after)
        break;
      *plain = false;
      i = j;
    } else {
      break;
    }
  }
  return i > start ? i : POS_NONE;
}
