/* SPDX-License-Identifier: Apache-2.0
 *
 * A list that any thread puts cells on and takes cells off, last in, first out, without a lock.
 *
 * A cell stands for one object and lies beside the objects, never in them: a thread that is about
 * to take a cell reads its link, and another thread may take that cell and use the object in
 * between. So that such a read is only stale, and never touches what someone else owns, cells are
 * never freed and their links are only accessed atomically.
 *
 * The head is the newest cell and a tag, which are swapped as one. Every take makes the tag grow by
 * one, and no give changes it. Hence the rule on which all stands:
 *
 *   If cell and tag of the head are what they were, nothing was taken since (the tag would have
 *   grown), so nothing was given since either (what was given would lie above the cell, and only a
 *   take could bring the cell up again): the list is the same, and the links that were read down
 * from the head, however many, are what they were.
 *
 * That is why a take may bring several cells with one swap. It takes 64 bits of a tag to wrap
 * around while one thread stands between reading the head and swapping it, before the rule fails.
 *
 * Atomic accesses go through the three macros below, so that a test can compile this very source
 * against a scheduler of its own: see tests/compat/interleave.
 */
#ifndef FLC_FREELIST_H
#define FLC_FREELIST_H

#include <stddef.h>
#include <stdint.h>

struct flc_cell {
  struct flc_cell *next; /* the cell below, while it is on the list; belongs to its giver before */
  void *object;          /* set once, before the first give */
};

struct flc_head {
  struct flc_cell *top; /* NULL: the list is empty */
  uint64_t tag;
};

union flc_list {
  struct flc_head head;
  unsigned __int128 both;
};

#ifdef FLC_FREELIST_ATOMICS
#include FLC_FREELIST_ATOMICS
#else
#define FLC_LIST_LOAD(from, order)      __atomic_load_n(from, order)
#define FLC_LIST_STORE(to, what, order) __atomic_store_n(to, what, order)
/* __atomic would call libatomic for 16 bytes. __sync is one instruction and a full barrier, so at
 * least what the order asks for. */
#define FLC_LIST_SWAP(list, from, to, order)                                           \
  __sync_bool_compare_and_swap(&(list)->both, ((union flc_list){.head = (from)}).both, \
                               ((union flc_list){.head = (to)}).both)
#endif

/* The head, in two reads. The tag comes first: if the later swap still finds it, nothing was taken
 * since before the cell was read. The other way round the cell could be taken and given again
 * between the two reads, with another link. */
static inline struct flc_head flc_list_head(union flc_list *list)
{
  struct flc_head h;

  h.tag = FLC_LIST_LOAD(&list->head.tag, __ATOMIC_ACQUIRE);
  h.top = FLC_LIST_LOAD(&list->head.top, __ATOMIC_ACQUIRE);
  return h;
}

/** Puts below under cell. The caller owns cell: it is on no list. */
static inline void flc_cell_link(struct flc_cell *cell, struct flc_cell *below)
{
  FLC_LIST_STORE(&cell->next, below, __ATOMIC_RELAXED);
}

/** The cell under one that the caller owns. */
static inline struct flc_cell *flc_cell_below(struct flc_cell *cell)
{
  return FLC_LIST_LOAD(&cell->next, __ATOMIC_RELAXED);
}

/** Gives the cells from first down to last, which are linked: the next take gets first. */
static inline void flc_list_give(union flc_list *list, struct flc_cell *first,
                                 struct flc_cell *last)
{
  struct flc_head from, to;

  do {
    from = flc_list_head(list);
    flc_cell_link(last, from.top);
    to = (struct flc_head){first, from.tag};
    /* Release: who finds the cells finds their links, and what was done to the objects. */
  } while (__builtin_expect(!FLC_LIST_SWAP(list, from, to, __ATOMIC_RELEASE), 0));
}

/** Takes up to max cells with one swap. Returns the newest, the others are linked below it, *taken
 * says how many. NULL: the list is empty. */
static inline struct flc_cell *flc_list_take(union flc_list *list, size_t max, size_t *taken)
{
  struct flc_head from, to;
  size_t n;

  for (;;) {
    from = flc_list_head(list);
    if (!from.top)
      return NULL;
    /* Links may be stale, but a swap that succeeds says that these were not: see the rule. */
    to.top = flc_cell_below(from.top);
    for (n = 1; n < max && to.top; n++)
      to.top = flc_cell_below(to.top);
    to.tag = from.tag + 1;
    /* Release as well: who reads this tag must not read a cell from before it. */
    if (__builtin_expect(FLC_LIST_SWAP(list, from, to, __ATOMIC_ACQ_REL), 1)) {
      *taken = n;
      return from.top;
    }
  }
}

#endif
