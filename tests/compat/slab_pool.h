/* SPDX-License-Identifier: Apache-2.0
 *
 * A pool of slabs on a kind of its own, for tests below the level of flc_alloc().
 */
#ifndef SLAB_POOL_H
#define SLAB_POOL_H

#include "compat/slab_p.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pool {
  struct flc_pool pool;
  struct flc_state st;
  struct flc_kind *kind;
  struct flc_slabs *slabs;
};

static inline struct pool *open_pool(const char *name, uint32_t size, uint32_t align)
{
  static int node = 2000;
  struct pool *p = flc_meta_alloc(sizeof *p); /* slabs are for good */

  assert_non_null(p);
  p->pool.name = name;
  p->st.pool = &p->pool;
  p->st.size = size;
  p->st.align = align;
  p->kind = flc_kind(0, node++, NULL);
  p->slabs = flc_slabs_new(&p->st, p->kind);
  assert_non_null(p->slabs);
  return p;
}

static inline size_t in_use(const struct pool *p)
{
  struct flc_region_stats stats;

  flc_regions_stats(p->kind, &stats);
  return stats.in_use;
}

static inline uint64_t chunks(const struct pool *p, uint64_t *objects)
{
  uint64_t n, o;

  flc_slabs_stats(p->slabs, &n, objects ? objects : &o);
  return n;
}

static inline void *take(struct pool *p)
{
  void *object = NULL;

  assert_int_equal(flc_slabs_alloc(p->slabs, &object, 1), 1);
  assert_non_null(object);
  return object;
}

static inline void give(struct pool *p, void *object)
{
  flc_slabs_free(p->slabs, object, 1);
}

static inline size_t take_many(struct pool *p, void **objects, size_t n)
{
  for (size_t i = 0; i < n; i++)
    objects[i] = take(p);
  return n;
}

static inline void give_many(struct pool *p, void **objects, size_t n)
{
  for (size_t i = 0; i < n; i++)
    give(p, objects[i]);
}

#endif
