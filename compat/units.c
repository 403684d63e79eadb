/* SPDX-License-Identifier: Apache-2.0 */
#include "units.h"

#include <time.h>

enum { WORDS = FLC_UNITS / 64 };

/* The first index from `from` on whose bit is `set`, FLC_UNITS if there is none. */
static unsigned next_bit(const uint64_t *words, unsigned from, bool set)
{
  uint64_t flip = set ? 0 : ~(uint64_t)0, w;
  unsigned i = from / 64;

  if (from >= FLC_UNITS)
    return FLC_UNITS;
  w = (words[i] ^ flip) & (~(uint64_t)0 << from % 64);
  while (!w && ++i < WORDS)
    w = words[i] ^ flip;
  return w ? i * 64 + (unsigned)__builtin_ctzll(w) : FLC_UNITS;
}

static void set_bits(uint64_t *words, unsigned from, unsigned n, bool set)
{
  for (unsigned i = from; i < from + n;) {
    unsigned in_word = 64 - i % 64 < from + n - i ? 64 - i % 64 : from + n - i;
    uint64_t mask = (~(uint64_t)0 >> (64 - in_word)) << i % 64;

    words[i / 64] = set ? words[i / 64] | mask : words[i / 64] & ~mask;
    i += in_word;
  }
}

unsigned flc_units_find(struct flc_units *u, unsigned n, unsigned align)
{
  unsigned longest = 0;

  if (u->free < n || u->longest < n)
    return FLC_UNITS;
  for (unsigned at = next_bit(u->used, 0, false), end; at < FLC_UNITS;
       at = next_bit(u->used, end, false)) {
    unsigned aligned = (at + align - 1) & ~(align - 1);

    end = next_bit(u->used, at, true);
    if (aligned + n <= end)
      return aligned;
    if (end - at > longest)
      longest = end - at;
  }
  u->longest = longest;
  return FLC_UNITS;
}

bool flc_units_take(struct flc_units *u, unsigned at, unsigned n)
{
  unsigned dirty = 0;

  for (unsigned i = next_bit(u->dirty, at, true); i < at + n; i = next_bit(u->dirty, i + 1, true))
    dirty++;
  set_bits(u->used, at, n, true);
  set_bits(u->dirty, at, n, false);
  u->free -= n;
  u->dirty_count -= dirty;
  return !dirty;
}

uint32_t flc_units_now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return (uint32_t)((uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000);
}

void flc_units_give(struct flc_units *u, unsigned at, unsigned n, bool dirty)
{
  uint32_t now = dirty ? flc_units_now() : 0;

  set_bits(u->used, at, n, false);
  u->free += n;
  u->longest = FLC_UNITS;
  if (!dirty)
    return;
  set_bits(u->dirty, at, n, true);
  u->dirty_count += n;
  for (unsigned i = at; i < at + n; i++)
    u->since[i] = now;
}

static bool is_dirty(const struct flc_units *u, unsigned i)
{
  return u->dirty[i / 64] >> i % 64 & 1;
}

static bool group_is_idle(const struct flc_units *u, unsigned at, unsigned group, unsigned idle_ms)
{
  uint32_t now = flc_units_now();
  bool any = false;

  if (next_bit(u->used, at, true) < at + group)
    return false;
  for (unsigned i = at; i < at + group; i++) {
    if (!is_dirty(u, i))
      continue;
    if (now - u->since[i] < idle_ms)
      return false;
    any = true;
  }
  return any;
}

unsigned flc_units_idle(const struct flc_units *u, unsigned from, unsigned group, unsigned idle_ms,
                        unsigned *n)
{
  unsigned at, end;

  for (at = next_bit(u->dirty, from, true); at < FLC_UNITS; at = next_bit(u->dirty, at, true)) {
    at &= ~(group - 1);
    if (group_is_idle(u, at, group, idle_ms))
      break;
    at += group;
  }
  if (at >= FLC_UNITS)
    return FLC_UNITS;
  for (end = at + group; end < FLC_UNITS && group_is_idle(u, end, group, idle_ms);)
    end += group;
  *n = end - at;
  return at;
}
