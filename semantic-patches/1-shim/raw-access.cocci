// SPDX-License-Identifier: Apache-2.0
/// Reach inside class pools through the shim: their raw side, their destructors.
///
//# Code that gives in steps of its own calls these: destroy the object, then push the memory or give
//# it to the raw pool.
//# What is called on the raw pool (`A.raw().free_void(p)`) stays a call on what FLC_RAW(A) yields.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: raw, destroy

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
@@
+ FLC_RAW(
  A
- .raw(
  )

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e;
@@
+ FLC_DESTROY(
  A
- .destroy_if_enabled(
+ ,
  e)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
position p;
@@
* A@p.raw()

@d depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e;
position p;
@@
* A@p.destroy_if_enabled(
  e)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "raw side of pool %s" % A)

@script:python depends on org@
p << d.p;
A << d.A;
@@
coccilib.org.print_safe_todo(p[0], "destructor of pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "raw side of pool %s" % A)

@script:python depends on !context && !org@
p << d.p;
A << d.A;
@@
coccilib.report.print_report(p[0], "destructor of pool %s" % A)
