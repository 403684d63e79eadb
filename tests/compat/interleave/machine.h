/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads that take and give, on the source of compat/freelist.h, one atomic access at a time.
 *
 * An operation is a function whose result depends only on what its accesses return. So a thread is
 * its position in its program and the list of what the accesses of the operation at hand have
 * returned; to go on, the operation is called again and fed from that list. A state is then plain
 * bytes.
 *
 * What is checked on the way: no object has two owners, none is lost; last in, first out at each
 * swap; an owner knows all that was done to its object before; the list is sound at the end. What
 * is not so is printed with the steps that led there, and the process exits with 1.
 */
#ifndef INTERLEAVE_MACHINE_H
#define INTERLEAVE_MACHINE_H

#include "memory.h"

enum { THREADS = 3, OPS = 3, LOG = 48, CHAIN = 3 };

struct thread {
  struct access next; /* what it does next, unless done */
  struct view view;
  uint8_t op; /* position in its program */
  uint8_t held_n, held[CELLS];
  uint8_t due_n, due[CELLS]; /* what its swap has taken off */
  uint8_t log_n, log[LOG];   /* what the accesses of this operation have returned; last member */
};

struct state {
  struct memory memory;
  struct thread thread[THREADS];
  uint8_t stack_n, stack[CELLS]; /* what the list should be, top first */
};

/* T take, C take a chain of up to CHAIN, G give the last taken, B give all at once. */
extern char machine_program[THREADS][OPS + 1];
extern unsigned machine_threads;

/** Each thread holds `each` objects, the others are on the list; each is at its first access. */
void machine_init(struct state *s, unsigned each);
/** Has thread t done its program? */
bool machine_done(const struct state *s, unsigned t);
/** One access of thread t, which finds the choice-th message that it may find; up to the next. */
void machine_step(struct state *s, unsigned t, unsigned choice);
/** After a step that was looked at: the trail is one shorter. */
void machine_step_back(void);
/** All threads are done: is the list what it should be? */
void machine_check_end(const struct state *s);

#endif
