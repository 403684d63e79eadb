/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the sites in one file once all pools are known.  Part of inventory_scan(). */
#ifndef FREELIFT_SITE_H
#define FREELIFT_SITE_H

#include "inventory.h"

/* A site in a macro body whose pool is the macro's parameter number `param`. */
struct macro_use {
  char *macro;
  guint32 param;
  guint32 pool; /* the stand-in pool: named like the parameter */
  bool certain; /* a site whatever is passed: THREAD_ALLOC(_a, ...) */
};

void site_add(struct inventory *inv, guint32 file, guint32 tok, enum site_kind kind, guint32 pool,
              bool is_shim);

/* Adds the file's sites and look-alikes. */
void sites_find(struct inventory *inv, guint32 file);

/* Adds what is left: uses of pools' names that are no sites. */
void mentions_find(struct inventory *inv, guint32 file);

/* Finds what is passed to macros that hold sites, so that their parameters get a pool; drops those
 * that never stand for one. */
void sites_bind_macros(struct inventory *inv);

#endif
