/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* one start at a time */

static int check_all(const struct flc_words *words)
{
  int result = flc_words_check(words);

  if (result < 0)
    return result;
  flc_pools_find_variables();
  result = flc_words_check_start(words);
  if (flc_words_process(words) & FLC_PROCESS_HELP) {
    char wrong[1024];

    snprintf(wrong, sizeof wrong, "%s", result < 0 ? flc_error() : "");
    flc_help_print(stdout, words, wrong);
    flc_words_started(); /* what runs at exit may take, and need not print it again */
    exit(fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS);
  }
  return result;
}

/* ---- start */

static void bind_all(void)
{
  /* A pool of size 0 is not set up yet: flc_pool_set() comes later. */
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (pool->size)
      flc_bind(pool);
}

/* A pattern means both, and nobody can tell them apart in a dump. */
static void warn_of_equal_names(void)
{
  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    for (const struct flc_pool *other = pool->next; pool->name && other; other = other->next)
      if (other->name && !strcmp(other->name, pool->name)) {
        flc_warn("two pools have the name '%s': FLC and dumps cannot tell them apart", pool->name);
        break;
      }
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
    if (!flc_words_are_started())
      warn_of_equal_names();
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
  if (result >= 0) {
    flc_keeper_dump_every(options->dump_mem_info_seconds);
    flc_keeper_follow(options->thread_list_high, options->thread_list_low);
  }
  pthread_mutex_unlock(&lock);
  return result;
}
