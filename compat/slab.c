/* SPDX-License-Identifier: Apache-2.0 */
#include "slab_p.h"

enum {
  BATCH = 32,      /* objects for which the lock is held, at most */
  FEW = 16,        /* objects that a slab holds at least, up to LARGE bytes in all */
  LARGE = 8 << 20, /* a larger object has a slab of its own */
  WASTE = 64,      /* at most one part in so many is wasted at a slab's end, if that can be */
};

/* ---- shape */

/* Whole units, so many that little is wasted at the end. */
static size_t span_bytes_of(size_t stride)
{
  size_t want = stride * FEW > LARGE ? LARGE / stride * stride : stride * FEW, best = 0;

  if (!want)
    want = stride;
  want = (want + FLC_UNIT - 1) & ~(size_t)(FLC_UNIT - 1);
  for (size_t bytes = want; bytes <= 2 * want; bytes += FLC_UNIT) {
    if (!best || bytes % stride * best < best % stride * bytes)
      best = bytes;
    if (best % stride <= best / WASTE)
      break;
  }
  return best;
}

struct flc_slabs *flc_slabs_new(struct flc_state *st, struct flc_kind *kind)
{
  struct flc_slabs *slabs = kind ? flc_meta_alloc(sizeof *slabs) : NULL;
  size_t stride = ((size_t)st->size + st->align - 1) & ~(size_t)(st->align - 1);

  if (!slabs)
    return NULL;
  st->stride = (uint32_t)stride;
  slabs->st = st;
  slabs->kind = kind;
  slabs->stride = stride;
  slabs->span_bytes = span_bytes_of(stride);
  slabs->count = (uint32_t)(slabs->span_bytes / stride);
  slabs->words = (slabs->count + FLC_WORD - 1) / FLC_WORD;
  slabs->reciprocal = (((uint64_t)1 << 32) + stride - 1) / stride;
  slabs->releases = stride >= flc_page_size();
  flc_slabs_list(slabs);
  return slabs;
}

/* ---- open slabs, under the lock */

void flc_slab_open(struct flc_slab *slab)
{
  struct flc_slabs *slabs = slab->slabs;

  flc_tree_mark(&slabs->tree, FLC_TREE_OPEN, slab->id, true);
  if (!slabs->current || slab->id < slabs->current->id)
    slabs->current = slab;
}

void flc_slab_close(struct flc_slab *slab)
{
  struct flc_slabs *slabs = slab->slabs;

  flc_tree_mark(&slabs->tree, FLC_TREE_OPEN, slab->id, false);
  if (slab == slabs->current)
    slabs->current = flc_tree_next(&slabs->tree, FLC_TREE_OPEN, slab->id);
}

/* ---- growing, without the lock but for moments: no take waits for the system */

static struct flc_slab *record_new(struct flc_slabs *slabs)
{
  struct flc_slab *slab = flc_meta_alloc(sizeof *slab + slabs->words * sizeof *slab->bits);

  if (!slab)
    return NULL;
  slab->slabs = slabs;
  flc_lock(&slabs->lock);
  while (flc_tree_is_hungry(&slabs->tree)) {
    struct flc_node *node;

    flc_unlock(&slabs->lock);
    node = flc_meta_alloc(sizeof *node);
    if (!node)
      return NULL;
    flc_lock(&slabs->lock);
    flc_tree_feed(&slabs->tree, node);
  }
  if (slabs->ids < FLC_TREE_MAX) {
    slab->id = slabs->ids++;
    flc_tree_put(&slabs->tree, slab->id, slab);
  } else {
    slab = NULL;
  }
  flc_unlock(&slabs->lock);
  return slab;
}

static struct flc_slab *record_get(struct flc_slabs *slabs)
{
  struct flc_slab *slab;

  flc_lock(&slabs->lock);
  slab = flc_tree_next(&slabs->tree, FLC_TREE_VACANT, 0);
  if (slab)
    flc_tree_mark(&slabs->tree, FLC_TREE_VACANT, slab->id, false);
  flc_unlock(&slabs->lock);
  return slab ? slab : record_new(slabs);
}

static bool grow(struct flc_slabs *slabs)
{
  struct flc_slab *slab = record_get(slabs);
  struct flc_span *span =
      slab ? flc_span_alloc(slabs->kind, slabs->span_bytes, FLC_UNIT, slabs->st, slab) : NULL;

  flc_lock(&slabs->lock);
  if (span) {
    slab->span = span;
    __atomic_store_n(&slab->base, span->base, __ATOMIC_RELAXED);
    __atomic_store_n(&span->slabs, slabs, __ATOMIC_RELEASE);
    for (uint32_t i = 0; i < slabs->words; i++) {
      uint32_t n = slabs->count - i * FLC_WORD;
      uint64_t all = n < FLC_WORD ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;

      slab->bits[i] = (struct flc_bits){.free = all, .dirty = span->released ? 0 : all};
    }
    slab->free = slabs->count;
    slab->first = 0;
    slabs->grown++;
    slabs->objects += slabs->count;
    flc_slab_open(slab);
  } else if (slab) {
    flc_tree_mark(&slabs->tree, FLC_TREE_VACANT, slab->id, true);
  }
  flc_unlock(&slabs->lock);
  return span != NULL;
}

/* ---- takes */

static size_t slab_take(struct flc_slab *slab, void **got, size_t max)
{
  const size_t stride = slab->slabs->stride;
  uint32_t i = slab->first;
  size_t n = 0;

  for (;; i++) {
    struct flc_bits *b = &slab->bits[i];
    uint64_t left = b->free, taken;

    for (char *base = slab->base + (size_t)i * FLC_WORD * stride; left && n < max; left &= left - 1)
      got[n++] = base + (size_t)__builtin_ctzll(left) * stride;
    taken = b->free ^ left;
    b->free = left;
    b->dirty |= taken;
    b->idle &= ~taken;
    if (n == max || i + 1 == slab->slabs->words)
      break;
  }
  slab->first = i;
  slab->free -= (uint32_t)n;
  return n;
}

static inline void *take_one(struct flc_slabs *slabs)
{
  struct flc_slab *slab;
  void *object = NULL;

  flc_lock(&slabs->lock);
  slab = slabs->current;
  if (slab) {
    uint32_t i = slab->first;
    uint64_t bit;

    while (!slab->bits[i].free)
      i++;
    bit = slab->bits[i].free & -slab->bits[i].free;
    slab->bits[i].free ^= bit;
    slab->bits[i].dirty |= bit;
    slab->bits[i].idle &= ~bit;
    slab->first = i;
    object = slab->base + ((size_t)i * FLC_WORD + (size_t)__builtin_ctzll(bit)) * slabs->stride;
    if (!--slab->free)
      flc_slab_close(slab);
  }
  flc_unlock(&slabs->lock);
  return object;
}

void *flc_slabs_take(struct flc_slabs *slabs)
{
  void *object;

  do
    object = take_one(slabs);
  while (__builtin_expect(!object, 0) && grow(slabs));
  return object;
}

/* Up to max <= BATCH objects that exist. */
static size_t take_batch(struct flc_slabs *slabs, void **got, size_t max)
{
  size_t n = 0;

  flc_lock(&slabs->lock);
  while (n < max && slabs->current) {
    struct flc_slab *slab = slabs->current;

    n += slab_take(slab, got + n, max - n);
    if (!slab->free)
      flc_slab_close(slab);
  }
  flc_unlock(&slabs->lock);
  return n;
}

size_t flc_slabs_alloc(struct flc_slabs *slabs, void **head, size_t max)
{
  flc_link *end = (flc_link *)head;
  void *got[BATCH];
  size_t total = 0;

  if (max == 1)
    return (*head = flc_slabs_take(slabs)) != NULL;
  while (total < max) {
    size_t n = take_batch(slabs, got, max - total < BATCH ? max - total : BATCH);

    /* Objects are written to, which may need pages, without the lock. */
    for (size_t i = 0; i < n; i++) {
      *end = got[i];
      end = got[i];
    }
    total += n;
    if (!n && (total || !grow(slabs)))
      break;
  }
  if (total)
    *end = NULL;
  return total;
}

/* ---- gives */

struct place {
  struct flc_slab *slab;
  uint32_t index;
};

__attribute__((cold, noreturn)) static void refuse(const struct flc_slabs *slabs,
                                                   const void *object, const struct flc_span *span)
{
  const char *name = slabs->st->pool->name;

  if (!span)
    flc_die("pool '%s': %p was given to it, but is not memory of any pool of this kind: give it to "
            "where it was taken from",
            name, object);
  if (span->owner != slabs->st)
    flc_die("pool '%s': %p was given to it, but was taken from pool '%s': the check wrong-pool "
            "with caller says who took it",
            name, object, span->owner->pool->name);
  flc_die("pool '%s': %p was given to it, but is not the start of an object: the nearest begins at "
          "%p",
          name, object,
          (void *)(span->base +
                   (size_t)((const char *)object - span->base) / slabs->stride * slabs->stride));
}

__attribute__((cold, noreturn)) static void refuse_twice(const struct flc_slabs *slabs,
                                                         const void *object)
{
  flc_die("pool '%s': %p was given to it, but it has that object already: the check double-give "
          "with caller says who gave it before",
          slabs->st->pool->name, object);
}

static struct flc_slab *slab_of(const struct flc_span *span)
{
  return span && __atomic_load_n(&span->slabs, __ATOMIC_ACQUIRE)
             ? __atomic_load_n(&span->data, __ATOMIC_ACQUIRE)
             : NULL;
}

/* near: a slab that it may well lie in, or NULL. */
static inline struct place find(const struct flc_slabs *slabs, const void *object,
                                struct flc_slab *near)
{
  struct place p = {near, 0};
  size_t offset = near ? (size_t)((const char *)object - near->base) : SIZE_MAX;

  if (offset >= slabs->span_bytes) {
    const struct flc_span *span = flc_span_of(object);

    p.slab = slab_of(span);
    if (!p.slab || p.slab->slabs->st != slabs->st)
      refuse(slabs, object, p.slab ? span : NULL);
    offset = (size_t)((const char *)object - p.slab->base);
  }
  p.index = (uint32_t)(offset * slabs->reciprocal >> 32);
  if (p.index * slabs->stride != offset || p.index >= slabs->count)
    refuse(slabs, object, flc_span_of(object));
  return p;
}

static inline void slab_give(struct flc_slab *slab, uint32_t index)
{
  uint32_t word = index / FLC_WORD;
  uint64_t bit = (uint64_t)1 << index % FLC_WORD;

  if (slab->bits[word].free & bit)
    refuse_twice(slab->slabs, slab->base + index * slab->slabs->stride);
  slab->bits[word].free |= bit;
  if (word < slab->first)
    slab->first = word;
  if (!slab->free++)
    flc_slab_open(slab);
}

void flc_slabs_give(struct flc_slabs *slabs, void *object)
{
  struct place p = find(slabs, object, NULL);
  struct flc_slabs *home = p.slab->slabs;

  flc_lock(&home->lock);
  slab_give(p.slab, p.index);
  flc_unlock(&home->lock);
}

void flc_slabs_free(struct flc_slabs *slabs, void *head, size_t n)
{
  struct place place[BATCH];

  if (n == 1) {
    flc_slabs_give(slabs, head);
    return;
  }
  while (n) {
    struct flc_slabs *home = NULL;
    size_t m = 0;

    /* Links and slabs are looked up before the lock is taken. */
    for (; m < BATCH && n; m++, n--) {
      place[m] = find(slabs, head, m ? place[m - 1].slab : NULL);
      if (home && place[m].slab->slabs != home)
        break;
      home = place[m].slab->slabs;
      head = n > 1 ? *(flc_link *)head : NULL;
    }
    flc_lock(&home->lock);
    for (size_t i = 0; i < m; i++)
      slab_give(place[i].slab, place[i].index);
    flc_unlock(&home->lock);
  }
}

struct flc_slabs *flc_slabs_of(const void *object)
{
  const struct flc_span *span = flc_span_of(object);

  return span ? __atomic_load_n(&span->slabs, __ATOMIC_ACQUIRE) : NULL;
}
