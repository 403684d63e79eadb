/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_word__every_name_is_found(void **state)
{
  (void)state;
#define X(w) assert_int_equal(word_find(#w, strlen(#w)), W_##w);
  WORD_NAMES(X)
#undef X
}

static void test_word__others_are_none(void **state)
{
  (void)state;
  assert_int_equal(word_find("pool", 4), W_NONE);
  assert_int_equal(word_find("interface", 9), W_NONE);
  assert_int_equal(word_find("in", 2), W_NONE);
  assert_int_equal(word_find("returning", 6), W_return); /* the length counts, not the end */
}

static void test_word__punctuators(void **state)
{
  (void)state;
  assert_int_equal(word_punct("::", 2), P_SCOPE);
  assert_int_equal(word_punct("->*", 3), P_ARROW_STAR);
  assert_int_equal(word_punct("<<=", 3), P_OP_ASSIGN);
  assert_int_equal(word_punct("%", 1), P_BINARY);
  assert_int_equal(word_punct("\\", 1), W_NONE);
}

static void test_word__traits(void **state)
{
  (void)state;
  assert_true(word_is_reserved(W_return));
  assert_false(word_is_reserved(W_NONE));
  assert_false(word_is_reserved(W_static_cast));
  assert_true(word_is_c_type(W_unsigned));
  assert_false(word_is_c_type(W_auto));
  assert_true(word_is_type(W_auto));
  assert_string_equal(word_spelling(W_and), "&&");
  assert_null(word_spelling(W_if));
}
