/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

static struct flc_pool box = FLC_POOL("box", 40, 32);

static void test_check_bytes__differences_are_found_from_both_ends(void **state)
{
  unsigned char bytes[100];

  (void)state;
  memset(bytes, 0xde, sizeof bytes);
  assert_int_equal(flc_bytes_differ(bytes, 100, 0xde, false), 100);
  assert_int_equal(flc_bytes_differ(bytes, 0, 0xde, false), 0);
  assert_int_equal(flc_bytes_differ(bytes, 1, 0xde, false), 1);
  assert_int_equal(flc_bytes_differ(bytes, 100, 0xbd, false), 0);
  for (size_t i = 0; i < 98; i++) {
    bytes[i] = bytes[i + 2] = 1;
    assert_int_equal(flc_bytes_differ(bytes, 100, 0xde, false), i);
    assert_int_equal(flc_bytes_differ(bytes, 100, 0xde, true), i + 2);
    bytes[i] = bytes[i + 2] = 0xde;
  }
}

static void test_check_bytes__zones_surround_the_object(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_REDZONE, 0);
  struct flc_checked *c = st->check;
  struct flc_record record = {.st = st};
  unsigned char *base = aligned_alloc(32, 128);

  (void)state;
  assert_int_equal(c->front, 32);
  assert_int_equal(st->size, 32 + 40 + 24);
  memset(base, 0, 128);
  flc_zones_fill(c, base + 32, false);
  flc_zones_look(c, base + 32, &record);
  for (int i = 0; i < 128; i++)
    assert_int_equal(base[i], (i >= 32 && i < 72) || i >= 96 ? 0 : FLC_FILL_ZONE);
  free(base);
}

struct damage {
  struct flc_state *st;
  long at;
};

static void damage(void *data)
{
  struct damage *d = data;
  char *object = flc_check_alloc(d->st, NULL);

  ((volatile char *)object)[d->at] = 1;
  flc_check_free(d->st, object, 0, NULL);
}

/* Compilers with ASan see the write itself. */
static bool is_seen_by_tool(const struct ended *e)
{
  return strstr(e->said, "AddressSanitizer");
}

static void test_check_bytes__damage_is_reported_with_its_place(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_REDZONE, 0);
  static const struct {
    long at;
    const char *start, *where;
  } samples[] = {
      {-32, "flc: written before the start: pool 'box': object ",
       "at byte -32: 0x01 where 0xbd was"},
      {-1, "flc: written before the start: pool 'box': object ", "at byte -1: 0x01 where 0xbd was"},
      {40, "flc: written past the end: pool 'box': object ", "at byte 40: 0x01 where 0xbd was"},
      {63, "flc: written past the end: pool 'box': object ", "at byte 63: 0x01 where 0xbd was"},
  };

  (void)state;
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    struct damage d = {st, samples[i].at};
    struct ended e = run_child(damage, &d);

    if (is_seen_by_tool(&e))
      continue;
    assert_reported(&e, samples[i].start);
    assert_said(&e, samples[i].where);
  }
  for (long at = 0; at < 40; at += 39) {
    struct damage d = {st, at};

    assert_int_equal(run_child(damage, &d).status, 0);
  }
}

static void spoil(void *data)
{
  struct flc_state *st = data;
  unsigned char object[40];
  struct flc_record record = {.st = st};

  memset(object, FLC_FILL_GIVEN, sizeof object);
  flc_fill_look(st->check, object, &record);
  object[3] = 7;
  object[20] = 8;
  flc_fill_look(st->check, object, &record);
}

static void test_check_bytes__a_touched_fill_is_reported_with_its_extent(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_POISON, 0);
  struct ended e = run_child(spoil, st);

  (void)state;
  assert_reported(&e, "flc: written after the give: pool 'box': object ");
  assert_said(&e, "bytes 3 to 20, the first is 0x07");
}
