/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of identifiers, and a fast test whether a text holds one of them as a whole word.
 *
 * It decides which files are worth lexing, so it must never miss; it may find a word in a comment
 * or a string.
 */
#ifndef FREELIFT_WORDS_H
#define FREELIFT_WORDS_H

#include <glib.h>
#include <stdbool.h>

struct words;

struct words *words_new(void);
void words_free(struct words *w);
void words_add(struct words *w, const char *word);
bool words_has(const struct words *w, const char *s, gsize len);
/* Does text[0..len) hold any of the words?  Thread-safe while nothing is added. */
bool words_in(const struct words *w, const char *text, gsize len);

#endif
