/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the compiler says of the types of all class pools.
 *
 * For each pool one translation unit is parsed in which the pool is defined (pools of one file
 * share it), function bodies left out, on all cores.
 */
#ifndef FREELIFT_TYPES_H
#define FREELIFT_TYPES_H

#include "clang_api.h"
#include "database.h"
#include "facts.h"
#include "scan/inventory.h"

struct types {
  GPtrArray *facts;  /* struct type_facts * for each pool of the inventory; NULL: no class pool */
  GPtrArray *broken; /* char *: units that do not parse, each with its first error */
  guint units;       /* parsed */
};

typedef void (*types_progress)(guint done, guint total, gpointer data);

/* db NULL: nothing is known, because of `why`. */
struct types *types_read(const struct inventory *inv, const struct database *db,
                         const struct clang_api *c, const char *why, types_progress progress,
                         gpointer data);
void types_free(struct types *t);

/* Does the pool hold objects of a type of its own? */
bool types_is_wanted(const struct inventory *inv, guint32 pool);

#endif
