/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  CHECKS_THAT_ARE_CHEAP = FLC_CHECK_POISON | FLC_CHECK_DOUBLE_GIVE | FLC_CHECK_WRONG_POOL |
                          FLC_CHECK_WRONG_SIZE | FLC_CHECK_REDZONE,
};

static const struct flc_words
    *in_force;       /* set once by the first use, then by flc_start() under its lock */
static bool started; /* what is in force has been looked at as a whole */

/* ---- where words come from */

int flc_words_add(struct flc_words *words, enum flc_rank rank, const char *text)
{
  const struct flc_source *last;
  unsigned at = words->n;

  if (!text || !*text)
    return 0;
  while (at && words->from[at - 1].rank > rank)
    at--;
  last = at ? &words->from[at - 1] : NULL;
  if (last && last->rank == rank && !strcmp(last->text, text))
    return 0; /* said again */
  if (words->n == FLC_SOURCES)
    return flc_fail(-EINVAL,
                    "flc_start() was called with %d different texts: say all words in one call",
                    FLC_SOURCES);
  memmove(&words->from[at + 1], &words->from[at], (words->n - at) * sizeof *words->from);
  words->from[at] = (struct flc_source){rank, text};
  words->n++;
  return 0;
}

static struct flc_words *copy_words(const struct flc_words *words)
{
  struct flc_words *copy = flc_meta_alloc(sizeof *copy);

  if (!copy)
    return NULL;
  *copy = *words;
  for (unsigned i = 0; i < copy->n; i++) {
    size_t size = strlen(words->from[i].text) + 1;
    char *text = flc_meta_alloc(size);

    if (!text)
      return NULL;
    copy->from[i].text = memcpy(text, words->from[i].text, size);
  }
  return copy;
}

const struct flc_words *flc_words_now(void)
{
  const struct flc_words *words = __atomic_load_n(&in_force, __ATOMIC_ACQUIRE), *first;
  struct flc_words from_environment = {0};

  if (words)
    return words;
  flc_words_add(&from_environment, FLC_RANK_FLC, secure_getenv("FLC"));
  first = copy_words(&from_environment);
  if (!first)
    flc_die("no memory for a copy of the environment variable FLC");
  if (__atomic_compare_exchange_n(&in_force, &words, first, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE))
    return first;
  return words;
}

int flc_words_publish(const struct flc_words *words)
{
  const struct flc_words *copy = copy_words(words);

  if (!copy)
    return flc_fail(-ENOMEM, "no memory for the words of flc_start()");
  __atomic_store_n(&in_force, copy, __ATOMIC_RELEASE);
  return 0;
}

/* ---- what they say */

struct choice {
  const struct flc_word *word; /* NULL: the default */
  bool named;                  /* by an item that names pools */
};

static void set_check(struct flc_settings *set, const struct flc_use *use)
{
  uint32_t check = use->word->what;

  set->checks = use->inverse ? set->checks & ~check : set->checks | check;
  if (check == FLC_CHECK_QUARANTINE)
    set->quarantine = use->has_value ? (uint32_t)use->value : 0;
  if (check == FLC_CHECK_FAIL)
    set->fail_ppm = use->has_value ? (uint32_t)use->value : 0;
}

static void set_advice(struct flc_settings *set, struct choice *choice, const struct flc_use *use)
{
  uint32_t advice = use->word->what;

  set->advice = use->inverse ? set->advice & ~advice : set->advice | advice;
  if (use->inverse && advice == FLC_DONTDUMP && choice->word &&
      FLC_CHOICE_ID(choice->word->what) == FLC_BACKEND_ID_nodump)
    choice->word = NULL;
}

static void set_word(struct flc_settings *set, struct choice *choice, const struct flc_use *use,
                     bool named)
{
  switch (use->word->action) {
  case FLC_DO_BACKEND:
    *choice = (struct choice){use->inverse ? NULL : use->word, named};
    break;
  case FLC_DO_MAGAZINE:
    set->magazine = use->inverse ? 0 : use->has_value ? (int32_t)use->value : -1;
    break;
  case FLC_DO_MAGAZINE_BYTES:
    set->magazine_bytes = use->inverse ? -1 : (int64_t)use->value;
    break;
  case FLC_DO_THREAD_CACHE:
    set->thread_cache = !use->inverse;
    break;
  case FLC_DO_CHUNK:
    set->chunk = use->inverse ? 0 : (uint32_t)use->value;
    break;
  case FLC_DO_ARENAS:
    set->arenas = use->inverse ? 0 : (uint32_t)use->value;
    break;
  case FLC_DO_ADVICE:
    set_advice(set, choice, use);
    break;
  case FLC_DO_CHECKS:
    set->checks = use->inverse ? 0 : set->checks | CHECKS_THAT_ARE_CHEAP;
    break;
  case FLC_DO_CHECK:
    set_check(set, use);
    break;
  case FLC_DO_PROCESS:
    break;
  }
}

/* The one decision that nobody asked for, so it is made in one place. nodump for what has to stay
 * out of core files: that must not get lost by accident. Else jemalloc where the process has it
 * anyway: it is called with sizes and alignments known, which its malloc does not know, and gives
 * memory back by itself. Else the process's malloc, which leaves one allocator in the process and
 * every tool for it at work. The freelist is never the default: it gives no memory back and hides
 * its objects from every tool. Decided once, so that all pools agree. */
static enum flc_backend_id default_backend(uint32_t advice)
{
  static int general = -1; /* two threads that decide at once decide the same */
  int id = __atomic_load_n(&general, __ATOMIC_RELAXED);
  const struct flc_backend *jemalloc;

  if (advice & FLC_DONTDUMP)
    return FLC_BACKEND_ID_nodump;
  if (id < 0) {
    flc_backend_at(FLC_BACKEND_ID_jemalloc, &jemalloc);
    id = jemalloc && (!jemalloc->ready || !jemalloc->ready()) ? FLC_BACKEND_ID_jemalloc
                                                              : FLC_BACKEND_ID_malloc;
    __atomic_store_n(&general, id, __ATOMIC_RELAXED);
  }
  return (enum flc_backend_id)id;
}

/* An item for all pools takes none out of nodump: who writes FLC=jemalloc has not thought of
 * buffers with other people's data. Who names the pool, or says dump, has. */
static void choose(struct flc_settings *set, const struct choice *choice)
{
  unsigned id = choice->word ? FLC_CHOICE_ID(choice->word->what) : default_backend(set->advice);

  set->nodump = choice->word ? FLC_CHOICE_FORM(choice->word->what) : FLC_NODUMP_AUTO;
  if (choice->word && FLC_CHOICE_DUMPS(choice->word->what) && !choice->named &&
      set->advice & FLC_DONTDUMP)
    id = FLC_BACKEND_ID_nodump;
  if (id == FLC_BACKEND_ID_nodump)
    set->advice |= FLC_DONTDUMP;
  flc_backend_at(id, &set->backend);
}

static bool names_pools(const struct flc_item *item)
{
  for (size_t i = 0; i < item->pattern_size; i++)
    if (item->pattern[i] != '*')
      return true;
  return false;
}

void flc_words_apply(const struct flc_words *words, const struct flc_pool *pool,
                     struct flc_settings *settings)
{
  struct flc_item item = {.words = words};
  struct choice choice = {0};
  struct flc_use use;

  *settings = (struct flc_settings){
      .magazine = -1, .magazine_bytes = -1, .advice = pool->advice, .thread_cache = true};
  while (flc_item_next(&item))
    if (flc_item_matches(&item, pool))
      while (flc_item_word(&item, &use) > 0)
        set_word(settings, &choice, &use, names_pools(&item));
  choose(settings, &choice);
}

uint32_t flc_words_process(const struct flc_words *words)
{
  uint32_t process = FLC_PROCESS_KEEPER;
  struct flc_item item = {.words = words};
  struct flc_use use;

  while (flc_item_next(&item))
    while (!item.pattern && flc_item_word(&item, &use) > 0)
      if (use.word->action == FLC_DO_PROCESS)
        process = use.inverse ? process & ~use.word->what : process | use.word->what;
  return process;
}

/* ---- for the other parts of libflc */

void flc_words_started(void)
{
  __atomic_store_n(&started, true, __ATOMIC_RELEASE);
}

bool flc_words_are_started(void)
{
  return __atomic_load_n(&started, __ATOMIC_ACQUIRE);
}

/* The first take came before flc_start(), or there is none. The lock of binding is held: exit()
 * would run handlers that take. */
static int look_at_all(const struct flc_words *words)
{
  int result = flc_words_check(words);

  if (result < 0)
    return result;
  if (flc_words_process(words) & FLC_PROCESS_HELP) {
    char wrong[1024];

    snprintf(wrong, sizeof wrong, "%s", flc_words_check_pools(words) < 0 ? flc_error() : "");
    flc_help_print(stdout, words, wrong);
    printf("\nPrinted at the first take, since flc_start() had not been called: pools that are not "
           "known yet are missing.\n");
    fflush(stdout);
    _exit(0);
  }
  if (flc_words_check_patterns(words) < 0)
    flc_warn("%s (this is only a warning, since more pools may come; flc_start() would tell)",
             flc_error());
  flc_words_started();
  return 0;
}

static void warn_of_lost_advice(const struct flc_pool *pool, const struct flc_settings *set)
{
  static bool told; /* once: under the lock of binding */

  if (!told)
    flc_warn("pool '%s' is to stay out of core files, but words put it on %s, which cannot keep it "
             "out: say dump if that is meant. FLC=help lists all such pools",
             pool->name ? pool->name : "?", set->backend->name);
  told = true;
}

int flc_words_for(const struct flc_pool *pool, struct flc_settings *settings)
{
  const struct flc_words *words = flc_words_now();
  int result = flc_words_are_started() ? 0 : look_at_all(words);

  if (result)
    return result;
  flc_words_apply(words, pool, settings);
  result = flc_words_check_advice(words, pool, settings);
  if (result > 0)
    warn_of_lost_advice(pool, settings);
  return result < 0 ? result : 0;
}

bool flc_words_have_patterns(void)
{
  struct flc_item item = {.words = flc_words_now()};

  while (flc_item_next(&item))
    if (item.pattern)
      return true;
  return false;
}

bool flc_words_keeper(void)
{
  return flc_words_process(flc_words_now()) & FLC_PROCESS_KEEPER;
}
