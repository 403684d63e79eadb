/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

void enc_stmts(struct enc *e, guint32 i, guint32 end)
{
  while (i < end) {
    const guint32 next = enc_stmt(e, i, end);
    i = next > i ? next : i + 1;
  }
}

/* [i, stop) as one placeholder statement. */
static guint32 enc_opaque(struct enc *e, guint32 i, guint32 stop)
{
  const bool semi = stop > i + 1 && e->sig[stop - 1].word == P_SEMI;
  emit_mask(e, 'o', i, semi ? stop - 1 : stop);
  if (semi)
    emit_tok(e, stop - 1);
  else
    emit_new(e, ";");
  return stop;
}

static guint32 enc_block(struct enc *e, guint32 i, guint32 end)
{
  const guint32 m = partner(e, i, end);
  if (m == POS_NONE)
    return i + 1;
  emit_tok(e, i);
  enc_stmts(e, i + 1, m);
  emit_tok(e, m);
  return m + 1;
}

/* Up to the `;` after a definition that may have a body of its own. */
static guint32 opaque_to_semi(struct enc *e, guint32 i, guint32 end)
{
  const guint32 semi = look_for(e, i, end, P_SEMI);
  return enc_opaque(e, i, semi < end ? semi + 1 : end);
}

static bool is_opaque_word(const struct enc *e, guint32 i, guint32 end)
{
  switch (e->sig[i].word) {
  case W_using:
  case W_typedef:
  case W_static_assert:
    return true;
  case W_struct:
  case W_class:
  case W_union:
  case W_enum:
    return look_class_body(e, i, end) ||
           look_for(e, i, end, P_SEMI) == look_name(e, i + 1, end, true);
  default:
    return false;
  }
}

static bool is_opaque_block(enum word w)
{
  switch (w) {
  case W_namespace:
  case W_template:
  case W_friend:
  case W_asm:
  case W___asm__:
  case W_public:
  case W_private:
  case W_protected:
    return true;
  default:
    return false;
  }
}

/* M(a) { ... } and M { ... }: an if, which may have an else. */
static guint32 enc_macro_block(struct enc *e, guint32 i, guint32 name, guint32 brace, guint32 end)
{
  emit_before(e, i, "if");
  emit_new(e, "(");
  emit_mask(e, 'w', i, name);
  if (name < brace) {
    emit_tok(e, name);
    enc_list(e, name + 1, brace - 1);
    emit_tok(e, brace - 1);
  }
  emit_new(e, ")");
  i = enc_block(e, brace, end);
  if (word_at(e, i, end) != W_else)
    return i;
  emit_tok(e, i);
  return enc_sub(e, i + 1, end);
}

/* Does a statement end before i although no `;` says so? */
static bool is_break(const struct enc *e, guint32 i, guint32 end)
{
  return i >= end || word_at(e, i, end) == P_RBRACE ||
         (is_ident(e, i, end) && word_spelling(e->sig[i].word) == NULL);
}

/* What only macros can be: calls without a `;`, calls with a block.  POS_NONE: none of it. */
static guint32 enc_macro(struct enc *e, guint32 i, guint32 end)
{
  const guint32 name = is_name(e, i, end) ? look_name(e, i, end, false) : POS_NONE;
  if (name == POS_NONE)
    return POS_NONE;
  guint32 after = name;
  if (word_at(e, name, end) == P_LPAREN) {
    const guint32 m = partner(e, name, end);
    if (m == POS_NONE)
      return POS_NONE;
    after = m + 1;
  }
  const guint32 m = word_at(e, after, end) == P_LBRACE ? partner(e, after, end) : POS_NONE;
  if (m != POS_NONE && (after > name || m == after + 1 || look_for(e, after + 1, m, P_SEMI) < m ||
                        look_for(e, after + 1, m, P_LBRACE) < m))
    return enc_macro_block(e, i, name, after, end);
  if (!is_break(e, after, end) || is_string(e, after, end))
    return POS_NONE;
  if (!enc_expr(e, i, after))
    return POS_NONE;
  emit_new(e, ";");
  return after;
}

/* A whole function in a macro body: its head is a word, its body is shown. */
static guint32 enc_function(struct enc *e, guint32 i, guint32 end)
{
  const guint32 brace = look_for(e, i, end, P_LBRACE);
  if (brace >= end || look_for(e, i, end, P_SEMI) < brace ||
      look_for(e, i, brace, P_ASSIGN) < brace || look_for(e, i, brace, P_LPAREN) == brace ||
      word_at(e, brace - 1, end) == P_COMMA || partner(e, brace, end) == POS_NONE)
    return POS_NONE;
  return enc_macro_block(e, i, brace, brace, end);
}

static guint32 enc_simple(struct enc *e, guint32 i, guint32 end)
{
  const struct mark m = emit_mark(e);
  const guint32 stop = look_for(e, i, end, P_SEMI);
  guint32 next = enc_decl(e, i, stop, false);
  if (next != stop) {
    emit_back(e, m);
    next = enc_macro(e, i, end);
    if (next != POS_NONE)
      return next;
    emit_back(e, m);
    if (!enc_expr(e, i, stop)) {
      emit_back(e, m);
      next = enc_function(e, i, end);
      if (next != POS_NONE)
        return next;
      emit_back(e, m);
      return enc_opaque(e, i, look_opaque(e, i, end));
    }
  }
  if (stop >= end) {
    emit_new(e, ";");
    return end;
  }
  emit_tok(e, stop);
  return stop + 1;
}

static guint32 enc_any(struct enc *e, guint32 i, guint32 end)
{
  const enum word w = e->sig[i].word;
  const guint32 attribute = look_attribute(e, i, end);
  if (attribute != POS_NONE)
    return attribute;
  if (w == P_SEMI) {
    emit_tok(e, i);
    return i + 1;
  }
  if (w == P_LBRACE)
    return enc_block(e, i, end);
  if (w == P_RBRACE || w == P_RPAREN || w == P_RBRACK)
    return i + 1;
  if (is_opaque_word(e, i, end))
    return opaque_to_semi(e, i, end);
  if (is_opaque_block(w))
    return enc_opaque(e, i, look_opaque(e, i, end));
  const struct mark m = emit_mark(e);
  const guint32 next = enc_control(e, i, end);
  if (next != POS_NONE)
    return next;
  emit_back(e, m);
  return enc_simple(e, i, end);
}

guint32 enc_stmt(struct enc *e, guint32 i, guint32 end)
{
  if (e->depth >= DEPTH_MAX)
    return enc_opaque(e, i, look_opaque(e, i, end));
  e->depth++;
  const guint32 next = enc_any(e, i, end);
  e->depth--;
  return next;
}
