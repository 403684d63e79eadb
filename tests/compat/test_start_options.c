/* SPDX-License-Identifier: Apache-2.0
 *
 * FLC=help, and what Traffic Server's options become. */
#include "tests/compat/start_child.h"
#include "thread.h"

static void takes(const char *words)
{
  (void)words;
  MUST(flc_alloc(&requests));
  MUST(flc_alloc(&replies));
  printf("%s %s\n", on(&requests), on(&replies));
}

/* ---- help */

static void starts(const char *words)
{
  flc_start(words);
  printf("went on\n");
}

static void test_start_options__help_prints_and_exits(void **state)
{
  static const char *const says[] = {"STATE",
                                     "POOLS",
                                     "WORDS",
                                     "RECIPES",
                                     "requests, variable reqAlloc",
                                     "on freelist",
                                     "poison",
                                     "no-poison",
                                     "FLC            freelist;help"};

  (void)state;
  assert_int_equal(ends("freelist;help", starts, NULL), 0);
  for (size_t i = 0; i < sizeof says / sizeof *says; i++)
    if (!strstr(outcome.out, says[i]))
      fail_msg("'%s' is not in %s", says[i], outcome.out);
  assert_null(strstr(outcome.out, "went on"));
  /* Words that find no pool do not keep it from listing them. */
  assert_int_equal(ends("nobody=malloc;help", starts, NULL), 0);
  assert_non_null(strstr(outcome.out, "RECIPES"));
  assert_int_equal(ends("help;no-help", starts, NULL), 0);
  assert_string_equal(outcome.out, "went on\n");
}

static void test_start_options__help_at_the_first_take(void **state)
{
  (void)state;
  assert_int_equal(ends("help", takes, NULL), 0);
  assert_non_null(strstr(outcome.out, "RECIPES"));
  assert_non_null(strstr(outcome.out, "pools that are not known yet are missing"));
  assert_null(strstr(outcome.out, "malloc malloc\n"));
}

static void dumps_help(const char *words)
{
  (void)words;
  MUST(!flc_dump(stdout, FLC_DUMP_HELP));
}

static void test_start_options__help_by_api_says_what_is_wrong(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc;oops", dumps_help, NULL), 0);
  assert_non_null(strstr(outcome.out, "WRONG: 'oops' in FLC, character 8: no such word"));
  assert_non_null(strstr(outcome.out, "RECIPES"));
}

/* ---- the options of Traffic Server */

static struct flc_legacy options;

static void starts_legacy(const char *words)
{
  (void)words;
  MUST(!flc_start_legacy(&options));
  MUST(!later.state);
  for (const struct flc_state *st = flc_states(); st; st = st->next) {
    bool is_nodump = !strcmp(st->backend->name, "nodump"),
         keeps_out = st->set.advice & FLC_DONTDUMP;

    MUST(!strcmp(st->backend->name, getenv("FLC") ? getenv("FLC") : st->backend->name));
    MUST(getenv("FLC") || is_general(st->pool) || is_nodump);
    MUST(keeps_out == (st->pool == &buffers && !options.dump_iobuffers));
    MUST(getenv("FLC") || is_nodump == keeps_out);
    MUST(st->set.thread_cache == !options.disable_pfreelist);
    MUST((st->set.magazine == 0) == !!options.disable_pfreelist);
    MUST(!(st->set.advice & FLC_HUGEPAGE) == !options.hugepages);
  }
}

static void test_start_options__every_combination_of_options(void **state)
{
  (void)state;
  for (int i = 0; i < 16; i++) {
    options = (struct flc_legacy){.disable_freelist = i & 1,
                                  .disable_pfreelist = i & 2,
                                  .hugepages = i & 4,
                                  .dump_iobuffers = i & 8};
    assert_int_equal(ends(NULL, starts_legacy, NULL), 0);
    assert_int_equal(ends("freelist", starts_legacy, NULL), 0);
  }
  options = (struct flc_legacy){0};
}

static void options_are_weakest(const char *words)
{
  MUST(!flc_start_legacy(&(struct flc_legacy){.disable_pfreelist = 1, .dump_iobuffers = 1}));
  MUST(requests.state->set.thread_cache && !requests.state->set.magazine);
  MUST(!strcmp(on(&buffers), "freelist") && !(buffers.state->set.advice & FLC_DONTDUMP));
  MUST(flc_start(words) == 0);
}

static void test_start_options__options_are_weaker_than_words(void **state)
{
  (void)state;
  assert_int_equal(ends("freelist;requests=thread-cache", options_are_weakest, "replies=freelist"),
                   0);
}

static void bad_options(const char *words)
{
  MUST(flc_start_legacy(&(struct flc_legacy){.dump_mem_info_seconds = -1}) == -EINVAL);
  MUST(nothing_is_bound());
  MUST(strstr(flc_error(), "dump_mem_info_seconds is -1"));
  (void)words;
}

static void test_start_options__options_that_are_wrong(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, bad_options, NULL), 0);
}

static void dumps(const char *words)
{
  (void)words;
  MUST(!flc_start_legacy(&(struct flc_legacy){.dump_mem_info_seconds = 1}));
  for (int i = 0; i < 100 && lseek(STDERR_FILENO, 0, SEEK_END) == 0; i++)
    usleep(100000);
}

static void test_start_options__keeper_dumps_every_so_many_seconds(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, dumps, NULL), 0);
  assert_non_null(strstr(outcome.err, "| memory/requests\n"));
}

static int list_high = 512, list_low = 32;

static void changes_records(const char *words)
{
  int high, low;

  (void)words;
  options.thread_list_high = &list_high;
  options.thread_list_low = &list_low;
  MUST(!flc_start_legacy(&options));
  __atomic_store_n(&list_low, 3, __ATOMIC_RELAXED);
  __atomic_store_n(&list_high, 9, __ATOMIC_RELAXED);
  for (int i = 0; i < 3000; i++) {
    flc_watermarks(&high, &low);
    if (high == 9 && low == 3)
      return;
    usleep(10000);
  }
  MUST(!"the watermarks followed");
}

static void test_start_options__records_may_change_the_watermarks(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, changes_records, NULL), 0);
}
