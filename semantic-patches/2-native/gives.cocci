// SPDX-License-Identifier: Apache-2.0
/// End objects by delete or ::operator delete, and blocks by free, as the plan says.
///
//# What becomes of a pool stands in its type, which the plan gives the view: DeletePool and ClassPool
//# run the destructor, ReleasePool does not, BlockPool is raw memory. For LENS_DELETE and its kin
//# freelift writes the C++ (src/rewrite/form.h).
//# A destructor that is called directly before the give becomes one with it: LENS_DELETE_DESTROYED.
//# Of one that is called elsewhere it knows nothing; the plan's hazards do.
//# Two gives that are the branches of one `if`, and are the same now, become one: ..._FIRST is
//# written, ..._SECOND goes. The condition goes too, so it must be one that only looks.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: class-give, raw-give, thread-give, list-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct DeletePool, struct ClassPool} A;
expression e;
@@
- FLC_DELETE
+ LENS_DELETE
  (A, e)

@depends on patch@
{struct DeletePool, struct ClassPool} A;
expression e;
expression t;
@@
- FLC_TH_FREE
+ LENS_TH_DELETE
  (e, A, t)

@depends on patch@
struct ReleasePool A;
expression e;
@@
- FLC_DELETE
+ LENS_RELEASE
  (A, e)

@depends on patch@
struct ReleasePool A;
expression e;
expression t;
@@
- FLC_TH_FREE
+ LENS_TH_RELEASE
  (e, A, t)

@depends on patch@
struct BlockPool A;
expression e;
@@
- FLC_FREE
+ LENS_MFREE
  (A, e)

@depends on patch@
struct BlockPool A;
expression e;
expression t;
@@
- FLC_TH_FREE
+ LENS_TH_MFREE
  (e, A, t)

@depends on patch@
struct BlockPool *F;
expression e;
@@
- FLC_FREELIST_FREE
+ LENS_MFREE
  (F, e)

// ---- patch: destructor and give

@depends on patch@
identifier D =~ "^fld_", C =~ "^flc_";
type T;
expression A, e;
@@
  e->D();
- LENS_DELETE
+ LENS_DELETE_DESTROYED
  (A, \( e \| C(e) \| (T)e \))

@depends on patch@
identifier D =~ "^fld_", C =~ "^flc_";
type T;
expression A, e, t;
@@
  e->D();
- LENS_TH_DELETE
+ LENS_TH_DELETE_DESTROYED
  (\( e \| C(e) \| (T)e \), A, t)

// ---- patch: branches that are the same now

@acts depends on patch@
expression x, y;
position p;
statement S1, S2;
@@
  if@p (<+... \( x(...) \| x = y \| x++ \| x-- \| ++x \| --x \) ...+>) S1 else S2

@depends on patch@
identifier f = {LENS_DELETE, LENS_RELEASE, LENS_MFREE};
identifier g = {LENS_TH_DELETE, LENS_TH_RELEASE, LENS_TH_MFREE};
fresh identifier f1 = f ## "_FIRST", f2 = f ## "_SECOND";
fresh identifier g1 = g ## "_FIRST", g2 = g ## "_SECOND";
expression A, c, e, t, u;
position p != acts.p;
@@
  if@p (c)
(
- f
+ f1
  (A, e);
|
{
- f
+ f1
  (A, e);
}
|
- g
+ g1
  (e, A, t);
|
{
- g
+ g1
  (e, A, t);
}
)
  else
(
- f
+ f2
  (A, e);
|
{
- f
+ f2
  (A, e);
}
|
- g
+ g2
  (e, A, u);
|
{
- g
+ g2
  (e, A, u);
}
)

// ---- context, org, report

@r depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
identifier f = {FLC_DELETE, FLC_FREE};
expression e;
position p;
@@
* f@p(
  A, e)

@s depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
expression e, t;
position p;
@@
* FLC_TH_FREE@p(
  e, A, t)

@l depends on !patch@
struct BlockPool *F;
expression e;
position p;
@@
* FLC_FREELIST_FREE@p(
  F, e)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "give to pool %s becomes native" % A)

@script:python depends on org@
p << s.p;
A << s.A;
@@
coccilib.org.print_safe_todo(p[0], "give to pool %s becomes native" % A)

@script:python depends on org@
p << l.p;
F << l.F;
@@
coccilib.org.print_safe_todo(p[0], "give to pool %s becomes native" % F)

@script:python depends on !context && !org@
p << l.p;
F << l.F;
@@
coccilib.report.print_report(p[0], "give to pool %s becomes native" % F)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "give to pool %s becomes native" % A)

@script:python depends on !context && !org@
p << s.p;
A << s.A;
@@
coccilib.report.print_report(p[0], "give to pool %s becomes native" % A)
