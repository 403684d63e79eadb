/* SPDX-License-Identifier: Apache-2.0
 *
 * The slabs of a pool by number, and two sets of such numbers, of which the lowest is found in a
 * few steps: a fixed order in which slabs are filled is what lets the later ones become empty.
 *
 * A tree of four levels, 64 branches each. Nothing is allocated under the lock that the caller
 * holds: it feeds the tree beforehand.
 */
#ifndef FLC_SLAB_TREE_H
#define FLC_SLAB_TREE_H

#include "flc_p.h"

enum flc_tree_set {
  FLC_TREE_OPEN,   /* has a free object */
  FLC_TREE_VACANT, /* a record without a span */
  FLC_TREE_SETS,
};

enum { FLC_TREE_MAX = 1 << 24 };

struct flc_node {
  uint64_t set[FLC_TREE_SETS]; /* which branches hold a member */
  void *branch[64];            /* of the lowest level: what was put there */
};

struct flc_tree {
  struct flc_node root;
  struct flc_node *spare;
  unsigned spares;
};

/** Must the tree be fed before the next flc_tree_put()? */
bool flc_tree_is_hungry(const struct flc_tree *tree);
/** Hands it a zeroed node, for good. */
void flc_tree_feed(struct flc_tree *tree, struct flc_node *node);
/** Puts item under id, in neither set; id below FLC_TREE_MAX, the tree not hungry. */
void flc_tree_put(struct flc_tree *tree, uint32_t id, void *item);
/** Adds the item under id to the set, or takes it out. */
void flc_tree_mark(struct flc_tree *tree, enum flc_tree_set set, uint32_t id, bool member);
/** The item of the set with the lowest id that is from or more; NULL: none. */
void *flc_tree_next(const struct flc_tree *tree, enum flc_tree_set set, uint32_t from);

#endif
