/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

static guint32 skip_specifiers(const struct enc *e, guint32 i, guint32 end)
{
  for (;;) {
    const guint32 a = look_attribute(e, i, end);
    if (a != POS_NONE)
      i = a;
    else if (word_is_specifier(word_at(e, i, end)))
      i += word_at(e, i, end) == W_extern && is_string(e, i + 1, end) ? 2 : 1;
    else
      return i;
  }
}

static guint32 skip_cv(const struct enc *e, guint32 i, guint32 end)
{
  while (word_is_cv(word_at(e, i, end)))
    i++;
  return i;
}

static bool is_restrict(enum word w)
{
  return w == W___restrict || w == W___restrict__ || w == W_restrict;
}

/* `X::` of a pointer to member, before its '*'. */
static guint32 member_pointer(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 j = is_name(e, i, end) ? look_name(e, i, end, true) : POS_NONE;
  if (j != POS_NONE && word_at(e, j, end) == P_SCOPE && word_at(e, j + 1, end) == P_STAR)
    return j + 1;
  return POS_NONE;
}

static guint32 skip_pointers(const struct enc *e, guint32 i, guint32 end)
{
  for (;;) {
    const enum word w = word_at(e, i, end);
    guint32 m;
    if (w == P_STAR || w == P_AMP || w == P_AND || w == P_ELLIPSIS || is_restrict(w))
      i++;
    else if (word_is_cv(w))
      i++;
    else if ((m = member_pointer(e, i, end)) != POS_NONE)
      i = m;
    else
      return i;
  }
}

/* Keywords: unsigned long, auto, struct X, decltype(x), typename T::x. */
static guint32 keyword_core(const struct enc *e, guint32 i, guint32 end)
{
  const enum word w = word_at(e, i, end);
  if (w == W_typename)
    return look_name(e, i + 1, end, true);
  if (word_is_class(w)) {
    i++;
    if (w == W_enum && word_is_class(word_at(e, i, end)))
      i++;
    return look_name(e, i, end, true);
  }
  if (w == W_decltype || w == W_typeof || w == W___typeof__) {
    guint32 m = partner(e, i + 1, end);
    if (m == POS_NONE)
      return POS_NONE;
    return word_at(e, m + 1, end) == P_SCOPE ? look_name(e, m + 1, end, true) : m + 1;
  }
  const guint32 start = i;
  while (word_is_type(word_at(e, i, end)) || (i > start && word_is_cv(word_at(e, i, end))))
    i++;
  return i > start ? i : POS_NONE;
}

bool look_type(const struct enc *e, guint32 i, guint32 end, struct type_look *t)
{
  t->first = i = skip_specifiers(e, i, end);
  const guint32 named = skip_cv(e, i, end);
  t->core = keyword_core(e, named, end);
  t->keyword = t->sure = t->core != POS_NONE;
  if (!t->keyword) {
    if (word_at(e, named, end) == P_SCOPE || is_name(e, named, end))
      t->core = look_name(e, named, end, true);
    if (t->core == POS_NONE || word_is_cast(word_at(e, named, end)))
      return false;
    t->sure = named > i || word_at(e, t->core - 1, end) == P_GREATER;
  }
  const guint32 cv = skip_cv(e, t->core, end);
  t->sure = t->sure || cv > t->core;
  t->core = cv;
  t->end = skip_pointers(e, cv, end);
  return true;
}

/* What may stand after the name that a declaration declares. */
static bool follows_declarator(const struct enc *e, guint32 i, guint32 end)
{
  switch (word_at(e, i, end)) {
  case P_SEMI:
  case P_ASSIGN:
  case P_LPAREN:
  case P_LBRACE:
  case P_LBRACK:
  case P_COMMA:
  case P_COLON:
  case W___attribute__:
  case W___asm__:
  case W_asm:
    return true;
  default:
    return false;
  }
}

/* (*name)(...) or (&name)[n]: after the ')' of the name. */
static guint32 paren_declarator(const struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = word_at(e, i, end) == P_LPAREN ? partner(e, i, end) : POS_NONE;
  if (m == POS_NONE)
    return POS_NONE;
  const guint32 p = skip_pointers(e, i + 1, m);
  if (p == i + 1 || !is_name(e, p, m))
    return POS_NONE;
  if (p + 1 != m && word_at(e, p + 1, m) != P_LBRACK)
    return POS_NONE;
  const enum word w = word_at(e, m + 1, end);
  return w == P_LPAREN || w == P_LBRACK ? m + 1 : POS_NONE;
}

/* A lone word in one line and a name in the next: a macro without a `;` before a statement. */
static bool is_macro_line(const struct enc *e, const struct type_look *t)
{
  return !t->sure && t->core == t->end && t->core == t->first + 1 &&
         token_at(e, t->end)->line != token_at(e, t->first)->line;
}

/* `A B x`: all words but the last belong to the type. */
static void extend_core(const struct enc *e, guint32 end, struct type_look *t)
{
  while (t->end == t->core && is_name(e, t->core, end) && !is_macro_line(e, t)) {
    const guint32 n = look_name(e, t->core, end, true);
    if (n == POS_NONE || follows_declarator(e, n, end) || n >= end)
      return;
    const guint32 p = skip_pointers(e, skip_cv(e, n, end), end);
    if (!is_name(e, p, end))
      return;
    t->core = skip_cv(e, n, end);
    t->end = p;
    t->sure = true;
  }
}

/* M(a, b) x; in one line: the macro call is the type. */
static bool macro_type(const struct enc *e, guint32 end, struct type_look *t)
{
  const guint32 m = word_at(e, t->core, end) == P_LPAREN ? partner(e, t->core, end) : POS_NONE;
  if (m == POS_NONE || t->keyword)
    return false;
  const guint32 p = skip_pointers(e, m + 1, end);
  if (!is_name(e, p, end) || word_is_type(word_at(e, p, end)) ||
      word_is_class(word_at(e, p, end)) || token_at(e, p)->line != token_at(e, m)->line)
    return false;
  const enum word w = p + 1 < end ? word_at(e, p + 1, end) : P_SEMI;
  if (w != P_SEMI && w != P_ASSIGN && w != P_COMMA && w != P_LBRACK)
    return false;
  if (p > m + 1 && w != P_ASSIGN) /* M(a) && b */
    return false;
  t->core = m + 1;
  t->end = p;
  t->sure = true;
  return true;
}

bool look_decl(const struct enc *e, guint32 i, guint32 end, struct type_look *t)
{
  if (!look_type(e, i, end, t))
    return false;
  if (t->first > i)
    t->sure = true;
  if (macro_type(e, end, t))
    return true;
  extend_core(e, end, t);
  const guint32 d = t->end;
  if (word_at(e, d, end) == P_LBRACK && t->keyword && d > 0) {
    const guint32 m = partner(e, d, end);
    return m != POS_NONE && is_name(e, d + 1, m) &&
           (m + 1 >= end || follows_declarator(e, m + 1, end));
  }
  if (paren_declarator(e, d, end) != POS_NONE)
    return t->end > t->core || t->sure || t->core - t->first == 1;
  if (!is_name(e, d, end) || word_is_type(word_at(e, d, end)) || is_macro_line(e, t))
    return false;
  const guint32 n = look_name(e, d, end, true);
  if (n == POS_NONE)
    return false;
  /* `a * b;` would compute for nothing, so it declares; `a * b` alone may be a macro's value */
  const bool whole = end < e->n && e->sig[end].word == P_SEMI;
  if (n >= end)
    return t->sure || e->declares || whole || (d == t->core && !e->macro) ||
           e->v->zoom == VIEW_DECLARATION;
  if (!follows_declarator(e, n, end) && look_attribute(e, n, end) == POS_NONE)
    return false;
  /* `a && b(c);` is no declaration, `auto &&b = c;` is */
  for (guint32 p = t->core; p < d && !t->sure; p++)
    if (word_at(e, p, end) == P_AND && word_at(e, n, end) != P_ASSIGN)
      return false;
  return true;
}

bool look_parameter(const struct enc *e, guint32 i, guint32 end)
{
  struct type_look t;
  if (!look_type(e, i, end, &t))
    return false;
  const bool pointer = t.end > t.core;
  if (t.end >= end)
    return t.sure || pointer;
  if (pointer && !t.sure)
    return false;
  if (t.keyword && word_at(e, t.end, end) == P_LPAREN &&
      (pointer || word_at(e, t.end + 1, end) == P_STAR))
    return true;
  if (!is_name(e, t.end, end))
    return false;
  const enum word w = word_at(e, t.end + 1, end);
  return t.end + 1 >= end || w == P_ASSIGN || w == P_LBRACK;
}

bool look_cast(const struct enc *e, guint32 i, guint32 end, struct type_look *t)
{
  const guint32 m = partner(e, i, end);
  if (m == POS_NONE || m == i + 1 || m + 1 >= end || !look_type(e, i + 1, m, t))
    return false;
  const bool pointer = t->end > t->core;
  const bool function =
      t->end < m && word_at(e, t->end, m) == P_LPAREN &&
      (word_at(e, t->end + 1, m) == P_STAR || member_pointer(e, t->end + 1, m) != POS_NONE);
  if (t->end != m && !function)
    return false;
  const bool sure = t->sure || pointer || function;
  switch (word_at(e, m + 1, end)) {
  case P_NOT:
  case P_TILDE:
  case P_SCOPE:
  case W_sizeof:
  case W_new:
  case W_this:
  case W_nullptr:
  case W_true:
  case W_false:
  case W_not:
  case W_compl:
  case W_operator:
  case W_alignof:
    return true;
  case P_LPAREN:
  case P_LBRACE:
  case P_STAR:
  case P_AMP:
  case P_MINUS:
  case P_PLUS:
  case P_INC:
  case P_DEC:
  case P_AND:
  case W_throw:
  case W_delete:
  case P_HASH:
    return sure;
  default:
    break;
  }
  const enum tok_kind k = token_at(e, m + 1)->kind;
  return k == TOK_NUMBER || k == TOK_STRING || k == TOK_CHAR || is_name(e, m + 1, end);
}

bool look_class_body(const struct enc *e, guint32 i, guint32 end)
{
  for (i++; i < end; i++) {
    const guint32 a = look_attribute(e, i, end);
    if (a != POS_NONE) {
      i = a - 1;
      continue;
    }
    switch (e->sig[i].word) {
    case P_LBRACE:
      return true;
    case P_SEMI:
    case P_ASSIGN:
    case P_LPAREN:
    case P_RPAREN:
    case P_STAR:
    case P_AMP:
    case P_LBRACK:
      return false;
    default:
      break;
    }
  }
  return false;
}
