// SPDX-License-Identifier: Apache-2.0
/// Give whole chains of objects back to pools through the shim.
///
//# A chain is linked through the first word of each object, so a bulk give can never become a loop
//# without knowing that; the shim keeps head, tail and count as they are.
//# It cannot see a give through a pointer to a pool.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: bulk-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression list args;
@@
+ FLC_FREE_BULK(
  A
- .free_void_bulk(
+ ,
  args)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator} A;
expression list args;
@@
+ FLC_DELETE_BULK(
  A
- .free_bulk(
+ ,
  args)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
identifier f = {free_void_bulk, free_bulk};
expression list args;
position p;
@@
* A@p.f(
  args)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "bulk give to pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "bulk give to pool %s" % A)
