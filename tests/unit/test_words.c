/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool in(const struct words *w, const char *text)
{
  return words_in(w, text, strlen(text));
}

static void test_words__whole_words_only(void **state)
{
  (void)state;
  struct words *w = words_new();
  words_add(w, "alloc");
  words_add(w, "_x1");
  assert_true(in(w, "alloc"));
  assert_true(in(w, "a.alloc(1)"));
  assert_true(in(w, "// alloc"));
  assert_true(in(w, "(_x1)"));
  assert_false(in(w, "alloc_void(allocs, xalloc, alloc2, ALLOC, _alloc)"));
  assert_false(in(w, "_x2 x1 _x"));
  assert_false(in(w, ""));
  assert_false(in(w, "allo"));
  words_free(w);
}

static void test_words__nothing_beyond_the_length(void **state)
{
  (void)state;
  struct words *w = words_new();
  words_add(w, "alloc");
  assert_false(words_in(w, "alloc", 4));
  assert_true(words_in(w, "allocate", 5));
  assert_true(words_has(w, "allocate", 5));
  assert_false(words_has(w, "alloc", 4));
  assert_false(words_has(w, "", 0));
  words_free(w);
}

static void test_words__the_empty_word_and_the_empty_set(void **state)
{
  (void)state;
  struct words *w = words_new();
  assert_false(in(w, "a b c"));
  words_add(w, "");
  assert_false(in(w, "a b c"));
  words_free(w);
  words_free(NULL);
}

/* Names longer than any table: a file must not be missed because of one. */
static void test_words__long_words(void **state)
{
  (void)state;
  struct words *w = words_new();
  char word[400];
  for (gsize len = 60; len < sizeof(word); len += 17) {
    memset(word, 'q', len);
    word[len] = '\0';
    words_add(w, word);
    char *text = g_strconcat("x = ", word, ".alloc()", NULL);
    if (!in(w, text))
      fail_msg("a word of %u bytes is not found", (guint)len);
    g_free(text);
    word[len - 1] = 'r';
    assert_false(in(w, word));
  }
  words_free(w);
}

static void test_words__bytes_above_ascii_are_part_of_a_word(void **state)
{
  (void)state;
  struct words *w = words_new();
  words_add(w, "caf\xc3\xa9");
  words_add(w, "caf");
  assert_true(in(w, "= caf\xc3\xa9;"));
  assert_false(in(w, "caf\xc3\xa8"));
  words_free(w);
}
