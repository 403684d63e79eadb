/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words: the keywords and punctuators that the encoder looks at, as small numbers.
 *
 * A token that is none of them is W_NONE: a plain identifier, a number, a string, or an operator
 * that C and C++ read alike.
 */
#ifndef FREELIFT_WORD_H
#define FREELIFT_WORD_H

#include <glib.h>
#include <stdbool.h>

/* In strcmp() order: word_find() searches by halves. */
#define WORD_NAMES(X)                                                                             \
  X(__alignof__) X(__asm__) X(__attribute__) X(__extension__) X(__restrict) X(__restrict__)        \
  X(__thread) X(__typeof__) X(__volatile__) X(alignas) X(alignof) X(and) X(and_eq) X(asm) X(auto)  \
  X(bitand) X(bitor) X(bool) X(break) X(case) X(catch) X(char) X(class) X(co_await) X(co_return)   \
  X(co_yield) X(compl) X(const) X(const_cast) X(consteval) X(constexpr) X(continue) X(decltype)    \
  X(default) X(delete) X(do) X(double) X(dynamic_cast) X(else) X(enum) X(explicit) X(extern)       \
  X(false) X(float) X(for) X(friend) X(goto) X(if) X(inline) X(int) X(long) X(mutable)             \
  X(namespace) X(new) X(noexcept) X(not) X(not_eq) X(nullptr) X(operator) X(or) X(or_eq)           \
  X(private) X(protected) X(public) X(register) X(reinterpret_cast) X(restrict) X(return)          \
  X(short) X(signed) X(size_t) X(sizeof) X(ssize_t) X(static) X(static_assert) X(static_cast)      \
  X(struct) X(switch) X(template) X(this) X(thread_local) X(throw) X(true) X(try) X(typedef)       \
  X(typeid) X(typename) X(typeof) X(union) X(unsigned) X(using) X(virtual) X(void) X(volatile)     \
  X(wchar_t) X(while) X(xor) X(xor_eq)

enum word {
  W_NONE,
#define X(w) W_##w,
  WORD_NAMES(X)
#undef X
      P_LPAREN,
  P_RPAREN,
  P_LBRACK,
  P_RBRACK,
  P_LBRACE,
  P_RBRACE,
  P_LESS,
  P_GREATER,
  P_SCOPE,
  P_SEMI,
  P_COMMA,
  P_COLON,
  P_QUESTION,
  P_DOT,
  P_ARROW,
  P_DOT_STAR,
  P_ARROW_STAR,
  P_ELLIPSIS,
  P_STAR,
  P_AMP,
  P_AND,
  P_OR,
  P_PLUS,
  P_MINUS,
  P_NOT,
  P_TILDE,
  P_INC,
  P_DEC,
  P_ASSIGN,
  P_OP_ASSIGN,
  P_HASH,
  P_PASTE,
  P_BINARY,
  P_SPACESHIP,
  WORD_COUNT
};

/* The word of an identifier token. */
enum word word_find(const char *s, gsize len);

/* The word of a punctuator token; P_BINARY for the plain binary operators. */
enum word word_punct(const char *s, gsize len);

/* const, volatile */
bool word_is_cv(enum word w);

/* Words that C knows as parts of a type: int, unsigned, void... */
bool word_is_c_type(enum word w);

/* The same and auto, bool, size_t and their like, which C or spatch know only half. */
bool word_is_type(enum word w);

/* Words before a type: static, extern, inline, constexpr... */
bool word_is_specifier(enum word w);

/* struct, class, union, enum */
bool word_is_class(enum word w);

/* static_cast and its kin. */
bool word_is_cast(enum word w);

/* A word that can never be (the beginning of) the name of an object, function or type. */
bool word_is_reserved(enum word w);

/* and, or, not... as C writes them; NULL for all others. */
const char *word_spelling(enum word w);

#endif
