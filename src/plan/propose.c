/* SPDX-License-Identifier: Apache-2.0 */
#include "propose.h"
#include "destroyed.h"
#include "hazard.h"

#include <string.h>

static const struct {
  const char *name, *means;
} strategies[] = {
#define X(id, name, what) {name, what},
    STRATEGIES(X)
#undef X
};

const char *strategy_name(enum strategy s)
{
  return strategies[s].name;
}

const char *strategy_means(enum strategy s)
{
  return strategies[s].means;
}

enum strategy strategy_named(const char *name)
{
  int k = 0;
  while (k < STRATEGY_N && strcmp(strategies[k].name, name) != 0)
    k++;
  return (enum strategy)k;
}

static bool has(const GPtrArray *hazards, const char *name)
{
  for (guint i = 0; i < hazards_count(); i++)
    if (strcmp(hazard_at(i)->name, name) == 0)
      return ((const GPtrArray *)g_ptr_array_index(hazards, i))->len > 0;
  return false;
}

static bool is_special_memory(const struct subject *s, const GPtrArray *h)
{
  return subject_is_raw(s) && (has(h, "advice") || has(h, "over-aligned"));
}

static bool is_type_stable(const struct subject *s, const GPtrArray *h)
{
  (void)s;
  return has(h, "type-stable");
}

static bool is_raw(const struct subject *s, const GPtrArray *h)
{
  (void)h;
  return subject_is_raw(s);
}

static bool is_destructing(const struct subject *s, const GPtrArray *h)
{
  (void)h;
  return s->destructs == TRI_YES;
}

static bool is_destroyed(const struct subject *s, const GPtrArray *h)
{
  (void)h;
  return subject_is_always_destroyed(s);
}

static bool is_trivial(const struct subject *s, const GPtrArray *h)
{
  (void)h;
  return hazard_type_is_known(s) && s->facts->trivial == TRI_YES;
}

static bool is_unknown(const struct subject *s, const GPtrArray *h)
{
  (void)h;
  return !hazard_type_is_known(s) || s->facts->trivial == TRI_UNKNOWN ||
         s->destructs == TRI_UNKNOWN;
}

static bool is_any(const struct subject *s, const GPtrArray *h)
{
  (void)s;
  (void)h;
  return true;
}

/* The rules.  `class` is a person's choice, for the hottest pools. */
static const struct {
  bool (*holds)(const struct subject *s, const GPtrArray *hazards);
  enum strategy strategy;
  const char *reason;
} rules[] = {
    {is_special_memory, STRATEGY_BUFFER,
     "raw memory with advice or an alignment above 16, which malloc does not give"},
    {is_type_stable, STRATEGY_KEEP,
     "pointers that are too old are used, so memory has to stay of this type"},
    {is_raw, STRATEGY_BLOCK, "raw memory without advice, aligned to 16 at most"},
    {is_destructing, STRATEGY_DELETE, "the pool runs the destructor today, delete runs it too"},
    {is_destroyed, STRATEGY_DELETE,
     "the destructor is called right before each give, delete does both"},
    {is_trivial, STRATEGY_DELETE, "the destructor is trivial, so delete does what the pool did"},
    {is_unknown, STRATEGY_RELEASE,
     "the destructor is not known, and the pool runs none today as far as is known"},
    {is_any, STRATEGY_RELEASE, "the pool skips a destructor that does something"},
};

struct proposal propose(const struct subject *s, const GPtrArray *hazards)
{
  gsize i = 0;
  while (!rules[i].holds(s, hazards))
    i++; /* the last rule always holds */
  return (struct proposal){rules[i].strategy, rules[i].reason};
}
