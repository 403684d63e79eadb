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

/* ---- what is wrong */

static void test_words_check__errors_say_what_where_and_what_to_do(void **state)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
      {"jemaloc", "'jemaloc' in FLC, character 1: no such word; did you mean 'jemalloc'. "
                  "FLC=help says"},
      {"jmalloc", "no such word; did you mean 'jemalloc'. FLC"},
      {"mallocc", "no such word; did you mean 'malloc'. FLC"},
      {"requests freelist", "no such word; '=' is missing: requests=freelist. FLC"},
      {"requests:freelist", "no such word; '=' is missing: requests=freelist. FLC"},
      {"requests: freelist", "no such word; '=' is missing: requests=freelist. FLC"},
      {"requests=magazine=64", "'magazine=64' in FLC, character 10: no such word; a value stands "
                               "behind a colon, magazine:12"},
      {"no-freelist", "no such word; the inverse of a backend is 'default'. FLC"},
      {"no-nodump-arena", "no such word; the inverse of a backend is 'default'. FLC"},
      {"no-", "'no-' in FLC, character 1: no such word"},
      {"requests:oops", "no such word. There are: freelist "},
      {"malloc; poisn", "'poisn' in FLC, character 9: no such word; did you mean 'poison'"},
      {"requests=malloc,no-posion", "character 17: no such word; did you mean 'no-poison'"},
      {"xyzzyxyzzy", "'xyzzyxyzzy' in FLC, character 1: no such word. There are: freelist "},
      {"hlep", "did you mean 'help'"},
      {"magazine=64",
       "'64' in FLC, character 10: no such word; a value stands behind a colon, magazine:12"},
      {"poison:3", "'poison:3' in FLC, character 1: poison takes no value"},
      {"no-magazine:3", "no-magazine takes no value"},
      {"default:3", "default takes no value"},
      {"chunk", "'chunk' in FLC, character 1: a value is missing: chunk:1 to chunk:1048576"},
      {"chunk:0", "the value must be a number from 1 to 1048576"},
      {"chunk:-1", "the value must be a number from 1 to 1048576"},
      {"chunk:1048577", "the value must be a number from 1 to 1048576"},
      {"chunk:99999999999999999999999", "the value must be a number from 1 to 1048576"},
      {"chunk:18446744073709551617", "the value must be a number from 1 to 1048576"},
      {"magazine-bytes:17179869184G", "the value must be a number"},
      {"chunk:64K", "the value must be a number from 1 to 1048576"},
      {"chunk:", "the value must be a number"},
      {"chunk:1:2", "the value must be a number"},
      {"chunk: 3", "the value must be a number"},
      {"magazine-bytes:2G", "from 0 to 1073741824, which may end in K, M or G"},
      {"magazine-bytes:K", "the value must be a number"},
      {"magazine-bytes:1KB", "the value must be a number"},
      {"magazine-bytes:999999999999G", "the value must be a number"},
      {"fail:1000001", "the value must be a number from 1 to 1000000"},
      {";\n=malloc", "'=malloc' in FLC, character 3: there is no pattern before '='"},
      {"requests=keeper", "'keeper' in FLC, character 10: this is for the whole process"},
      {"*=help", "this is for the whole process"},
      {":", "':' in FLC, character 1: no such word"},
      {"a\rb\tc", "'a?b?c' in FLC, character 1: no such word"},
      {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
       "aaa...' in FLC, character 1"},
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct flc_words words = words_of(cases[i].text);

    if (flc_words_check(&words) != -EINVAL)
      fail_msg("'%s' is taken for right", cases[i].text);
    if (!strstr(flc_error(), cases[i].says))
      fail_msg("'%s' gives '%s', without '%s'", cases[i].text, flc_error(), cases[i].says);
  }
}

static void test_words_check__errors_name_the_source(void **state)
{
  struct flc_words words = {0};

  (void)state;
  flc_words_add(&words, FLC_RANK_FLC, "malloc");
  flc_words_add(&words, FLC_RANK_START, "chunk:3;oops");
  assert_int_equal(flc_words_check(&words), -EINVAL);
  assert_non_null(strstr(flc_error(), "'oops' in the words of flc_start(), character 9: "));
}

static void test_words_check__error_lists_every_word(void **state)
{
  struct flc_words words = words_of("xyzzyxyzzy");
  const struct flc_word *word;

  (void)state;
  assert_int_equal(flc_words_check(&words), -EINVAL);
  assert_null(strchr(flc_error(), '\n'));
  for (unsigned i = 0; (word = flc_word_at(i)); i++)
    if (word->word && !strstr(flc_error(), word->word))
      fail_msg("%s is not in: %s", word->word, flc_error());
  assert_non_null(strstr(flc_error(), "and its inverse"));
}

static void test_words_check__backend_that_was_left_out(void **state)
{
  const struct flc_word *word;

  (void)state;
  for (unsigned i = 0; (word = flc_word_at(i)); i++)
    if (word->word && is_left_out(word)) {
      struct flc_words words = words_of(word->word);

      assert_int_equal(flc_words_check(&words), -ENOENT);
      assert_non_null(strstr(flc_error(), "this build of libflc was made without the backend"));
    }
}

static void test_words_check__distance(void **state)
{
  (void)state;
  assert_int_equal(flc_word_distance("poison", 6, "poison"), 0);
  assert_int_equal(flc_word_distance("poisn", 5, "poison"), 1);
  assert_int_equal(flc_word_distance("", 0, "abc"), 3);
  assert_int_equal(flc_word_distance("abc", 3, ""), 3);
  assert_int_equal(flc_word_distance("kitten", 6, "sitting"), 3);
  assert_true(flc_word_distance("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 42, "a") >= 32);
}

/* ---- anything at all */

static uint32_t seed = 1;

static uint32_t dice(uint32_t sides)
{
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % sides;
}

static void random_text(char *text, size_t size)
{
  static const char *const pieces[] = {";",
                                       ",",
                                       "=",
                                       ":",
                                       "\n",
                                       " ",
                                       "*",
                                       "?",
                                       "requests",
                                       "ioBufAllocator[5]",
                                       "no-",
                                       "K",
                                       "64",
                                       "0",
                                       "-",
                                       "lazy",
                                       "18446744073709551616",
                                       "\x80",
                                       "\r",
                                       "%s"};
  enum { PIECES = sizeof pieces / sizeof *pieces };
  const struct flc_word *word;
  unsigned rows = 0;

  while (flc_word_at(rows))
    rows++;
  *text = '\0';
  for (size_t at = 0, n = dice(12); n; n--) {
    const char *piece = pieces[dice(PIECES)];
    char byte[2] = {(char)(1 + dice(255)), '\0'};

    if (dice(2) && (word = flc_word_at(dice(rows)))->word)
      piece = dice(4) ? word->word : word->inverse;
    else if (!dice(8))
      piece = byte;
    at += (size_t)snprintf(text + at, size - at, "%s", piece);
    if (at >= size)
      return;
  }
}

static void test_words_check__anything_at_all_is_right_or_wrong(void **state)
{
  unsigned right = 0, wrong = 0;

  (void)state;
  flc_pool_add(&requests);
  for (int i = 0; i < 200000; i++) {
    struct flc_settings set, again;
    struct flc_words words;
    char text[256];
    int result;

    random_text(text, sizeof text);
    words = words_of(text);
    result = flc_words_check(&words);
    if (result < 0) {
      assert_true(result == -EINVAL || result == -ENOENT);
      assert_true(strlen(flc_error()) > 10 && !strchr(flc_error(), '\n'));
      assert_true(strlen(flc_error()) < 1023);
      wrong++;
      continue;
    }
    right++;
    flc_words_apply(&words, &requests, &set);
    flc_words_apply(&words, &requests, &again);
    assert_true(set.backend && equal(&set, &again));
    assert_true(set.magazine >= -1 && set.chunk <= 1 << 20 && set.fail_ppm <= 1000000 &&
                set.arenas <= 1024);
    flc_words_check_patterns(&words);
    flc_words_process(&words);
    /* Said twice is said once. */
    if (strlen(text) < 120) {
      char twice[256];

      snprintf(twice, sizeof twice, "%s;%s", text, text);
      words = words_of(twice);
      assert_int_equal(flc_words_check(&words), 0);
      flc_words_apply(&words, &requests, &again);
      if (!equal(&set, &again))
        fail_msg("'%s' said twice means something else", text);
    }
  }
  assert_true(right > 10000 && wrong > 10000);
}
