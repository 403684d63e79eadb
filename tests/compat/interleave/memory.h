/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory as the C standard has it, not as one machine has it: a location keeps the messages that
 * were written to it, and a thread that reads may find any of them that is not older than what it
 * must know. What it must know is its view. A read that acquires takes over what the writer knew,
 * if the write released; one that is relaxed does not. A swap always finds the newest message. (Not
 * modelled: reads that see the future, and writes that land in the middle of a location's order.)
 *
 * The two halves of the head are swapped together, but read apart, so each is a location.
 */
#ifndef INTERLEAVE_MEMORY_H
#define INTERLEAVE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

enum {
  CELLS = 4,    /* cells are numbered from 1; 0: none */
  HISTORY = 12, /* messages of a location that some thread may still read */
};

enum { TOP, TAG, LINK, LOCATIONS = LINK + CELLS }; /* LINK + n - 1: the link of cell n */

struct view {
  uint8_t at[LOCATIONS]; /* the oldest message that may be read */
  uint8_t knows;         /* bit n - 1: all that was done to the object of cell n */
};

struct message {
  uint8_t value, tag; /* tag: of the head */
  struct view view;   /* what who acquires it learns */
};

struct history {
  uint8_t n;
  struct message message[HISTORY];
};

struct memory {
  struct history head, link[CELLS];
};

enum { LOAD, STORE, SWAP };

struct access {
  uint8_t kind, where, order;   /* where: TOP for a swap */
  uint8_t value, tag;           /* what is written */
  uint8_t from_value, from_tag; /* what a swap expects */
};

/** The list holds the cells from top down, each linked to the next; everybody knows. */
void memory_init(struct memory *m, const uint8_t *stack, unsigned n);
/** Messages that a thread with this view may find. */
unsigned memory_choices(const struct memory *m, const struct view *view, const struct access *a);
/** Does a, finding the choice-th of them; returns what was read, or whether the swap succeeded. */
uint8_t memory_do(struct memory *m, struct view *view, const struct access *a, unsigned choice);
/** Forgets messages that nobody can read any more, so that equal states are equal bytes. */
void memory_tidy(struct memory *m, struct view *views[], unsigned n_views);
/** The newest message. */
const struct message *memory_newest(const struct memory *m, unsigned where);

#endif
