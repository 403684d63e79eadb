/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Objects that are destroyed by hand right before their give: `frame->~T(); pool.free(frame);`.
 *
 * The two statements together are what one `delete` does.  Both the hazard and the rewrite ask
 * here, so they mean the same calls.
 */
#ifndef FREELIFT_DESTROYED_H
#define FREELIFT_DESTROYED_H

#include "subject.h"

/* `p->~T();` in tokens. */
struct destroying {
  guint32 first, end; /* the statement, its ';' included */
  guint32 name;       /* T */
};

/* Is the statement directly before the give a call of the destructor of what is given, in the same
 * block, with no directive between?  The give may cast; it must be a statement of its own. */
bool give_is_destroyed(const struct inventory *inv, const struct site *give, struct destroying *d);

/* The same, and is it the destructor that `delete` would run: of the pool's own type, or a virtual
 * one? */
bool subject_is_destroyed(const struct subject *s, const struct site *give, struct destroying *d);

/* Is every give of the pool like that? */
bool subject_is_always_destroyed(const struct subject *s);

#endif
