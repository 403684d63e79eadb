/* SPDX-License-Identifier: Apache-2.0
 * A library or plugin with a pool. PART begins the names of its functions. */
#include <flc.h>

#include "check.h"

#ifndef PART
#define PART part
#endif
#define JOIN_(a, b) a##_##b
#define JOIN(a, b)  JOIN_(a, b)
#define NAME(x)     JOIN(PART, x)
#define TEXT_(x)    #x
#define TEXT(x)     TEXT_(x)

enum { OBJECTS = 100 };

struct flc_pool *NAME(pool)(void);
void *NAME(take)(struct flc_pool *pool);
void NAME(give)(struct flc_pool *pool, void *object);
void NAME(exercise)(void);

static struct flc_pool own FLC_POOL_SECTION = FLC_POOL("pool of " TEXT(PART), 200, 16);

struct flc_pool *NAME(pool)(void)
{
  return &own;
}

void *NAME(take)(struct flc_pool *pool)
{
  return flc_alloc(pool);
}

void NAME(give)(struct flc_pool *pool, void *object)
{
  flc_free(pool, object);
}

void NAME(exercise)(void)
{
  void *objects[OBJECTS];
  struct flc_stats stats;

  for (int i = 0; i < OBJECTS; i++)
    CHECK((objects[i] = flc_alloc(&own)) != NULL);
  for (int i = 0; i < OBJECTS; i++)
    flc_free(&own, objects[i]);
  flc_pool_stats(&own, &stats);
  CHECK(stats.taken >= OBJECTS && stats.taken == stats.given);
}
