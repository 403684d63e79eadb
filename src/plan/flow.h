/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The statements around a take or a give, for the hazards that show there.  Decided from tokens, in
 * one function at a time.
 */
#ifndef FREELIFT_FLOW_H
#define FREELIFT_FLOW_H

#include "hazard.h"
#include "scan/tokens.h"

/* A site, and where its function's body begins and ends: a function, a lambda or a macro. */
struct flow {
  const struct subject *s;
  const struct site *x;
  const struct scanned *f;
  const struct lexed *lx;
  guint32 first, end;
};

/* Site i of the subject; false: it stands in no body. */
bool flow_of(const struct subject *s, guint i, struct flow *w);
/* The same, of gives (takes) only. */
bool flow_of_give(const struct subject *s, guint i, struct flow *w);
bool flow_of_take(const struct subject *s, guint i, struct flow *w);

/* "PLACE WHAT in FUNCTION". */
void flow_add(const struct flow *w, guint32 tok, const char *what, GPtrArray *evidence);

/* The '(' or '{' that encloses token i, or TOK_NONE. */
guint32 flow_enclosing(const struct flow *w, guint32 i);

/* The token behind the ';' that ends the statement of token i, or TOK_NONE. */
guint32 flow_after_statement(const struct flow *w, guint32 i);

/* Is token i the variable that token v names, and no member of something else? */
bool flow_is_variable(const struct flow *w, guint32 i, guint32 v);

/* What a give is handed: the tokens [*from, *to); false: nothing is. */
bool flow_argument(const struct flow *w, guint32 *from, guint32 *to);

/* The same if it is one name: its token; else TOK_NONE. */
guint32 flow_given(const struct flow *w);

/* The first token of the take as it is written: `::A.alloc(`, `THREAD_ALLOC(`. */
guint32 flow_take_start(const struct flow *w);

/* The variable that what begins at token i is assigned to, casts between them: its token, or
 * TOK_NONE. */
guint32 flow_assigned(const struct lexed *lx, guint32 i);

/* The variable that a take is assigned to, or TOK_NONE. */
guint32 flow_taken_by(const struct flow *w);

/* `nullptr`, `NULL`, `0`. */
bool flow_is_null(const struct lexed *lx, guint32 i);

/* Does `if (...)` with its '(' at `open` ask whether v is null: `v`, `!v`, `v == nullptr`? */
bool flow_asks_null(const struct flow *w, guint32 open, guint32 v);

#endif
