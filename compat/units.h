/* SPDX-License-Identifier: Apache-2.0
 *
 * Units: which 64 KiB pieces of a region are in use, and which free ones may have pages. The caller
 * holds the kind's lock.
 */
#ifndef FLC_UNITS_H
#define FLC_UNITS_H

#include "region.h"

enum { FLC_UNITS = FLC_REGION / FLC_UNIT };

struct flc_units {
  uint64_t used[FLC_UNITS / 64], dirty[FLC_UNITS / 64]; /* dirty: free and may have pages */
  uint32_t since[FLC_UNITS]; /* when a dirty one came back: flc_units_now() */
  unsigned free, dirty_count;
  unsigned longest; /* no run of free units is longer; the true one may be shorter */
};

/** The lowest n free units at a multiple of align, or FLC_UNITS. */
unsigned flc_units_find(struct flc_units *units, unsigned n, unsigned align);
/** Takes n free units; true if none of them has pages. */
bool flc_units_take(struct flc_units *units, unsigned at, unsigned n);
/** Gives n units back; dirty: they may have pages. */
void flc_units_give(struct flc_units *units, unsigned at, unsigned n, bool dirty);
/** The first run of dirty units from `from` on that have all been free for idle_ms: where, and how
 * many in *n; FLC_UNITS: none. It consists of whole groups of `group` units, where group is what
 * the system can release at once, and has no unit in use. */
unsigned flc_units_idle(const struct flc_units *units, unsigned from, unsigned group,
                        unsigned idle_ms, unsigned *n);
/** Milliseconds of a coarse clock, wrapping. */
uint32_t flc_units_now(void);

#endif
