// SPDX-License-Identifier: Apache-2.0
/// Take untyped memory from pools through the shim.
///
//# Raw pools and class pools alike: where ClassAllocator derives from Allocator in public, a class
//# pool may hand out untyped memory too.
//# It cannot see a take through a pointer to a pool; ink_freelist_new is freelist.cocci's.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: raw-take

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
@@
+ FLC_ALLOC(
  A
- .alloc_void(
  )

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
position p;
@@
* A@p.alloc_void()

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "take of raw memory from pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "take of raw memory from pool %s" % A)
