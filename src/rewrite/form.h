/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms: calls that native rules write, which stand for C++ that no semantic patch can write.
 *
 *     LENS_NEW(A, args)          new T(args)            T, SIZE: of the pool A, by the plan
 *     LENS_TH_NEW(A, t, args)    new T(args)
 *     LENS_DELETE(A, p)          delete p
 *     LENS_TH_DELETE(p, A, t)    delete p
 *     LENS_RELEASE(A, p)         ::operator delete(p); with the strategy class-release
 *     LENS_TH_RELEASE(p, A, t)   T::operator delete(p, sizeof(T))
 *     LENS_MALLOC(A)             ats_malloc(SIZE)
 *     LENS_TH_MALLOC(A, t)       ats_malloc(SIZE)
 *     LENS_MFREE(A, p)           ats_free(p)
 *     LENS_TH_MFREE(p, A, t)     ats_free(p)
 *     LENS_DESTROY(A, p)         p->~T(); goes like LENS_DROP if the pool does not destruct
 *     LENS_DROP(...)             nothing: the statement goes; (void)0 where it is none
 *     LENS_DROP_TOO(...)         nothing: it is a part of a LENS_DROP
 *
 * What goes with the call is said by the end of the name:
 *
 *     ..._DESTROYED   the call of the destructor that is the statement before
 *     ..._CHECKED     the null check that is the statement behind, if it goes without a loss
 *     ..._FIRST       the `if` around it, its condition and the other branch
 *     ..._SECOND      it is that other branch
 *
 * and, for what belongs to no pool, the whole statement that the name stands in:
 *
 *     LENS_GONE                  nothing: the statement goes, with the comment above it
 *     LENS_NOTICE(f, F)          if (f || F) { a line on stderr: the options have no effect }
 *
 * A rule only renames the call; what becomes of its arguments is worked out here, from the original
 * bytes.  ats_malloc() ends the process when there is no memory, as a take does.
 */
#ifndef FREELIFT_FORM_H
#define FREELIFT_FORM_H

#include "lens/edit.h"
#include "plan/decision.h"

/* Adds the edits that make the call of site s the C++ of `form`, and to notes (char *) what a
 * person should look at.  False and *err: what cannot be done. */
bool form_edits(const struct inventory *inv, const struct site *s, const struct decision *d,
                const char *form, GArray *edits, GPtrArray *notes, GError **err);

#endif
