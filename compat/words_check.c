/* SPDX-License-Identifier: Apache-2.0 */
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
                            "there is no pattern before '='; for all pools leave '=' away");
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
  return pool->name ? pool->name : pool->variable;
}

static const char *nearest_pool(const struct flc_item *item)
{
  unsigned distance = 4, d;
  const char *best = NULL;

  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    for (int i = 0; i < 2; i++) {
      const char *name = i ? pool->variable : pool->name;

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
      pools ? there : "none",
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
