/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A subject: one pool with all that is known of it, which is what hazards and the proposal look at.
 */
#ifndef FREELIFT_SUBJECT_H
#define FREELIFT_SUBJECT_H

#include "lifetime.h"
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
  GPtrArray *all;              /* struct subject *, by group */
  const struct inventory *inv; /* borrowed */
  struct whole_tree *tree;
};

/* facts: of types_read(), for each pool of the inventory. */
struct subjects *subjects_new(const struct inventory *inv, const GPtrArray *facts);
void subjects_free(struct subjects *s);

/* What is known of the whole tree, read when it is first asked for. */
const struct code *subjects_code(const struct subjects *all);
const struct lifetime *subjects_lifetime(const struct subjects *all);

bool subject_is_raw(const struct subject *s);

/* Is an object of the pool one of this class: its type, or a base of it, as the compiler says or,
 * where it was not asked, as the classes' heads in the tree say? */
bool subject_is_of(const struct subject *s, const struct subjects *all, const char *klass);

bool site_is_take(enum site_kind k);
bool site_is_give(enum site_kind k);
bool site_is_thread(enum site_kind k); /* by a thread's list */

/* "FILE:LINE" of a site; a new string. */
char *subject_place(const struct subject *s, const struct site *x);

#endif
