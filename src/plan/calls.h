/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who calls whom, as far as names tell.
 *
 * A name without qualifier means a member of the class at hand, or of its bases, or else a function
 * of no class.  Members of other objects (`x.f()`) are not followed, nor are pointers to functions,
 * and chains of calls are, for four calls.
 */
#ifndef FREELIFT_CALLS_H
#define FREELIFT_CALLS_H

#include "code.h"

/* The functions of this name that the class has or inherits; a new list of struct function *. */
GPtrArray *calls_members(const struct code *c, const char *klass, const char *name);

/* Adds to `called` what the tokens [from, to) may call, where names mean members of klass first. */
void calls_in(const struct code *c, const struct scanned *f, guint32 from, guint32 to,
              const char *klass, GPtrArray *called);

/* Marks everything that can be reached from the functions `roots`, themselves included, with `why`
 * (copied) unless it is marked: struct function * -> char *. */
void calls_reach(const struct code *c, const GPtrArray *roots, const char *why, GHashTable *marks);

#endif
