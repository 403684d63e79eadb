/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>

static struct flc_pool box = FLC_POOL("box", 40, 16);
static struct flc_pool tray = FLC_POOL("tray", 1000, 16);

static void test_check_report__a_caller_has_symbol_and_file(void **state)
{
  char name[300], tiny[8];
  void *in_libc = (char *)(uintptr_t)&gnu_get_libc_version + 2;

  (void)state;
  flc_caller_name(name, sizeof name, in_libc);
  assert_int_equal(strncmp(name, "gnu_get_libc_version+0x1 (", 26), 0);
  assert_non_null(strstr(name, "libc.so"));
  flc_caller_name(name, sizeof name, (void *)0x11);
  assert_string_equal(name, "0x10");
  flc_caller_name(name, sizeof name, NULL);
  assert_string_equal(name, "not known");
  flc_caller_name(tiny, sizeof tiny, in_libc);
  assert_string_equal(tiny, "gnu_get");
}

static void tell(void *data)
{
  struct flc_state *st = data;
  struct flc_record record = {.st = st, .taker = (void *)0x11, .giver = (void *)0x21};
  struct flc_report report = {.what = FLC_WRONG_SIZE,
                              .pool = st->check,
                              .object = (void *)0x1230,
                              .record = &record,
                              .caller = (void *)0x31,
                              .next = "sit down",
                              .goes_on = true};

  flc_report(&report, "is %d", 5);
  report.caller = NULL;
  flc_report(&report, "is %d", 6);
}

static void test_check_report__a_report_line_by_line(void **state)
{
  struct ended e = run_child(tell, checked_state(&box, FLC_CHECK_POISON, 0));

  (void)state;
  assert_int_equal(e.status, 0);
  assert_string_equal(e.said, "flc: wrong size: pool 'box': object 0x1230 of 40 bytes is 5\n"
                              "flc:   taken by 0x10\n"
                              "flc:   given first by 0x20\n"
                              "flc:   given again by 0x30\n"
                              "flc:   next: sit down\n"
                              "flc:   see: migration-guide/checks.md, 'wrong size'\n"
                              "flc: wrong size: pool 'box': object 0x1230 of 40 bytes is 6\n"
                              "flc:   taken by 0x10\n"
                              "flc:   given by 0x20\n"
                              "flc:   next: sit down\n"
                              "flc:   see: migration-guide/checks.md, 'wrong size'\n");
}

static void test_check_report__what_is_in_use_is_listed_by_bytes(void **state)
{
  struct flc_state *a = checked_state(&box, FLC_CHECK_CALLER, 0);
  struct flc_state *b = checked_state(&tray, FLC_CHECK_CALLER | FLC_CHECK_POISON, 0);
  struct flc_state *quiet = checked_state(&tray, FLC_CHECK_POISON, 0);
  void *objects[6];
  char text[2000] = "";
  FILE *f = fmemopen(text, sizeof text, "w");

  (void)state;
  assert_int_equal(flc_check_report(f, 0), 0);
  for (int i = 0; i < 3; i++)
    objects[i] = flc_check_alloc(a, (void *)0x101);
  objects[3] = flc_check_alloc(a, (void *)0x201);
  objects[4] = flc_check_alloc(b, (void *)0x301);
  objects[5] = flc_check_alloc(quiet, (void *)0x401);
  assert_int_equal(flc_check_report(f, 0), 5);
  fclose(f);
  assert_string_equal(text, "flc: in use: pool 'tray': 1 object, 1000 bytes, taken by 0x300\n"
                            "flc: in use: pool 'box': 3 objects, 120 bytes, taken by 0x100\n"
                            "flc: in use: pool 'box': 1 object, 40 bytes, taken by 0x200\n");

  memset(text, 0, sizeof text);
  f = fmemopen(text, sizeof text, "w");
  assert_int_equal(flc_check_report(f, 1), 5);
  fclose(f);
  assert_string_equal(text, "flc: in use: pool 'tray': 1 object, 1000 bytes, taken by 0x300\n");
  for (int i = 0; i < 4; i++)
    flc_check_free(a, objects[i], 0, NULL);
  flc_check_free(b, objects[4], 0, NULL);
  flc_check_free(quiet, objects[5], 0, NULL);
  assert_int_equal(flc_check_report(NULL, 0), 0);
}

/* The address that addr2line wants is the one in the file; two files are two commands. */
static void tell_lines(void *data)
{
  struct flc_state *st = data;
  char *in_libc = (char *)(uintptr_t)&gnu_get_libc_version + 2;
  char *here = (char *)(uintptr_t)&tell_lines + 2;
  struct flc_record record = {.st = st, .taker = in_libc, .giver = in_libc + 1};
  struct flc_report report = {.what = FLC_WRONG_SIZE,
                              .pool = st->check,
                              .record = &record,
                              .caller = here,
                              .next = "sit down",
                              .goes_on = true};

  flc_report(&report, "is 5");
}

static void test_check_report__names_the_command_that_shows_the_lines(void **state)
{
  struct ended e = run_child(tell_lines, checked_state(&box, FLC_CHECK_POISON, 0));
  const char *first = strstr(e.said, "flc:   lines: addr2line -Cfie "), *libc, *second;
  unsigned long a = 0, b = 0;
  Dl_info info;

  (void)state;
  assert_non_null(first);
  libc = strstr(first, "libc.so.6 0x");
  assert_non_null(libc);
  assert_int_equal(sscanf(libc, "libc.so.6 %lx %lx (the last function of each", &a, &b), 2);
  assert_int_equal(b, a + 1);
  assert_true(dladdr((void *)(uintptr_t)&gnu_get_libc_version, &info));
  assert_int_equal(a, (char *)(uintptr_t)&gnu_get_libc_version + 1 - (char *)info.dli_fbase);
  second = strstr(first + 1, "flc:   lines: addr2line -Cfie ");
  assert_non_null(second);
  assert_non_null(strstr(second, "test_check_report 0x"));
  assert_null(strstr(second + 1, "flc:   lines:"));
  assert_true(strstr(second, "flc:   next: ") > second);
}

/* ---- gives of many at once */

static struct flc_pool links FLC_POOL_SECTION = FLC_POOL("links", 64, 16);

struct bulk {
  int n;     /* as it is said; the chain has 5 */
  int tail;  /* which one is called the tail */
  int ends;  /* the link of this one is NULL */
  int given; /* this one was given before */
};

static void gives_bulk(void *data)
{
  const struct bulk *bulk = data;
  void *objects[6] = {NULL};

  setenv("FLC", "malloc,no-keeper;links=double-give,caller", 1);
  for (int i = 1; i <= 5; i++)
    objects[i] = flc_alloc(&links);
  for (int i = 1; i < 5; i++)
    *(void **)objects[i] = i == bulk->ends ? NULL : objects[i + 1];
  if (bulk->given)
    flc_free(&links, objects[bulk->given]);
  flc_free_bulk(&links, objects[1], objects[bulk->tail], (size_t)bulk->n);
}

static void test_check_report__a_bulk_with_a_wrong_number(void **state)
{
  struct bulk right = {5, 5, 0, 0}, long_one = {5, 2, 0, 0}, short_one = {3, 5, 0, 0},
              ends = {5, 5, 2, 0}, none = {2, 1, 1, 0}, twice = {5, 5, 0, 3};
  struct ended e = run_child(gives_bulk, &right);

  (void)state;
  assert_int_equal(e.status, 0);
  assert_string_equal(e.said, "");
  e = run_child(gives_bulk, &long_one);
  assert_reported(&e, "flc: wrong bulk: pool 'links': object 0x");
  assert_said(&e, " of 64 bytes is the tail, reached after 2 of 5 objects");
  assert_said(&e, "given by ");
  e = run_child(gives_bulk, &short_one);
  assert_reported(&e, "flc: wrong bulk: pool 'links'");
  assert_said(&e, "is not the tail, but number 3 of 3 objects");
  e = run_child(gives_bulk, &ends);
  assert_reported(&e, "flc: wrong bulk: pool 'links': object (nil)");
  assert_said(&e, "is the link of object 2 of 5");
  e = run_child(gives_bulk, &none);
  assert_reported(&e, "flc: wrong bulk: pool 'links'");
  e = run_child(gives_bulk, &twice);
  assert_reported(&e, "flc: double give: pool 'links'");
}
