// SPDX-License-Identifier: Apache-2.0
/// Take and give through the per-thread lists by the shim's macros.
///
//# The new names are as long as the old ones, so continuation lines stay aligned.
//# Macros of a tree that wrap these (EVENT_ALLOC, EVENT_FREE) move by their bodies; their uses stay.
//# A call whose pool is not declared in the file is left alone.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: thread-take, thread-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression t;
expression list args;
@@
- THREAD_ALLOC
+ FLC_TH_ALLOC
  (A, t, args)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression t;
expression list args;
@@
- THREAD_ALLOC_INIT
+ FLC_TH_ALLOC_INIT
  (A, t, args)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression t;
expression list args;
@@
- SAFE_THREAD_ALLOC
+ FLC_TH_ALLOC_SAFE
  (A, t, args)

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e, t;
@@
- THREAD_FREE
+ FLC_TH_FREE
  (e, A, t)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
identifier f = {THREAD_ALLOC, THREAD_ALLOC_INIT, SAFE_THREAD_ALLOC};
expression t;
expression list args;
position p;
@@
* f@p(
  A, t, args)

@g depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator, struct Allocator} A;
expression e, t;
position p;
@@
* THREAD_FREE@p(
  e, A, t)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "take from the thread list of pool %s" % A)

@script:python depends on org@
p << g.p;
A << g.A;
@@
coccilib.org.print_safe_todo(p[0], "give to the thread list of pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "take from the thread list of pool %s" % A)

@script:python depends on !context && !org@
p << g.p;
A << g.A;
@@
coccilib.report.print_report(p[0], "give to the thread list of pool %s" % A)
