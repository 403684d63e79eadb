/* SPDX-License-Identifier: Apache-2.0 */
#include "region_p.h"

#include <errno.h>
#include <sys/mman.h>

enum { UNIT_BITS = 16 };

/* kinds_lock guards additions to kinds. release_lock is held by whoever releases pages, so that a
 * fork finds no unit in between; it is taken before a kind's lock. */
static pthread_mutex_t kinds_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t release_lock = PTHREAD_MUTEX_INITIALIZER;
static struct flc_kind *kinds;

/* ---- kinds */

static void kind_name(struct flc_mapping_kind *m)
{
  int n = snprintf(m->name, sizeof m->name, "flc%s%s", m->advice & FLC_DONTDUMP ? " nodump" : "",
                   m->advice & FLC_HUGEPAGE ? " huge" : "");

  if (m->node >= 0)
    snprintf(m->name + n, sizeof m->name - (size_t)n, " node %d", m->node);
}

static bool is_kind(const struct flc_mapping_kind *m, const struct flc_mapping_kind *want)
{
  return m->advice == want->advice && m->node == want->node && m->bind == want->bind;
}

struct flc_kind *flc_kind(uint32_t advice, int node,
                          int (*bind)(void *start, size_t bytes, int node))
{
  const struct flc_mapping_kind want = {.advice = advice, .node = node, .bind = bind};
  struct flc_kind *kind;

  pthread_mutex_lock(&kinds_lock);
  for (kind = kinds; kind; kind = kind->next)
    if (is_kind(&kind->mapping, &want))
      break;
  if (!kind && (kind = flc_meta_alloc(sizeof *kind))) {
    kind->mapping = want;
    kind_name(&kind->mapping);
    kind->last_region = &kind->regions;
    kind->next = kinds;
    __atomic_store_n(&kinds, kind, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&kinds_lock);
  return kind;
}

/* ---- regions */

static bool region_map(struct flc_kind *kind, struct flc_region *region, size_t bytes)
{
  char *base;

  bytes = (bytes + FLC_REGION - 1) & ~(size_t)(FLC_REGION - 1);
  base = flc_mapping_new(&kind->mapping, bytes, &region->page);
  if (!base)
    return false;
  region->bytes = bytes;
  __atomic_store_n(&region->base, base, __ATOMIC_RELAXED);
  if (flc_region_show(region, region))
    return true;
  flc_region_show(region, NULL);
  flc_mapping_end(base, bytes);
  return false;
}

/* Records are kept for good: an address that has become stale can be looked up at any time. */
static struct flc_region *record_new(struct flc_kind *kind, bool alone)
{
  unsigned n = alone ? 1 : FLC_UNITS;
  struct flc_region *region;

  flc_lock(&kind->lock);
  region = kind->spare_regions[!alone];
  if (region)
    kind->spare_regions[!alone] = region->next;
  flc_unlock(&kind->lock);
  if (region)
    return region;
  region = flc_meta_alloc(sizeof *region + n * sizeof *region->unit);
  if (!region || (!alone && !(region->units = flc_meta_alloc(sizeof *region->units))))
    return NULL;
  region->n = n;
  region->shift = alone ? 63 : UNIT_BITS;
  if (!alone)
    region->units->free = region->units->longest = FLC_UNITS;
  return region;
}

/* Under the lock. */
static void record_drop(struct flc_kind *kind, struct flc_region *region)
{
  region->next = kind->spare_regions[!!region->units];
  kind->spare_regions[!!region->units] = region;
}

/* A new region, counted. Called without the lock: a take in another thread does not wait for the
 * system. */
static struct flc_region *region_new(struct flc_kind *kind, size_t bytes)
{
  struct flc_region *region = record_new(kind, bytes > FLC_REGION);
  bool mapped;

  if (!region)
    return NULL;
  mapped = region_map(kind, region, bytes);
  flc_lock(&kind->lock);
  if (!mapped) {
    record_drop(kind, region);
  } else {
    region->next = NULL;
    if (region->units) {
      *kind->last_region = region;
      kind->last_region = &region->next;
    }
    kind->stats.regions++;
    kind->stats.mapped += region->bytes;
  }
  flc_unlock(&kind->lock);
  return mapped ? region : NULL;
}

/* ---- spans */

static struct flc_span *span_record(struct flc_kind *kind)
{
  struct flc_span *span;

  flc_lock(&kind->lock);
  span = kind->spare_spans;
  if (span)
    kind->spare_spans = span->next;
  flc_unlock(&kind->lock);
  if (!span && (span = flc_meta_alloc(sizeof *span)))
    span->kind = kind;
  return span;
}

static void span_drop(struct flc_span *span)
{
  struct flc_kind *kind = span->kind;

  flc_lock(&kind->lock);
  span->next = kind->spare_spans;
  kind->spare_spans = span;
  flc_unlock(&kind->lock);
}

static void span_fill(struct flc_span *span, struct flc_region *region, char *base, size_t bytes)
{
  span->region = region;
  span->next = NULL;
  __atomic_store_n(&span->base, base, __ATOMIC_RELAXED);
  __atomic_store_n(&span->bytes, bytes, __ATOMIC_RELAXED);
}

static void span_show(struct flc_span *span, unsigned at, unsigned n, bool show)
{
  for (unsigned i = at; i < at + n; i++)
    __atomic_store_n(&span->region->unit[i], show ? span : NULL, __ATOMIC_RELEASE);
}

/* From the first region that has room, so that later ones can become empty. */
static bool span_place(struct flc_kind *kind, struct flc_span *span, size_t bytes, size_t align)
{
  unsigned n = (unsigned)(bytes / FLC_UNIT),
           step = align > FLC_UNIT ? (unsigned)(align / FLC_UNIT) : 1;
  struct flc_region *region;
  unsigned at = FLC_UNITS;

  flc_lock(&kind->lock);
  for (region = kind->regions; region; region = region->next)
    if ((at = flc_units_find(region->units, n, step)) < FLC_UNITS)
      break;
  if (region) {
    span->released = flc_units_take(region->units, at, n);
    kind->stats.in_use += bytes;
  }
  flc_unlock(&kind->lock);
  if (!region)
    return false;
  span_fill(span, region, region->base + (size_t)at * FLC_UNIT, bytes);
  span_show(span, at, n, true);
  return true;
}

/* A region for one span alone. */
static bool span_place_alone(struct flc_kind *kind, struct flc_span *span, size_t bytes)
{
  struct flc_region *region = region_new(kind, bytes);

  if (!region)
    return false;
  flc_lock(&kind->lock);
  kind->stats.in_use += bytes;
  flc_unlock(&kind->lock);
  span->released = true;
  span_fill(span, region, region->base, bytes);
  span_show(span, 0, 1, true);
  return true;
}

struct flc_span *flc_span_alloc(struct flc_kind *kind, size_t bytes, size_t align,
                                struct flc_state *owner, void *data)
{
  struct flc_span *span = span_record(kind);
  bool placed;

  if (!span)
    return NULL;
  __atomic_store_n(&span->owner, owner, __ATOMIC_RELAXED);
  __atomic_store_n(&span->data, data, __ATOMIC_RELAXED);
  __atomic_store_n(&span->slabs, NULL, __ATOMIC_RELAXED);
  bytes = (bytes + FLC_UNIT - 1) & ~(size_t)(FLC_UNIT - 1);
  if (bytes > FLC_REGION) {
    placed = span_place_alone(kind, span, bytes);
  } else {
    do
      placed = span_place(kind, span, bytes, align);
    while (!placed && region_new(kind, FLC_REGION));
  }
  if (placed)
    return span;
  span_drop(span);
  errno = ENOMEM;
  return NULL;
}

void flc_span_free(struct flc_span *span)
{
  struct flc_region *region = span->region;
  struct flc_kind *kind = span->kind;
  unsigned at = (unsigned)((size_t)(span->base - region->base) >> UNIT_BITS);
  unsigned n = region->units ? (unsigned)(span->bytes / FLC_UNIT) : 1;

  span_show(span, at, n, false);
  if (!region->units) {
    flc_region_show(region, NULL);
    flc_mapping_end(region->base, region->bytes);
  }
  flc_lock(&kind->lock);
  kind->stats.in_use -= span->bytes;
  if (region->units) {
    flc_units_give(region->units, at, n, true);
  } else {
    kind->stats.regions--;
    kind->stats.mapped -= region->bytes;
    kind->stats.released += span->bytes;
    record_drop(kind, region);
  }
  flc_unlock(&kind->lock);
  span_drop(span);
}

/* ---- giving pages back */

size_t flc_span_release(struct flc_span *span, size_t offset, size_t bytes)
{
  size_t page = span->region->page, first = (offset + page - 1) & ~(page - 1);
  size_t end = (offset + bytes) & ~(page - 1);

  if (end <= first || madvise(span->base + first, end - first, MADV_DONTNEED))
    return 0;
  return end - first;
}

/* The units of a run count as in use while the system works, without the lock. */
static size_t region_release(struct flc_kind *kind, struct flc_region *region, unsigned idle_ms)
{
  unsigned group = region->page > FLC_UNIT ? (unsigned)(region->page / FLC_UNIT) : 1, at = 0, n;
  size_t total = 0;

  for (;; at += n) {
    size_t bytes;
    bool failed;

    flc_lock(&kind->lock);
    at = region->units->dirty_count ? flc_units_idle(region->units, at, group, idle_ms, &n)
                                    : FLC_UNITS;
    if (at < FLC_UNITS)
      flc_units_take(region->units, at, n);
    flc_unlock(&kind->lock);
    if (at == FLC_UNITS)
      return total;
    bytes = (size_t)n * FLC_UNIT;
    failed = madvise(region->base + (size_t)at * FLC_UNIT, bytes, MADV_DONTNEED);
    flc_lock(&kind->lock);
    flc_units_give(region->units, at, n, failed);
    kind->stats.released += failed ? 0 : bytes;
    flc_unlock(&kind->lock);
    total += failed ? 0 : bytes;
  }
}

size_t flc_regions_release(unsigned idle_ms)
{
  size_t bytes = 0;

  pthread_mutex_lock(&release_lock);
  for (struct flc_kind *kind = __atomic_load_n(&kinds, __ATOMIC_ACQUIRE); kind; kind = kind->next) {
    struct flc_region *region, *next;

    flc_lock(&kind->lock);
    region = kind->regions;
    flc_unlock(&kind->lock);
    for (; region; region = next) {
      bytes += region_release(kind, region, idle_ms);
      flc_lock(&kind->lock);
      next = region->next;
      flc_unlock(&kind->lock);
    }
  }
  pthread_mutex_unlock(&release_lock);
  return bytes;
}

/* ---- the rest */

void flc_regions_stats(const struct flc_kind *kind, struct flc_region_stats *stats)
{
  *stats = (struct flc_region_stats){0};
  for (struct flc_kind *k = __atomic_load_n(&kinds, __ATOMIC_ACQUIRE); k; k = k->next) {
    if (kind && k != kind)
      continue;
    flc_lock(&k->lock);
    stats->regions += k->stats.regions;
    stats->mapped += k->stats.mapped;
    stats->in_use += k->stats.in_use;
    stats->released += k->stats.released;
    flc_unlock(&k->lock);
  }
}

void flc_regions_fork(int when)
{
  if (when < 0) {
    pthread_mutex_lock(&kinds_lock);
    pthread_mutex_lock(&release_lock);
  }
  for (struct flc_kind *kind = kinds; kind; kind = kind->next)
    if (when < 0)
      flc_lock(&kind->lock);
    else
      flc_unlock(&kind->lock);
  if (when >= 0) {
    pthread_mutex_unlock(&release_lock);
    pthread_mutex_unlock(&kinds_lock);
  }
}
