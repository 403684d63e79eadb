// SPDX-License-Identifier: Apache-2.0
/// Take objects of class pools through the shim.
///
//# The pool is told by its type, so `arena.alloc()` and other look-alikes stay.
//# It cannot see a take through a pointer to a pool (`p->alloc()`), nor a pool whose type is not
//# declared in the file; both are left alone.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: class-take

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator} A;
expression list args;
@@
+ FLC_NEW(
  A
- .alloc(
+ ,
  args)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator} A;
expression list args;
position p;
@@
* A@p.alloc(
  args)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "take from class pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "take from class pool %s" % A)
