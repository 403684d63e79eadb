/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

/* Each gets the position of its keyword; POS_NONE if it cannot be shown. */
typedef guint32 control_fn(struct enc *e, guint32 i, guint32 end);

/* The `;` at stop, or one of our own. */
static guint32 enc_semi(struct enc *e, guint32 stop, guint32 end)
{
  if (stop < end) {
    emit_tok(e, stop);
    return stop + 1;
  }
  emit_new(e, ";");
  return end;
}

guint32 enc_sub(struct enc *e, guint32 i, guint32 end)
{
  const guint tokens = e->v->tok->len;
  struct type_look t;
  if (i < end && look_decl(e, i, end, &t)) { /* C wants a statement here */
    emit_new(e, "{");
    i = enc_stmt(e, i, end);
    emit_new(e, "}");
    return i;
  }
  while (i < end && e->v->tok->len == tokens) {
    const enum word w = word_at(e, i, end);
    if (w == P_RBRACE || w == W_else)
      break;
    i = enc_stmt(e, i, end);
  }
  if (e->v->tok->len == tokens)
    emit_new(e, ";");
  return i;
}

/* A declaration or expression in a head; both become an expression. */
static void enc_part(struct enc *e, guint32 i, guint32 end)
{
  const struct mark m = emit_mark(e);
  if (i >= end || enc_decl(e, i, end, true) == end)
    return;
  emit_back(e, m);
  enc_expr_or_mask(e, i, end);
}

/* `T x = e; c` is shown as `x = e, c`. */
static void enc_condition(struct enc *e, guint32 i, guint32 end)
{
  for (;;) {
    const guint32 semi = look_for(e, i, end, P_SEMI);
    enc_part(e, i, semi);
    if (semi >= end)
      return;
    emit_as(e, semi, semi + 1, ",");
    i = semi + 1;
  }
}

/* (condition), or the M(condition) of `if M(condition)`. */
static guint32 enc_head(struct enc *e, guint32 i, guint32 end)
{
  if (word_at(e, i, end) == P_LPAREN) {
    const guint32 m = partner(e, i, end);
    if (m == POS_NONE || m == i + 1)
      return POS_NONE;
    emit_tok(e, i);
    enc_condition(e, i + 1, m);
    emit_tok(e, m);
    return m + 1;
  }
  const guint32 name = is_name(e, i, end) ? look_name(e, i, end, false) : POS_NONE;
  const guint32 m =
      name != POS_NONE && word_at(e, name, end) == P_LPAREN ? partner(e, name, end) : POS_NONE;
  if (m == POS_NONE)
    return POS_NONE;
  emit_new(e, "(");
  enc_expr_or_mask(e, i, m + 1);
  emit_new(e, ")");
  return m + 1;
}

static guint32 enc_if(struct enc *e, guint32 i, guint32 end)
{
  emit_tok(e, i++);
  if (word_at(e, i, end) == W_constexpr || word_at(e, i, end) == W_consteval)
    i++;
  i = enc_head(e, i, end);
  if (i == POS_NONE)
    return POS_NONE;
  i = enc_sub(e, i, end);
  if (word_at(e, i, end) != W_else)
    return i;
  emit_tok(e, i);
  return enc_sub(e, i + 1, end);
}

/* while, switch */
static guint32 enc_while(struct enc *e, guint32 i, guint32 end)
{
  emit_tok(e, i);
  i = enc_head(e, i + 1, end);
  return i == POS_NONE ? POS_NONE : enc_sub(e, i, end);
}

static guint32 enc_do(struct enc *e, guint32 i, guint32 end)
{
  emit_tok(e, i);
  i = enc_sub(e, i + 1, end);
  if (word_at(e, i, end) != W_while) {
    emit_new(e, "while");
    emit_new(e, "(");
    emit_new(e, "0");
    emit_new(e, ")");
    emit_new(e, ";");
    return i;
  }
  emit_tok(e, i);
  i = enc_head(e, i + 1, end);
  if (i == POS_NONE)
    return POS_NONE;
  if (word_at(e, i, end) == P_SEMI) {
    emit_tok(e, i);
    return i + 1;
  }
  emit_new(e, ";");
  return i;
}

/* for (T x : c): shown as while (x = flr_0(c)), for T x names no type that a rule could need. */
static guint32 enc_range_for(struct enc *e, guint32 i, guint32 colon, guint32 close)
{
  const guint32 semi = look_for(e, i + 2, colon, P_SEMI);
  emit_as(e, i, i + 1, "while");
  emit_tok(e, i + 1);
  if (semi < colon) {
    enc_part(e, i + 2, semi);
    emit_as(e, semi, semi + 1, ",");
  }
  e->declares = true;
  enc_part(e, semi < colon ? semi + 1 : i + 2, colon);
  e->declares = false;
  emit_as(e, colon, colon + 1, "=");
  emit_new(e, "flr_0");
  emit_new(e, "(");
  enc_list(e, colon + 1, close);
  emit_new(e, ")");
  emit_tok(e, close);
  return close + 1;
}

static bool enc_for_init(struct enc *e, guint32 i, guint32 end)
{
  const struct mark m = emit_mark(e);
  if (i >= end || enc_decl(e, i, end, false) == end)
    return true;
  emit_back(e, m);
  enc_expr_or_mask(e, i, end);
  return true;
}

static guint32 enc_for(struct enc *e, guint32 i, guint32 end)
{
  const guint32 close = word_at(e, i + 1, end) == P_LPAREN ? partner(e, i + 1, end) : POS_NONE;
  if (close == POS_NONE)
    return POS_NONE;
  const guint32 first = look_for(e, i + 2, close, P_SEMI);
  const guint32 second = first < close ? look_for(e, first + 1, close, P_SEMI) : close;
  const guint32 colon = look_for(e, i + 2, close, P_COLON);
  if (colon < close && second == close && colon + 1 < close &&
      look_for(e, i + 2, colon, P_QUESTION) == colon)
    return enc_sub(e, enc_range_for(e, i, colon, close), end);
  if (second == close) { /* a head that is a macro */
    emit_as(e, i, i + 1, "while");
    emit_tok(e, i + 1);
    if (close > i + 2)
      emit_mask(e, 'o', i + 2, close);
    else
      emit_new(e, "1");
    emit_tok(e, close);
    return enc_sub(e, close + 1, end);
  }
  emit_range(e, i, i + 2);
  enc_for_init(e, i + 2, first);
  emit_tok(e, first);
  if (look_for(e, first + 1, second, P_ASSIGN) < second) /* T x = f() */
    enc_part(e, first + 1, second);
  else
    enc_expr_or_mask(e, first + 1, second);
  emit_tok(e, second);
  enc_expr_or_mask(e, second + 1, close);
  emit_tok(e, close);
  return enc_sub(e, close + 1, end);
}

static guint32 enc_try(struct enc *e, guint32 i, guint32 end)
{
  emit_as(e, i, i + 1, "if");
  emit_new(e, "(");
  emit_new(e, "1");
  emit_new(e, ")");
  return enc_sub(e, i + 1, end);
}

static guint32 enc_catch(struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = word_at(e, i + 1, end) == P_LPAREN ? partner(e, i + 1, end) : POS_NONE;
  if (m == POS_NONE || m == i + 2)
    return POS_NONE;
  emit_as(e, i, i + 1, "if");
  emit_tok(e, i + 1);
  emit_mask(e, 'x', i + 2, m);
  emit_tok(e, m);
  return enc_sub(e, m + 1, end);
}

/* return, goto, break, continue */
static guint32 enc_jump(struct enc *e, guint32 i, guint32 end)
{
  const guint32 stop = look_for(e, i, end, P_SEMI);
  emit_as(e, i, i + 1,
          e->sig[i].word == W_goto       ? "goto"
          : e->sig[i].word == W_break    ? "break"
          : e->sig[i].word == W_continue ? "continue"
                                         : "return");
  enc_expr_or_mask(e, i + 1, stop);
  return enc_semi(e, stop, end);
}

static guint32 case_colon(const struct enc *e, guint32 i, guint32 end)
{
  for (guint32 ternary = 0; i < end; i++) {
    const enum word w = e->sig[i].word;
    if (w == P_QUESTION)
      ternary++;
    else if (w == P_COLON && ternary-- == 0)
      return i;
    else if (w == P_SEMI || w == P_LBRACE)
      return POS_NONE;
    else if (w == P_LPAREN && partner(e, i, end) != POS_NONE)
      i = partner(e, i, end);
  }
  return POS_NONE;
}

/* Every label needs a statement; a declaration is none in C. */
static guint32 enc_after_label(struct enc *e, guint32 i, guint32 end)
{
  struct type_look t;
  if (i >= end || word_at(e, i, end) == P_RBRACE || look_decl(e, i, end, &t))
    emit_new(e, ";");
  return i;
}

static guint32 enc_case(struct enc *e, guint32 i, guint32 end)
{
  const guint32 colon = case_colon(e, i + 1, end);
  if (colon == POS_NONE)
    return POS_NONE;
  const guint32 dots = look_for(e, i + 1, colon, P_ELLIPSIS);
  emit_tok(e, i);
  enc_expr_or_mask(e, i + 1, dots);
  if (dots < colon) {
    emit_tok(e, dots);
    enc_expr_or_mask(e, dots + 1, colon);
  }
  emit_tok(e, colon);
  return enc_after_label(e, colon + 1, end);
}

/* An else that has lost its if to another branch of an #if. */
static guint32 enc_lost(struct enc *e, guint32 i, guint32 end)
{
  (void)e, (void)end;
  return i + 1;
}

static control_fn *const controls[WORD_COUNT] = {
    [W_if] = enc_if,       [W_while] = enc_while,  [W_switch] = enc_while,
    [W_do] = enc_do,       [W_for] = enc_for,      [W_try] = enc_try,
    [W_catch] = enc_catch, [W_return] = enc_jump,  [W_co_return] = enc_jump,
    [W_goto] = enc_jump,   [W_break] = enc_jump,   [W_continue] = enc_jump,
    [W_case] = enc_case,   [W_default] = enc_case, [W_else] = enc_lost,
};

guint32 enc_control(struct enc *e, guint32 i, guint32 end)
{
  if (is_ident(e, i, end) && !word_is_reserved(e->sig[i].word) &&
      word_at(e, i + 1, end) == P_COLON && e->sig[i].word == W_NONE) {
    emit_range(e, i, i + 2);
    return enc_after_label(e, i + 2, end);
  }
  control_fn *fn = controls[e->sig[i].word];
  return fn ? fn(e, i, end) : POS_NONE;
}
