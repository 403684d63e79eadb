/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locals that had no other use than to name a thread's list: `EThread *t = this_ethread();` in
 * front of a THREAD_ALLOC(pool, t) that has become a `new`.  A compiler would warn of them.  They
 * go with the freelist and come back with it, since one may have served several pools; until then,
 * and where the initialiser may do something, they are said.  Parameters stay: others call the
 * function.
 */
#ifndef FREELIFT_UNUSED_H
#define FREELIFT_UNUSED_H

#include "lens/edit.h"
#include "scan/inventory.h"

/* The locals of the file that no code names any more once `edits`, which are settled, are done:
 * adds the edits that take them out, of no owner and not settled, or notes (char *) for a person.
 */
void unused_locals(const struct inventory *inv, guint32 file, GArray *edits, bool take,
                   GPtrArray *notes);

#endif
