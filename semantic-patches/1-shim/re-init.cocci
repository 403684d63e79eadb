// SPDX-License-Identifier: Apache-2.0
/// Set pools up a second time through the shim.
///
//# A pool whose chunk, alignment or advice is only known at run time is set up again at start-up.
//# It cannot see a set-up through a pointer to a pool.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: re-init

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression list args;
@@
+ FLC_RE_INIT(
  A
- .re_init(
+ ,
  args)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression list args;
position p;
@@
* A@p.re_init(
  args)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "set-up of pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "set-up of pool %s" % A)
