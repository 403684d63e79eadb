/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <errno.h>
#include <string.h>

/* All of them are locked at a fork, and TSan knows of 64 locks that a thread holds at once. */
enum { SHARDS = 16, SHARD_BITS = 4, FIRST = 256 };

/* Open addressing, linear probing; nothing is ever taken out but by rebuilding. */
struct shard {
  pthread_mutex_t lock;
  struct flc_record *slots, *spare; /* spare: as large, what was in force before */
  size_t room, spare_room, used;    /* used: also by records of what is gone */
} __attribute__((aligned(FLC_LINE)));

static struct shard shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static uint64_t hash_of(const void *object)
{
  uint64_t x = (uintptr_t)object * 0x9e3779b97f4a7c15u;

  return x ^ x >> 32;
}

static struct shard *shard_of(const void *object)
{
  return &shards[hash_of(object) >> (64 - SHARD_BITS)];
}

void *flc_record_object(const struct flc_record *record)
{
  return (void *)~record->hidden;
}

/* The object's slot, or the free one where it would be. */
static struct flc_record *slot_of(struct flc_record *slots, size_t room, const void *object)
{
  size_t i = hash_of(object) & (room - 1);

  while (slots[i].state != FLC_RECORD_NONE && slots[i].hidden != ~(uintptr_t)object)
    i = (i + 1) & (room - 1);
  return &slots[i];
}

static size_t count_live(const struct shard *s)
{
  size_t n = 0;

  for (size_t i = 0; i < s->room; i++)
    n += s->slots[i].state == FLC_RECORD_TAKEN || s->slots[i].state == FLC_RECORD_GIVEN;
  return n;
}

/* Forgets what is gone; into the spare where that is large enough. */
static int rebuild(struct shard *s)
{
  size_t live = count_live(s), room = FIRST;
  struct flc_record *slots = s->spare, *old = s->slots;

  while (room < 4 * live)
    room *= 2;
  if (s->spare_room >= room) {
    room = s->spare_room;
    memset(slots, 0, room * sizeof *slots);
  } else if (!(slots = flc_meta_alloc(room * sizeof *slots))) {
    return -ENOMEM;
  }
  for (size_t i = 0; i < s->room; i++)
    if (old[i].state == FLC_RECORD_TAKEN || old[i].state == FLC_RECORD_GIVEN)
      *slot_of(slots, room, flc_record_object(&old[i])) = old[i];
  s->spare = old;
  s->spare_room = s->room;
  s->slots = slots;
  s->room = room;
  s->used = live;
  return 0;
}

int flc_record_take(void *object, struct flc_state *st, void *caller, bool guarded,
                    struct flc_record *old)
{
  struct shard *s = shard_of(object);
  struct flc_record *r;
  int result = 0;

  pthread_mutex_lock(&s->lock);
  if (4 * (s->used + 1) > 3 * s->room)
    result = rebuild(s);
  if (!result) {
    r = slot_of(s->slots, s->room, object);
    *old = *r;
    if (r->state == FLC_RECORD_TAKEN || r->state == FLC_RECORD_GIVEN) {
      result = -EEXIST;
    } else {
      s->used += r->state == FLC_RECORD_NONE;
      *r = (struct flc_record){.hidden = ~(uintptr_t)object,
                               .st = st,
                               .taker = caller,
                               .state = FLC_RECORD_TAKEN,
                               .guarded = guarded};
    }
  }
  pthread_mutex_unlock(&s->lock);
  return result;
}

bool flc_record_give(void *object, struct flc_state *st, void *caller, struct flc_record *old)
{
  struct shard *s = shard_of(object);
  bool good = false;

  *old = (struct flc_record){0};
  pthread_mutex_lock(&s->lock);
  if (s->room) {
    struct flc_record *r = slot_of(s->slots, s->room, object);

    *old = *r;
    good = r->state == FLC_RECORD_TAKEN && r->st == st;
    if (good) {
      r->state = FLC_RECORD_GIVEN;
      r->giver = caller;
    }
  }
  pthread_mutex_unlock(&s->lock);
  return good;
}

struct flc_record flc_record_find(void *object)
{
  struct shard *s = shard_of(object);
  struct flc_record found = {0};

  pthread_mutex_lock(&s->lock);
  if (s->room)
    found = *slot_of(s->slots, s->room, object);
  pthread_mutex_unlock(&s->lock);
  return found;
}

struct flc_record flc_record_gone(void *object)
{
  struct shard *s = shard_of(object);
  struct flc_record found = {0};

  pthread_mutex_lock(&s->lock);
  if (s->room) {
    struct flc_record *r = slot_of(s->slots, s->room, object);

    found = *r;
    if (r->state != FLC_RECORD_NONE)
      r->state = FLC_RECORD_GONE;
  }
  pthread_mutex_unlock(&s->lock);
  return found;
}

void flc_record_each(bool (*each)(const struct flc_record *record, void *data), void *data)
{
  bool more = true;

  for (struct shard *s = shards; more && s < shards + SHARDS; s++) {
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; more && i < s->room; i++)
      if (s->slots[i].state != FLC_RECORD_NONE)
        more = each(&s->slots[i], data);
    pthread_mutex_unlock(&s->lock);
  }
}

void flc_records_fork(int when)
{
  for (struct shard *s = shards; s < shards + SHARDS; s++)
    if (when < 0)
      pthread_mutex_lock(&s->lock);
    else
      pthread_mutex_unlock(&s->lock);
}
