/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alignment: which tokens of two sequences are the same.
 *
 * A token is a number here, equal numbers are equal tokens.  The result is a GArray of struct hunk,
 * in order: a[a0, a1) gave way to b[b0, b1); everything between two hunks is equal.  Hunks are
 * never empty on both sides and never touch.
 *
 * align_tokens() is Myers' shortest edit script and knows nothing of calls.  align_calls() keeps
 * brackets in pairs (a '(' is kept with its ')' or not at all), so that each changed call head is a
 * change of its own, and then makes one hunk of each: what moves (`A.free(` -> `F(A,`) is put
 * together, nested heads (`A.f(B.g(`) are taken apart.
 */
#ifndef FREELIFT_ALIGN_H
#define FREELIFT_ALIGN_H

#include <glib.h>

struct hunk {
  guint32 a0, a1, b0, b1;
};

GArray *align_tokens(const guint32 *a, guint32 na, const guint32 *b, guint32 nb);

/* What align_calls() has to know of a token. */
enum align_kind {
  ALIGN_OTHER,
  ALIGN_NAME, /* identifiers and placeholders */
  ALIGN_OPEN, /* ( [ */
  ALIGN_CLOSE,
  ALIGN_COMMA,
  ALIGN_STOP, /* ; { }: no change reaches over them */
};
/* kind[x] for each number x. */
GArray *align_calls(const guint32 *a, guint32 na, const guint32 *b, guint32 nb, const guint8 *kind);

#endif
