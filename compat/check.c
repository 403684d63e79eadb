/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "region.h"
#include "tool.h"

#include <errno.h>
#include <string.h>

enum {
  NEED_QUARANTINE = FLC_CHECK_QUARANTINE | FLC_CHECK_POISON | FLC_CHECK_GUARD,
  MILLION = 1000000,
  QUEUES = 8,
  EXIT_LINES = 20, /* of the list of what is in use at exit */
};

static struct flc_checked *all; /* newest first; only grows */
static unsigned opened;

/* All of them are locked at a fork, hence so few. */
static struct {
  pthread_mutex_t lock;
} __attribute__((aligned(FLC_LINE)))
queues[QUEUES] = {[0 ... QUEUES - 1] = {PTHREAD_MUTEX_INITIALIZER}};

static struct flc_checked *checked_pools(void)
{
  return __atomic_load_n(&all, __ATOMIC_ACQUIRE);
}

static bool has_records(const struct flc_checked *c)
{
  return c->checks & ~(uint32_t)FLC_CHECK_FAIL;
}

/* ---- open */

static uint32_t room_for(const struct flc_state *st)
{
  uint32_t room = FLC_QUARANTINE_OBJECTS;

  if (!(st->set.checks & NEED_QUARANTINE))
    return 0;
  if (st->set.quarantine)
    return st->set.quarantine;
  /* What is on pages of its own has no memory while it waits. */
  if (!(st->set.checks & FLC_CHECK_GUARD) && FLC_QUARANTINE_BYTES / st->size < room)
    room = FLC_QUARANTINE_BYTES / st->size;
  return room < FLC_QUARANTINE_LEAST ? FLC_QUARANTINE_LEAST : room;
}

int flc_check_open(struct flc_state *st)
{
  struct flc_checked *c = flc_meta_alloc(sizeof *c);

  if (!c)
    return flc_fail(-ENOMEM, "pool '%s': no memory for its checks", st->pool->name);
  c->lock = &queues[__atomic_fetch_add(&opened, 1, __ATOMIC_RELAXED) % QUEUES].lock;
  c->st = st;
  c->checks = st->set.checks;
  c->size = st->pool->size;
  c->room = room_for(st);
  if (c->room && !(c->ring = flc_meta_alloc(c->room * sizeof *c->ring)))
    return flc_fail(-ENOMEM, "pool '%s': no memory for a quarantine of %u objects", st->pool->name,
                    c->room);
  if (c->checks & FLC_CHECK_REDZONE) {
    c->front = st->align > FLC_REDZONE ? st->align : FLC_REDZONE;
    st->size = (c->front + c->size + FLC_REDZONE + FLC_REDZONE - 1) & ~(uint32_t)(FLC_REDZONE - 1);
    st->stride = (st->size + st->align - 1) & ~(st->align - 1);
  }
  if (c->ring)
    flc_tool_root(c->ring, c->room * sizeof *c->ring);
  if (c->checks & FLC_CHECK_GUARD)
    flc_guard_watch();
  st->check = c;
  do
    c->next = checked_pools();
  while (
      !__atomic_compare_exchange_n(&all, &c->next, c, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
  return 0;
}

/* ---- from and to the backend */

static void *fetch(const struct flc_checked *c, bool *guarded)
{
  char *base, *object = c->checks & FLC_CHECK_GUARD ? flc_guard_map(c) : NULL;

  *guarded = object;
  if (object)
    return object;
  base = c->st->backend->alloc(c->st);
  if (!base)
    return NULL;
  flc_tool_acquire(base);
  flc_tool_allow(base, c->st->size);
  return base + c->front;
}

/* What goes to free() must be open, since whoever gets it next is not told to us. */
static void put_back(const struct flc_checked *c, void *object, bool guarded)
{
  char *base = (char *)object - c->front;

  if (guarded) {
    flc_guard_unmap(c, object);
    return;
  }
  flc_tool_release(base);
  if (c->st->own || flc_span_of(base))
    flc_tool_deny(base, c->st->size);
  else
    flc_tool_allow(base, c->st->size);
  c->st->backend->free(c->st, base);
}

/* The object leaves the checks: its last look. */
static void release(const struct flc_checked *c, void *object, bool waited)
{
  struct flc_record record = flc_record_gone(object);

  if (record.guarded) {
    flc_guard_unmap(c, object);
    return;
  }
  if (waited) {
    flc_tool_allow(object, c->size);
    if (c->checks & FLC_CHECK_POISON)
      flc_fill_look(c, object, &record);
    flc_zones_look(c, object, &record);
  }
  put_back(c, object, false);
}

/* ---- take */

static bool is_unlucky(struct flc_checked *c)
{
  uint64_t x;

  if (!(c->checks & FLC_CHECK_FAIL))
    return false;
  /* The n-th take of a pool fails in each run, or in none. */
  x = __atomic_add_fetch(&c->takes, 1, __ATOMIC_RELAXED) * 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return (x ^ x >> 31) % MILLION < c->st->set.fail_ppm;
}

static void report_taken_twice(const struct flc_checked *c, void *object,
                               const struct flc_record *record)
{
  struct flc_report report = {
      .what = FLC_TAKEN_TWICE,
      .pool = record->st->check,
      .object = object,
      .record = record,
      .next = "look for a free() or delete of this object that should be a give, or for a write to "
              "an object that was given",
  };

  flc_report(&report, "is %s, but the allocator has handed out its memory again, to pool '%s'",
             record->state == FLC_RECORD_TAKEN ? "in use" : "in quarantine", c->st->pool->name);
}

void *flc_check_alloc(struct flc_state *st, void *caller)
{
  struct flc_checked *c = st->check;
  struct flc_record old;
  bool guarded;
  void *object;
  int result;

  if (is_unlucky(c) || !(object = fetch(c, &guarded))) {
    errno = ENOMEM;
    return NULL;
  }
  if (!has_records(c)) {
    flc_tool_take(st, object);
    return object;
  }
  result = flc_record_take(object, st, caller, guarded, &old);
  if (result == -EEXIST)
    report_taken_twice(c, object, &old);
  if (result) {
    put_back(c, object, guarded);
    errno = ENOMEM;
    return NULL;
  }
  if (c->checks & FLC_CHECK_POISON)
    memset(object, FLC_FILL_TAKEN, c->size);
  flc_zones_fill(c, object, guarded);
  flc_tool_take(st, object);
  return object;
}

/* ---- give */

static void look_at_size(const struct flc_checked *c, void *object, size_t size,
                         const struct flc_record *record)
{
  struct flc_report report = {
      .what = FLC_WRONG_SIZE,
      .pool = c,
      .object = object,
      .record = record,
      .next = "look for a give through a pointer to another type",
  };

  if (c->checks & FLC_CHECK_WRONG_SIZE && size && size != c->size)
    flc_report(&report, "is given as %zu bytes", size);
}

/* object enters quarantine; the object that leaves it, if any. */
static void *queue(struct flc_checked *c, void *object)
{
  void *out = NULL;

  pthread_mutex_lock(c->lock);
  if (c->n == c->room) {
    out = c->ring[c->first];
    c->first = (c->first + 1) % c->room;
    c->n--;
  }
  c->ring[(c->first + c->n++) % c->room] = object;
  pthread_mutex_unlock(c->lock);
  return out;
}

static void wait_in_quarantine(struct flc_checked *c, void *object, bool guarded)
{
  if (guarded) {
    flc_tool_give(c->st, object);
    flc_guard_close(c, object);
  } else {
    if (c->checks & FLC_CHECK_POISON)
      memset(object, FLC_FILL_GIVEN, c->size);
    flc_zones_fill(c, object, false);
    flc_tool_give(c->st, object);
  }
  object = queue(c, object);
  if (object)
    release(c, object, true);
}

void flc_check_free(struct flc_state *st, void *object, size_t size, void *caller)
{
  struct flc_checked *c = st->check;
  struct flc_record record;

  if (!has_records(c)) {
    flc_tool_give(st, object);
    put_back(c, object, false);
    return;
  }
  if (!flc_record_give(object, st, caller, &record))
    flc_report_give(c, object, &record, caller);
  record.giver = caller;
  look_at_size(c, object, size, &record);
  flc_zones_look(c, object, &record);
  if (c->room) {
    wait_in_quarantine(c, object, record.guarded);
  } else {
    flc_tool_give(st, object);
    release(c, object, false);
  }
}

size_t flc_check_trim(struct flc_state *st)
{
  struct flc_checked *c = st->check;
  size_t bytes = 0;
  uint32_t most = c->room;

  while (most--) {
    void *object = NULL;

    pthread_mutex_lock(c->lock);
    if (c->n) {
      object = c->ring[c->first];
      c->first = (c->first + 1) % c->room;
      c->n--;
    }
    pthread_mutex_unlock(c->lock);
    if (!object)
      break;
    release(c, object, true);
    bytes += st->size;
  }
  return bytes;
}

/* ---- fork, exit */

void flc_check_fork(int when)
{
  if (when >= 0)
    flc_records_fork(when);
  for (unsigned i = 0; i < QUEUES; i++)
    if (when < 0)
      pthread_mutex_lock(&queues[i].lock);
    else
      pthread_mutex_unlock(&queues[i].lock);
  if (when < 0)
    flc_records_fork(when);
}

static void look_at_quarantine(struct flc_checked *c)
{
  pthread_mutex_lock(c->lock);
  for (uint32_t i = 0; i < c->n; i++) {
    void *object = c->ring[(c->first + i) % c->room];
    struct flc_record record = flc_record_find(object);

    if (record.guarded)
      continue;
    flc_tool_allow(object, c->size);
    if (c->checks & FLC_CHECK_POISON)
      flc_fill_look(c, object, &record);
    flc_zones_look(c, object, &record);
    flc_zones_fill(c, object, false);
    flc_tool_deny(object, c->size);
  }
  pthread_mutex_unlock(c->lock);
}

/* What still waits is looked at when the process exits, and nothing is torn down. */
__attribute__((destructor(101))) static void look_at_exit(void)
{
  for (struct flc_checked *c = checked_pools(); c; c = c->next)
    if (has_records(c))
      look_at_quarantine(c);
  flc_check_report(NULL, EXIT_LINES);
}
