/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes code out of a file with its lines, if nothing else stands in them.  Of two empty lines that
 * then meet one goes too, and one that a block would then begin with.  In a macro's body a
 * line ends with its backslash.
 */
#ifndef FREELIFT_LINES_H
#define FREELIFT_LINES_H

#include "lens/edit.h"
#include "scan/lex.h"

/* What becomes of a comment behind the code. */
enum lines_comment {
  LINES_WITH_COMMENT, /* it speaks of what goes, so it goes too */
  LINES_LEAVE_COMMENT /* it stays, and with it the line */
};

/* The bytes [*from, *to) that go with tokens [first, end).  Are they whole lines? */
bool lines_range(const struct lexed *lx, guint32 first, guint32 end, enum lines_comment comment,
                 guint32 *from, guint32 *to);

/* Adds the edit that takes tokens [first, end) out. */
void lines_remove(const struct lexed *lx, guint32 first, guint32 end, enum lines_comment comment,
                  GArray *edits);

/* The first token of the comment that speaks of tokens [first, end) alone, or `first`: it stands
 * directly above them, an empty line or the brace of the scope above it, and the paragraph ends
 * below them.  It has to be about pools or allocation, be no heading, and not begin the file. */
guint32 lines_comment_above(const struct lexed *lx, guint32 first, guint32 end);

#endif
