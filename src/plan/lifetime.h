/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What runs before main() and what runs at exit, as far as the tree's text tells: initialisers,
 * constructors and destructors of variables of a namespace, destructors of static locals, what
 * atexit() is handed, functions with the attributes constructor and destructor, and what these
 * call. Members of such variables, and what is called through pointers, are not followed.
 */
#ifndef FREELIFT_LIFETIME_H
#define FREELIFT_LIFETIME_H

#include "code.h"

struct lifetime {
  GHashTable *before_main, *at_exit; /* struct function * -> char *: because of what */
};

struct lifetime *lifetime_new(const struct code *c);
void lifetime_free(struct lifetime *l);

#endif
