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

/* A destructor that runs when an object does: a class's own that somebody wrote, or one that cannot
 * be looked into (a library's, a template's). */
struct type_part {
  char *path;      /* "action.mutex": from the object; "" the object itself, or a base of it */
  char *types;     /* of each name in the path, its class: "Action.Ptr" */
  char *klass;     /* whose destructor, as the compiler spells it */
  char *place;     /* FILE:LINE of the member; of the destructor where the path is "" */
  bool is_written; /* in the tree, for a class that is no template's */
  bool is_shallow; /* it has pointers, and is copied as the compiler makes it: two would own them */
};

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
  GPtrArray *parts;               /* struct type_part * */
  GPtrArray *bases;               /* names of all classes that it is derived from */
  GPtrArray *virtual_bases;       /* those of them that have a virtual destructor */
};

/* All lists empty, nothing known. */
struct type_facts *facts_new(void);
void facts_free(struct type_facts *f);

/* Says why nothing is known. */
void facts_unknown(struct type_facts *f, const char *why);

/* Is it derived from the class of this name? */
bool facts_has_base(const struct type_facts *f, const char *name);

/* Does the base of this name have a virtual destructor, its own or inherited? */
bool facts_base_is_virtual(const struct type_facts *f, const char *name);

#endif
