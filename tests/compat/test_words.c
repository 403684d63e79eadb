/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/words_use.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct flc_pool requests = {
    .size = 64, .align = 16, .name = "requests", .variable = "requestAllocator"};
static struct flc_pool fifth = FLC_POOL("ioBufAllocator[5]", 4096, 4096);
static struct flc_pool buffers = FLC_POOL_ADVISED("buffers", 4096, 4096, 32, FLC_DONTDUMP);

static struct flc_settings applied(const char *text, const struct flc_pool *pool)
{
  struct flc_words words = words_of(text);
  struct flc_settings set;

  if (flc_words_check(&words) < 0)
    fail_msg("'%s': %s", text, flc_error());
  flc_words_apply(&words, pool, &set);
  return set;
}

static const char *backend_of(const char *text, const struct flc_pool *pool)
{
  return applied(text, pool).backend->name;
}

static bool is_built(const char *name)
{
  const struct flc_backend *backend;
  const char *other;

  for (unsigned i = 0; (other = flc_backend_at(i, &backend)); i++)
    if (!strcmp(name, other))
      return backend;
  return false;
}

/* The word with the smallest value that it takes. */
static void spell(char *text, size_t size, const struct flc_word *word)
{
  snprintf(text, size, word->value == FLC_VALUE_NO ? "%s" : "%s:%llu", word->word,
           (unsigned long long)word->least + 2);
}

/* ---- the table */

static void test_words__table_has_no_word_twice_and_every_backend(void **state)
{
  const struct flc_word *word, *other;
  const struct flc_backend *backend;
  const char *name;

  (void)state;
  for (unsigned i = 0; (word = flc_word_at(i)); i++) {
    if (!word->word)
      continue;
    assert_true(word->inverse && word->help && strcmp(word->word, word->inverse));
    assert_true(word->least <= word->most);
    for (unsigned j = 0; j < i && (other = flc_word_at(j)); j++) {
      assert_false(other->word && !strcmp(word->word, other->word));
      assert_false(other->word &&
                   (!strcmp(word->word, other->inverse) || !strcmp(word->inverse, other->word)));
      assert_false(other->word && !strcmp(word->inverse, other->inverse) &&
                   word->action != FLC_DO_BACKEND);
    }
  }
  for (unsigned i = 0; (name = flc_backend_at(i, &backend)); i++) {
    bool found = false;

    for (unsigned j = 0; (word = flc_word_at(j)); j++)
      found |= word->word && word->action == FLC_DO_BACKEND && !strcmp(word->word, name) &&
               FLC_CHOICE_ID(word->what) == i;
    if (!found)
      fail_msg("there is no word for the backend %s", name);
  }
}

static void test_words__every_word_can_be_taken_back(void **state)
{
  const struct flc_word *word;

  (void)state;
  for (unsigned i = 0; (word = flc_word_at(i)); i++) {
    char on[64], text[256];
    struct flc_settings with, without, back;

    if (!word->word || is_left_out(word))
      continue;
    spell(on, sizeof on, word);
    with = applied(on, &requests);
    without = applied(word->inverse, &requests);
    snprintf(text, sizeof text, "%s;%s", on, word->inverse);
    back = applied(text, &requests);
    if (!equal(&back, &without))
      fail_msg("%s differs from %s", text, word->inverse);
    snprintf(text, sizeof text, "%s,%s", word->inverse, on);
    back = applied(text, &requests);
    if (!equal(&back, &with))
      fail_msg("%s differs from %s", text, on);
    if (word->action == FLC_DO_PROCESS) {
      struct flc_words yes = words_of(on), no = words_of(word->inverse);

      assert_int_equal(flc_words_process(&yes) & word->what, word->what);
      assert_int_equal(flc_words_process(&no) & word->what, 0);
    } else if (word->what != FLC_CHOOSE(malloc, AUTO, 1) &&
               word->what != FLC_CHOOSE(jemalloc, AUTO, 1) && word->action != FLC_DO_THREAD_CACHE &&
               equal(&with, &without)) {
      fail_msg("%s changes nothing", on);
    }
  }
}

/* ---- what words mean */

static void test_words__set_what_they_say(void **state)
{
  struct flc_settings set =
      applied("magazine:12,magazine-bytes:64K;chunk:7 , arenas:4;no-thread-cache", &requests);

  (void)state;
  assert_int_equal(set.magazine, 12);
  assert_int_equal(set.magazine_bytes, 65536);
  assert_int_equal(set.chunk, 7);
  assert_int_equal(set.arenas, 4);
  assert_false(set.thread_cache);
  set = applied("quarantine:1000,fail:5,poison\nhugepages", &requests);
  assert_int_equal(set.checks, FLC_CHECK_QUARANTINE | FLC_CHECK_FAIL | FLC_CHECK_POISON);
  assert_int_equal(set.quarantine, 1000);
  assert_int_equal(set.fail_ppm, 5);
  assert_int_equal(set.advice, FLC_HUGEPAGE);
  set = applied("quarantine:1000;quarantine", &requests);
  assert_int_equal(set.quarantine, 0);
  set = applied("magazine-bytes:1m", &requests);
  assert_int_equal(set.magazine_bytes, 1 << 20);
  set = applied("magazine:9;magazine", &requests);
  assert_int_equal(set.magazine, -1);
  set = applied("nodump-regions", &requests);
  assert_string_equal(set.backend->name, "nodump");
  assert_int_equal(set.nodump, FLC_NODUMP_REGIONS);
  assert_int_equal(set.advice, FLC_DONTDUMP);
  set = applied("nodump-regions;nodump", &requests);
  assert_int_equal(set.nodump, FLC_NODUMP_AUTO);
}

static void test_words__checks_are_the_cheap_ones(void **state)
{
  struct flc_settings set = applied("checks", &requests);

  (void)state;
  assert_true(set.checks & FLC_CHECK_POISON && set.checks & FLC_CHECK_DOUBLE_GIVE);
  assert_false(set.checks &
               (FLC_CHECK_GUARD | FLC_CHECK_FAIL | FLC_CHECK_CALLER | FLC_CHECK_QUARANTINE));
  assert_int_equal(applied("checks,guard,fail:3;no-checks", &requests).checks, 0);
  assert_false(applied("checks,no-poison", &requests).checks & FLC_CHECK_POISON);
}

static void test_words__nothing_said_is_the_default(void **state)
{
  static const char *const nothing[] = {
      "", ";", ";;\n ;\t\r\n", " , ,, ;", "requests=", "requests = ,, ;", "other*=malloc,poison"};
  struct flc_settings none = applied("", &requests);

  (void)state;
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
    struct flc_settings set = applied(nothing[i], &requests);

    assert_true(equal(&set, &none));
  }
  assert_int_equal(none.checks, 0);
  assert_int_equal(none.magazine, -1);
  assert_true(none.thread_cache);
  assert_int_equal(flc_words_process(&(struct flc_words){0}), FLC_PROCESS_KEEPER);
  /* A general allocator; what must stay out of core files does. */
  assert_true(!strcmp(none.backend->name, "malloc") || !strcmp(none.backend->name, "jemalloc"));
  assert_string_equal(backend_of("", &buffers), "nodump");
  if (is_built("jemalloc") && flc_backend_at(FLC_BACKEND_ID_jemalloc, &none.backend))
    assert_string_equal(backend_of("", &requests), none.backend->ready() ? "malloc" : "jemalloc");
}

static void test_words__later_items_override_earlier_ones(void **state)
{
  struct flc_words words = {0};
  struct flc_settings set;

  (void)state;
  assert_int_equal(applied("chunk:1;chunk:2", &requests).chunk, 2);
  assert_int_equal(applied("requests=chunk:1;chunk:2", &requests).chunk, 2);
  assert_int_equal(applied("chunk:2;requests=chunk:1", &requests).chunk, 1);
  assert_int_equal(applied("chunk:2;requests=chunk:1", &fifth).chunk, 2);
  /* In whatever order they come: FLC, the program's words, its options. */
  assert_int_equal(flc_words_add(&words, FLC_RANK_FLC, "chunk:3"), 0);
  assert_int_equal(flc_words_add(&words, FLC_RANK_OPTIONS, "chunk:1,arenas:1,magazine:1"), 0);
  assert_int_equal(flc_words_add(&words, FLC_RANK_START, "chunk:2,arenas:2"), 0);
  flc_words_apply(&words, &requests, &set);
  assert_int_equal(set.chunk, 3);
  assert_int_equal(set.arenas, 2);
  assert_int_equal(set.magazine, 1);
}

static void test_words__sources_are_bounded(void **state)
{
  struct flc_words words = {0};

  (void)state;
  for (int i = 0; i < FLC_SOURCES; i++)
    assert_int_equal(flc_words_add(&words, FLC_RANK_START, i % 2 ? "chunk:3" : "chunk:4"), 0);
  assert_int_equal(flc_words_add(&words, FLC_RANK_START, NULL), 0);
  assert_int_equal(flc_words_add(&words, FLC_RANK_START, ""), 0);
  assert_int_equal(flc_words_add(&words, FLC_RANK_START, "chunk:3"), 0); /* as the last one */
  assert_int_equal(flc_words_add(&words, FLC_RANK_START, "chunk:4"), -EINVAL);
  assert_int_equal(words.n, FLC_SOURCES);
}

static void test_words__nodump_is_not_lost_by_accident(void **state)
{
  (void)state;
  assert_string_equal(backend_of("malloc", &buffers), "nodump");
  assert_string_equal(backend_of("*=malloc", &buffers), "nodump");
  assert_string_equal(backend_of("malloc", &requests), "malloc");
  /* Who names the pool, or says dump, means it. */
  assert_string_equal(backend_of("buffers=malloc", &buffers), "malloc");
  assert_string_equal(backend_of("buf*=malloc", &buffers), "malloc");
  assert_string_equal(backend_of("malloc,dump", &buffers), "malloc");
  assert_string_equal(backend_of("dump;malloc", &buffers), "malloc");
  assert_string_not_equal(backend_of("dump", &buffers), "nodump");
  assert_string_not_equal(backend_of("nodump;requests=dump", &requests), "nodump");
  assert_string_equal(backend_of("dump;nodump", &requests), "nodump");
  assert_string_equal(backend_of("dontdump", &requests), "nodump");
  assert_string_equal(backend_of("buffers=malloc;buffers=default", &buffers), "nodump");
  if (is_built("freelist")) {
    /* The freelist can keep its memory out of core files. */
    assert_string_equal(backend_of("freelist", &buffers), "freelist");
    assert_int_equal(applied("freelist", &buffers).advice, FLC_DONTDUMP);
  }
}

/* ---- patterns */

static void test_words__patterns(void **state)
{
  static const struct {
    const char *pattern, *name;
    bool matches;
  } cases[] = {
      {"requests", "requests", true},
      {"request", "requests", false},
      {"requestss", "requests", false},
      {"*", "requests", true},
      {"**", "", true},
      {"?", "", false},
      {"*s", "requests", true},
      {"*t", "requests", false},
      {"r*s", "requests", true},
      {"r*q*s", "requests", true},
      {"r*q*t", "requests", false},
      {"?equest?", "requests", true},
      {"ioBufAllocator[5]", "ioBufAllocator[5]", true},
      {"ioBufAllocator[5]", "ioBufAllocator5", false},
      {"ioBufAllocator[*]", "ioBufAllocator[12]", true},
      {"[a-z]*", "requests", false},
      {"a.b", "axb", false},
      {"\\*", "*", false},
      {"a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaa", false},
      {"*ab", "aab", true},
      {"*a?c", "abacabc", true},
      {"", "", true},
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct flc_pool pool = FLC_POOL(cases[i].name, 8, 8);
    struct flc_item item = {.pattern = cases[i].pattern, .pattern_size = strlen(cases[i].pattern)};

    if (flc_item_matches(&item, &pool) != cases[i].matches)
      fail_msg("'%s' %s '%s'", cases[i].pattern, cases[i].matches ? "does not match" : "matches",
               cases[i].name);
  }
}

static void test_words__pool_is_found_by_name_and_variable(void **state)
{
  struct flc_pool nameless = FLC_POOL(NULL, 8, 8);

  (void)state;
  assert_int_equal(applied("requests=chunk:5", &requests).chunk, 5);
  assert_int_equal(applied("requestAllocator=chunk:5", &requests).chunk, 5);
  assert_int_equal(applied("*Alloc*=chunk:5", &requests).chunk, 5);
  assert_int_equal(applied(" ioBufAllocator[5] = chunk:5 ", &fifth).chunk, 5);
  assert_int_equal(applied("ioBufAllocator[6]=chunk:5", &fifth).chunk, 0);
  assert_int_equal(applied("*=chunk:5;chunk:6", &nameless).chunk, 6);
}

static void test_words__no_pool_is_known_yet(void **state)
{
  struct flc_words words = words_of("requests=malloc");

  (void)state;
  assert_null(flc_pools());
  assert_int_equal(flc_words_check_patterns(&words), -EINVAL);
  assert_non_null(strstr(flc_error(), "0 known: none (pools are known before main by "
                                      "FLC_POOL_SECTION or flc_pool_add()). For a pool that"));
}

static void test_words__pattern_without_a_pool_is_wrong(void **state)
{
  static const struct {
    const char *text;
    bool right;
  } cases[] = {{"requests=malloc", true},
               {"requets=malloc", false},
               {"requets=malloc,lazy", true},
               {"lazy;requets=malloc", true},
               {"requets=malloc;lazy", true},
               {"lazy;requets=strict", false},
               {"lazy;strict;requets=malloc", false},
               {"reque*=;nothing*=", false}};

  (void)state;
  flc_pool_add(&requests);
  flc_pool_add(&fifth);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct flc_words words = words_of(cases[i].text);

    assert_int_equal(flc_words_check(&words), 0);
    if (flc_words_check_patterns(&words) != (cases[i].right ? 0 : -EINVAL))
      fail_msg("'%s' is%s right", cases[i].text, cases[i].right ? "" : " not");
  }
  struct flc_words words = words_of("malloc; requets=poison");

  assert_int_equal(flc_words_check_patterns(&words), -EINVAL);
  assert_string_equal(
      flc_error(),
      "'requets' in FLC, character 9: no pool has such a name; did you mean 'requests'. "
      "2 known: 'ioBufAllocator[5]', 'requests'. "
      "For a pool that comes later add the word lazy");
}

static void test_words__list_of_pools_is_cut(void **state)
{
  static struct flc_pool many[20];
  static char names[20][8];
  struct flc_words words = words_of("nobody=malloc");

  (void)state;
  for (int i = 0; i < 20; i++) {
    snprintf(names[i], sizeof names[i], "many%d", i);
    many[i] = (struct flc_pool)FLC_POOL(names[i], 8, 8);
    flc_pool_add(&many[i]);
  }
  assert_int_equal(flc_words_check_patterns(&words), -EINVAL);
  assert_non_null(
      strstr(flc_error(),
             "22 known: 'many19', 'many18', 'many17', 'many16', 'many15', 'many14', 'many13', "
             "'many12' and 14 more. For"));
}
