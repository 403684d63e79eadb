/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traps: places where a shim macro does not mean the same to the preprocessor as the call it
 * replaces.
 *
 * - TRAP_LINE: a call over several lines becomes a macro call, and __LINE__ in its arguments, which
 *   log and assert macros use, becomes the line of the closing parenthesis.
 * - TRAP_STRINGIFIED: the site is an argument of a macro that makes a string of it (#EX), and the
 *   string changes.
 * - TRAP_DIRECTIVE: a directive stands among the arguments; inside a macro call that is undefined,
 *   though GCC and clang take it.
 * - TRAP_COMMA: the pool's expression has a comma outside of parentheses: it would be two
 * arguments.
 * - TRAP_SPLIT: a directive stands inside the head itself, between the pool and the parenthesis.
 *
 * The first three change no behaviour but a line number, a message or a warning, so they are
 * warnings, for a person to look at; the last two do not compile and are errors.
 */
#ifndef FREELIFT_TRAPS_H
#define FREELIFT_TRAPS_H

#include "scan/inventory.h"

enum trap_kind { TRAP_LINE, TRAP_STRINGIFIED, TRAP_DIRECTIVE, TRAP_COMMA, TRAP_SPLIT };

struct trap {
  enum trap_kind kind;
  guint32 site; /* index into the inventory */
  char *name;   /* the macro that is to blame; owned; NULL if no macro is */
};

/* Does the trap keep the step from being made? */
bool trap_is_error(const struct trap *t);

/* The traps among the movable sites of the flagged units: a GArray of struct trap. */
GArray *traps_find(const struct inventory *inv, const bool *units);

/* "file:line:col: warning: ..."; a new string. */
char *trap_text(const struct inventory *inv, const struct trap *t);

#endif
