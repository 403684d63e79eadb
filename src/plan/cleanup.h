/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done to an object by hand before it is given.
 *
 * Decided from tokens, so a path that is not always taken counts.
 */
#ifndef FREELIFT_CLEANUP_H
#define FREELIFT_CLEANUP_H

#include "before.h"

enum cleaned {
  CLEANED_NOT,
  CLEANED_RELEASED, /* handed to a function that frees it, and left as it is */
  CLEANED_EMPTY,    /* set to null, cleared, reset */
};

/* Is the member at this path ("action.mutex") made empty or released?  *place: where, "FILE:LINE",
 * a new string, if it is.  `types`: the classes of the path's names ("Action.Ptr"), "" if unknown:
 * with them what is called on a part of the path is looked into. */
enum cleaned cleanup_of(const struct code *c, const GArray *spans, const char *path,
                        const char *types, char **place);

/* Is the object's destructor called by hand? */
bool cleanup_destroys(const GArray *spans);

/* Is this the name of a function that frees or empties what it is called on, or handed? */
bool cleanup_is_cleaner(const char *name);

#endif
