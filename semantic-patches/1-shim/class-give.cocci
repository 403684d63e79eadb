// SPDX-License-Identifier: Apache-2.0
/// Give objects of class pools back through the shim.
///
//# The pool is told by its type, so `buffer->free()` and other look-alikes stay.
//# It cannot see a give through a pointer to a pool, nor a deleter that calls a function which gives;
//# the give inside that function is what moves.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: class-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct ClassAllocator, struct TrackerClassAllocator} A;
expression e;
@@
+ FLC_DELETE(
  A
- .free(
+ ,
  e)

// ---- context, org, report

@r depends on !patch@
{struct ClassAllocator, struct TrackerClassAllocator} A;
expression e;
position p;
@@
* A@p.free(
  e)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "give to class pool %s" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "give to class pool %s" % A)
