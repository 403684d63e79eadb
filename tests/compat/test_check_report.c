/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

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
  assert_string_equal(text, "flc: in use: pool 'tray': 1 objects, 1000 bytes, taken by 0x300\n"
                            "flc: in use: pool 'box': 3 objects, 120 bytes, taken by 0x100\n"
                            "flc: in use: pool 'box': 1 objects, 40 bytes, taken by 0x200\n");

  memset(text, 0, sizeof text);
  f = fmemopen(text, sizeof text, "w");
  assert_int_equal(flc_check_report(f, 1), 5);
  fclose(f);
  assert_string_equal(text, "flc: in use: pool 'tray': 1 objects, 1000 bytes, taken by 0x300\n");
  for (int i = 0; i < 4; i++)
    flc_check_free(a, objects[i], 0, NULL);
  flc_check_free(b, objects[4], 0, NULL);
  flc_check_free(quiet, objects[5], 0, NULL);
  assert_int_equal(flc_check_report(NULL, 0), 0);
}
