// SPDX-License-Identifier: Apache-2.0
/// Read and set the watermarks of the thread lists through the shim.
///
//# They belong to no single pool: they go in first and come out last.
//# Declarations of the two variables stay, and so do members of that name.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: watermark

virtual patch
virtual context
virtual org
virtual report

// What must stay: a local variable or parameter that has the name of a watermark.
@stay@
local idexpression L;
position q;
@@
  L@q

// ---- patch

@depends on patch@
expression e;
position q != stay.q;
@@
(
- thread_freelist_high_watermark@e@q
+ FLC_THREAD_LIST_HIGH_WATERMARK
|
- thread_freelist_low_watermark@e@q
+ FLC_THREAD_LIST_LOW_WATERMARK
)

// ---- context, org, report

@h depends on !patch@
expression e;
position p != stay.q;
@@
* thread_freelist_high_watermark@e@p

@l depends on !patch@
expression e;
position p != stay.q;
@@
* thread_freelist_low_watermark@e@p

@script:python depends on org@
p << h.p;
@@
coccilib.org.print_safe_todo(p[0], "high watermark, of all thread lists")

@script:python depends on org@
p << l.p;
@@
coccilib.org.print_safe_todo(p[0], "low watermark, of all thread lists")

@script:python depends on !context && !org@
p << h.p;
@@
coccilib.report.print_report(p[0], "high watermark, of all thread lists")

@script:python depends on !context && !org@
p << l.p;
@@
coccilib.report.print_report(p[0], "low watermark, of all thread lists")
