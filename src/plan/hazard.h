/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hazards: reasons why a pool's sites cannot simply become new and delete.
 *
 * Each is a function that adds one line of evidence, "FILE:LINE what", for each place that shows
 * it; no line, no hazard.  What cannot be decided counts: it is evidence as well.
 */
#ifndef FREELIFT_HAZARD_H
#define FREELIFT_HAZARD_H

#include "propose.h"

typedef void hazard_find(const struct subject *s, const struct subjects *all, GPtrArray *evidence);

#define HAZARD(function, name, against) hazard_find hazard_##function;
#include "hazards.def"
#undef HAZARD

/* The one hazard that belongs to the whole tree and to no pool. */
#define HAZARD_OUT_OF_MEMORY "out-of-memory"

/* Strategies that a hazard stands against: a set of 1 << STRATEGY. */
enum {
  AGAINST_DELETE = 1 << STRATEGY_DELETE | 1 << STRATEGY_CLASS, /* a destructor runs */
  AGAINST_NEW = AGAINST_DELETE | 1 << STRATEGY_RELEASE | 1 << STRATEGY_CLASS_RELEASE, /* new T() */
  AGAINST_PLAIN = 1 << STRATEGY_RELEASE | 1 << STRATEGY_BLOCK, /* memory as malloc has it */
  AGAINST_ALL = AGAINST_NEW | AGAINST_PLAIN,
};

struct hazard {
  const char *name;
  hazard_find *find;
  unsigned against;
};

/* Does the hazard, if nobody accepted it, keep a pool from this strategy? */
static inline bool hazard_is_against(const struct hazard *h, enum strategy s)
{
  return h->against & 1u << s;
}

guint hazards_count(void);
const struct hazard *hazard_at(guint i);
/* NULL: no hazard has this name. */
const struct hazard *hazard_named(const char *name);

/* The evidence of each hazard, by its number: GPtrArray * of char *, empty where it is none. */
GPtrArray *hazards_of(const struct subject *s, const struct subjects *all);

/* For those who add evidence: "PLACE WHAT", place and what as in printf; each line once. */
void hazard_add(GPtrArray *evidence, const char *place, const char *what, ...) G_GNUC_PRINTF(3, 4);

/* The evidence of another list, copied. */
void hazard_add_all(GPtrArray *evidence, const GPtrArray *lines);

/* Adds each give by a pointer to a base whose destructor is not virtual; the type is known. */
void give_by_base(const struct subject *s, const struct subjects *all, GPtrArray *evidence);

/* Is anything known of the subject's type? */
bool hazard_type_is_known(const struct subject *s);

#endif
