/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: which pool does a name mean where it stands, if any?
 *
 * In the order of the language: a local pool or parameter, a member of the enclosing class, a
 * static of the file, a global.  A declaration of something else by that name in between (a
 * parameter, a local, a member of the enclosing class, a variable of the file or namespace) hides
 * the pool.  Only tokens are known, so a base class's members and other files' classes are not: an
 * inherited pool is taken for one where nothing else fits.  Part of inventory_scan().
 */
#ifndef FREELIFT_RESOLVE_H
#define FREELIFT_RESOLVE_H

#include "inventory.h"

/* The pool that a name at token i of the file means, or NO_POOL.  `member`: the name follows '.' or
 * '->'.  *shadowed tells that a pool has this name but is not what is meant here. */
guint32 pool_resolve(const struct inventory *inv, guint32 file, guint32 i, bool member,
                     bool *shadowed);

/* The same for a thread's list, which mostly has its pool's name: `t->name`, or `name` in the code
 * of a class that has such a list.  `otherwise` if it means none. */
guint32 list_resolve(const struct inventory *inv, guint32 file, guint32 i, bool member,
                     guint32 otherwise);

#endif
