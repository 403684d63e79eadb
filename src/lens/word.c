/* SPDX-License-Identifier: Apache-2.0 */
#include "word.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
#define X(w) #w,
    WORD_NAMES(X)
#undef X
};

struct key {
  const char *s;
  gsize len;
};

static int name_compare(const void *a, const void *b)
{
  const struct key *k = a;
  const char *name = *(const char *const *)b;
  int c = strncmp(k->s, name, k->len);
  return c != 0 ? c : -(name[k->len] != '\0');
}

enum word word_find(const char *s, gsize len)
{
  const struct key k = {s, len};
  if (len < 2 || len > 16)
    return W_NONE;
  const char *const *hit = bsearch(&k, names, G_N_ELEMENTS(names), sizeof names[0], name_compare);
  return hit ? (enum word)(W_NONE + 1 + (hit - names)) : W_NONE;
}

static const enum word one[128] = {
    ['('] = P_LPAREN, [')'] = P_RPAREN,   ['['] = P_LBRACK,  [']'] = P_RBRACK, ['{'] = P_LBRACE,
    ['}'] = P_RBRACE, ['<'] = P_LESS,     ['>'] = P_GREATER, [';'] = P_SEMI,   [','] = P_COMMA,
    [':'] = P_COLON,  ['?'] = P_QUESTION, ['.'] = P_DOT,     ['*'] = P_STAR,   ['&'] = P_AMP,
    ['+'] = P_PLUS,   ['-'] = P_MINUS,    ['!'] = P_NOT,     ['~'] = P_TILDE,  ['='] = P_ASSIGN,
    ['#'] = P_HASH,   ['/'] = P_BINARY,   ['%'] = P_BINARY,  ['^'] = P_BINARY, ['|'] = P_BINARY,
};

static const struct {
  const char *s;
  enum word w;
} more[] = {
    {"::", P_SCOPE},     {"->", P_ARROW},      {"->*", P_ARROW_STAR}, {".*", P_DOT_STAR},
    {"...", P_ELLIPSIS}, {"&&", P_AND},        {"||", P_OR},          {"++", P_INC},
    {"--", P_DEC},       {"##", P_PASTE},      {"<=>", P_SPACESHIP},  {"==", P_BINARY},
    {"!=", P_BINARY},    {"<=", P_BINARY},     {">=", P_BINARY},      {"<<", P_BINARY},
    {">>", P_BINARY},    {"+=", P_OP_ASSIGN},  {"-=", P_OP_ASSIGN},   {"*=", P_OP_ASSIGN},
    {"/=", P_OP_ASSIGN}, {"%=", P_OP_ASSIGN},  {"&=", P_OP_ASSIGN},   {"|=", P_OP_ASSIGN},
    {"^=", P_OP_ASSIGN}, {"<<=", P_OP_ASSIGN}, {">>=", P_OP_ASSIGN},
};

enum word word_punct(const char *s, gsize len)
{
  if (len == 1)
    return (unsigned char)s[0] < 128 ? one[(unsigned char)s[0]] : W_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS(more); i++)
    if (strlen(more[i].s) == len && memcmp(more[i].s, s, len) == 0)
      return more[i].w;
  return W_NONE;
}

enum { CV = 1, C_TYPE = 2, TYPE = 4, SPEC = 8, CLASS = 16, CAST = 32, RESERVED = 64 };

static const unsigned char traits[WORD_COUNT] = {
    [W_const] = CV,
    [W_volatile] = CV,
    [W_char] = C_TYPE | TYPE,
    [W_short] = C_TYPE | TYPE,
    [W_int] = C_TYPE | TYPE,
    [W_long] = C_TYPE | TYPE,
    [W_signed] = C_TYPE | TYPE,
    [W_unsigned] = C_TYPE | TYPE,
    [W_void] = C_TYPE | TYPE,
    [W_float] = C_TYPE | TYPE,
    [W_double] = C_TYPE | TYPE,
    [W_auto] = TYPE,
    [W_bool] = TYPE,
    [W_wchar_t] = TYPE,
    [W_size_t] = TYPE,
    [W_ssize_t] = TYPE,
    [W_static] = SPEC,
    [W_extern] = SPEC,
    [W_register] = SPEC,
    [W_inline] = SPEC,
    [W_constexpr] = SPEC,
    [W_consteval] = SPEC,
    [W_thread_local] = SPEC,
    [W___thread] = SPEC,
    [W_mutable] = SPEC,
    [W_virtual] = SPEC,
    [W_explicit] = SPEC,
    [W___extension__] = SPEC,
    [W_struct] = CLASS,
    [W_class] = CLASS,
    [W_union] = CLASS,
    [W_enum] = CLASS,
    [W_static_cast] = CAST,
    [W_const_cast] = CAST,
    [W_dynamic_cast] = CAST,
    [W_reinterpret_cast] = CAST,
    [W___asm__] = RESERVED,
    [W_asm] = RESERVED,
    [W_and] = RESERVED,
    [W_and_eq] = RESERVED,
    [W_bitand] = RESERVED,
    [W_bitor] = RESERVED,
    [W_break] = RESERVED,
    [W_case] = RESERVED,
    [W_catch] = RESERVED,
    [W_compl] = RESERVED,
    [W_continue] = RESERVED,
    [W_default] = RESERVED,
    [W_delete] = RESERVED,
    [W_do] = RESERVED,
    [W_else] = RESERVED,
    [W_false] = RESERVED,
    [W_for] = RESERVED,
    [W_friend] = RESERVED,
    [W_goto] = RESERVED,
    [W_if] = RESERVED,
    [W_namespace] = RESERVED,
    [W_new] = RESERVED,
    [W_not] = RESERVED,
    [W_not_eq] = RESERVED,
    [W_nullptr] = RESERVED,
    [W_or] = RESERVED,
    [W_or_eq] = RESERVED,
    [W_private] = RESERVED,
    [W_protected] = RESERVED,
    [W_public] = RESERVED,
    [W_return] = RESERVED,
    [W_sizeof] = RESERVED,
    [W_static_assert] = RESERVED,
    [W_switch] = RESERVED,
    [W_template] = RESERVED,
    [W_this] = RESERVED,
    [W_throw] = RESERVED,
    [W_true] = RESERVED,
    [W_try] = RESERVED,
    [W_typedef] = RESERVED,
    [W_using] = RESERVED,
    [W_while] = RESERVED,
    [W_xor] = RESERVED,
    [W_xor_eq] = RESERVED,
    [W_co_await] = RESERVED,
    [W_co_return] = RESERVED,
    [W_co_yield] = RESERVED,
    [W_alignas] = RESERVED,
    [W___attribute__] = RESERVED,
    [W___restrict] = RESERVED,
    [W___restrict__] = RESERVED,
    [W_restrict] = RESERVED,
    [W_operator] = RESERVED,
    [W_typename] = RESERVED,
    [W___typeof__] = RESERVED,
    [W_typeof] = RESERVED,
    [W_decltype] = RESERVED,
    [W___volatile__] = RESERVED,
};

bool word_is_cv(enum word w)
{
  return traits[w] & CV;
}

bool word_is_c_type(enum word w)
{
  return traits[w] & C_TYPE;
}

bool word_is_type(enum word w)
{
  return traits[w] & TYPE;
}

bool word_is_specifier(enum word w)
{
  return traits[w] & SPEC;
}

bool word_is_class(enum word w)
{
  return traits[w] & CLASS;
}

bool word_is_cast(enum word w)
{
  return traits[w] & CAST;
}

bool word_is_reserved(enum word w)
{
  return traits[w] != 0 && !(traits[w] & CAST) && w != W_size_t && w != W_ssize_t;
}

static const char *const spelling[WORD_COUNT] = {
    [W_and] = "&&",   [W_and_eq] = "&=", [W_bitand] = "&",  [W_bitor] = "|",
    [W_compl] = "~",  [W_not] = "!",     [W_not_eq] = "!=", [W_or] = "||",
    [W_or_eq] = "|=", [W_xor] = "^",     [W_xor_eq] = "^=",
};

const char *word_spelling(enum word w)
{
  return spelling[w];
}
