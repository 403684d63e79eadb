/* SPDX-License-Identifier: Apache-2.0 */
#include "write/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_stage__names(void **state)
{
  (void)state;
  for (int s = 0; s < STAGE_N; s++) {
    assert_int_equal(stage_named(stage_name((enum stage)s)), s);
    assert_true(stage_is_journal(stage_journal((enum stage)s)));
    assert_true(*stage_rules((enum stage)s));
  }
  assert_int_equal(stage_named("baseline"), STAGE_N);
  assert_false(stage_is_journal("freelift.plan"));
  assert_string_not_equal(stage_journal(STAGE_SHIM), stage_journal(STAGE_NATIVE));
}
