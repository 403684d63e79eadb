/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the pools that one file declares: definitions, externs, statics, arrays, members, locals,
 * parameters.  Part of inventory_scan(). */
#ifndef FREELIFT_POOL_H
#define FREELIFT_POOL_H

#include "inventory.h"

/* Does the file define a part of the allocator interface? */
bool pool_file_is_api(const struct scanned *f);

/* Adds the file's pools, their declaration sites, and mentions of their types. */
void pools_find(struct inventory *inv, guint32 file);

/* The two pools can only move together. */
void pool_join(struct inventory *inv, guint32 a, guint32 b);

/* Frees what the pool holds. */
void pool_release(struct pool *p);

/* Adds a pool under its name; its index. */
guint32 pool_add(struct inventory *inv, const struct pool *p);

#endif
