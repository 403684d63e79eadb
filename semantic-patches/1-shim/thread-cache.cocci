// SPDX-License-Identifier: Apache-2.0
/// Call the functions behind the per-thread lists through the shim.
///
//# These are calls outside the API's own files: a list that is filled or trimmed by hand.
//# A call whose pool is not declared in the file is left alone.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: cache-take, cache-trim

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
expression list args;
@@
- thread_alloc
+ FLC_TC_ALLOC
  (A, l, args)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
expression list args;
@@
- thread_alloc_init
+ FLC_TC_ALLOC_INIT
  (A, l, args)

// A trim works on the raw side of a pool, named as such or not.
@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
@@
- thread_freeup
+ FLC_TC_FREEUP
  (A, l)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
@@
- thread_freeup
+ FLC_TC_FREEUP
  (A.raw(), l)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
identifier f = {thread_alloc, thread_alloc_init};
expression l;
expression list args;
position p;
@@
* f@p(
  A, l, args)

@g depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
position p;
@@
* thread_freeup@p(
  A, l)

@h depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression l;
position p;
@@
* thread_freeup@p(
  A.raw(), l)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "take through the thread list of pool %s" % A)

@script:python depends on org@
p << g.p;
A << g.A;
@@
coccilib.org.print_safe_todo(p[0], "trim of the thread list of pool %s" % A)

@script:python depends on org@
p << h.p;
A << h.A;
@@
coccilib.org.print_safe_todo(p[0], "trim of the thread list of pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "take through the thread list of pool %s" % A)

@script:python depends on !context && !org@
p << g.p;
A << g.A;
@@
coccilib.report.print_report(p[0], "trim of the thread list of pool %s" % A)

@script:python depends on !context && !org@
p << h.p;
A << h.A;
@@
coccilib.report.print_report(p[0], "trim of the thread list of pool %s" % A)
