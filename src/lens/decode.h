/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the way back; only src/lens includes this.
 *
 * A decoder holds the significant tokens of the view's text (was) and of Coccinelle's (now) as
 * numbers.  The first `frame` tokens of both are preamble and frame.
 */
#ifndef FREELIFT_DECODE_H
#define FREELIFT_DECODE_H

#include "align.h"
#include "encode.h"

struct word_list {
  const char *text;
  struct token *tok;
  guint32 *id;
  guint32 n;
};

struct decoder {
  const struct view *v;
  struct word_list was, now;
  guint32 frame;
  guint8 *kind; /* enum align_kind of each number */
};

/* The view token that is token i of `was`; only within the island. */
static inline const struct view_token *decoder_token(const struct decoder *d, guint32 i)
{
  return &g_array_index(d->v->tok, struct view_token, i - d->frame);
}

/* fl + role + _ + digits */
bool decoder_is_mask(const char *s, gsize len);

/* One group of changed tokens as one edit. */
bool decode_hunk(const struct decoder *d, struct hunk h, GArray *edits, GError **err);

#endif
