/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters of a program that gives what it has not: nothing may wrap around, and dumps say it. */
#include "tests/compat/start_child.h"
#include "tool.h"

enum { GIVEN = 3 };

static void gives_too_often(const char *words)
{
  void *object;
  struct flc_stats stats;

  MUST(!flc_start(words) && !later.state);
  object = flc_alloc(&requests);
  MUST(object);
  for (int i = 0; i < GIVEN; i++)
    flc_free(&requests, object);
  flc_pool_stats(&requests, &stats);
  MUST(stats.taken == 1 && stats.given == GIVEN);
  MUST(stats.in_use == 0 && stats.bytes == 0 && stats.peak == 1);
  MUST(stats.allocated <= GIVEN || !strcmp(stats.backend, "freelist"));
  MUST(stats.allocated < 1000);
  flc_dump(stdout, FLC_DUMP_TEXT);
  flc_dump(stdout, FLC_DUMP_JSON);
}

static void test_counters_misuse__nothing_wraps_around(void **state)
{
  static const char *const words[] = {"malloc,no-keeper", "freelist,no-keeper"};

  (void)state;
  if (flc_tool_watches())
    return; /* which reports the second give, and that is that */
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    assert_int_equal(ends(words[i], gives_too_often, NULL), 0);
    assert_string_equal(outcome.err,
                        "flc: pool 'requests': 3 given, 1 taken: something was given twice, or "
                        "came from another pool; FLC='requests=checks,caller' says what\n");
    assert_non_null(strstr(outcome.out, " |                  0 |         64 | memory/requests\n"));
    assert_non_null(strstr(outcome.out, "\"taken\": 1, \"given\": 3, \"in_use\": 0, "));
  }
}

static void gives_once(const char *words)
{
  MUST(!flc_start(words));
  flc_free(&requests, flc_alloc(&requests));
  flc_dump(stdout, FLC_DUMP_TEXT);
  flc_dump(stdout, FLC_DUMP_BASE);
}

static void test_counters_misuse__dumps_are_silent_where_all_is_well(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc,no-keeper", gives_once, NULL), 0);
  assert_string_equal(outcome.err, "");
}
