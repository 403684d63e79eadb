/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

/* What an expression is in the middle of. */
struct state {
  bool operand;    /* the next token begins an operand */
  bool binary;     /* what came before is no operand of an assignment in C: a + b = c */
  guint32 ternary; /* `?` that wait for their `:` */
};

void enc_expr_or_mask(struct enc *e, guint32 i, guint32 end)
{
  const struct mark m = emit_mark(e);
  if (i >= end || enc_expr(e, i, end))
    return;
  emit_back(e, m);
  emit_mask(e, 'o', i, end);
}

void enc_list(struct enc *e, guint32 i, guint32 end)
{
  while (i < end) {
    const guint32 comma = look_comma(e, i, end);
    if (i < comma && look_parameter(e, i, comma))
      emit_mask(e, 'a', i, comma);
    else
      enc_expr_or_mask(e, i, comma);
    if (comma + 1 < end) /* a comma at the end is C++'s (and the preprocessor's) only */
      emit_tok(e, comma);
    i = comma + 1;
  }
}

/* A lone name stays: it may be the pool that a rule is after. */
static void enc_masked_list(struct enc *e, guint32 i, guint32 end)
{
  while (i < end) {
    const guint32 comma = look_comma(e, i, end);
    const guint32 name = word_at(e, i, comma) == P_SCOPE ? i + 1 : i;
    if (name + 1 == comma && is_name(e, name, comma))
      enc_expr_or_mask(e, i, comma);
    else if (i < comma)
      emit_mask(e, 'a', i, comma);
    if (comma < end)
      emit_tok(e, comma);
    i = comma + 1;
  }
}

/* `.x = `, `.x.y = `, `[n] = ` before an element; where the value begins. */
static guint32 enc_designator(struct enc *e, guint32 i, guint32 end)
{
  guint32 k = i;
  while (k < end) {
    const guint32 m = word_at(e, k, end) == P_LBRACK ? partner(e, k, end) : POS_NONE;
    if (word_at(e, k, end) == P_DOT && is_ident(e, k + 1, end))
      k += 2;
    else if (m != POS_NONE)
      k = m + 1;
    else
      break;
  }
  if (k == i || word_at(e, k, end) != P_ASSIGN)
    return i;
  for (guint32 p = i; p <= k; p++) {
    emit_tok(e, p);
    if (word_at(e, p, end) == P_LBRACK) {
      enc_expr_or_mask(e, p + 1, partner(e, p, end));
      p = partner(e, p, end) - 1;
    }
  }
  return k + 1;
}

/* Elements of a braced initialiser that stays one. */
static void enc_elements(struct enc *e, guint32 i, guint32 end)
{
  while (i < end) {
    const guint32 comma = look_comma(e, i, end);
    const guint32 value = enc_designator(e, i, comma);
    enc_init(e, value, comma);
    if (comma < end)
      emit_tok(e, comma);
    i = comma + 1;
  }
}

void enc_init(struct enc *e, guint32 i, guint32 end)
{
  if (word_at(e, i, end) == P_LBRACE && partner(e, i, end) == end - 1 && e->depth < DEPTH_MAX) {
    e->depth++;
    emit_tok(e, i);
    enc_elements(e, i + 1, end - 1);
    emit_tok(e, end - 1);
    e->depth--;
  } else {
    enc_expr_or_mask(e, i, end);
  }
}

/* After `.` or `->`. */
static guint32 enc_member(struct enc *e, guint32 i, guint32 end)
{
  guint32 j = i;
  if (word_at(e, j, end) == W_template)
    j++;
  const guint32 name = look_name(e, j, end, false);
  if (name == POS_NONE)
    return POS_NONE;
  bool destructor = false;
  for (guint32 k = j; k < name; k++)
    destructor = destructor || word_at(e, k, name) == P_TILDE;
  if (destructor)
    emit_mask(e, 'd', i, name);
  else if (name == i + 1 && word_at(e, i, end) != W_operator)
    emit_tok(e, i);
  else
    emit_mask(e, 'q', i, name);
  return name;
}

static guint32 enc_member_pointer(struct enc *e, guint32 i, guint32 end)
{
  guint32 j = i + 1;
  if (word_at(e, j, end) == P_LPAREN) {
    j = partner(e, j, end);
    if (j != POS_NONE)
      j++;
  } else {
    j = word_at(e, j, end) == W_this ? j + 1 : look_name(e, j, end, false);
  }
  if (j == POS_NONE)
    return POS_NONE;
  emit_as(e, i, i + 1, ".");
  emit_mask(e, 'm', i + 1, j);
  return j;
}

static guint32 enc_call(struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = partner(e, i, end);
  if (m == POS_NONE)
    return POS_NONE;
  emit_as(e, i, i + 1, "(");
  if (e->masked && m + 1 == end && e->depth <= 1)
    enc_masked_list(e, i + 1, m);
  else
    enc_list(e, i + 1, m);
  emit_as(e, m, m + 1, ")");
  return m + 1;
}

static guint32 enc_subscript(struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = partner(e, i, end);
  if (m == POS_NONE)
    return POS_NONE;
  if (m == i + 1) /* new T[]{...} */
    return m + 1;
  emit_tok(e, i);
  enc_expr_or_mask(e, i + 1, m);
  emit_tok(e, m);
  return m + 1;
}

/* Is there an assignment in [i, end), outside of all brackets?  The '=' of '>=' is none. */
static bool has_assignment(const struct enc *e, guint32 i, guint32 end)
{
  if (look_for(e, i, end, P_OP_ASSIGN) < end)
    return true;
  for (; (i = look_for(e, i, end, P_ASSIGN)) < end; i++)
    if (!(is_joined(e, i - 1, end) && e->sig[i - 1].word == P_GREATER))
      return true;
  return false;
}

/* The `:` of a ternary.  C's grammar has no `a ? b : c = d`, so the rest gets parentheses. */
static guint32 enc_else(struct enc *e, guint32 i, guint32 end, struct state *s)
{
  if (s->ternary == 0)
    return POS_NONE;
  s->ternary--;
  emit_tok(e, i++);
  const guint32 stop = look_comma(e, i, end);
  if (!has_assignment(e, i, stop)) {
    s->operand = true;
    s->binary = false;
    return i;
  }
  emit_new(e, "(");
  if (!enc_expr(e, i, stop))
    return POS_NONE;
  emit_new(e, ")");
  s->operand = false;
  return stop;
}

/* `>` and what sticks to it: >>, >=, >>=. */
static guint32 enc_greater(struct enc *e, guint32 i, guint32 end)
{
  emit_tok(e, i);
  if (is_joined(e, i, end) && word_at(e, i + 1, end) == P_GREATER)
    emit_tok(e, ++i);
  if (is_joined(e, i, end) && word_at(e, i + 1, end) == P_ASSIGN)
    emit_tok(e, ++i);
  return i + 1;
}

static guint32 enc_binary(struct enc *e, guint32 i, guint32 end, struct state *s)
{
  const char *spelling = word_spelling(e->sig[i].word);
  if (spelling && strcmp(spelling, "!") != 0 && strcmp(spelling, "~") != 0) {
    emit_as(e, i, i + 1, spelling);
  } else {
    switch (e->sig[i].word) {
    case P_GREATER:
      s->operand = s->binary = true;
      return enc_greater(e, i, end);
    case P_SPACESHIP:
      emit_as(e, i, i + 1, "-");
      break;
    case P_QUESTION:
      s->ternary++;
      s->binary = false;
      emit_tok(e, i);
      if (word_at(e, i + 1, end) == P_COLON) { /* a ?: b */
        emit_tok(e, ++i);
        s->ternary--;
      }
      break;
    case P_ASSIGN:
    case P_OP_ASSIGN:
      if (s->binary)
        return POS_NONE;
      emit_tok(e, i);
      break;
    case P_COMMA:
      s->binary = false;
      emit_tok(e, i);
      break;
    case P_STAR:
    case P_AMP:
    case P_AND:
    case P_OR:
    case P_PLUS:
    case P_MINUS:
    case P_LESS:
    case P_BINARY:
      s->binary = true;
      emit_tok(e, i);
      break;
    default:
      return POS_NONE;
    }
  }
  s->operand = true;
  return i + 1;
}

static guint32 enc_operator(struct enc *e, guint32 i, guint32 end, struct state *s)
{
  switch (e->sig[i].word) {
  case P_LPAREN:
  case P_LBRACE:
    return enc_call(e, i, end);
  case P_LBRACK:
    return look_attribute(e, i, end) != POS_NONE ? look_attribute(e, i, end)
                                                 : enc_subscript(e, i, end);
  case P_DOT:
  case P_ARROW:
    emit_tok(e, i);
    return enc_member(e, i + 1, end);
  case P_DOT_STAR:
  case P_ARROW_STAR:
    return enc_member_pointer(e, i, end);
  case P_INC:
  case P_DEC:
    emit_tok(e, i);
    return i + 1;
  case P_ELLIPSIS:
    return i + 1;
  case P_COLON:
    return enc_else(e, i, end, s);
  default:
    return enc_binary(e, i, end, s);
  }
}

static bool enc_flat(struct enc *e, guint32 i, guint32 end)
{
  struct state s = {.operand = true};
  while (i < end) {
    i = s.operand ? enc_operand(e, i, end, &s.operand) : enc_operator(e, i, end, &s);
    if (i == POS_NONE)
      return false;
  }
  return !s.operand && s.ternary == 0;
}

bool enc_expr(struct enc *e, guint32 i, guint32 end)
{
  if (e->depth >= DEPTH_MAX)
    return false;
  e->depth++;
  const bool ok = enc_flat(e, i, end);
  e->depth--;
  return ok;
}
