/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ratchet: the sites that a tree may have, as a file that only ever shrinks.
 *
 * A site is known by its file, function, kind and pool, and by how many of the same there are; not
 * by its line, so code above may move, and not by its words, so the same site may go from the
 * baseline to the shim and on, but not back.  A function that was renamed, and a file that was
 * moved, take their sites along.
 *
 * The file is JSON with a line for each entry, sorted, so that a change of it can be read in a
 * review.
 */
#ifndef FREELIFT_RATCHET_H
#define FREELIFT_RATCHET_H

#include "findings/finding.h"
#include "scan/inventory.h"

enum ratchet_error { RATCHET_ERROR_FILE };
#define RATCHET_ERROR ratchet_error_quark()
GQuark ratchet_error_quark(void);

/* Sites of one function, kind and pool. */
struct ratchet_entry {
  char *file, *function, *kind, *pool;
  guint baseline, shim; /* how many are in whose words */
};

/* Entries (struct ratchet_entry *, owned), sorted. */
typedef GPtrArray ratchet;

ratchet *ratchet_new(void);

/* Sorts, and makes one entry of those with the same key. */
void ratchet_sort(ratchet *r);

/* The sites of the tree that no comment keeps.  `kept`: a flag for each site of the inventory, or
 * NULL. */
ratchet *ratchet_of(const struct inventory *inv, const bool *kept);

/* Reads, and makes the text of, a file.  NULL and *err, with the place, when it is not one. */
ratchet *ratchet_read(const char *path, GError **err);
char *ratchet_text(const ratchet *r);

guint ratchet_count(const ratchet *r);

/* Holds the tree's sites against what was known: adds a finding for each site that is new or went
 * back.  *fewer: how many known sites are gone, or one stage on; only of use where nothing was
 * found. */
void ratchet_compare(const struct inventory *inv, const bool *kept, const ratchet *known,
                     GPtrArray *findings, guint *fewer);

#endif
