/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms: calls that native rules write, which stand for C++ that no semantic patch can write.
 *
 *     LENS_NEW(A, args)          new T(args)            T, SIZE: of the pool A, by the plan
 *     LENS_TH_NEW(A, t, args)    new T(args)
 *     LENS_DELETE(A, p)          delete p
 *     LENS_TH_DELETE(p, A, t)    delete p
 *     LENS_RELEASE(A, p)         ::operator delete(p)
 *     LENS_TH_RELEASE(p, A, t)   ::operator delete(p)
 *     LENS_MALLOC(A)             ats_malloc(SIZE)
 *     LENS_TH_MALLOC(A, t)       ats_malloc(SIZE)
 *     LENS_MFREE(A, p)           ats_free(p)
 *     LENS_TH_MFREE(p, A, t)     ats_free(p)
 *
 * A rule only renames the call; what becomes of its arguments is worked out here, from the original
 * bytes.  ats_malloc() ends the process when there is no memory, as a take does.
 */
#ifndef FREELIFT_FORM_H
#define FREELIFT_FORM_H

#include "lens/edit.h"
#include "plan/decision.h"

/* Adds the edits that make the call of site s the C++ of `form`.  False and *err: what cannot be
 * done. */
bool form_edits(const struct inventory *inv, const struct site *s, const struct decision *d,
                const char *form, GArray *edits, GError **err);

#endif
