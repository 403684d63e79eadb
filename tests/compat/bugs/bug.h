/* SPDX-License-Identifier: Apache-2.0
 *
 * What the seeded bugs share. Each program has one bug, in which the pool "victim" is the one that
 * a report has to name, and ends with status 0 if nobody stops it.
 */
#ifndef BUG_H
#define BUG_H

#include "flc.h"

#include <stdlib.h>
#include <string.h>

#ifndef VICTIM_SIZE
#define VICTIM_SIZE 64
#endif
enum { SIZE = VICTIM_SIZE };

static struct flc_pool victim FLC_POOL_SECTION = FLC_POOL("victim", SIZE, 16);

static inline void start(void)
{
  if (flc_start(NULL) < 0) {
    fprintf(stderr, "%s\n", flc_error());
    exit(64);
  }
}

/* A take whose failure is handled. */
static inline char *take(struct flc_pool *pool)
{
  char *object = flc_alloc(pool);

  if (!object)
    exit(0);
  return object;
}

/* Not to be optimised away: the compiler must not know what object is. */
static inline void put(char *object, long at, char value)
{
  __asm__ volatile("" : "+r"(object));
  *(volatile char *)(object + at) = value;
}

static inline char get(char *object, long at)
{
  __asm__ volatile("" : "+r"(object));
  return *(volatile char *)(object + at);
}

#endif
