// SPDX-License-Identifier: Apache-2.0
/// Make objects by new, and blocks by malloc, where the plan takes their pool off the compat layer.
///
//# What becomes of a pool stands in its type, which the plan gives the view: DeletePool, ReleasePool,
//# BlockPool. LENS_NEW and its kin are no functions: freelift writes `new T(args)` for them, with
//# the pool's T, since T is no expression (src/rewrite/form.h).
//# It cannot see what a null check after the take was for; it stays.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: class-take, raw-take, thread-take, cache-take

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression list args;
@@
- FLC_NEW
+ LENS_NEW
  (A, args)

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC_INIT
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC_SAFE
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TC_ALLOC
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TC_ALLOC_INIT
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
struct BlockPool A;
@@
- FLC_ALLOC
+ LENS_MALLOC
  (A)

@depends on patch@
struct BlockPool A;
expression t;
@@
- FLC_TH_ALLOC
+ LENS_TH_MALLOC
  (A, t)

@depends on patch@
struct BlockPool A;
expression t;
@@
- FLC_TH_ALLOC_INIT
+ LENS_TH_MALLOC
  (A, t)

@depends on patch@
struct BlockPool A;
expression t;
@@
- FLC_TH_ALLOC_SAFE
+ LENS_TH_MALLOC
  (A, t)

@depends on patch@
struct BlockPool A;
expression t;
@@
- FLC_TC_ALLOC
+ LENS_TH_MALLOC
  (A, t)

@depends on patch@
struct BlockPool A;
expression t;
@@
- FLC_TC_ALLOC_INIT
+ LENS_TH_MALLOC
  (A, t)

// ---- context, org, report

@r depends on !patch@
{struct DeletePool, struct ReleasePool, struct BlockPool} A;
identifier f = {FLC_NEW, FLC_ALLOC, FLC_TH_ALLOC, FLC_TH_ALLOC_INIT, FLC_TH_ALLOC_SAFE, FLC_TC_ALLOC, FLC_TC_ALLOC_INIT};
expression list args;
position p;
@@
* f@p(
  A, args)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "take from pool %s becomes native" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "take from pool %s becomes native" % A)
