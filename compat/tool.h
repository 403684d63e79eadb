/* SPDX-License-Identifier: Apache-2.0
 *
 * What ASan, LSan, TSan and valgrind are told: which memory of a pool nobody owns, and that an
 * object which went through a pool was handed over.
 *
 * libflc may be built without a sanitizer and loaded into a process that has one, so the runtimes
 * are found by weak symbols and not by macros. Where no tool runs, each function is one load and
 * one branch.
 *
 * Memory that goes back to free() is left to the tool's own free(): take and give tell of an object
 * only if it lies in memory of libflc's own (a span, or st->own) or its pool has checks
 * (st->check). Pools with checks tell the tools themselves (check.c).
 */
#ifndef FLC_TOOL_H
#define FLC_TOOL_H

#include "flc_p.h"

/** Is a tool at work that has to see every take and give? Then no pool has an inline fast path:
 * magazines of general backends are off, and the freelist's thread caches work in flc.c. Constant
 * for the process.
 *
 * ASan, memcheck: yes. TSan: yes, unless libflc itself is built with it, since it then sees
 * libflc's own locks and atomics. LSan alone and valgrind's other tools: no. */
bool flc_tool_watches(void);
/** Is it one with a quarantine and leak search of its own (ASan, LSan, memcheck)? */
bool flc_tool_is_asan(void);

/** The object belongs to the program now (take) or to nobody (give). Order: take after it left the
 * cache, give before it enters it. Once each: memcheck reports a second give. */
void flc_tool_take(const struct flc_state *st, void *object);
void flc_tool_give(const struct flc_state *st, void *object);
/** An object as the backend knows it, st->size bytes: may be written by libflc, though nobody owns
 * it (open), may not any more (close). */
void flc_tool_open(const struct flc_state *st, void *object);
void flc_tool_close(const struct flc_state *st, void *object);

/** What this thread did before the release of an address comes before what another does after it
 * has acquired the same. Part of give and take. */
void flc_tool_release(void *address);
void flc_tool_acquire(void *address);

/** Any memory: must not be touched (deny), may be (allow; to memcheck its bytes count as written).
 */
void flc_tool_deny(const void *start, size_t bytes);
void flc_tool_allow(const void *start, size_t bytes);

/** New memory of libflc's own, leak searches look for pointers in it; and its end. */
void flc_tool_root(void *start, size_t bytes);
void flc_tool_unroot(void *start, size_t bytes);

#endif
