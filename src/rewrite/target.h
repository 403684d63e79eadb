/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Targets: the sites that one run is to move, and what a view must show for each of them.
 */
#ifndef FREELIFT_TARGET_H
#define FREELIFT_TARGET_H

#include "lens/view.h"
#include "plan/decision.h"

/* Tokens [first, end) of a file, shown at one zoom. */
struct island {
  enum view_zoom zoom;
  guint32 first, end;
};

/* The tokens that the edit of a site may touch: a call's object, method or name, and its '('; a
 * declaration's type. */
struct head {
  guint32 first, end;
};

/* Is the site one that a rule moves and that is still in the baseline's words? */
bool target_is_movable(const struct site *s);

/* Is it one that a native rule moves: in the shim's words, of a pool, and no declaration? */
bool target_is_native(const struct site *s);

/* Does it declare a pool? Then its type's name is all that an edit may touch. */
bool target_is_declaration(const struct site *s);

struct head target_head(const struct inventory *inv, const struct site *s);

/* The island of the site at this zoom or the next closer one that exists; false when there is none
 * that shows it. */
bool target_island(const struct inventory *inv, const struct site *s, enum view_zoom zoom,
                   struct island *out);

/* The next closer zoom; false after the last. */
bool target_closer(enum view_zoom *zoom);

/* "function", "statement", "expression", "declaration". */
const char *target_zoom_name(enum view_zoom zoom);

/* The line that declares the pools of these sites (guint32 indexes) to the rules: "struct
 * ClassAllocator a, b; struct Allocator c[9];".  For native rules the type says what becomes of the
 * pool: "struct DeletePool a;".  Pools that the island itself declares are left out.  A new string.
 */
char *target_preamble(const struct inventory *inv, const struct decisions *native,
                      const GArray *sites, const struct island *is);

#endif
