/* SPDX-License-Identifier: Apache-2.0
 *
 * Each test has a process of its own, since a process starts once. */
#include "jemalloc_arena.h"
#include "tests/compat/start_child.h"

/* ---- flc_start */

static void binds_all(const char *words)
{
  MUST(nothing_is_bound());
  MUST(!flc_start(words));
  MUST(is_general(&requests) && is_general(&replies));
  MUST(!strcmp(on(&buffers), "nodump"));
  MUST(!later.state);
  MUST(!flc_pool_set(&later, "later", 100, 0, 8, 0));
  MUST(flc_alloc(&later) && is_general(&later));
  MUST(flc_pool_set(&later, "later", 100, 0, 8, 0) == -EBUSY);
}

static void test_start__binds_all_pools_that_are_set_up(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, binds_all, NULL), 0);
  assert_int_equal(ends("", binds_all, ""), 0);
  assert_int_equal(ends(";\n;", binds_all, " ; "), 0);
}

static void overridden(const char *words)
{
  MUST(!flc_start(words));
  MUST(!strcmp(on(&requests), "malloc"));
  MUST(!strcmp(on(&replies), "freelist"));
  MUST(requests.state->set.chunk == 3 && requests.state->set.arenas == 2);
}

static void test_start__flc_overrides_the_words_of_the_program(void **state)
{
  (void)state;
  assert_int_equal(
      ends("reqAlloc=malloc;chunk:3", overridden, "freelist;requests=nodump;chunk:2,arenas:2"), 0);
}

static void frees_its_words(const char *words)
{
  char *copy = strdup(words);

  MUST(!flc_start(copy));
  memset(copy, 'x', strlen(copy));
  free(copy);
  unsetenv("FLC");
  MUST(!flc_pool_set(&later, "later", 100, 0, 8, 0));
  MUST(flc_alloc(&later));
  MUST(later.state->set.chunk == 5 && later.state->set.arenas == 6);
}

static void test_start__words_are_copied(void **state)
{
  (void)state;
  assert_int_equal(ends("lat*=arenas:6", frees_its_words, "lat*=chunk:5"), 0);
}

static void fails_whole(const char *words)
{
  int result = flc_start(words);

  MUST(result == -EINVAL || result == -ENOENT);
  MUST(strlen(flc_error()) > 10);
  MUST(nothing_is_bound());
  MUST(flc_words_now()->n == (getenv("FLC") != NULL));
  dprintf(STDERR_FILENO, "%s", flc_error());
}

static void test_start__nothing_is_bound_after_an_error(void **state)
{
  static const struct {
    const char *flc, *words, *says;
  } cases[] = {
      {NULL, "freelist;oops", "'oops' in the words of flc_start(), character 10: no such word"},
      {"freelist;oops", NULL, "'oops' in FLC, character 10: no such word"},
      {"requests=malloc;reqests=freelist", NULL,
       "'reqests' in FLC, character 17: no pool has such a name; did you mean 'requests'. 4 "
       "known: "},
      {NULL, "nobody*=freelist",
       "'nobody*' in the words of flc_start(), character 1: no pool has such a name. 4 known: "},
      {"chunk:0", "freelist", "the value must be a number from 1 to"},
      {"buffers[2],requests=freelist", NULL, "Items are separated by ';'"},
  };

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(ends(cases[i].flc, fails_whole, cases[i].words), 0);
    if (!strstr(outcome.err, cases[i].says))
      fail_msg("'%s' instead of '%s'", outcome.err, cases[i].says);
  }
}

static void needs_jemalloc(const char *words)
{
  const struct flc_backend *jemalloc;

  flc_backend_at(FLC_BACKEND_ID_jemalloc, &jemalloc);
  if (jemalloc && !jemalloc->ready())
    return; /* the test runs with jemalloc */
  MUST(flc_start(words) == -ENOENT);
  MUST(nothing_is_bound());
  MUST(!jemalloc || strstr(flc_error(), words ? "pool 'requests' is to be on jemalloc, but: "
                                              : "pools are to be on jemalloc, but: "));
}

static void test_start__backend_that_is_not_in_the_process(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, needs_jemalloc, "requests=jemalloc"), 0);
  assert_int_equal(ends("jemalloc", needs_jemalloc, NULL), 0);
}

static void uses_before_start(const char *words)
{
  void *object = flc_alloc(&requests);

  MUST(flc_start(words) == -EBUSY);
  MUST(strstr(flc_error(), "pool 'requests' is in use already, on "));
  MUST(!replies.state && !buffers.state);
  /* Other words, and those that change nothing for it, are fine. */
  MUST(!flc_start("replies=chunk:44"));
  MUST(replies.state->set.chunk == 44);
  flc_free(&requests, object);
}

static void test_start__pool_in_use_cannot_change(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, uses_before_start, "freelist"), 0);
  assert_int_equal(ends(NULL, uses_before_start, "requests=poison"), 0);
  assert_int_equal(ends("malloc", uses_before_start, "magazine:3"), 0);
  assert_int_equal(ends("malloc", uses_before_start, "no-thread-cache"), 0);
  assert_int_equal(ends("malloc", uses_before_start, "hugepages"), 0);
  assert_int_equal(ends("malloc", uses_before_start, "quarantine:7"), 0);
}

static void starts_again(const char *words)
{
  MUST(!flc_start(words));
  MUST(!flc_start(words));
  MUST(!flc_start(NULL));
  MUST(flc_start("freelist;requests=freelist") == -EBUSY);
  MUST(!strcmp(on(&requests), "malloc") && requests.state->set.chunk == 9);
  MUST(flc_start("oops") == -EINVAL);
  MUST(flc_start("quarantine:6") == -EBUSY);
  MUST(flc_start("fail:6") == -EBUSY);
  MUST(!flc_start(NULL));
}

static void test_start__second_start_may_change_nothing(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, starts_again, "malloc;chunk:9,quarantine:5,fail:5"), 0);
}

static void nameless(const char *words)
{
  static struct flc_pool pool = FLC_POOL(NULL, 0, 8);

  flc_pool_add(&pool);
  MUST(!flc_start(words));
  MUST(!flc_pool_set(&pool, "ioBufAllocator[5]", 4096, 32, 4096, FLC_DONTDUMP));
  MUST(flc_alloc(&pool) && !strcmp(on(&pool), "malloc"));
}

static void test_start__pattern_for_a_pool_that_gets_its_name_later(void **state)
{
  (void)state;
  assert_int_equal(ends("ioBufAllocator[?]=malloc", nameless, NULL), 0);
  assert_non_null(strstr(outcome.err, "only a warning"));
  assert_int_equal(ends("ioBufAllocator[?]=malloc,dump,lazy", nameless, NULL), 0);
  assert_string_equal(outcome.err, "");
}

/* ---- by the name of a variable, which the program exports */

extern struct flc_pool exported_row[2];
__attribute__((visibility("default"))) struct flc_pool exported_row[2];

static void takes_from_a_row(const char *words)
{
  flc_pool_add(&exported_row[0]);
  flc_pool_add(&exported_row[1]);
  if (words)
    MUST(!flc_start(NULL));
  else
    MUST(flc_alloc(&requests));
  for (int i = 0; i < 2; i++)
    MUST(!flc_pool_set(&exported_row[i], "no such name", 100, 0, 8, 0) &&
         flc_alloc(&exported_row[i]));
  MUST(!strcmp(on(&exported_row[0]), "freelist"));
  MUST(!strcmp(on(&exported_row[1]), "malloc"));
}

static void test_start__pattern_with_the_name_of_a_variable(void **state)
{
  (void)state;
  assert_int_equal(ends("freelist;exported_row[1]=malloc", takes_from_a_row, "start"), 0);
  assert_string_equal(outcome.err, "");
  /* With the first take, which is another pool's, it is no pattern without a pool either. */
  assert_int_equal(ends("freelist;exported_row[1]=malloc", takes_from_a_row, NULL), 0);
  assert_string_equal(outcome.err, "");
}

static void takes_from_what_comes_later(const char *words)
{
  MUST(!flc_start(words));
  MUST(!flc_pool_set(&exported_row[1], "later", 100, 0, 8, 0) && flc_alloc(&exported_row[1]));
  MUST(!strcmp(on(&exported_row[1]), "freelist"));
}

static void test_start__pattern_with_the_variable_of_a_pool_that_comes_later(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc;exported_row[1]=freelist,lazy", takes_from_what_comes_later, NULL),
                   0);
}

static void has_a_name_for_each(const char *words)
{
  flc_pool_add(&exported_row[1]);
  MUST(flc_start(words) == -EINVAL);
  MUST(strstr(flc_error(), "did you mean 'exported_row[1]'"));
  MUST(nothing_is_bound());
}

static void test_start__a_pool_with_a_variable_is_not_nameless(void **state)
{
  (void)state;
  assert_int_equal(ends("exported_rov[1]=freelist", has_a_name_for_each, NULL), 0);
}

/* ---- without flc_start */

static void takes(const char *words)
{
  (void)words;
  MUST(flc_alloc(&requests));
  MUST(flc_alloc(&replies));
  printf("%s %s\n", on(&requests), on(&replies));
}

static void test_start__first_take_reads_flc(void **state)
{
  (void)state;
  assert_int_equal(ends("freelist;requests=malloc", takes, NULL), 0);
  assert_string_equal(outcome.out, "malloc freelist\n");
  assert_string_equal(outcome.err, "");
}

static void test_start__first_take_ends_the_process_when_flc_is_wrong(void **state)
{
  (void)state;
  /* In an item for another pool as well. */
  assert_int_equal(run_child("freelist;replies=poisn", takes, NULL), 64);
  assert_non_null(
      strstr(outcome.err,
             "flc: pool 'requests': 'poisn' in FLC, character 18: no such word; did you mean"));
  assert_string_equal(outcome.out, "");
}

static void test_start__first_take_warns_once_of_patterns(void **state)
{
  const char *first;

  (void)state;
  assert_int_equal(ends("malloc;nobody=malloc", takes, NULL), 0);
  assert_string_equal(outcome.out, "malloc malloc\n");
  first = strstr(outcome.err, "'nobody' in FLC, character 8: no pool has such a name");
  assert_non_null(first);
  assert_non_null(strstr(first, "flc_start() would tell"));
  assert_null(strstr(first + strlen("'nobody'"), "nobody"));
}

static void *take_one(void *arg)
{
  (void)arg;
  MUST(flc_alloc(&requests));
  return NULL;
}

static void takes_in_threads(const char *words)
{
  pthread_t ids[8];

  (void)words;
  for (int i = 0; i < 8; i++)
    MUST(!pthread_create(&ids[i], NULL, take_one, NULL));
  for (int i = 0; i < 8; i++)
    pthread_join(ids[i], NULL);
  MUST(requests.state->set.chunk == 77);
}

static void test_start__first_takes_at_once(void **state)
{
  (void)state;
  assert_int_equal(ends("malloc,chunk:77,keeper", takes_in_threads, NULL), 0);
}

/* ---- anything at all */

static void never_half(const char *words)
{
  uint32_t seed = 12345;

  for (int i = 0; i < 3000; i++) {
    char text[] = "freelist;requests=poison,quarantine:10;chunk:4;replies=magazine:3,lazy";
    int result;

    for (int n = 0; n < 3; n++) {
      seed = seed * 1664525 + 1013904223;
      text[(seed >> 8) % (sizeof text - 1)] = " ;,=:*?0qz"[(seed >> 24) % 10];
    }
    if (strstr(text, "help"))
      continue;
    result = flc_start(text);
    if (!result) {
      MUST(requests.state && replies.state && buffers.state);
      MUST(requests.state->set.chunk == replies.state->set.chunk || strchr(text, '='));
      return;
    }
    MUST(result < 0 && nothing_is_bound() && !flc_words_now()->n);
    MUST(strlen(flc_error()) > 10);
  }
  (void)words;
}

static void test_start__is_all_or_nothing(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, never_half, NULL), 0);
}

/* ---- what only opening a pool would find is an error of flc_start() as well */

static void wants_arenas(const char *words)
{
  int here = flc_jemalloc_arena_ready();

  MUST(flc_start(words) == here);
  MUST(here >= 0 || nothing_is_bound());
}

static void test_start__the_form_of_nodump_is_looked_at(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, wants_arenas, "buffers*=nodump-arena"), 0);
  assert_int_equal(ends("nodump-arena", wants_arenas, NULL), 0);
}

static void has_a_pool_too_large(const char *words)
{
  static struct flc_pool large = FLC_POOL("large", 0xfffffff8u, 16);

  flc_pool_add(&large);
  MUST(flc_start(words) == -EINVAL);
  MUST(strstr(flc_error(), "'large'") && strstr(flc_error(), "2^31"));
  MUST(nothing_is_bound());
}

static void test_start__a_size_beyond_the_largest_is_refused(void **state)
{
  (void)state;
  assert_int_equal(ends(NULL, has_a_pool_too_large, NULL), 0);
}
