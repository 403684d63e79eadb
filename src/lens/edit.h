/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits: byte ranges of one file and what comes in their place.
 *
 * A list of edits is a GArray of struct edit made by edits_new(); it owns the texts.  It is good
 * when it is sorted by offset and no two edits share a byte or a place (two insertions at one
 * offset have no order, so they clash too).
 */
#ifndef FREELIFT_EDIT_H
#define FREELIFT_EDIT_H

#include <glib.h>
#include <stdbool.h>

struct edit {
  guint32 off, len;           /* bytes that go */
  char *text;                 /* what comes in their place, owned by the list */
  guint32 tok_first, tok_end; /* the tokens of the file that the edit touches; equal for a pure
                                 insertion, which stands before tok_first */
  const char *rule;           /* who wants it, for messages; borrowed, may be NULL */
  guint32 owner;              /* 1 + the site that it belongs to; 0: not said */
};

#define EDIT_ERROR edit_error_quark()
enum edit_error { EDIT_CLASH, EDIT_RANGE };
GQuark edit_error_quark(void);

GArray *edits_new(void);

/* Appends an edit and takes `text` over. */
void edits_add(GArray *edits, guint32 off, guint32 len, char *text, guint32 tok_first,
               guint32 tok_end);

/* Appends copies of all edits of `from`, with `rule` as their rule. */
void edits_merge(GArray *edits, const GArray *from, const char *rule);

/* Sorts, drops doubles (the same change asked for twice) and checks: EDIT_CLASH names both rules.
 */
gboolean edits_settle(GArray *edits, GError **err);

/* The text with all edits done; NULL (EDIT_CLASH, EDIT_RANGE) for a list that is not good. */
char *edits_apply(const GArray *edits, const char *text, gsize len, gsize *new_len, GError **err);

#endif
