/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A subject: one pool with all that is known of it, which is what hazards and the proposal look at.
 */
#ifndef FREELIFT_SUBJECT_H
#define FREELIFT_SUBJECT_H

#include "scan/inventory.h"
#include "types/facts.h"

struct subject {
  const struct inventory *inv; /* borrowed, like the next two */
  const struct pool *pool;
  const struct type_facts *facts; /* NULL: raw memory, no objects */
  char *group;        /* its name in the plan: the pool's, with the file if it is not the
                         only pool of that name */
  char *type;         /* as its declaration has it; "" for raw memory */
  char *declared;     /* "FILE:LINE" */
  enum tri destructs; /* does a give run the destructor? */
  GArray *sites;      /* const struct site *: that use it, macros' bodies among them */
  GArray *setups;     /* struct setup */
  guint takes, gives, thread_takes, thread_gives;
};

struct subjects {
  GPtrArray *all; /* struct subject *, by group */
};

/* facts: of types_read(), for each pool of the inventory. */
struct subjects *subjects_new(const struct inventory *inv, const GPtrArray *facts);
void subjects_free(struct subjects *s);

bool subject_is_raw(const struct subject *s);

bool site_is_take(enum site_kind k);
bool site_is_give(enum site_kind k);
bool site_is_thread(enum site_kind k); /* by a thread's list */

/* "FILE:LINE" of a site; a new string. */
char *subject_place(const struct subject *s, const struct site *x);

#endif
