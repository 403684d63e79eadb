// SPDX-License-Identifier: Apache-2.0
/// Call the destructor where the pool called it on demand.
///
//# For LENS_DESTROY freelift writes `p->~T()`, or nothing if the pool's declaration says that it does
//# not destruct (src/rewrite/form.h).
//# What gives the memory back is no business of this rule.
//
// Confidence: Moderate
// Options: --no-includes
// Requires: 1.1.1
// Stage: native
// View: function
// Kinds: destroy

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression e;
@@
- FLC_DESTROY
+ LENS_DESTROY
  (A, e)

// ---- context, org, report

@r depends on !patch@
{struct DeletePool, struct ClassPool, struct ReleasePool} A;
expression e;
position p;
@@
* FLC_DESTROY@p(
  A, e)

@script:python depends on org@
p << r.p;
A << r.A;
@@
coccilib.org.print_safe_todo(p[0], "destructor of pool %s becomes native" % A)

@script:python depends on !context && !org@
p << r.p;
A << r.A;
@@
coccilib.report.print_report(p[0], "destructor of pool %s becomes native" % A)
