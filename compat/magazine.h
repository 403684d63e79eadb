/* SPDX-License-Identifier: Apache-2.0
 *
 * What the inline functions of flc.h cannot do with a magazine: fill an empty one, make room in a
 * full one. Of a general backend a thread has two magazines of each pool, the loaded one, which the
 * inline functions know, and a spare one; full ones go to and come from the pool's depots
 * (depot.h). Of the freelist it has one list, bounded by watermarks, as Traffic Server's threads
 * have.
 *
 * t is the calling thread's, prepared (thread.h).
 */
#ifndef FLC_MAGAZINE_H
#define FLC_MAGAZINE_H

#include "thread.h"

enum { FLC_BATCH = 32 /* objects fetched from a backend at once, at most */ };

/** Takes an object and counts it; NULL: no memory. */
void *flc_magazine_alloc(struct flc_state *st, struct flc_thread *t);
/** Gives one, and counts it. */
void flc_magazine_free(struct flc_state *st, struct flc_thread *t, void *object);

#endif
