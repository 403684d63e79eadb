// SPDX-License-Identifier: Apache-2.0
/// Start up and dump the freelists through the shim.
///
//# These calls belong to no single pool: they go in first and come out last.
//# A function that is passed by name, without a call, is left alone.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: start-up, dump

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
expression list args;
@@
- ink_freelist_init_ops
+ FLC_FREELIST_INIT_OPS
  (args)

@depends on patch@
expression list args;
@@
- ink_freelists_dump
+ FLC_FREELISTS_DUMP
  (args)

@depends on patch@
expression list args;
@@
- ink_freelists_dump_baselinerel
+ FLC_FREELISTS_DUMP_BASELINEREL
  (args)

@depends on patch@
expression list args;
@@
- ink_freelists_snap_baseline
+ FLC_FREELISTS_SNAP_BASELINE
  (args)

// ---- context, org, report

@r depends on !patch@
identifier f = {ink_freelist_init_ops, ink_freelists_dump,
  ink_freelists_dump_baselinerel, ink_freelists_snap_baseline};
expression list args;
position p;
@@
* f@p(
  args)

@script:python depends on org@
p << r.p;
f << r.f;
@@
coccilib.org.print_safe_todo(p[0], "%s, of all pools" % f)

@script:python depends on !context && !org@
p << r.p;
f << r.f;
@@
coccilib.report.print_report(p[0], "%s, of all pools" % f)
