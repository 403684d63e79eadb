/* SPDX-License-Identifier: Apache-2.0
 *
 * What libflc keeps for each thread: magazines for each pool, and what slow paths know of it.
 *
 * Only the owner changes a magazine. To make a thread look after its magazines, another one marks
 * what is pending and then lets the thread's flc_magazines point to the table of zeroes: its next
 * take or give finds no magazine, comes through flc_thread_self(), and does what is pending. So the
 * fast paths need no flag to look at. A thread that neither takes nor gives keeps what it has,
 * which is bounded (limit).
 */
#ifndef FLC_THREAD_H
#define FLC_THREAD_H

#include "flc_p.h"

enum {
  FLC_TEND_IDLE = 1,  /* empty the magazines that were not used since the last time */
  FLC_TEND_EMPTY = 2, /* empty all */
  FLC_TEND_LIMIT = 4, /* watermarks have changed */
};

enum { FLC_REPORT = 64 /* objects by which a thread's part of in_use may be out of date */ };

/* What the inline functions do not need of a magazine. */
struct flc_cold {
  uint64_t taken, given;    /* past the magazine */
  void *spare;              /* a full magazine beside the loaded one, or NULL; see depot.h */
  struct flc_cell *reserve; /* fetched from the freelist, not in the cache yet; see flc.c */
  int64_t limit;    /* objects; the loaded one holds given - taken + limit - room, by its counts */
  int64_t reported; /* what of the thread's takes - gives is in state->shared.in_use */
  uint32_t slack;   /* by how much it may be out of date; 0: the magazine has not been used yet */
  uint32_t batch;   /* objects beyond one to fetch when the magazine is empty */
  uint64_t seen;    /* takes and gives when it was last looked at for idleness */
} __attribute__((aligned(2 * sizeof(struct flc_magazine))));

struct flc_thread {
  struct flc_magazine table[FLC_POOLS_MAX]; /* [0] stays zero */
  struct flc_cold cold[FLC_POOLS_MAX];
  char **magazines; /* the thread's flc_magazines */
  uint32_t pending; /* FLC_TEND_... */
  int tid;
  struct flc_thread *next; /* all threads, or all unused, under the threads' lock */
  struct flc_thread **link;
  void *data[FLC_BACKENDS];
};

/** The calling thread's, made at the first call, with what was pending done. NULL: no memory, or
 * the thread has ended (destructors of thread-specific data may still take and give). */
struct flc_thread *flc_thread_self(void);

/** What flc_magazines points to while a thread has no table, or has something pending: a struct
 * flc_thread of zeroes. */
extern char flc_no_magazines[];

/** From a pool's slot to what belongs to the magazine there. */
static inline struct flc_cold *flc_cold_of(char *table, uint32_t slot)
{
  struct flc_thread *t = (struct flc_thread *)(void *)table;

  return (struct flc_cold *)(void *)((char *)t->cold + slot * (sizeof(struct flc_cold) /
                                                               sizeof(struct flc_magazine)));
}

/** flc_thread_self() where nothing is pending, without a call. */
static inline struct flc_thread *flc_thread_here(void)
{
  char *table = __atomic_load_n(&flc_magazines, __ATOMIC_RELAXED);

  return __builtin_expect(table != flc_no_magazines, 1) ? (struct flc_thread *)(void *)table
                                                        : flc_thread_self();
}

/** Objects in the loaded magazine. */
static inline int64_t flc_magazine_count(const struct flc_magazine *m, const struct flc_cold *c)
{
  return (int64_t)(m->given - m->taken) + c->limit - m->room;
}

/** The magazine holds n objects more (less), that the program has not given (taken). */
static inline void flc_magazine_adjust(struct flc_magazine *m, int64_t n)
{
  __atomic_store_n(&m->room, m->room - n, __ATOMIC_RELAXED);
}

static inline void flc_thread_set_spare(struct flc_cold *c, void *magazine)
{
  __atomic_store_n(&c->spare, magazine, __ATOMIC_RELAXED);
}

/** What the thread has taken and not given. */
static inline int64_t flc_thread_out(const struct flc_magazine *m, const struct flc_cold *c)
{
  return (int64_t)(m->taken - m->given + c->taken - c->given);
}

/** Sets the magazine's limit, the first time. */
void flc_thread_set_up(struct flc_thread *t, const struct flc_state *st);
static inline void flc_thread_prepare(struct flc_thread *t, const struct flc_state *st)
{
  if (__builtin_expect(!t->cold[st->index].slack, 0))
    flc_thread_set_up(t, st);
}
/** Tells st->shared what this thread has in use. */
void flc_thread_report(struct flc_state *st, const struct flc_magazine *m, struct flc_cold *c);
/** change objects more are in use. */
void flc_count_in_use(struct flc_state *st, int64_t change);
/** So many were in use at one time; returns the peak. */
uint64_t flc_count_peak(struct flc_state *st, uint64_t in_use);
/** Gives what is in reserve back to the freelist, as if it had never been fetched. */
void flc_thread_return(struct flc_thread *t, struct flc_state *st);
static inline void flc_thread_unreserve(struct flc_thread *t, struct flc_state *st)
{
  if (__builtin_expect(t->cold[st->index].reserve != NULL, 0))
    flc_thread_return(t, st);
}

/** Gives all objects of the magazine, and the reserve, back to the backend. */
void flc_thread_empty(struct flc_thread *t, struct flc_state *st);
/** Asks all threads to tend to their magazines; does it at once for the calling thread. */
void flc_threads_tend(uint32_t what);
/** What the threads have counted for st, with those that have ended; never more gives
 * than takes. */
struct flc_sum {
  uint64_t taken, given, cached;
};
void flc_threads_sum(const struct flc_state *st, struct flc_sum *sum);
/** Low and high watermark, as set. */
void flc_watermarks(int *high, int *low);
void flc_threads_fork(int when);

#endif
