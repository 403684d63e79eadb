/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/slab_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS = 10000, ROUNDS = 30000 };

static char items[ITEMS];

static void put(struct flc_tree *tree, uint32_t id, void *item)
{
  while (flc_tree_is_hungry(tree)) {
    struct flc_node *node = flc_meta_alloc(sizeof *node);

    assert_non_null(node);
    flc_tree_feed(tree, node);
  }
  flc_tree_put(tree, id, item);
}

static void test_slab_tree__empty(void **state)
{
  static struct flc_tree tree;

  (void)state;
  assert_null(flc_tree_next(&tree, FLC_TREE_OPEN, 0));
  put(&tree, 0, &items[0]);
  assert_null(flc_tree_next(&tree, FLC_TREE_OPEN, 0));
}

static void test_slab_tree__far_ends(void **state)
{
  static struct flc_tree tree;

  (void)state;
  put(&tree, 0, &items[0]);
  put(&tree, FLC_TREE_MAX - 1, &items[1]);
  flc_tree_mark(&tree, FLC_TREE_OPEN, FLC_TREE_MAX - 1, true);
  assert_ptr_equal(flc_tree_next(&tree, FLC_TREE_OPEN, 0), &items[1]);
  assert_ptr_equal(flc_tree_next(&tree, FLC_TREE_OPEN, FLC_TREE_MAX - 1), &items[1]);
  assert_null(flc_tree_next(&tree, FLC_TREE_OPEN, FLC_TREE_MAX));
  flc_tree_mark(&tree, FLC_TREE_OPEN, 0, true);
  assert_ptr_equal(flc_tree_next(&tree, FLC_TREE_OPEN, 0), &items[0]);
}

static void test_slab_tree__as_a_plain_array(void **state)
{
  static struct flc_tree tree;
  static bool member[FLC_TREE_SETS][ITEMS];

  (void)state;
  srand(2);
  for (uint32_t i = 0; i < ITEMS; i++)
    put(&tree, i, &items[i]);
  for (unsigned round = 0; round < ROUNDS; round++) {
    uint32_t id = (uint32_t)rand() % ITEMS, from = (uint32_t)rand() % ITEMS, want;
    enum flc_tree_set set = rand() % 2 ? FLC_TREE_OPEN : FLC_TREE_VACANT;

    /* Few members and many, by turns. */
    member[set][id] = rand() % 10 < (round / 5000 % 2 ? 9 : 1);
    flc_tree_mark(&tree, set, id, member[set][id]);
    for (want = from; want < ITEMS && !member[set][want];)
      want++;
    assert_ptr_equal(flc_tree_next(&tree, set, from), want < ITEMS ? &items[want] : NULL);
  }
}
