// SPDX-License-Identifier: Apache-2.0
/// Declare pools, freelists and thread lists by the shim's types.
///
//# Wherever the type is named: definition, extern, static, array, member, parameter, reference.
//# The definition of the type itself stays. freelift shows each declaration alone, at file scope, with
//# the template arguments left out.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: declaration
// Kinds: declare-class, declare-raw, declare-tracker, declare-cache, declare-list

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
@@
- struct ClassAllocator
+ struct FlcClassPool

@depends on patch@
@@
- struct Allocator
+ struct FlcRawPool

@depends on patch@
@@
- struct TrackerClassAllocator
+ struct FlcTrackerPool

@depends on patch@
@@
- struct ProxyAllocator
+ struct FlcThreadCache

@depends on patch@
@@
- struct InkFreeList
+ struct FlcFreeList

// ---- context, org, report

@r depends on !patch@
identifier T = {ClassAllocator, Allocator, TrackerClassAllocator, ProxyAllocator, InkFreeList};
position p;
@@
* struct T@p

// ---- all modes, for the typedef

// C code knows freelists by the name of a typedef.  This comes after the rule r: once a name is said
// to be a typedef, spatch 1.1.1 takes it for no identifier any more.
@depends on patch@
typedef InkFreeList, FlcFreeList;
@@
- InkFreeList
+ FlcFreeList

@t depends on !patch@
typedef InkFreeList;
position p;
@@
* InkFreeList@p

@script:python depends on org@
p << r.p;
T << r.T;
@@
coccilib.org.print_safe_todo(p[0], "declaration with %s" % T)

@script:python depends on org@
p << t.p;
@@
coccilib.org.print_safe_todo(p[0], "declaration with InkFreeList")

@script:python depends on !context && !org@
p << r.p;
T << r.T;
@@
coccilib.report.print_report(p[0], "declaration with %s" % T)

@script:python depends on !context && !org@
p << t.p;
@@
coccilib.report.print_report(p[0], "declaration with InkFreeList")
