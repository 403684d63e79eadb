/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 20000, LIVE = 64 };

static struct flc_units fresh(void)
{
  return (struct flc_units){.free = FLC_UNITS, .longest = FLC_UNITS};
}

static void test_units__the_lowest_run_that_fits(void **state)
{
  static struct flc_units u;

  (void)state;
  u = fresh();
  assert_int_equal(flc_units_find(&u, FLC_UNITS, 1), 0);
  assert_true(flc_units_take(&u, 0, 10));
  assert_int_equal(flc_units_find(&u, FLC_UNITS, 1), FLC_UNITS);
  assert_int_equal(flc_units_find(&u, 3, 1), 10);
  assert_int_equal(flc_units_find(&u, 3, 16), 16);
  flc_units_give(&u, 4, 2, true);
  assert_int_equal(flc_units_find(&u, 2, 1), 4);
  assert_int_equal(flc_units_find(&u, 3, 1), 10);
  assert_int_equal(u.free, FLC_UNITS - 8);
  assert_false(flc_units_take(&u, 4, 2));
}

/* Against an array of bytes that is searched unit by unit. */
static void test_units__as_a_plain_array(void **state)
{
  static struct flc_units u;
  static char used[FLC_UNITS];
  unsigned at[LIVE] = {0}, n[LIVE] = {0};

  (void)state;
  u = fresh();
  srand(1);
  for (unsigned round = 0; round < ROUNDS; round++) {
    unsigned i = (unsigned)rand() % LIVE, align = 1u << rand() % 5, want = 0;

    if (n[i]) {
      flc_units_give(&u, at[i], n[i], rand() % 2);
      memset(used + at[i], 0, n[i]);
      n[i] = 0;
      continue;
    }
    n[i] = 1 + (unsigned)rand() % (rand() % 8 ? 12 : 200);
    for (; want + n[i] <= FLC_UNITS; want += align)
      if (!memchr(used + want, 1, n[i]))
        break;
    if (want + n[i] > FLC_UNITS)
      want = FLC_UNITS;
    assert_int_equal(at[i] = flc_units_find(&u, n[i], align), want);
    if (want == FLC_UNITS) {
      n[i] = 0;
      continue;
    }
    flc_units_take(&u, at[i], n[i]);
    memset(used + at[i], 1, n[i]);
  }
}

static void test_units__idle_runs(void **state)
{
  static struct flc_units u;
  unsigned n = 0;

  (void)state;
  u = fresh();
  assert_int_equal(flc_units_idle(&u, 0, 1, 0, &n), FLC_UNITS);
  flc_units_take(&u, 0, 100);
  flc_units_give(&u, 5, 3, true);
  flc_units_give(&u, 60, 10, true);
  assert_int_equal(flc_units_idle(&u, 0, 1, 0, &n), 5);
  assert_int_equal(n, 3);
  assert_int_equal(flc_units_idle(&u, 8, 1, 0, &n), 60);
  assert_int_equal(n, 10);
  assert_int_equal(flc_units_idle(&u, 70, 1, 0, &n), FLC_UNITS);
  /* The first ones have just come back, the others an hour ago. */
  for (unsigned i = 60; i < 70; i++)
    u.since[i] -= 3600 * 1000;
  assert_int_equal(flc_units_idle(&u, 0, 1, 60 * 1000, &n), 60);
  assert_int_equal(n, 10);
}

/* Huge pages go back whole: no unit of a group may be in use. */
static void test_units__idle_groups(void **state)
{
  static struct flc_units u;
  unsigned n = 0;

  (void)state;
  u = fresh();
  flc_units_take(&u, 0, 96);
  flc_units_give(&u, 16, 60, true);
  assert_int_equal(flc_units_idle(&u, 0, 32, 0, &n), 32);
  assert_int_equal(n, 32);
  assert_int_equal(flc_units_idle(&u, 64, 32, 0, &n), FLC_UNITS);
  flc_units_give(&u, 0, 16, true);
  assert_int_equal(flc_units_idle(&u, 0, 32, 0, &n), 0);
  assert_int_equal(n, 64);
}
