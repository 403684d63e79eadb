/* SPDX-License-Identifier: Apache-2.0 */
#include "flc_p.h"

#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE_FULL = 4096 / 128 };

/* Newest first: the order of a dump is the other way round. */
static struct flc_pool strange =
    FLC_POOL("a \"b\" \\ \n\x01 \x80 \xc3\xa4 \xed\xa0\x80 \xf0\x9f\x98\x80 \xc0\xaf/", 24, 8);
static struct flc_pool listed = {
    .size = 120, .align = 16, .name = "listed", .variable = "listedAlloc", .chunk = 32};
static struct flc_pool nameless = FLC_POOL(NULL, 8, 8);
static struct flc_pool idle = FLC_POOL("idle", 77, 8);

static void start(void)
{
  static bool started;

  if (started)
    return;
  started = true;
  flc_pool_add(&idle);
  flc_pool_add(&nameless);
  flc_pool_add(&listed);
  flc_pool_add(&strange);
  /* One general backend and the freelist; nothing of the environment. */
  unsetenv("FLC");
  if (flc_start("malloc,no-magazine,no-keeper;listed=freelist") < 0)
    fail_msg("%s", flc_error());
}

static char *dumped(enum flc_dump_format format)
{
  size_t size;
  char *text = NULL;
  FILE *f = open_memstream(&text, &size);

  assert_non_null(f);
  assert_int_equal(flc_dump(f, format), 0);
  assert_int_equal(fclose(f), 0);
  return text;
}

static struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

static void expect_line(const char *text, const char *format, ...)
{
  char line[256], with_ends[260];
  va_list args;

  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  snprintf(with_ends, sizeof with_ends, "\n%s\n", line);
  if (!strstr(text, with_ends))
    fail_msg("'%s' is not a line of:\n%s", line, text);
}

#define RULE \
  "-----------------------------------------------------------------------------------------\n"

static void test_dump__text_has_columns_and_total(void **state)
{
  static const char head[] =
      "     Allocated      |        In-Use      | Type Size  |   Free List Name\n"
      "--------------------|--------------------|------------|----------------------------------\n";
  void *a, *b, *c;
  char *text;

  (void)state;
  start();
  a = flc_alloc(&listed);
  b = flc_alloc(&listed);
  c = flc_alloc(&idle);
  text = dumped(FLC_DUMP_TEXT);
  assert_int_equal(strncmp(text, head, strlen(head)), 0);
  /* 120 bytes aligned to 16; a chunk is 32 objects, which is a page; two of them in use. */
  expect_line(text, "               4096 |                256 |        128 | memory/listed");
  expect_line(text, " %18u | %18u | %10u | memory/idle", stats_of(&idle).stride,
              stats_of(&idle).stride, stats_of(&idle).stride);
  expect_line(text, "                  0 |                  0 |          8 | memory/<unknown>");
  expect_line(text, " %18u | %18u |            | TOTAL", 4096 + stats_of(&idle).stride,
              256 + stats_of(&idle).stride);
  assert_string_equal(text + strlen(text) - strlen(RULE), RULE);
  assert_true(strstr(text, "memory/listed") < strstr(text, "memory/<unknown>"));
  free(text);
  flc_free(&listed, a);
  flc_free(&listed, b);
  flc_free(&idle, c);
}

static void test_dump__base_is_relative_and_signed(void **state)
{
  static const char head[] =
      "     allocated      |       in-use       |  count  | type size  |   free list name\n"
      "  relative to base  |  relative to base  |         |            |                 \n"
      "--------------------|--------------------|---------|------------|---------------------------"
      "-------\n";
  void *objects[PAGE_FULL + 1], *before;
  char *text;

  (void)state;
  start();
  before = flc_alloc(&listed);
  flc_dump_baseline();
  text = dumped(FLC_DUMP_BASE);
  assert_int_equal(strncmp(text, head, strlen(head)), 0);
  assert_string_equal(text + strlen(head), RULE);
  free(text);

  for (int i = 0; i <= PAGE_FULL; i++)
    objects[i] = flc_alloc(&listed);
  text = dumped(FLC_DUMP_BASE);
  expect_line(text,
              "               4096 |               4224 |      33 |        128 | memory/listed");
  assert_null(strstr(text, "memory/idle"));
  free(text);

  flc_free(&listed, before);
  for (int i = 0; i <= PAGE_FULL; i++)
    flc_free(&listed, objects[i]);
  text = dumped(FLC_DUMP_BASE);
  expect_line(text,
              "               4096 |               -128 |      -1 |        128 | memory/listed");
  free(text);

  flc_dump_baseline();
  text = dumped(FLC_DUMP_BASE);
  assert_null(strstr(text, "memory/"));
  free(text);
}

static void test_dump__json_has_every_member(void **state)
{
  static const char head[] = "{\"flc\": \"" FLC_VERSION "\", \"pools\": [\n  {";
  void *object;
  struct flc_stats s;
  char *text, line[1024];

  (void)state;
  start();
  object = flc_alloc(&listed);
  text = dumped(FLC_DUMP_JSON);
  s = stats_of(&listed);
  assert_int_equal(strncmp(text, head, strlen(head)), 0);
  snprintf(line, sizeof line,
           "  {\"name\": \"listed\", \"variable\": \"listedAlloc\", \"backend\": \"freelist\", "
           "\"size\": 120, "
           "\"stride\": 128, \"taken\": %" PRIu64 ", \"given\": %" PRIu64
           ", \"in_use\": 1, \"peak\": %" PRIu64 ", \"failed\": 0, \"cached\": %" PRIu64
           ", \"chunks\": %" PRIu64 ", \"allocated\": %" PRIu64 ", \"bytes\": 120},\n",
           s.taken, s.given, s.peak, s.cached, s.chunks, s.allocated);
  if (!strstr(text, line))
    fail_msg("%s\nis not in\n%s", line, text);
  assert_non_null(strstr(text, "{\"name\": null, \"variable\": null, \"backend\": "));
  assert_string_equal(text + strlen(text) - 4, "\n]}\n");
  free(text);
  flc_free(&listed, object);
}

static void test_dump__json_escapes_names(void **state)
{
  char *text;

  (void)state;
  start();
  text = dumped(FLC_DUMP_JSON);
  /* What is no UTF-8 (a lone byte, half of a pair, a slash written too long) cannot be in JSON. */
  if (!strstr(text, "{\"name\": \"a \\\"b\\\" \\\\ \\u000a\\u0001 \\ufffd \xc3\xa4 "
                    "\\ufffd\\ufffd\\ufffd \xf0\x9f\x98\x80 "
                    "\\ufffd\\ufffd/\", \"variable\": null, "))
    fail_msg("%s", text);
  free(text);
}

static void test_dump__help_is_what_flc_help_prints(void **state)
{
  char *text;

  (void)state;
  start();
  text = dumped(FLC_DUMP_HELP);
  assert_non_null(strstr(text, "malloc,no-magazine,no-keeper;listed=freelist"));
  assert_non_null(strstr(text, "\n* listed, variable listedAlloc\n      on freelist"));
  assert_non_null(strstr(text, "RECIPES"));
  /* A dump brings no library into the process. */
  assert_null(dlopen("libmemkind.so.0", RTLD_NOLOAD | RTLD_LAZY));
  free(text);
}

static void test_dump__says_when_it_could_not_be_written(void **state)
{
  FILE *full = fopen("/dev/full", "w");

  (void)state;
  start();
  assert_non_null(full);
  assert_int_equal(flc_dump(full, FLC_DUMP_TEXT), -EIO);
  assert_non_null(strstr(flc_error(), "No space left on device"));
  fclose(full);
  assert_int_equal(flc_dump(stderr, (enum flc_dump_format)99), -EINVAL);
}
