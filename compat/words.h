/* SPDX-License-Identifier: Apache-2.0
 *
 * The language of FLC (its grammar is at the end of flc.h, its words are in words.def).
 *
 * Words are never copied into another form: they are read where they stand, again for each pool
 * that is bound. So nothing is allocated but one copy of FLC and of what flc_start() was given, and
 * that not with malloc, since a process's first take may come from anywhere.
 */
#ifndef FLC_WORDS_H
#define FLC_WORDS_H

#include "flc_p.h"

/* ---- the table */

enum flc_word_value { FLC_VALUE_NO, FLC_VALUE_MAY, FLC_VALUE_MUST, FLC_VALUE_BYTES };

enum flc_word_action {
  FLC_DO_BACKEND,
  FLC_DO_MAGAZINE,
  FLC_DO_MAGAZINE_BYTES,
  FLC_DO_THREAD_CACHE,
  FLC_DO_CHUNK,
  FLC_DO_ARENAS,
  FLC_DO_ADVICE,
  FLC_DO_CHECKS,
  FLC_DO_CHECK,
  FLC_DO_PROCESS,
};

/* What a backend's word chooses: id, form of nodump, and whether its memory always goes into core
 * files. */
#define FLC_CHOOSE(id, form, dumps) (FLC_BACKEND_ID_##id | FLC_NODUMP_##form << 8 | (dumps) << 16)
#define FLC_CHOICE_ID(what)         ((what)&0xff)
#define FLC_CHOICE_FORM(what)       ((enum flc_nodump_form)((what) >> 8 & 0xff))
#define FLC_CHOICE_DUMPS(what)      ((what) >> 16)

enum flc_process_word {
  FLC_PROCESS_KEEPER = 1,
  FLC_PROCESS_LAZY = 2,
  FLC_PROCESS_STATS = 4,
  FLC_PROCESS_HELP = 8,
};

struct flc_word {
  const char *word; /* NULL: a section of the help begins, help is its title */
  const char *inverse;
  const char *help;
  enum flc_word_value value;
  enum flc_word_action action;
  uint32_t what;
  uint64_t least, most;
};

/** The n-th row of words.def; NULL past the end. */
const struct flc_word *flc_word_at(unsigned n);

/* ---- where words come from, the weakest first */

enum flc_rank { FLC_RANK_OPTIONS, FLC_RANK_START, FLC_RANK_FLC };

struct flc_source {
  enum flc_rank rank;
  const char *text;
};

enum { FLC_SOURCES = 8 };

struct flc_words {
  unsigned n;
  struct flc_source from[FLC_SOURCES];
};

/** Adds text (NULL or empty: nothing) behind what has its rank already. -EINVAL: there are
 * FLC_SOURCES already. */
int flc_words_add(struct flc_words *words, enum flc_rank rank, const char *text);
/** What is in force; FLC is read and copied at the first call. */
const struct flc_words *flc_words_now(void);
/** Puts words in force, copied. -ENOMEM. */
int flc_words_publish(const struct flc_words *words);

/* ---- reading */

/** One item: `PATTERN=word,word` or `word,word`. Start with {.words = words}. */
struct flc_item {
  const struct flc_words *words;
  unsigned source;     /* number of the source that it stands in */
  const char *rest;    /* what follows it there */
  const char *pattern; /* NULL: it is for all pools */
  size_t pattern_size;
  const char *word, *end; /* the words that are still to be read */
};

/** One word of an item, understood. */
struct flc_use {
  const struct flc_word *word;
  bool inverse, has_value;
  uint64_t value;
  const char *text; /* as it stands there */
  size_t size;
};

/** The next item that is not empty. */
bool flc_item_next(struct flc_item *item);
/** The item's next word: 1, or 0 past the end, or -EINVAL. */
int flc_item_word(struct flc_item *item, struct flc_use *use);
/** Does the item hold for pool? */
bool flc_item_matches(const struct flc_item *item, const struct flc_pool *pool);
/** Keeps a message on text, which stands in the item's source, and returns code. */
int flc_item_wrong(const struct flc_item *item, const char *text, size_t size, int code,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
/** The distance between two words: letters to add, take away or change. */
unsigned flc_word_distance(const char *a, size_t n, const char *b);

/* ---- what words mean */

/** Is every word of every item right? 0, -EINVAL, or -ENOENT for a backend that this build does not
 * have. */
int flc_words_check(const struct flc_words *words);
/** Has every pattern that is not lazy found a known pool? 0 or -EINVAL. */
int flc_words_check_patterns(const struct flc_words *words);
/** Can each pool, known or yet to come, have what words that have been checked say for it? 0 or a
 * negative errno. */
int flc_words_check_pools(const struct flc_words *words);
/** Both, as flc_start() looks at them: where there are pools without a name, a pattern without a
 * pool is a warning. */
int flc_words_check_start(const struct flc_words *words);
/** Is the pool to stay out of core files, on a backend that cannot keep it out? */
bool flc_words_lose_dontdump(const struct flc_settings *set);
/** The same as a result: 0: no; 1: yes, by the program's own advice; -EINVAL: yes, by words. */
int flc_words_check_advice(const struct flc_words *words, const struct flc_pool *pool,
                           const struct flc_settings *set);
/** What words that have been checked say for pool. */
void flc_words_apply(const struct flc_words *words, const struct flc_pool *pool,
                     struct flc_settings *settings);
/** What they say for the process: enum flc_process_word. */
uint32_t flc_words_process(const struct flc_words *words);

/** Called by flc_start() when words are in force: the first take then need not look at them as a
 * whole. */
void flc_words_started(void);

/** Everything that can be asked about with FLC=help, on f; in help.c. wrong: why the program does
 * not start with these words; empty: it does. */
void flc_help_print(FILE *f, const struct flc_words *words, const char *wrong);

#endif
