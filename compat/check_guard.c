/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "tool.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>

static size_t objects; /* on pages of their own, in use or in quarantine */

static size_t pages_for(const struct flc_checked *c)
{
  size_t page = flc_page_size();

  return (c->size + page - 1) & ~(page - 1);
}

/* The end of the object is as near to the forbidden page as its alignment lets it. */
static size_t offset_of(const struct flc_checked *c)
{
  return (pages_for(c) - c->size) & ~((size_t)c->st->align - 1);
}

static char *start_of(const struct flc_checked *c, const void *object)
{
  return (char *)object - offset_of(c);
}

struct flc_zones flc_guard_zones(const struct flc_checked *c)
{
  size_t before = offset_of(c);

  return (struct flc_zones){before, pages_for(c) - before - c->size};
}

void *flc_guard_map(const struct flc_checked *c)
{
  size_t bytes = pages_for(c);
  char *start;

  if (__atomic_fetch_add(&objects, 1, __ATOMIC_RELAXED) >= FLC_GUARD_OBJECTS)
    goto none;
  start = mmap(NULL, bytes + flc_page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    goto none;
  if (mprotect(start, bytes, PROT_READ | PROT_WRITE)) {
    munmap(start, bytes + flc_page_size());
    goto none;
  }
  /* The backend that would have seen to this is bypassed. */
  if (c->st->set.advice & FLC_DONTDUMP)
    madvise(start, bytes, MADV_DONTDUMP);
  flc_tool_root(start, bytes);
  return start + offset_of(c);
none:
  __atomic_fetch_sub(&objects, 1, __ATOMIC_RELAXED);
  return NULL;
}

void flc_guard_close(const struct flc_checked *c, void *object)
{
  char *start = start_of(c, object);
  size_t bytes = pages_for(c);

  flc_tool_unroot(start, bytes);
  /* A new mapping in place of the old: the memory goes at once, and the forbidden page joins it. */
  if (mmap(start, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    mprotect(start, bytes, PROT_NONE);
}

void flc_guard_unmap(const struct flc_checked *c, void *object)
{
  char *start = start_of(c, object);

  /* What a tool remembers of these addresses would hold for whatever is mapped there next. */
  flc_tool_allow(start, pages_for(c));
  munmap(start, pages_for(c) + flc_page_size());
  __atomic_fetch_sub(&objects, 1, __ATOMIC_RELAXED);
}

/* ---- a fault */

struct fault {
  const char *at;
  struct flc_record record;
};

static bool is_hit(const struct flc_record *record, void *data)
{
  struct fault *f = data;
  const struct flc_checked *c = record->st->check;
  const char *start;

  if (!record->guarded || record->state == FLC_RECORD_GONE)
    return true;
  start = start_of(c, flc_record_object(record));
  if (f->at < start || f->at >= start + pages_for(c) + flc_page_size())
    return true;
  f->record = *record;
  return false;
}

static void tell(const struct fault *f)
{
  const struct flc_checked *c = f->record.st->check;
  const char *object = flc_record_object(&f->record);
  bool given = f->record.state == FLC_RECORD_GIVEN;
  struct flc_report report = {
      .what = given ? FLC_USED_AFTER : FLC_USED_PAST,
      .pool = c,
      .object = object,
      .record = &f->record,
      .next = "the core file or debugger shows the access: it is where the signal SIGSEGV comes",
      .goes_on = true,
  };

  flc_report(&report, "was touched at byte %td", f->at - object);
}

/* With the default action back in force, the access is made again, and the process ends there. */
static void on_fault(int number, siginfo_t *info, void *context)
{
  struct fault f = {.at = info->si_addr};

  (void)context;
  if (info->si_code <= 0) { /* sent by somebody: it would not come again by itself */
    raise(number);
    return;
  }
  flc_record_each(is_hit, &f);
  if (f.record.st)
    tell(&f);
}

void flc_guard_watch(void)
{
  struct sigaction now, ours = {.sa_sigaction = on_fault};

  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND;
  sigemptyset(&ours.sa_mask);
  if (!sigaction(SIGSEGV, NULL, &now) && now.sa_handler == SIG_DFL)
    sigaction(SIGSEGV, &ours, NULL);
}
