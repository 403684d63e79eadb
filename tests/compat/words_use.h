/* SPDX-License-Identifier: Apache-2.0
 * What the tests of words have in common. */
#ifndef FLC_TEST_WORDS_USE_H
#define FLC_TEST_WORDS_USE_H

#include "words.h"

static inline struct flc_words words_of(const char *text)
{
  struct flc_words words = {0};

  flc_words_add(&words, FLC_RANK_FLC, text);
  return words;
}

static inline bool equal(const struct flc_settings *a, const struct flc_settings *b)
{
  return a->backend == b->backend && a->checks == b->checks && a->quarantine == b->quarantine &&
         a->fail_ppm == b->fail_ppm && a->magazine == b->magazine &&
         a->magazine_bytes == b->magazine_bytes && a->chunk == b->chunk && a->advice == b->advice &&
         a->nodump == b->nodump && a->arenas == b->arenas && a->thread_cache == b->thread_cache;
}

static inline bool is_left_out(const struct flc_word *word)
{
  const struct flc_backend *backend;

  if (word->action != FLC_DO_BACKEND)
    return false;
  flc_backend_at(FLC_CHOICE_ID(word->what), &backend);
  return !backend;
}

#endif
