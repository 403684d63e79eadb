/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/align.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "a0-a1:b0-b1 ..." for two strings whose characters are the tokens. */
static void assert_hunks(const char *a, const char *b, const char *want)
{
  guint32 x[64], y[64];
  for (size_t i = 0; i < strlen(a); i++)
    x[i] = (guint32)a[i];
  for (size_t i = 0; i < strlen(b); i++)
    y[i] = (guint32)b[i];
  GArray *hunks = align_tokens(x, (guint32)strlen(a), y, (guint32)strlen(b));
  GString *got = g_string_new(NULL);
  for (guint i = 0; i < hunks->len; i++) {
    const struct hunk *h = &g_array_index(hunks, struct hunk, i);
    g_string_append_printf(got, "%s%u-%u:%u-%u", i ? " " : "", h->a0, h->a1, h->b0, h->b1);
  }
  assert_string_equal(got->str, want);
  g_string_free(got, TRUE);
  g_array_free(hunks, TRUE);
}

static void test_align__equal_has_no_hunk(void **state)
{
  (void)state;
  assert_hunks("", "", "");
  assert_hunks("abc", "abc", "");
}

static void test_align__insertion_and_deletion(void **state)
{
  (void)state;
  assert_hunks("abc", "abxc", "2-2:2-3");
  assert_hunks("abxc", "abc", "2-3:2-2");
  assert_hunks("", "ab", "0-0:0-2");
  assert_hunks("ab", "", "0-2:0-0");
}

static void test_align__replacement_is_one_hunk(void **state)
{
  (void)state;
  assert_hunks("axyb", "apqrb", "1-3:1-4");
}

static void test_align__several_hunks_come_in_order(void **state)
{
  (void)state;
  assert_hunks("aXbcYd", "abcZd", "1-2:1-1 4-5:3-4");
}

static void test_align__long_and_different_is_still_an_answer(void **state)
{
  (void)state;
  const guint32 n = 6000;
  guint32 *a = g_new(guint32, n), *b = g_new(guint32, n);
  for (guint32 i = 0; i < n; i++) {
    a[i] = i;
    b[i] = n + i;
  }
  GArray *hunks = align_tokens(a, n, b, n);
  assert_int_equal(hunks->len, 1);
  assert_int_equal(g_array_index(hunks, struct hunk, 0).a1, n);
  assert_int_equal(g_array_index(hunks, struct hunk, 0).b1, n);
  g_array_free(hunks, TRUE);
  g_free(a);
  g_free(b);
}
