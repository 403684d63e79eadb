/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The code that runs before a give: in the function that gives, in the functions that this one
 * calls on the object before the give, and in the callers of its class.
 */
#ifndef FREELIFT_BEFORE_H
#define FREELIFT_BEFORE_H

#include "flow.h"

/* A piece of code that runs before the give, and what the object is called there. */
struct span {
  const struct scanned *f;
  guint32 from, to;
  char *object; /* "" for `this` */
};

/* The pieces of code before a give: the give's function, then what it calls on the object (struct
 * span).  NULL: what is given has no name. */
GArray *before_give(const struct flow *give, const struct subjects *all);

/* The same of each function of the give's class that calls the give's function on its object, up to
 * the call (GArray * of struct span); empty where the class has none. */
GPtrArray *before_callers(const GArray *spans, const char *type, const struct code *c);

/* Does token i stand for a member of the object: `m`, `this->m`, `p->m`, `p.m`? */
bool before_is_member(const struct span *s, guint32 i);

/* The name of parameter n of the function; "" if it has none.  A new string. */
char *before_parameter(const struct function *fn, int n);

#endif
