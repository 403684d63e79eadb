/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Views: C++ code shown as C, so that Coccinelle can read it, and the way back.
 *
 * A view is the text of one C file that shows one island: line 1 is the preamble, line 2 is
 * `void fl(void)`, line 3 begins with `{` and the line of the island's first token; from there on
 * every token stands in the line that it has in the file, counted from there.  A declaration is
 * shown at file scope instead: line 2 is empty, line 3 is where it begins.
 *
 * What C cannot say becomes a placeholder, `fl` + role + `_` + number.  One text in one role has
 * one placeholder in a view; number 0 stands for no text at all.  A number that an identifier of
 * the island already uses is never taken.
 *
 *   flt  a type (always after the keyword struct)   flq  a qualified, template or operator name
 *   flc  static_cast<T> and its kin                 fln  new T (new alone before a placement)
 *   fly  the T of new (p) T: fln_1(p)->fly_2(a)     flD  delete, delete[]
 *   fld  a destructor's name                        flT  throw
 *   flb  T{ or { as an expression: flb_1(a)         flk  T x(a): struct flt_1 x = flk_0(a)
 *   flr  the container of a range-for               flw  M in M(a) { ... }: if (flw_1(a)) { ... }
 *   flm  a pointer to member after ->* or .*        flx  the head of a catch
 *   fll  a lambda, body and all                     fla  an argument that is a type or is masked
 *   fls  a string literal, as "fls_1"               flo  anything else, as a whole
 *
 * Types that the preamble names (`struct ClassAllocator x;`) are shown by that name, and so is
 * the type of a declaration view: `struct ClassAllocator`; their template arguments are not shown.
 * References are shown as objects, `::x` is shown as `x`.  Lambda bodies and local classes are
 * opaque: they are islands of their own.  Brackets without a partner (branches of an #if that
 * open several and close one) are not shown.
 *
 * A view is immutable; it borrows the struct lexed it was made from.  A preamble is never checked.
 */
#ifndef FREELIFT_VIEW_H
#define FREELIFT_VIEW_H

#include "edit.h"
#include "../scan/lex.h"
#include "../scan/scope.h"

enum view_zoom {
  VIEW_FUNCTION,    /* the inside of a function, lambda or macro body */
  VIEW_STATEMENT,   /* one statement, as the only one of a body */
  VIEW_EXPRESSION,  /* one call, each argument but lone names masked as one placeholder */
  VIEW_DECLARATION, /* a declaration of file, class or local scope, shown at file scope */
};

struct view_token {
  guint32 off, len;   /* bytes in the view's text */
  guint32 first, end; /* tokens of the file it stands for; first == end if it stands for none */
};

struct view;

/* Shows tokens [first, end).  preamble is one line without a line end, or NULL.  Never fails. */
struct view *view_encode(const struct lexed *lx, const struct scopes *sc, guint32 first,
                         guint32 end, enum view_zoom zoom, const char *preamble);
void view_free(struct view *v);

const char *view_text(const struct view *v);
gsize view_len(const struct view *v);

/* How much of the island is shown as `flo` placeholders only: a measure for the census. */
guint32 view_opaque(const struct view *v);

/* The tokens of the island in the view (preamble and frame are not among them). */
const struct view_token *view_tokens(const struct view *v, guint32 *n);

/* The view token that stands for token `orig` of the file, or TOK_NONE if none does. */
guint32 view_find_token(const struct view *v, guint32 orig);

/* The first token of the file that view token i stands for, or TOK_NONE. */
guint32 view_original(const struct view *v, guint32 i);

/* The line of the file that line `line` of the view shows. */
guint32 view_line(const struct view *v, guint32 line);

#define VIEW_ERROR view_error_quark()
enum view_error {
  VIEW_FRAME,    /* preamble, frame or a token that means more than itself was changed */
  VIEW_MASK,     /* a placeholder was made up, or cannot stand where it was put */
  VIEW_HIDDEN,   /* an edit would swallow tokens, comments or directives that the view hides */
  VIEW_MISMATCH, /* the edited source does not read as the text that it was made from */
};
GQuark view_error_quark(void);

/* The source that `text` shows: view_decode(v, view_text(v)) is the island, byte for byte. */
char *view_decode(const struct view *v, const char *text, GError **err);

/* Appends to `edits` (see edits_new) what must change in the file so that it reads as new_text,
 * Coccinelle's output for this view.  Only tokens count, white space does not.  An edit is as
 * small as can be, holds as many line ends as what it replaces, and is one for each changed call
 * head.  Afterwards the edited island, encoded again, is new_text, token for token: checked here.
 * On FALSE nothing was appended. */
gboolean view_edits(const struct view *v, const char *new_text, GArray *edits, GError **err);

/* The smallest statement around token tok; of if, while, for, switch around it just the head.
 * FALSE if tok is in no body.  For VIEW_STATEMENT. */
gboolean view_statement_bounds(const struct lexed *lx, const struct scopes *sc, guint32 tok,
                               guint32 *first, guint32 *end);

/* The call whose head (object, member or macro name) token tok belongs to, from the first token
 * of its object to the ')'.  FALSE if there is none.  For VIEW_EXPRESSION. */
gboolean view_call_bounds(const struct lexed *lx, const struct scopes *sc, guint32 tok,
                          guint32 *first, guint32 *end);

#endif
