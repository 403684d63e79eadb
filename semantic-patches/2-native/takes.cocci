// SPDX-License-Identifier: Apache-2.0
/// Make objects by new, and blocks by malloc, where the plan takes their pool off the compat layer.
///
//# What becomes of a pool stands in its type, which the plan gives the view: DeletePool, ClassPool,
//# ReleasePool, BlockPool. LENS_NEW and its kin are no functions: freelift writes `new T(args)` for
//# them, with the pool's T, since T is no expression (src/rewrite/form.h).
//# A null check directly behind the take of a local goes with it (..._CHECKED): a take never gave
//# null, and neither new nor ats_malloc do. Of a take that is a condition itself nothing is said.
//# Two takes that are the branches of one `if`, and are the same now, become one: ..._FIRST is
//# written, ..._SECOND goes. The condition goes too, so it must be one that only looks.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: class-take, raw-take, thread-take, cache-take, list-take

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression list args;
@@
- FLC_NEW
+ LENS_NEW
  (A, args)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC_INIT
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TH_ALLOC_SAFE
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression t;
expression list args;
@@
- FLC_TC_ALLOC
+ LENS_TH_NEW
  (A, t, args)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
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

@depends on patch@
struct BlockPool *F;
@@
- FLC_FREELIST_NEW
+ LENS_MALLOC
  (F)

// ---- patch: branches that are the same now

@acts depends on patch@
expression x, y;
position p;
statement S1, S2;
@@
  if@p (<+... \( x(...) \| x = y \| x++ \| x-- \| ++x \| --x \) ...+>) S1 else S2

@depends on patch@
identifier f = {LENS_NEW, LENS_MALLOC};
identifier g = {LENS_TH_NEW, LENS_TH_MALLOC};
fresh identifier f1 = f ## "_FIRST", f2 = f ## "_SECOND";
fresh identifier g1 = g ## "_FIRST", g2 = g ## "_SECOND";
expression A, c, v, t, u;
expression list args;
position p != acts.p;
@@
  if@p (c)
(
  v =
- f
+ f1
  (A, args);
|
{
  v =
- f
+ f1
  (A, args);
}
|
  v =
- g
+ g1
  (A, t, args);
|
{
  v =
- g
+ g1
  (A, t, args);
}
)
  else
(
  v =
- f
+ f2
  (A, args);
|
{
  v =
- f
+ f2
  (A, args);
}
|
  v =
- g
+ g2
  (A, u, args);
|
{
  v =
- g
+ g2
  (A, u, args);
}
)

// ---- patch: null checks

@depends on patch@
identifier f = {LENS_NEW, LENS_TH_NEW, LENS_MALLOC, LENS_TH_MALLOC};
fresh identifier checked = f ## "_CHECKED";
identifier C =~ "^flc_", v;
type T, U;
expression list args;
statement S;
@@
(
  T v =
- f
+ checked
  (args);
|
  T v = (U)
- f
+ checked
  (args);
|
  T v = C(
- f
+ checked
  (args));
)
  if (\( v == NULL \| v == nullptr \| nullptr == v \)) S

@depends on patch@
identifier f = {LENS_NEW, LENS_TH_NEW, LENS_MALLOC, LENS_TH_MALLOC};
fresh identifier checked = f ## "_CHECKED";
identifier C =~ "^flc_";
local idexpression v;
type U;
expression list args;
statement S;
@@
(
  v =
- f
+ checked
  (args);
|
  v = (U)
- f
+ checked
  (args);
|
  v = C(
- f
+ checked
  (args));
)
  if (\( v == NULL \| v == nullptr \| nullptr == v \)) S

// ---- context, org, report

@r depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
identifier f = {FLC_NEW, FLC_ALLOC, FLC_TH_ALLOC, FLC_TH_ALLOC_INIT, FLC_TH_ALLOC_SAFE, FLC_TC_ALLOC, FLC_TC_ALLOC_INIT};
expression list args;
position p;
@@
* f@p(
  A, args)

@l depends on !patch@
struct BlockPool *F;
position p;
@@
* FLC_FREELIST_NEW@p(
  F)

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

@script:python depends on org@
p << l.p;
F << l.F;
@@
coccilib.org.print_safe_todo(p[0], "take from pool %s becomes native" % F)

@script:python depends on !context && !org@
p << l.p;
F << l.F;
@@
coccilib.report.print_report(p[0], "take from pool %s becomes native" % F)
