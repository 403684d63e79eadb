/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a pool's memory is set up: size, alignment and advice, as its constructor, re_init() or
 * ink_freelist_create() and its kin are told.  Decided from tokens, so a value is a text; a number
 * where the text is one.
 */
#ifndef FREELIFT_SETUP_H
#define FREELIFT_SETUP_H

#include "scan/inventory.h"

struct setup {
  guint32 file, line;
  char *call;                         /* "re_init", or the pool's name for its constructor */
  char *size, *align, *huge, *advice; /* NULL: not said there, so the interface's default */
};

/* All set-ups of the pool, in order of files (struct setup). */
GArray *setups_of(const struct inventory *inv, guint32 pool);

/* The number that a text is, literal suffixes left aside; false: it is none. */
bool setup_number(const char *text, guint64 *n);

/* Is it surely no value but 0 or false? */
bool setup_is_off(const char *text);

#endif
