/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the encoder; only src/lens includes this.
 *
 * The encoder numbers the significant tokens of the island 0..n; all positions here are such
 * numbers.  look_*() read ahead and change nothing; emit_*() append one view token; enc_*() show a
 * range.  A range that cannot be shown makes enc_*() return false or POS_NONE; whoever knows
 * how to mask the range rolls back to its mark and shows one placeholder instead.
 */
#ifndef FREELIFT_ENCODE_H
#define FREELIFT_ENCODE_H

#include "view.h"
#include "word.h"

#define POS_NONE  G_MAXUINT32
#define DEPTH_MAX 300

struct mask {
  char role;
  guint32 number;
  char *text; /* what it stands for, in one line */
};

struct view {
  const struct lexed *lx;
  const struct scopes *sc;
  guint32 first, end;
  enum view_zoom zoom;
  char *preamble;
  guint32 line; /* of the file, shown as line 3 */
  guint32 dir;  /* `dir` of the tokens that are shown: that of a macro body's #define, or 0 */
  GString *text;
  guint32 body;    /* bytes before it are preamble and frame */
  guint32 tail;    /* bytes from it on are frame */
  GArray *tok;     /* struct view_token */
  GPtrArray *mask; /* struct mask * */
  GHashTable *by_name, *by_text;
  guint32 number; /* the last number taken */
  guint32 opaque;
};

struct sig {
  guint32 tok;   /* index in lx->tok */
  guint32 match; /* partner as a position, POS_NONE if not in the island */
  enum word word;
};

struct enc {
  const struct lexed *lx;
  struct view *v;
  struct sig *sig;
  guint32 n;
  guint32 line; /* of the view, where text ends */
  guint32 depth;
  bool masked;       /* arguments of the outermost call become placeholders */
  bool macro;        /* the island is a macro body */
  bool declares;     /* `T x` at the end of a range is a declaration: for (T x : c) */
  GHashTable *shown; /* names of types that keep their name */
};

struct mark {
  gsize text;
  guint tok, mask;
  guint32 line, opaque;
};

/* --- tokens --- */

/* W_NONE for i >= end: readers may look over the edge. */
static inline enum word word_at(const struct enc *e, guint32 i, guint32 end)
{
  return i < end ? e->sig[i].word : W_NONE;
}

static inline const struct token *token_at(const struct enc *e, guint32 i)
{
  return &e->lx->tok[e->sig[i].tok];
}

/* An identifier that may name something. */
bool is_name(const struct enc *e, guint32 i, guint32 end);
bool is_ident(const struct enc *e, guint32 i, guint32 end);
bool is_string(const struct enc *e, guint32 i, guint32 end);

/* Do i and i + 1 stand side by side, as the halves of >> do? */
bool is_joined(const struct enc *e, guint32 i, guint32 end);

/* The partner of bracket i if it lies before end, else POS_NONE. */
guint32 partner(const struct enc *e, guint32 i, guint32 end);

/* --- look.c: what stands at i?  All return the position after it, or POS_NONE. --- */

/* i at '<': a template argument list. */
guint32 look_template(const struct enc *e, guint32 i, guint32 end);
/* A name with its qualifiers and template arguments; in an expression `a < b` is none. */
guint32 look_name(const struct enc *e, guint32 i, guint32 end, bool in_type);
guint32 look_lambda(const struct enc *e, guint32 i, guint32 end);
/* [[...]], __attribute__((...)), alignas(...) */
guint32 look_attribute(const struct enc *e, guint32 i, guint32 end);
/* Next comma outside of all brackets, or end. */
guint32 look_comma(const struct enc *e, guint32 i, guint32 end);
/* Next token with this word outside of all brackets, or end. */
guint32 look_for(const struct enc *e, guint32 i, guint32 end, enum word w);
/* Where an opaque thing at i ends: after the next `;`, or after a `}` that no `;` follows. */
guint32 look_opaque(const struct enc *e, guint32 i, guint32 end);
/* A sequence of string literals and macros among them. plain: only literals that C has. */
guint32 look_strings(const struct enc *e, guint32 i, guint32 end, bool *plain);

struct type_look {
  guint32 first; /* after the specifiers */
  guint32 core;  /* after the type's name, const and volatile */
  guint32 end;   /* after * and & */
  bool sure;     /* can be nothing but a type */
  bool keyword;  /* its name is made of keywords */
};

/* --- look_decl.c --- */
bool look_type(const struct enc *e, guint32 i, guint32 end, struct type_look *t);
bool look_decl(const struct enc *e, guint32 i, guint32 end, struct type_look *t);
bool look_parameter(const struct enc *e, guint32 i, guint32 end);
/* i at '(': a C cast; t is the type in it. */
bool look_cast(const struct enc *e, guint32 i, guint32 end, struct type_look *t);
/* i at struct, class, union, enum: does a body follow? */
bool look_class_body(const struct enc *e, guint32 i, guint32 end);

/* --- emit.c --- */
struct mark emit_mark(const struct enc *e);
void emit_back(struct enc *e, struct mark m);
void emit_tok(struct enc *e, guint32 i);
void emit_range(struct enc *e, guint32 i, guint32 end);             /* each token as it is */
void emit_as(struct enc *e, guint32 i, guint32 end, const char *s); /* [i, end) shown as s */
void emit_new(struct enc *e, const char *s);                        /* stands for nothing */
void emit_before(struct enc *e, guint32 i, const char *s);          /* the same, in the line of i */
void emit_mask(struct enc *e, char role, guint32 i, guint32 end);

/* --- encode_stmt.c --- */
void enc_stmts(struct enc *e, guint32 i, guint32 end);
guint32 enc_stmt(struct enc *e, guint32 i, guint32 end);

/* --- encode_control.c --- */
guint32 enc_control(struct enc *e, guint32 i, guint32 end); /* POS_NONE: no control statement */
guint32 enc_sub(struct enc *e, guint32 i, guint32 end);     /* the statement that a head needs */

/* --- encode_decl.c --- */
/* Ends before the `;`.  bare: as an expression, the type is not shown. */
guint32 enc_decl(struct enc *e, guint32 i, guint32 end, bool bare);
void enc_type(struct enc *e, guint32 i, guint32 core, guint32 end);

/* --- encode_expr.c, encode_operand.c --- */
bool enc_expr(struct enc *e, guint32 i, guint32 end);
/* The same, but masks what cannot be shown, so it always works. */
void enc_expr_or_mask(struct enc *e, guint32 i, guint32 end);
/* Arguments between brackets: each by itself, masked if need be. */
void enc_list(struct enc *e, guint32 i, guint32 end);
void enc_init(struct enc *e, guint32 i, guint32 end);
guint32 enc_operand(struct enc *e, guint32 i, guint32 end, bool *operand);

/* --- encode.c: view_encode with the placeholders of another view, so that both agree --- */
struct view *encode_like(const struct view *like, const struct lexed *lx, guint32 first,
                         guint32 end);

/* --- view.c --- */
const struct mask *view_mask(const struct view *v, const char *name, gsize len);
/* The number of this text in this role, a new one if need be. */
guint32 view_number(struct view *v, char role, const char *text);
/* Forgets all masks but the first n. */
void view_mask_drop(struct view *v, guint n);
void view_mask_add(struct view *v, char role, guint32 number, const char *text);

#endif
