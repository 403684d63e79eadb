/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan: for each pool what is known, the strategy, and the hazards, as a file that freelift and
 * people write together.
 *
 * freelift's are the facts, the hazards, and the strategy as long as nobody decided.  A person's
 * are `decided` (with it `strategy` and `reason` stay as they are), `accept.HAZARD`, comments, and
 * keys that freelift does not know.  A decision or an acceptance covers what was seen when it was
 * made: where a hazard, or evidence of one, is new, `look-again` names it until a person takes that
 * key away.  Pools that are gone keep their group, which then says so.
 */
#ifndef FREELIFT_PLAN_H
#define FREELIFT_PLAN_H

#include "plan_file.h"
#include "propose.h"
#include "skipped.h"

struct planned {
  const struct subject *s;
  struct proposal proposal;
  GPtrArray *hazards; /* of hazards_of() */
  struct skipped *skipped;
  char *strategy; /* what the file says: the proposal or a person's */
  char *decided;  /* who decided, or NULL */
};

struct plan {
  GPtrArray *pools;    /* struct planned *, in the order of the subjects */
  GPtrArray *findings; /* char *: "GROUP: what a person has to look at" */
  GKeyFile *file;
};

/* file: the plan as it is (taken over), or NULL. */
struct plan *plan_make(const struct subjects *s, GKeyFile *file);
void plan_free(struct plan *p);

/* The file's text; a new string. */
char *plan_text(const struct plan *p, gsize *len);

/* Who accepted this hazard of the pool and why, as it stands there, or NULL; a new string. */
char *plan_accepted(const struct plan *p, const struct planned *x, const char *hazard);

/* Words for the file and the reports. */
const char *plan_kind(const struct subject *s);
const char *plan_tri(enum tri t, const char *no, const char *yes);
const char *plan_destructor(const struct subject *s);

#endif
