/* SPDX-License-Identifier: Apache-2.0 */
#include "jemalloc_arena.h"
#include "words.h"

#include <errno.h>
#include <string.h>

enum { LISTED = 8 }; /* pools that a message names before it counts the rest */

/* ---- words */

static int check_backend(const struct flc_item *item, const struct flc_use *use)
{
  const struct flc_backend *backend;
  const char *name = flc_backend_at(FLC_CHOICE_ID(use->word->what), &backend);
  char there[128] = "";
  size_t at = 0;

  if (use->inverse || backend)
    return 0;
  for (unsigned i = 0; i < FLC_BACKENDS && at < sizeof there; i++) {
    const char *other = flc_backend_at(i, &backend);

    if (backend)
      at += (size_t)snprintf(there + at, sizeof there - at, " %s", other);
  }
  return flc_item_wrong(item, use->text, use->size, -ENOENT,
                        "this build of libflc was made without the backend %s; it has%s", name,
                        there);
}

int flc_words_check(const struct flc_words *words)
{
  struct flc_item item = {.words = words};
  struct flc_use use;
  int result;

  while (flc_item_next(&item)) {
    if (item.pattern && !item.pattern_size)
      return flc_item_wrong(&item, item.pattern, (size_t)(item.end - item.pattern), -EINVAL,
                            "there is no pattern before '='; for all pools leave out '='");
    while ((result = flc_item_word(&item, &use)) > 0)
      if (use.word->action == FLC_DO_BACKEND && (result = check_backend(&item, &use)) < 0)
        return result;
    if (result < 0)
      return result;
  }
  return 0;
}

/* ---- patterns */

static bool is_lazy(const struct flc_item *item, uint32_t process)
{
  struct flc_item copy = *item;
  bool lazy = process & FLC_PROCESS_LAZY;
  struct flc_use use;

  while (flc_item_word(&copy, &use) > 0)
    if (use.word->action == FLC_DO_PROCESS)
      lazy = !use.inverse;
  return lazy;
}

static bool finds_a_pool(const struct flc_item *item)
{
  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (flc_item_matches(item, pool))
      return true;
  return false;
}

static const char *name_of(const struct flc_pool *pool)
{
  return pool->name ? pool->name : flc_pool_variable(pool);
}

static const char *shown_name(const struct flc_pool *pool)
{
  return name_of(pool) ? name_of(pool) : "?";
}

static const char *nearest_pool(const struct flc_item *item)
{
  unsigned distance = 4, d;
  const char *best = NULL;

  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    for (int i = 0; i < 2; i++) {
      const char *name = i ? flc_pool_variable(pool) : pool->name;

      if (name && (d = flc_word_distance(item->pattern, item->pattern_size, name)) < distance) {
        best = name;
        distance = d;
      }
    }
  return best;
}

static int unmatched(const struct flc_item *item)
{
  const char *near = nearest_pool(item);
  char there[512] = "";
  unsigned pools = 0;
  size_t at = 0;

  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (name_of(pool) && pools++ < LISTED && at < sizeof there)
      at += (size_t)snprintf(there + at, sizeof there - at, "%s'%.40s'", pools > 1 ? ", " : "",
                             name_of(pool));
  if (pools > LISTED && at < sizeof there)
    snprintf(there + at, sizeof there - at, " and %u more", pools - LISTED);
  return flc_item_wrong(
      item, item->pattern, item->pattern_size, -EINVAL,
      "no pool has such a name%s%.40s%s. %u known: %s. For a pool that comes later add the word "
      "lazy%s",
      near ? "; did you mean '" : "", near ? near : "", near ? "'" : "", pools,
      pools ? there : "none (pools are known before main by FLC_POOL_SECTION or flc_pool_add())",
      memchr(item->pattern, ',', item->pattern_size) ? ". Items are separated by ';'" : "");
}

int flc_words_check_patterns(const struct flc_words *words)
{
  uint32_t process = flc_words_process(words);
  struct flc_item item = {.words = words};

  while (flc_item_next(&item))
    if (item.pattern && !finds_a_pool(&item) && !is_lazy(&item, process))
      return unmatched(&item);
  return 0;
}

/* ---- would it work? */

/* What differs, for a message; NULL: nothing. */
static const char *difference(const struct flc_settings *a, const struct flc_settings *b)
{
  if (a->backend != b->backend || a->nodump != b->nodump)
    return "backend";
  if (a->checks != b->checks || a->quarantine != b->quarantine || a->fail_ppm != b->fail_ppm)
    return "checks";
  if (a->magazine != b->magazine || a->magazine_bytes != b->magazine_bytes ||
      a->thread_cache != b->thread_cache)
    return "caches";
  if (a->chunk != b->chunk || a->arenas != b->arenas || a->advice != b->advice)
    return "memory";
  return NULL;
}

static int check_unchanged(const struct flc_words *words, const struct flc_pool *pool,
                           const struct flc_settings *set)
{
  struct flc_settings before;
  const char *what, *hint = "set the environment variable FLC";

  if (!__atomic_load_n(&pool->state, __ATOMIC_ACQUIRE))
    return 0;
  flc_words_apply(flc_words_now(), pool, &before);
  what = difference(&before, set);
  if (!what)
    return 0;
  for (unsigned i = 0; i < words->n; i++)
    if (words->from[i].rank == FLC_RANK_FLC)
      hint = "say it in FLC";
  return flc_fail(-EBUSY,
                  "pool '%s' is in use already, on %s, so its %s cannot change now: call "
                  "flc_start() before the first take, or %s, which holds from the first take on",
                  shown_name(pool), before.backend->name, what, hint);
}

/* The word that chose the backend of pool; false: none did. */
static bool find_choice(const struct flc_words *words, const struct flc_pool *pool,
                        struct flc_item *where, struct flc_use *chosen)
{
  struct flc_item item = {.words = words};
  struct flc_use use;

  chosen->word = NULL;
  while (flc_item_next(&item))
    if (flc_item_matches(&item, pool))
      while (flc_item_word(&item, &use) > 0)
        if (use.word->action == FLC_DO_BACKEND) {
          *chosen = use;
          *where = item;
        }
  return chosen->word && !chosen->inverse;
}

/* nodump works in every process, but only in one of its forms. */
static int ready(const struct flc_settings *set)
{
  if (set->nodump == FLC_NODUMP_ARENA)
    return flc_jemalloc_arena_ready();
  return set->backend->ready ? set->backend->ready() : 0;
}

static int check_ready(const struct flc_words *words, const struct flc_settings *set,
                       const struct flc_pool *pool)
{
  const char *open = name_of(pool) ? "pool '" : "pools", *close = name_of(pool) ? "' is" : " are";
  const char *name = name_of(pool) ? name_of(pool) : "";
  int result = ready(set);
  struct flc_item item;
  struct flc_use use;
  char why[512];

  if (result >= 0)
    return 0;
  snprintf(why, sizeof why, "%s", flc_error());
  if (find_choice(words, pool, &item, &use))
    return flc_item_wrong(&item, use.text, use.size, result, "%s%s%s to be on %.*s, but: %s", open,
                          name, close, (int)use.size, use.text, why);
  return flc_fail(result, "%s%s%s to be on %s, but: %s", open, name, close, set->backend->name,
                  why);
}

bool flc_words_lose_dontdump(const struct flc_settings *set)
{
  const struct flc_word *word;
  const struct flc_backend *backend;

  for (unsigned i = 0; set->advice & FLC_DONTDUMP && (word = flc_word_at(i)); i++)
    if (word->word && word->action == FLC_DO_BACKEND && FLC_CHOICE_DUMPS(word->what)) {
      flc_backend_at(FLC_CHOICE_ID(word->what), &backend);
      if (backend == set->backend)
        return true;
    }
  return false;
}

/* The program's advice may be overruled by who names the pool; a word may not get lost. */
int flc_words_check_advice(const struct flc_words *words, const struct flc_pool *pool,
                           const struct flc_settings *set)
{
  struct flc_pool bare = {.name = pool->name, .variable = flc_pool_variable(pool)};
  struct flc_settings said;

  if (!flc_words_lose_dontdump(set))
    return 0;
  flc_words_apply(words, &bare, &said);
  if (!(said.advice & FLC_DONTDUMP))
    return 1;
  return flc_fail(-EINVAL,
                  "pool '%s' is to be on %s, which cannot keep memory out of core files: take "
                  "nodump, freelist or numa, or say dump",
                  shown_name(pool), set->backend->name);
}

static int check_shape(const struct flc_pool *pool)
{
  if (pool->size > FLC_SIZE_MAX)
    return flc_fail(-EINVAL, "pool '%s': the size is more than 2^31 and has to be at most that",
                    shown_name(pool));
  if (pool->size && (!pool->align || pool->align & (pool->align - 1)))
    return flc_fail(-EINVAL, "pool '%s': the alignment is %u and has to be a power of two",
                    shown_name(pool), pool->align);
  return 0;
}

static int check_pool(const struct flc_words *words, const struct flc_pool *pool)
{
  struct flc_settings set;
  int result;

  flc_words_apply(words, pool, &set);
  result = check_ready(words, &set, pool);
  if (result >= 0)
    result = flc_words_check_advice(words, pool, &set);
  return result < 0 ? result : check_unchanged(words, pool, &set);
}

/* Pools that come later count as well, as far as one can tell now. */
int flc_words_check_pools(const struct flc_words *words)
{
  struct flc_pool later = FLC_POOL(NULL, 1, 1);
  int result = check_pool(words, &later);

  for (const struct flc_pool *pool = flc_pools(); pool && result >= 0; pool = pool->next) {
    result = check_pool(words, pool);
    if (result >= 0)
      result = check_shape(pool);
  }
  return result;
}

/* Traffic Server sets buffers up after its flc_start(): which names a pool will have is not known
 * before. */
static bool has_nameless_pools(void)
{
  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (!name_of(pool))
      return true;
  return false;
}

int flc_words_check_start(const struct flc_words *words)
{
  if (flc_words_check_patterns(words) < 0) {
    if (!has_nameless_pools())
      return -EINVAL;
    flc_warn("%s (only a warning, since there are pools without a name as yet)", flc_error());
  }
  return flc_words_check_pools(words);
}
