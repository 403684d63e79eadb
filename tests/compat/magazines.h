/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of what threads keep. */
#ifndef TESTS_COMPAT_MAGAZINES_H
#define TESTS_COMPAT_MAGAZINES_H

#include "compat/tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static inline struct flc_stats stats_of(struct flc_pool *pool)
{
  struct flc_stats stats;

  flc_pool_stats(pool, &stats);
  return stats;
}

/* Under ASan and its kin general backends have no magazines. */
static inline void need_magazines(void)
{
  if (flc_tool_watches())
    skip();
}

static inline void take_many(struct flc_pool *pool, void **objects, size_t n)
{
  for (size_t i = 0; i < n; i++)
    assert_non_null(objects[i] = flc_alloc(pool));
}

static inline void give_many(struct flc_pool *pool, void **objects, size_t n)
{
  for (size_t i = 0; i < n; i++)
    flc_free(pool, objects[i]);
}

#endif
