/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks: what lies between a pool and its backend when words ask for them.
 *
 * Nothing is stored in front of objects, so that what a program overwrites is never what a report
 * needs: records are in tables of their own, by address. A pool with any check but fail has
 * records, and whoever has records finds double gives, wrong pools and pointers that were never
 * taken, since no check can go on after one of these.
 *
 *   check         take, give, quarantine
 *   check_table   the records
 *   check_bytes   fills and zones
 *   check_guard   objects on pages of their own
 *   check_report  messages, and lists of what is in use
 *
 * Locks: a queue's (quarantine), then a shard's (records). No lock is held while a backend is
 * called.
 */
#ifndef FLC_CHECK_H
#define FLC_CHECK_H

#include "flc_p.h"

enum {
  FLC_QUARANTINE_OBJECTS = 1024,   /* default of a pool's quarantine: so many objects, */
  FLC_QUARANTINE_BYTES = 16 << 20, /* and no more bytes than this, */
  FLC_QUARANTINE_LEAST = 16,       /* but at least so many */
  FLC_REDZONE = 16, /* bytes behind an object, at least; before it one alignment, at least this */
  FLC_GUARD_OBJECTS = 16384, /* on pages of their own at once, in the process: two mappings each */
  FLC_FILL_TAKEN = 0xca,     /* a pointer read from these faults */
  FLC_FILL_GIVEN = 0xde,
  FLC_FILL_ZONE = 0xbd,
};

/** What checks keep of a pool: st->check. size, checks and front are constant once it is bound. */
struct flc_checked {
  struct flc_state *st;
  struct flc_checked *next; /* all of them */
  uint32_t checks, size, front;
  pthread_mutex_t *lock; /* guards the ring; shared with other pools */
  void **ring;           /* objects in quarantine, the oldest at first */
  uint32_t room, first, n;
  uint64_t takes; /* for fail */
};

/* ---- check_table */

enum flc_record_state {
  FLC_RECORD_NONE, /* never taken, or forgotten */
  FLC_RECORD_TAKEN,
  FLC_RECORD_GIVEN, /* in quarantine */
  FLC_RECORD_GONE,  /* back at the backend; forgotten when its shard is rebuilt */
};

struct flc_record {
  uintptr_t hidden; /* the object's address, inverted: a leak search must not find it here */
  struct flc_state *st;
  void *taker, *giver; /* return addresses */
  uint32_t state;      /* enum flc_record_state */
  bool guarded;
};

/** The object of record. */
void *flc_record_object(const struct flc_record *record);
/** object was taken. 0, -ENOMEM, or -EEXIST: *old says that it was not given yet. */
int flc_record_take(void *object, struct flc_state *st, void *caller, bool guarded,
                    struct flc_record *old);
/** object is given: if it is taken and st's, its record is now given. *old: the record as it was
 * before. */
bool flc_record_give(void *object, struct flc_state *st, void *caller, struct flc_record *old);
/** object goes back to its backend; its record as it was before. */
struct flc_record flc_record_gone(void *object);
struct flc_record flc_record_find(void *object);
/** Calls each for every record, under its shard's lock, until it returns false. */
void flc_record_each(bool (*each)(const struct flc_record *record, void *data), void *data);
void flc_records_fork(int when);

/* ---- check_bytes */

/** The offset of the first of n bytes that is not fill, from the end of them with last; n: all are.
 */
size_t flc_bytes_differ(const void *start, size_t n, unsigned char fill, bool last);
/** Fills what surrounds object with FLC_FILL_ZONE and closes it to tools. */
void flc_zones_fill(const struct flc_checked *c, void *object, bool guarded);
/** Opens what surrounds object and reports it if it was written. */
void flc_zones_look(const struct flc_checked *c, void *object, const struct flc_record *record);
/** Reports object, which was given, if it does not hold FLC_FILL_GIVEN any more. */
void flc_fill_look(const struct flc_checked *c, void *object, const struct flc_record *record);

/* ---- check_guard */

/** A zone: bytes before the object and behind it that are its own. */
struct flc_zones {
  size_t before, behind;
};
struct flc_zones flc_guard_zones(const struct flc_checked *c);
/** Makes the process report a fault in a guarded object, if nobody handles SIGSEGV yet. */
void flc_guard_watch(void);
/** An object that ends where a page begins that cannot be touched. NULL: too many of them, or no
 * memory. */
void *flc_guard_map(const struct flc_checked *c);
/** From now on object cannot be touched, and has no memory. */
void flc_guard_close(const struct flc_checked *c, void *object);
void flc_guard_unmap(const struct flc_checked *c, void *object);

/* ---- check_report */

/* Each has a section with its name in migration-guide/checks.md. */
enum flc_misuse {
  FLC_DOUBLE_GIVE,
  FLC_NEVER_TAKEN,
  FLC_WRONG_POOL,
  FLC_TAKEN_TWICE,
  FLC_WRONG_SIZE,
  FLC_WRITTEN_PAST,
  FLC_WRITTEN_BEFORE,
  FLC_WRITTEN_AFTER,
  FLC_USED_PAST,
  FLC_USED_AFTER,
  FLC_WRONG_BULK,
};

/** What a report says. Its first line is `flc: MISUSE: pool 'NAME': object ADDRESS of SIZE bytes
 * ...`. */
struct flc_report {
  enum flc_misuse what;
  const struct flc_checked *pool;
  const void *object;
  const struct flc_record *record; /* who took it and who gave it; may be NULL */
  void *caller;                    /* who gives it now; may be NULL */
  const char *next;                /* what to do now */
  bool goes_on; /* the caller sees to it that the process ends; else flc_report() does */
};
void flc_report(const struct flc_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3), cold));
/** A give that record (the state NONE: there is none) does not allow. */
void flc_report_give(const struct flc_checked *c, void *object, const struct flc_record *record,
                     void *caller) __attribute__((noreturn, cold));
/** Reports n objects from head to tail that are no such chain, before any of them is given: it ends
 * early or late, or one of them is not taken. */
void flc_check_bulk(struct flc_state *st, void *head, const void *tail, size_t n, void *caller);
/** Who: symbol, offset and file of the call before the return address caller. */
const char *flc_caller_name(char *text, size_t size, void *caller);

/** The objects in use of all pools with the check caller, by pool and by who took them, the most
 * bytes first: lines on f, or on standard error if f is NULL; at most so many of them, 0: all.
 * Returns the number of objects. */
size_t flc_check_report(FILE *f, unsigned lines);

#endif
