// SPDX-License-Identifier: Apache-2.0
/// End objects by delete or ::operator delete, and blocks by free, as the plan says.
///
//# What becomes of a pool stands in its type, which the plan gives the view: DeletePool runs the
//# destructor, ReleasePool does not, BlockPool is raw memory. For LENS_DELETE and its kin freelift
//# writes the C++ (src/rewrite/form.h).
//# It cannot see a destructor that is called before the give; the plan's hazards do.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: class-give, raw-give, thread-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
struct DeletePool A;
expression e;
@@
- FLC_DELETE
+ LENS_DELETE
  (A, e)

@depends on patch@
struct DeletePool A;
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

// ---- context, org, report

@r depends on !patch@
{struct DeletePool, struct ReleasePool, struct BlockPool} A;
identifier f = {FLC_DELETE, FLC_FREE};
expression e;
position p;
@@
* f@p(
  A, e)

@s depends on !patch@
{struct DeletePool, struct ReleasePool, struct BlockPool} A;
expression e, t;
position p;
@@
* FLC_TH_FREE@p(
  e, A, t)

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
