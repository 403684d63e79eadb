// SPDX-License-Identifier: Apache-2.0
/// Give untyped memory back to pools through the shim.
///
//# It cannot see a give through a pointer to a pool, nor, in C++ shown as C, one on `A.raw()`, whose
//# type is not known there: only the `raw()` moves then, by raw-access.cocci.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: raw-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e;
@@
+ FLC_FREE(
  A
- .free_void(
+ ,
  e)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e;
position p;
@@
* A@p.free_void(
  e)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "give of raw memory to pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "give of raw memory to pool %s" % A)
