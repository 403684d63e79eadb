/* SPDX-License-Identifier: Apache-2.0 */
#include "jemalloc_arena.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* one start at a time */

static const char *name_of(const struct flc_pool *pool)
{
  return pool->name ? pool->name : pool->variable ? pool->variable : "?";
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
  const char *what;

  if (!__atomic_load_n(&pool->state, __ATOMIC_ACQUIRE))
    return 0;
  flc_words_apply(flc_words_now(), pool, &before);
  what = difference(&before, set);
  if (!what)
    return 0;
  for (unsigned i = 0; i < words->n; i++)
    if (words->from[i].rank == FLC_RANK_FLC)
      return flc_fail(-EBUSY,
                      "pool '%s' is in use already, on %s, so its %s cannot change now: call "
                      "flc_start() before the "
                      "first take, or say it in FLC, which holds from the first take on",
                      name_of(pool), before.backend->name, what);
  return flc_fail(-EBUSY,
                  "pool '%s' is in use already, on %s, so its %s cannot change now: call "
                  "flc_start() before the first "
                  "take, or set the environment variable FLC, which holds from the first take on",
                  name_of(pool), before.backend->name, what);
}

/* nodump works in every process, but only in one of its forms. */
static int ready(const struct flc_settings *set)
{
  if (set->nodump == FLC_NODUMP_ARENA)
    return flc_jemalloc_arena_ready();
  return set->backend->ready ? set->backend->ready() : 0;
}

static int check_ready(const struct flc_settings *set, const struct flc_pool *pool)
{
  char why[512];
  int result = ready(set);

  if (result >= 0)
    return 0;
  snprintf(why, sizeof why, "%s", flc_error());
  return pool->name || pool->variable
             ? flc_fail(result, "pool '%s' is to be on %s, but: %s", name_of(pool),
                        set->backend->name, why)
             : flc_fail(result, "pools are to be on %s, but: %s", set->backend->name, why);
}

static int check_pool(const struct flc_words *words, const struct flc_pool *pool)
{
  struct flc_settings set;
  int result;

  flc_words_apply(words, pool, &set);
  result = check_ready(&set, pool);
  return result < 0 ? result : check_unchanged(words, pool, &set);
}

/* Pools that come later count as well, as far as one can tell now. */
static int check_pools(const struct flc_words *words)
{
  struct flc_pool later = FLC_POOL(NULL, 1, 1);
  int result = check_pool(words, &later);

  for (const struct flc_pool *pool = flc_pools(); pool && result >= 0; pool = pool->next) {
    result = check_pool(words, pool);
    if (result >= 0 && pool->size > FLC_SIZE_MAX)
      result = flc_fail(-EINVAL, "pool '%s': the size is %u and has to be at most 2^31",
                        name_of(pool), pool->size);
    if (result >= 0 && pool->size && (!pool->align || pool->align & (pool->align - 1)))
      result = flc_fail(-EINVAL, "pool '%s': the alignment is %u and has to be a power of two",
                        name_of(pool), pool->align);
  }
  return result;
}

/* Traffic Server sets buffers up after its flc_start(): which names a pool will have is not known
 * before. */
static bool has_nameless_pools(void)
{
  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (!pool->name && !pool->variable)
      return true;
  return false;
}

static int check_all(const struct flc_words *words)
{
  int result = flc_words_check(words);

  if (result < 0)
    return result;
  if (flc_words_process(words) & FLC_PROCESS_HELP) {
    flc_help_print(stdout, words);
    flc_words_started(); /* what runs at exit may take, and need not print it again */
    exit(fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS);
  }
  if (flc_words_check_patterns(words) < 0) {
    if (!has_nameless_pools())
      return -EINVAL;
    flc_warn("%s (only a warning, since there are pools without a name as yet)", flc_error());
  }
  return check_pools(words);
}

/* ---- start */

static void bind_all(void)
{
  /* A pool of size 0 is not set up yet: flc_pool_set() comes later. */
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (pool->size)
      flc_bind(pool);
}

static int start(enum flc_rank rank, const char *text)
{
  struct flc_words words = *flc_words_now();
  int result = flc_words_add(&words, rank, text);

  if (result >= 0)
    result = check_all(&words);
  if (result >= 0)
    result = flc_words_publish(&words);
  if (result >= 0) {
    flc_words_started();
    bind_all();
  }
  return result;
}

int flc_start(const char *words)
{
  int result;

  pthread_mutex_lock(&lock);
  result = start(FLC_RANK_START, words);
  pthread_mutex_unlock(&lock);
  return result;
}

int flc_start_legacy(const struct flc_legacy *options)
{
  bool general = options->disable_freelist || options->disable_pfreelist;
  char words[128];
  int result;

  if (options->dump_mem_info_seconds < 0)
    return flc_fail(-EINVAL, "dump_mem_info_seconds is %d: it has to be 0 (never) or more",
                    options->dump_mem_info_seconds);
  snprintf(words, sizeof words, "%s%s%s%s", general ? "default;" : "",
           options->disable_pfreelist ? "no-thread-cache,no-magazine;" : "",
           options->hugepages ? "hugepages;" : "", options->dump_iobuffers ? "dump;" : "");
  pthread_mutex_lock(&lock);
  result = start(FLC_RANK_OPTIONS, words);
  if (result >= 0)
    flc_keeper_dump_every(options->dump_mem_info_seconds);
  pthread_mutex_unlock(&lock);
  return result;
}
