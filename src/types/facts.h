/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the compiler says of one pool's type.
 *
 * All evidence is text of the form "FILE:LINE what", files of the tree by their path in it.
 */
#ifndef FREELIFT_FACTS_H
#define FREELIFT_FACTS_H

#include <glib.h>
#include <stdbool.h>

enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

struct type_facts {
  char *unknown; /* why nothing below is known; NULL: it is */
  char *name;    /* as the compiler spells it, in full */
  gint64 size, align;
  enum tri trivial;        /* is the destructor trivial? */
  GPtrArray *skipped;      /* char *: what the destructor does, or may do */
  bool virtual_destructor; /* its own or inherited */
  GPtrArray *private_destructor, *deleted_destructor;
  GPtrArray *private_constructor; /* the default constructor: private, protected or deleted */
  GPtrArray *operator_new;        /* operator new and delete of the class or of a base */
  GPtrArray *zeroed;              /* what T() sets to zero and T leaves as it is */
  GPtrArray *bases;               /* names of all classes that it is derived from */
};

/* All lists empty, nothing known. */
struct type_facts *facts_new(void);
void facts_free(struct type_facts *f);

/* Says why nothing is known. */
void facts_unknown(struct type_facts *f, const char *why);

/* Is it derived from the class of this name? */
bool facts_has_base(const struct type_facts *f, const char *name);

#endif
