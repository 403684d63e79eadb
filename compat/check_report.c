/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "region.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINE = 600, NAME = 400 };

static const char *const names[] = {
    [FLC_DOUBLE_GIVE] = "double give",
    [FLC_NEVER_TAKEN] = "never taken",
    [FLC_WRONG_POOL] = "wrong pool",
    [FLC_TAKEN_TWICE] = "taken twice",
    [FLC_WRONG_SIZE] = "wrong size",
    [FLC_WRITTEN_PAST] = "written past the end",
    [FLC_WRITTEN_BEFORE] = "written before the start",
    [FLC_WRITTEN_AFTER] = "written after the give",
    [FLC_USED_PAST] = "used past the end",
    [FLC_USED_AFTER] = "used after the give",
    [FLC_WRONG_BULK] = "wrong bulk",
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* one report at a time */

/* *at: the address as the file has it, which is what addr2line wants. */
static bool find_call(const char *call, Dl_info *info, uintptr_t *at)
{
  struct link_map *object = NULL;

  if (!dladdr1(call, info, (void **)&object, RTLD_DL_LINKMAP) || !info->dli_fname || !object)
    return false;
  *at = (uintptr_t)call - object->l_addr;
  return true;
}

const char *flc_caller_name(char *text, size_t size, void *caller)
{
  /* The return address itself may be the next function's. */
  const char *call = caller ? (const char *)caller - 1 : NULL;
  Dl_info info = {0};
  uintptr_t at;

  if (!caller)
    snprintf(text, size, "not known");
  else if (!find_call(call, &info, &at))
    snprintf(text, size, "%p", (const void *)call);
  else if (info.dli_sname)
    snprintf(text, size, "%s+0x%tx (%s+0x%" PRIxPTR ")", info.dli_sname,
             call - (char *)info.dli_saddr, info.dli_fname, at);
  else
    snprintf(text, size, "%s+0x%" PRIxPTR, info.dli_fname, at);
  return text;
}

/* The commands that turn callers into lines, one for each file. */
static void say_lines(void *const *callers, size_t n)
{
  const char *file = NULL;
  char list[NAME];
  size_t used = 0;

  for (size_t i = 0; i <= n; i++) {
    Dl_info info = {0};
    uintptr_t at = 0;
    bool found = i < n && callers[i] && find_call((char *)callers[i] - 1, &info, &at);

    if (file && (i == n || (found && file != info.dli_fname))) {
      flc_warn("  lines: addr2line -Cfie %s%s (the last function of each is the caller)", file,
               list);
      file = NULL;
      used = 0;
    }
    if (found && used < sizeof list) {
      file = info.dli_fname;
      used += (size_t)snprintf(list + used, sizeof list - used, " 0x%" PRIxPTR, at);
    }
  }
}

static void say_who(const char *did, void *caller)
{
  char name[NAME];

  if (caller)
    flc_warn("  %s by %s", did, flc_caller_name(name, sizeof name, caller));
}

void flc_report(const struct flc_report *report, const char *format, ...)
{
  const struct flc_record *record = report->record;
  char detail[LINE];
  va_list args;

  va_start(args, format);
  vsnprintf(detail, sizeof detail, format, args);
  va_end(args);
  pthread_mutex_lock(&lock);
  flc_warn("%s: pool '%s': object %p of %u bytes %s", names[report->what],
           report->pool->st->pool->name, report->object, report->pool->size, detail);
  if (record) {
    say_who("taken", record->taker);
    say_who(report->caller ? "given first" : "given", record->giver);
  }
  say_who(record && record->giver ? "given again" : "given", report->caller);
  say_lines(
      (void *const[]){record ? record->taker : NULL, record ? record->giver : NULL, report->caller},
      3);
  flc_warn("  next: %s", report->next);
  flc_warn("  see: migration-guide/checks.md, '%s'", names[report->what]);
  if (!report->goes_on)
    abort();
  pthread_mutex_unlock(&lock);
}

/* ---- gives that are wrong */

struct around {
  const char *object;
  struct flc_record record;
};

static bool is_inside(const struct flc_record *record, void *data)
{
  struct around *a = data;
  const char *start = flc_record_object(record);
  const struct flc_checked *c = record->st->check;

  if (record->state != FLC_RECORD_TAKEN || a->object <= start || a->object >= start + c->size)
    return true;
  a->record = *record;
  return false;
}

static void never_taken(const struct flc_checked *c, void *object, void *caller)
{
  struct around a = {.object = object};
  struct flc_span *span = flc_span_of(object);
  struct flc_report report = {
      .what = FLC_NEVER_TAKEN,
      .pool = c,
      .object = object,
      .caller = caller,
      .next = "look for a pointer from malloc(), new or a pool without checks; run with checks for "
              "all pools",
  };

  flc_record_each(is_inside, &a);
  if (a.record.st) {
    const struct flc_checked *of = a.record.st->check;

    report.record = &a.record;
    report.next =
        "give the pointer that the take returned: look for a cast to a base class or a member";
    flc_report(&report, "is no object, but lies %td bytes inside one of pool '%s' at %p",
               a.object - (char *)flc_record_object(&a.record), of->st->pool->name,
               flc_record_object(&a.record));
  } else if (span && span->owner && span->owner != c->st) {
    flc_report(&report, "was not taken from this pool; its memory belongs to pool '%s'",
               span->owner->pool->name);
  }
  flc_report(
      &report,
      "was not taken from any pool with checks, or was given so long ago that it is forgotten");
  abort();
}

void flc_report_give(const struct flc_checked *c, void *object, const struct flc_record *record,
                     void *caller)
{
  struct flc_report report = {.pool = c, .object = object, .record = record, .caller = caller};

  if (record->state == FLC_RECORD_NONE)
    never_taken(c, object, caller);
  if (record->state == FLC_RECORD_TAKEN) {
    report.what = FLC_WRONG_POOL;
    report.next = "give it to the pool that it was taken from";
    flc_report(&report, "was taken from pool '%s'", record->st->pool->name);
  }
  report.what = FLC_DOUBLE_GIVE;
  report.next = "find out which of the two gives owns the object";
  flc_report(&report, "was given already%s%s%s", record->st == c->st ? "" : ", to pool '",
             record->st == c->st ? "" : record->st->pool->name, record->st == c->st ? "" : "'");
  abort();
}

void flc_check_bulk(struct flc_state *st, void *head, const void *tail, size_t n, void *caller)
{
  /* A tool that watches has no records. */
  const struct flc_checked bare = {.st = st, .size = st->pool->size},
                           *c = st->set.checks ? st->check : &bare;
  struct flc_report report = {.what = FLC_WRONG_BULK, .pool = c, .caller = caller};
  void *object = head;

  report.next = "count the chain: n objects, linked through their first words from head to tail";
  for (size_t i = 1; i <= n; i++) {
    struct flc_record record = {0};

    report.object = object;
    if (!object)
      flc_report(&report, "is the link of object %zu of %zu", i - 1, n);
    record = flc_record_find(object);
    if (c->checks & ~(uint32_t)FLC_CHECK_FAIL &&
        (record.state != FLC_RECORD_TAKEN || record.st != st))
      flc_report_give(c, object, &record, caller);
    if (object == tail && i < n)
      flc_report(&report, "is the tail, reached after %zu of %zu objects", i, n);
    if (object != tail && i == n)
      flc_report(&report, "is not the tail, but number %zu of %zu objects", i, n);
    object = i < n ? *(flc_link *)object : NULL;
  }
}

/* ---- what is in use */

struct group {
  struct flc_state *st;
  void *taker;
  size_t objects, bytes;
};

struct groups {
  struct group *all;
  size_t n, room, records;
};

static bool count_record(const struct flc_record *record, void *data)
{
  const struct flc_checked *c = record->st->check;

  *(size_t *)data += record->state == FLC_RECORD_TAKEN && c->checks & FLC_CHECK_CALLER;
  return true;
}

/* Open addressing; room is twice the objects there were, and who comes after that is left out. */
static bool add(const struct flc_record *record, void *data)
{
  struct groups *g = data;
  const struct flc_checked *c = record->st->check;
  uint64_t hash = ((uintptr_t)record->taker ^ (uintptr_t)record->st * 31) * 0x9e3779b97f4a7c15u;
  size_t i = (hash >> 32) % g->room;

  if (record->state != FLC_RECORD_TAKEN || !(c->checks & FLC_CHECK_CALLER))
    return true;
  while (g->all[i].st && (g->all[i].st != record->st || g->all[i].taker != record->taker))
    i = (i + 1) % g->room;
  if (!g->all[i].st) {
    if (2 * (g->n + 1) > g->room)
      return true;
    g->n++;
  }
  g->all[i].st = record->st;
  g->all[i].taker = record->taker;
  g->all[i].objects++;
  g->all[i].bytes += c->size;
  g->records++;
  return true;
}

static int by_bytes(const void *a, const void *b)
{
  const struct group *x = a, *y = b;

  return (x->bytes < y->bytes) - (x->bytes > y->bytes);
}

static void print(FILE *f, const struct group *g)
{
  char name[NAME], line[2 * NAME];

  snprintf(line, sizeof line, "in use: pool '%s': %zu object%s, %zu bytes, taken by %s",
           g->st->pool->name, g->objects, g->objects == 1 ? "" : "s", g->bytes,
           flc_caller_name(name, sizeof name, g->taker));
  if (f)
    fprintf(f, "flc: %s\n", line);
  else
    flc_warn("%s", line);
}

size_t flc_check_report(FILE *f, unsigned lines)
{
  struct groups g = {0};
  size_t objects = 0, bytes;

  flc_record_each(count_record, &objects);
  if (!objects)
    return 0;
  g.room = 2 * objects + 64;
  bytes = g.room * sizeof *g.all;
  g.all = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (g.all == MAP_FAILED)
    return objects;
  flc_record_each(add, &g);
  for (size_t i = 0, to = 0; i < g.room; i++)
    if (g.all[i].st)
      g.all[to++] = g.all[i];
  qsort(g.all, g.n, sizeof *g.all, by_bytes);
  for (size_t i = 0; i < g.n && (!lines || i < lines); i++)
    print(f, &g.all[i]);
  munmap(g.all, bytes);
  return g.records;
}
