/* SPDX-License-Identifier: Apache-2.0 */
#include "types/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_facts__begin_unknown(void **state)
{
  (void)state;
  struct type_facts *f = facts_new();
  assert_non_null(f->unknown);
  assert_int_equal(f->trivial, TRI_UNKNOWN);
  facts_unknown(f, "one");
  facts_unknown(f, "two");
  assert_string_equal(f->unknown, "two");
  g_ptr_array_add(f->bases, g_strdup("B"));
  assert_true(facts_has_base(f, "B"));
  assert_false(facts_has_base(f, "A"));
  facts_free(f);
  facts_free(NULL);
}
