/* SPDX-License-Identifier: Apache-2.0
 *
 * What flc_start() refuses although each word is right, what it warns of, and that help tells the
 * same. */
#include "tests/compat/start_child.h"

static void starts(const char *words)
{
  int result = flc_start(words);

  if (result < 0)
    dprintf(STDERR_FILENO, "%d: %s", result, flc_error());
  MUST(result >= 0 || nothing_is_bound());
  MUST(result < 0 || (requests.state && !later.state));
}

static void says(const char *where, const char *text)
{
  if (!strstr(where, text))
    fail_msg("'%s' is not in '%s'", text, where);
}

/* ---- out of core files */

static void test_start_refuses__dontdump_where_it_would_get_lost(void **state)
{
  static const char *const words[] = {"requests=malloc,dontdump", "dontdump;requests=malloc",
                                      "requests=malloc;dontdump", "buf*=malloc,dontdump",
                                      "requests=memkind,dontdump"};
  static const char *const kept[] = {"requests=nodump,dontdump", "requests=freelist,dontdump",
                                     "malloc,dontdump", "requests=malloc,dontdump;dump"};

  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    assert_int_equal(ends(words[i], starts, NULL), 0);
    if (!strstr(words[i], "memkind")) /* which may be missing */
      says(outcome.err, "is to be on malloc, which cannot keep memory out of core files: take "
                        "nodump, freelist or numa, or say dump");
    assert_int_not_equal(outcome.err[0], '\0');
  }
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
    assert_int_equal(ends(kept[i], starts, NULL), 0);
    assert_string_equal(outcome.err, "");
  }
}

static void takes(const char *words)
{
  (void)words;
  MUST(flc_alloc(&requests));
}

static void test_start_refuses__dontdump_at_the_first_take_too(void **state)
{
  (void)state;
  assert_int_equal(run_child("requests=malloc,dontdump", takes, NULL), 64);
  says(outcome.err, "which cannot keep memory out of core files");
}

static void test_start_refuses__nothing_but_warns_of_the_program_s_own_advice(void **state)
{
  static const char warning[] =
      "flc: pool 'buffers[2]' is to stay out of core files, but words put it on malloc, which "
      "cannot keep it out: say dump if that is meant. FLC=help lists all such pools\n";

  (void)state;
  assert_int_equal(ends("buffers*=malloc", starts, NULL), 0);
  assert_string_equal(outcome.err, warning);
  assert_int_equal(ends("buffers*=malloc,dump", starts, NULL), 0);
  assert_string_equal(outcome.err, "");
  assert_int_equal(ends("malloc", starts, NULL), 0); /* names no pool, so they stay on nodump */
  assert_string_equal(outcome.err, "");
  assert_int_equal(ends("buffers*=malloc;help", starts, NULL), 0);
  says(outcome.out,
       "on malloc; size 4096, alignment 4096; advice dontdump (NOT kept: malloc cannot); ");
  assert_int_equal(ends("help", starts, NULL), 0);
  says(outcome.out, "alignment 4096; advice dontdump; ");
}

/* ---- a backend that is not there */

static void test_start_refuses__by_the_word_as_it_was_written(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc;nodump-arena", starts, NULL), 0);
  if (*outcome.err) /* the test runs without jemalloc */
    says(outcome.err,
         ": 'nodump-arena' in FLC, character 8: pools are to be on nodump-arena, but: ");
  assert_int_equal(ends("requests=malloc", starts, "freelist;replies=nodump-arena"), 0);
  if (*outcome.err)
    says(outcome.err, ": 'nodump-arena' in the words of flc_start(), character 18: pool 'replies' "
                      "is to be on nodump-arena, but: ");
}

/* ---- help is held to the same */

static void test_start_refuses__and_help_says_so(void **state)
{
  static const char not [] = "\n  with these words the program does NOT start: ";

  (void)state;
  assert_int_equal(ends("requests=malloc,dontdump;help", starts, NULL), 0);
  says(outcome.out, not );
  says(outcome.out, "does NOT start: pool 'requests' is to be on malloc, which cannot keep");
  assert_int_equal(ends("reqests=malloc;help", starts, NULL), 0);
  says(outcome.out, "does NOT start: 'reqests' in FLC, character 1: no pool has such a name");
  assert_int_equal(ends("requests=malloc,dontdump;help", takes, NULL), 0);
  says(outcome.out, not );
  assert_int_equal(ends("malloc;help", starts, NULL), 0);
  assert_null(strstr(outcome.out, not ));
  assert_int_equal(ends("help", takes, NULL), 0);
  assert_null(strstr(outcome.out, not ));
}

/* ---- names, sizes */

static void has_twins(const char *words)
{
  static struct flc_pool twin = FLC_POOL("replies", 40, 8);

  flc_pool_add(&twin);
  MUST(!flc_start(words));
  MUST(!flc_start(NULL));
}

static void test_start_refuses__no_equal_names_but_warns(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc", has_twins, NULL), 0);
  assert_string_equal(
      outcome.err,
      "flc: two pools have the name 'replies': FLC and dumps cannot tell them apart\n");
}

static void has_a_large_one(const char *words)
{
  static struct flc_pool large = FLC_POOL("large", 1ull << 40, 8);

  if (!words)
    flc_alloc(&large); /* ends the process */
  flc_pool_add(&large);
  starts(words);
}

static void test_start_refuses__a_size_that_is_not_known(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, has_a_large_one, "malloc"), 0);
  says(outcome.err, "pool 'large': the size is more than 2^31");
  run_child(NULL, has_a_large_one, NULL);
  says(outcome.err, "pool 'large': size more than 2^31 and alignment 8");
  assert_int_equal(flc_pool_set(&later, "later", 1u << 31 | 1, 0, 8, 0), -EINVAL);
  says(flc_error(), "size more than 2^31 and");
}
