/* SPDX-License-Identifier: Apache-2.0
 *
 * Pools in jemalloc arenas of their own, whose memory the kernel is advised of: one of the two
 * forms of nodump.
 *
 * For each advice there is a set of arenas. Their extent hooks are jemalloc's own, but for those
 * that map memory: what they return is advised as a whole, so no page of the arena is ever without.
 * Pages never leave the arena: the arena is never destroyed, and its objects come and go by its own
 * thread caches alone, never by the thread's automatic one, out of which plain malloc() takes.
 *
 * Threads are spread over the arenas, and each has one explicit cache for each advice, made at its
 * first take or give and destroyed when it ends. Where jemalloc has no more of them (4095 arenas or
 * caches), threads share arenas or go without a cache.
 */
#ifndef FLC_JEMALLOC_ARENA_H
#define FLC_JEMALLOC_ARENA_H

#include "flc_p.h"

/** Can it work in this process? 0, or -ENOENT with the reason in flc_error(). */
int flc_jemalloc_arena_ready(void);
/** Prepares st for objects in arenas with this advice (enum flc_advice), spread over shards arenas
 * (0: one for each cpu, at most 16; rounded up to a power of two, at most 1024). Sets st->data and
 * st->stride. Called with binding locked. -EAGAIN: jemalloc has no arena left. */
int flc_jemalloc_arena_open(struct flc_state *st, uint32_t advice, uint32_t shards);

void *flc_jemalloc_arena_alloc(struct flc_state *st);
size_t flc_jemalloc_arena_alloc_chain(struct flc_state *st, void **head, size_t max);
void flc_jemalloc_arena_free(struct flc_state *st, void *object);
void flc_jemalloc_arena_free_chain(struct flc_state *st, void *head, void *tail, size_t n);

/** The calling thread ends: its caches go. slot: that of FLC_BACKEND_ID_nodump. */
void flc_jemalloc_arena_thread_exit(void **slot);
/** Once a second: what is unused for long (jemalloc's dirty_decay_ms) goes back to the system. */
void flc_jemalloc_arena_tick(void);
/** All that is unused goes back, with what the calling thread has cached. Returns 0: jemalloc does
 * not say how much. */
size_t flc_jemalloc_arena_trim(void);

#endif
