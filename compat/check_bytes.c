/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "tool.h"

#include <string.h>

size_t flc_bytes_differ(const void *start, size_t n, unsigned char fill, bool last)
{
  const unsigned char *p = start;

  /* The common case at memcmp's speed: the first byte is right and each equals its neighbour. */
  if (!n || (p[0] == fill && !memcmp(p, p + 1, n - 1)))
    return n;
  for (size_t i = 0; i < n; i++) {
    size_t at = last ? n - 1 - i : i;

    if (p[at] != fill)
      return at;
  }
  return n;
}

static struct flc_zones zones_of(const struct flc_checked *c, bool guarded)
{
  if (guarded)
    return flc_guard_zones(c);
  if (!(c->checks & FLC_CHECK_REDZONE))
    return (struct flc_zones){0, 0};
  return (struct flc_zones){c->front, c->st->size - c->front - c->size};
}

void flc_zones_fill(const struct flc_checked *c, void *object, bool guarded)
{
  struct flc_zones z = zones_of(c, guarded);
  char *start = object;

  memset(start - z.before, FLC_FILL_ZONE, z.before);
  memset(start + c->size, FLC_FILL_ZONE, z.behind);
  flc_tool_deny(start - z.before, z.before);
  flc_tool_deny(start + c->size, z.behind);
}

static void look_before(const struct flc_checked *c, const struct flc_record *record,
                        const unsigned char *object, size_t n)
{
  const unsigned char *zone = object - n;
  size_t at = flc_bytes_differ(zone, n, FLC_FILL_ZONE, true);
  struct flc_report report = {
      .what = FLC_WRITTEN_BEFORE,
      .pool = c,
      .object = object,
      .record = record,
      .next =
          "look for a negative index or a wrong cast in who uses it, or for an overflow of what "
          "lies before it",
  };

  if (at < n)
    flc_report(&report, "was overwritten before its start, at byte -%zu: 0x%02x where 0x%02x was",
               n - at, zone[at], FLC_FILL_ZONE);
}

static void look_behind(const struct flc_checked *c, const struct flc_record *record,
                        const unsigned char *object, size_t n)
{
  const unsigned char *zone = object + c->size;
  size_t at = flc_bytes_differ(zone, n, FLC_FILL_ZONE, false);
  struct flc_report report = {
      .what = FLC_WRITTEN_PAST,
      .pool = c,
      .object = object,
      .record = record,
      .next = "run with the word guard: the write itself then faults",
  };

  if (at < n)
    flc_report(&report, "was overwritten past its end, at byte %zu: 0x%02x where 0x%02x was",
               c->size + at, zone[at], FLC_FILL_ZONE);
}

void flc_zones_look(const struct flc_checked *c, void *object, const struct flc_record *record)
{
  struct flc_zones z = zones_of(c, record->guarded);
  char *start = object;

  flc_tool_allow(start - z.before, z.before);
  flc_tool_allow(start + c->size, z.behind);
  look_before(c, record, object, z.before);
  look_behind(c, record, object, z.behind);
}

void flc_fill_look(const struct flc_checked *c, void *object, const struct flc_record *record)
{
  const unsigned char *bytes = object;
  size_t first = flc_bytes_differ(object, c->size, FLC_FILL_GIVEN, false), last;
  struct flc_report report = {
      .what = FLC_WRITTEN_AFTER,
      .pool = c,
      .object = object,
      .record = record,
      .next = "run with the word guard: the write itself then faults",
  };

  if (first == c->size)
    return;
  last = flc_bytes_differ(object, c->size, FLC_FILL_GIVEN, true);
  flc_report(&report, "was changed after it was given: bytes %zu to %zu, the first is 0x%02x",
             first, last, bytes[first]);
}
