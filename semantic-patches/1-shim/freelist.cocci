// SPDX-License-Identifier: Apache-2.0
/// Use bare freelists through the shim: make, take, give.
///
//# A freelist is told by the type of the first argument. `ink_freelist_create` has none, its name
//# alone tells it: where only some lists are to move, the caller has to pick among its edits.
//# It cannot see a list that is reached through a type not declared in the file.
//
// Confidence: High
// Options: --no-includes
// Requires: 1.1.1
// Stage: shim
// View: function
// Kinds: list-make, list-take, list-give

virtual patch
virtual context
virtual org
virtual report

// ---- patch

@depends on patch@
expression list args;
@@
- ink_freelist_create
+ FLC_FREELIST_CREATE
  (args)

@depends on patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
expression list args;
@@
- ink_freelist_init
+ FLC_FREELIST_INIT
  (&F, args)

@depends on patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
expression list args;
@@
- ink_freelist_madvise_init
+ FLC_FREELIST_MADVISE_INIT
  (&F, args)

@depends on patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
expression list args;
@@
- ink_freelist_new
+ FLC_FREELIST_NEW
  (F, args)

@depends on patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
expression list args;
@@
- ink_freelist_free
+ FLC_FREELIST_FREE
  (F, args)

@depends on patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
expression list args;
@@
- ink_freelist_free_bulk
+ FLC_FREELIST_FREE_BULK
  (F, args)

// ---- context, org, report

@c depends on !patch@
expression list args;
position p;
@@
* ink_freelist_create@p(
  args)

@i depends on !patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
identifier f = {ink_freelist_init, ink_freelist_madvise_init};
expression list args;
position p;
@@
* f@p(
  &F, args)

@r depends on !patch@
typedef InkFreeList;
{struct InkFreeList *, InkFreeList *} F;
identifier f = {ink_freelist_new, ink_freelist_free, ink_freelist_free_bulk};
expression list args;
position p;
@@
* f@p(
  F, args)

@script:python depends on org@
p << c.p;
@@
coccilib.org.print_safe_todo(p[0], "making of a freelist")

@script:python depends on org@
p << i.p;
F << i.F;
@@
coccilib.org.print_safe_todo(p[0], "making of freelist %s" % F)

@script:python depends on org@
p << r.p;
f << r.f;
F << r.F;
@@
coccilib.org.print_safe_todo(p[0], "%s on freelist %s" % (f, F))

@script:python depends on !context && !org@
p << c.p;
@@
coccilib.report.print_report(p[0], "making of a freelist")

@script:python depends on !context && !org@
p << i.p;
F << i.F;
@@
coccilib.report.print_report(p[0], "making of freelist %s" % F)

@script:python depends on !context && !org@
p << r.p;
f << r.f;
F << r.F;
@@
coccilib.report.print_report(p[0], "%s on freelist %s" % (f, F))
