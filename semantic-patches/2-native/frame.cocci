// SPDX-License-Identifier: Apache-2.0
/// Take out what starts, dumps and tunes the freelists, when no pool needs them any more.
///
//# It runs when the freelist itself goes; what still serves pools that stay on libflc is not shown
//# to it. LENS_GONE and LENS_NOTICE stand for the whole statement: freelift takes it out, or writes
//# the notice that -f and -F have no effect (src/rewrite/form.h).
//# It cannot see a function that is passed by name, without a call.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: start-up, dump, watermark

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
expression e, f;
@@
- FLC_FREELIST_INIT_OPS
+ LENS_NOTICE
  (e, f)

@depends on patch@
expression list args;
@@
- FLC_FREELISTS_DUMP
+ LENS_GONE
  (args)

@depends on patch@
expression list args;
@@
- FLC_FREELISTS_DUMP_BASELINEREL
+ LENS_GONE
  (args)

@depends on patch@
expression list args;
@@
- FLC_FREELISTS_SNAP_BASELINE
+ LENS_GONE
  (args)

@depends on patch@
expression e;
@@
(
- FLC_THREAD_LIST_HIGH_WATERMARK@e
+ LENS_GONE
|
- FLC_THREAD_LIST_LOW_WATERMARK@e
+ LENS_GONE
)

// ---- context, org, report

@r depends on !patch@
identifier f = {FLC_FREELIST_INIT_OPS, FLC_FREELISTS_DUMP, FLC_FREELISTS_DUMP_BASELINEREL,
  FLC_FREELISTS_SNAP_BASELINE};
expression list args;
position p;
@@
* f@p(
  args)

@h depends on !patch@
expression e;
position p;
@@
* FLC_THREAD_LIST_HIGH_WATERMARK@e@p

@l depends on !patch@
expression e;
position p;
@@
* FLC_THREAD_LIST_LOW_WATERMARK@e@p

@script:python depends on org@
p << r.p;
f << r.f;
@@
coccilib.org.print_safe_todo(p[0], "%s goes with the freelist" % f)

@script:python depends on org@
p << h.p;
@@
coccilib.org.print_safe_todo(p[0], "high watermark goes with the freelist")

@script:python depends on org@
p << l.p;
@@
coccilib.org.print_safe_todo(p[0], "low watermark goes with the freelist")

@script:python depends on !context && !org@
p << r.p;
f << r.f;
@@
coccilib.report.print_report(p[0], "%s goes with the freelist" % f)

@script:python depends on !context && !org@
p << h.p;
@@
coccilib.report.print_report(p[0], "high watermark goes with the freelist")

@script:python depends on !context && !org@
p << l.p;
@@
coccilib.report.print_report(p[0], "low watermark goes with the freelist")
