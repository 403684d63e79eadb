/* SPDX-License-Identifier: Apache-2.0 */
#include "slab_tree.h"

enum { BITS = 6, FAN = 1 << BITS, LEVELS = 4 };

static unsigned digit(uint32_t id, unsigned level)
{
  return id >> (BITS * level) & (FAN - 1);
}

bool flc_tree_is_hungry(const struct flc_tree *tree)
{
  return tree->spares < LEVELS - 1;
}

void flc_tree_feed(struct flc_tree *tree, struct flc_node *node)
{
  node->branch[0] = tree->spare;
  tree->spare = node;
  tree->spares++;
}

void flc_tree_put(struct flc_tree *tree, uint32_t id, void *item)
{
  struct flc_node *node = &tree->root;

  for (unsigned level = LEVELS - 1; level; level--) {
    void **branch = &node->branch[digit(id, level)];

    if (!*branch) {
      *branch = tree->spare;
      tree->spare = tree->spare->branch[0];
      tree->spares--;
      ((struct flc_node *)*branch)->branch[0] = NULL;
    }
    node = *branch;
  }
  node->branch[digit(id, 0)] = item;
}

void flc_tree_mark(struct flc_tree *tree, enum flc_tree_set set, uint32_t id, bool member)
{
  struct flc_node *path[LEVELS], *node = &tree->root;

  for (unsigned level = LEVELS; level--; node = node->branch[digit(id, level)]) {
    path[level] = node;
    if (member)
      node->set[set] |= (uint64_t)1 << digit(id, level);
    if (!level)
      break;
  }
  for (unsigned level = 0; level < LEVELS && !member; level++) {
    path[level]->set[set] &= ~((uint64_t)1 << digit(id, level));
    if (path[level]->set[set])
      break;
  }
}

static void *next_in(const struct flc_node *node, unsigned level, enum flc_tree_set set,
                     uint32_t from)
{
  unsigned first = digit(from, level);
  uint64_t left = node->set[set] & ~(uint64_t)0 << first;

  for (; left; left &= left - 1) {
    unsigned i = (unsigned)__builtin_ctzll(left);
    void *item = node->branch[i];

    if (level)
      item = next_in(item, level - 1, set, i == first ? from : 0);
    if (item)
      return item;
  }
  return NULL;
}

void *flc_tree_next(const struct flc_tree *tree, enum flc_tree_set set, uint32_t from)
{
  return from < FLC_TREE_MAX ? next_in(&tree->root, LEVELS - 1, set, from) : NULL;
}
