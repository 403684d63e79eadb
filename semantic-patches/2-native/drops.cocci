// SPDX-License-Identifier: Apache-2.0
/// Drop what plain memory has no need of: set-ups of pools, trims of a thread's list.
///
//# LENS_DROP is a statement that goes with its lines, or `(void)0` where it is no statement of its
//# own. LENS_DROP_TOO is a part of it (src/rewrite/form.h).
//# A size, an alignment or advice in a set-up goes as well; the plan has looked at them.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: cache-trim, raw, re-init, list-make

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
expression c;
@@
- FLC_TC_FREEUP
+ LENS_DROP
  (A, c)

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
expression c;
@@
- FLC_TC_FREEUP
+ LENS_DROP
  (
- FLC_RAW
+ LENS_DROP_TOO
  (A), c)

@depends on patch@
struct BlockPool A;
expression list args;
@@
- FLC_RE_INIT
+ LENS_DROP
  (A, args)

@depends on patch@
struct BlockPool *F;
identifier f = {FLC_FREELIST_INIT, FLC_FREELIST_MADVISE_INIT};
expression list args;
@@
- f
+ LENS_DROP
  (&F, args)

@depends on patch@
struct BlockPool *F;
expression list args;
@@
  F =
- FLC_FREELIST_CREATE
+ LENS_DROP
  (args)

// ---- context, org, report

@t depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
expression c;
position p;
@@
* FLC_TC_FREEUP@p(
  \( A \| FLC_RAW(A) \), c)

@w depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool, struct BlockPool} A;
expression c;
position p;
@@
  FLC_TC_FREEUP(
* FLC_RAW@p(
  A), c)

@r depends on !patch@
struct BlockPool A;
expression list args;
position p;
@@
* FLC_RE_INIT@p(
  A, args)

@i depends on !patch@
struct BlockPool *F;
identifier f = {FLC_FREELIST_INIT, FLC_FREELIST_MADVISE_INIT};
expression list args;
position p;
@@
* f@p(
  &F, args)

@m depends on !patch@
struct BlockPool *F;
expression list args;
position p;
@@
  F =
* FLC_FREELIST_CREATE@p(
  args)

@script:python depends on org@
p << t.p;
A << t.A;
@@
coccilib.org.print_safe_todo(p[0], "what pool %s needed goes" % A)

@script:python depends on !context && !org@
p << t.p;
A << t.A;
@@
coccilib.report.print_report(p[0], "what pool %s needed goes" % A)

@script:python depends on org@
p << w.p;
A << w.A;
@@
coccilib.org.print_safe_todo(p[0], "what pool %s needed goes" % A)

@script:python depends on !context && !org@
p << w.p;
A << w.A;
@@
coccilib.report.print_report(p[0], "what pool %s needed goes" % A)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "what pool %s needed goes" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "what pool %s needed goes" % A)

@script:python depends on org@
p << i.p;
F << i.F;
@@
coccilib.org.print_safe_todo(p[0], "what pool %s needed goes" % F)

@script:python depends on !context && !org@
p << i.p;
F << i.F;
@@
coccilib.report.print_report(p[0], "what pool %s needed goes" % F)

@script:python depends on org@
p << m.p;
F << m.F;
@@
coccilib.org.print_safe_todo(p[0], "what pool %s needed goes" % F)

@script:python depends on !context && !org@
p << m.p;
F << m.F;
@@
coccilib.report.print_report(p[0], "what pool %s needed goes" % F)
