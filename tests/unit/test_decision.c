/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/decision.h"
#include "memory_tree.h"
#include "plan/plan_file.h"

#define SITES                                                                     \
  "FlcClassPool<N::T, true> ca;\nT *f() { return FLC_NEW(ca); }\nvoid g(T *p) { " \
  "FLC_DELETE(ca, p); }\n"
#define FACTS "takes=1\ngives=1\n"

static struct decisions *plan_of(struct inventory *inv, const char *plan)
{
  GError *err = NULL;
  char *text = g_strconcat("[freelift plan]\nformat=1\n", plan, NULL);
  GKeyFile *file = plan_file_read("plan", text, strlen(text), &err);
  if (!file)
    fail_msg("%s", err->message);
  struct decisions *d = decisions_read(inv, file, NULL);
  g_key_file_unref(file);
  g_free(text);
  return d;
}

/* What the plan says of the tree's first pool: "STRATEGY TYPE", or the obstacles. */
static void says(const char *tree, const char *plan, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", tree, NULL));
  struct decisions *d = plan_of(inv, plan);
  const struct decision *x = decision_of(d, 0);
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < x->obstacles->len; i++)
    g_string_append_printf(s, "%s%s", i ? "\n" : "", (char *)g_ptr_array_index(x->obstacles, i));
  if (!s->len)
    g_string_printf(s, "%s %s%s", strategy_name(x->strategy), x->type, x->size);
  assert_same_text(s->str, want);
  g_string_free(s, TRUE);
  decisions_free(d);
  scan_done(inv);
}

static void test_decision__strategies(void **state)
{
  (void)state;
  says(SITES, "[ca]\nstrategy=delete\n" FACTS, "delete N::T");
  says(SITES, "[ca]\nstrategy=keep\n", "keep N::T");
  says("FlcRawPool ra;\n", "[ra]\nstrategy=block\nsize=2048\ntakes=0\ngives=0\n", "block 2048");
  says("FlcRawPool ra;\n", "[ra]\nstrategy=block\nsize=unknown\ntakes=0\ngives=0\n",
       "ra: is a block of unknown size");
  says("FlcRawPool ra;\n", "[ra]\nstrategy=delete\ntakes=0\ngives=0\n",
       "ra: delete is no strategy for raw memory");
  says(SITES, "[ca]\nstrategy=block\n" FACTS, "ca: is a block of unknown size");
}

static void test_decision__what_the_plan_does_not_know(void **state)
{
  (void)state;
  says(SITES, "", "ca: is not in the plan; run 'freelift plan --write'");
  says(SITES, "[ca]\nstrategy=class\n" FACTS,
       "ca: class puts operators into class N::T, and no file here defines it");
  says("#include <x>\nnamespace N { struct T { }; }\n" SITES, "[ca]\nstrategy=class\n" FACTS,
       "class N::T");
  says(SITES, "[ca]\nstrategy=remove\n", "ca: 'remove' is no strategy");
  says(SITES, "[ca]\nstrategy=delete\nlook-again=skipped-destructor\n",
       "ca: look-again=skipped-destructor: look, then take the key away");
  says(SITES, "[ca]\nstrategy=delete\ntakes=2\n",
       "ca: has 1 takes, and the plan knows 2; run 'freelift plan --write' again\n"
       "ca: has 1 gives, and the plan knows none; run 'freelift plan --write' again");
}

static void test_decision__hazards(void **state)
{
  (void)state;
  const char *hazard = "hazard.skipped-destructor=a.h:3 member m of type Ptr<X>;\n";
  char *plan = g_strconcat("[ca]\nstrategy=delete\n" FACTS, hazard, NULL);
  says(SITES, plan,
       "ca: skipped-destructor stands against delete: a.h:3 member m of type Ptr<X>; choose "
       "another strategy, or accept.skipped-destructor=Name <mail>: why");
  g_free(plan);
  plan = g_strconcat("[ca]\nstrategy=release\n" FACTS, hazard, NULL);
  says(SITES, plan, "release N::T"); /* it skips it too */
  g_free(plan);
  plan = g_strconcat("[ca]\nstrategy=delete\n" FACTS, hazard,
                     "accept.skipped-destructor=Ann <ann@example.org>: cleared before\n", NULL);
  says(SITES, plan, "delete N::T");
  g_free(plan);
  plan =
      g_strconcat("[ca]\nstrategy=delete\n" FACTS, hazard, "accept.skipped-destructor=yes\n", NULL);
  says(SITES, plan,
       "ca: skipped-destructor stands against delete: a.h:3 member m of type Ptr<X>; choose "
       "another strategy, or accept.skipped-destructor=Name <mail>: why");
  g_free(plan);
}

static void refuses_new(const char *plan, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", SITES, NULL));
  struct decisions *d = plan_of(inv, plan);
  assert_same_text(d->no_new ? d->no_new : "no", want);
  decisions_free(d);
  scan_done(inv);
}

static void test_decision__out_of_memory(void **state)
{
  (void)state;
  refuses_new("", "no");
  refuses_new("hazard.out-of-memory=new throws;\n",
              "[freelift plan] out-of-memory: new throws; install a handler, or write "
              "accept.out-of-memory=Name <mail>: why");
  refuses_new("hazard.out-of-memory=new throws;\naccept.out-of-memory=yes\n",
              "[freelift plan] out-of-memory: new throws; install a handler, or write "
              "accept.out-of-memory=Name <mail>: why");
  refuses_new("hazard.out-of-memory=new throws;\n"
              "accept.out-of-memory=Ann <ann@example.org>: main installs a handler\n",
              "no");
}

static void test_decision__sites(void **state)
{
  (void)state;
  says("ClassAllocator<T> ca;\n", "[ca]\nstrategy=delete\ntakes=0\ngives=0\n",
       "ca: a.cc:1 is not in the shim yet; 'freelift apply --to shim' goes first");
  says("FlcClassPool<T> ca;\nvoid *f() { return &ca; }\n",
       "[ca]\nstrategy=delete\ntakes=0\ngives=0\n",
       "ca: a.cc:2: the pool's name is used in a way that no rule knows; write it differently");
}

#define NONE "takes=0\ngives=0\n"

static void test_decision__sites_without_a_form(void **state)
{
  (void)state;
  says("FlcClassPool<N::T, true> ca;\nvoid f(T *p) { FLC_DESTROY(ca, p); }\n",
       "[ca]\nstrategy=delete\n" NONE,
       "ca: a.cc:2: the type's name is qualified; write the destructor's call by hand");
  says("FlcClassPool<T, X> ca;\nvoid f(T *p) { FLC_DESTROY(ca, p); }\n",
       "[ca]\nstrategy=delete\n" NONE,
       "ca: a.cc:2: whether it destructs cannot be told; write the destructor's call, or nothing");
  says("FlcClassPool<T> ca;\nvoid f(T *p) { FLC_RAW(ca).x(g(FLC_RAW(ca))); }\n",
       "[ca]\nstrategy=delete\n" NONE,
       "ca: a.cc:2: the raw side of the pool is used, and there will be no pool; use the pool "
       "itself\n"
       "ca: a.cc:2: the raw side of the pool is used, and there will be no pool; use the pool "
       "itself");
  says("FlcClassPool<T> ca;\nvoid f() { FLC_RE_INIT(ca, \"ca\", 8, 1, 8, 0); }\n",
       "[ca]\nstrategy=release\n" NONE, "ca: a.cc:2: objects have no size to set; take it out");
  says("FlcRawPool ra;\nvoid f() { FLC_FREE_BULK(ra, h, t, 2); }\n",
       "[ra]\nstrategy=block\nsize=8\ntakes=0\ngives=1\n",
       "ra: a.cc:2: a chain is given at once; give its members one by one, and read each link "
       "before the give");
  says("FlcFreeList *l;\nvoid f() { FLC_FREELIST_FREE_BULK(l, h, t, 2); }\n",
       "[l]\nstrategy=block\nsize=8\ntakes=0\ngives=1\n",
       "l: a.cc:2: a chain is given at once; give its members one by one, and read each link "
       "before the give");
}

static void test_decision__sites_with_a_form(void **state)
{
  (void)state;
  says("FlcClassPool<T<N::U>, true> ca;\nvoid f(T *p) { FLC_DESTROY(ca, p); }\n",
       "[ca]\nstrategy=delete\n" NONE, "delete T<N::U>");
  says("FlcClassPool<N::T, false> ca;\nvoid f(T *p) { FLC_DESTROY(ca, p); }\n",
       "[ca]\nstrategy=release\n" NONE, "release N::T");
  says("FlcRawPool ra;\nvoid f() { FLC_RE_INIT(ra, \"ra\", 8, 1, 8, 0); }\n",
       "[ra]\nstrategy=block\nsize=8\n" NONE, "block 8");
  says("FlcFreeList *l;\nvoid f() { l = FLC_FREELIST_CREATE(\"l\", 8, 1, 8);\n"
       " FLC_FREELIST_FREE(l, FLC_FREELIST_NEW(l)); }\n",
       "[l]\nstrategy=block\nsize=8\ntakes=1\ngives=1\n", "block 8");
}

#define LISTS "FlcClassPool<T> ca;\nstruct Thread { FlcThreadCache ca; };\n"

static void test_decision__lists_of_threads(void **state)
{
  (void)state;
  says(LISTS "void f(Thread *t) { FLC_TC_FREEUP(FLC_RAW(ca), t->ca); }\n",
       "[ca]\nstrategy=delete\n" NONE, "delete T");
  says(LISTS "int f(Thread *t) { return t->ca.allocated; }\n", "[ca]\nstrategy=delete\n" NONE,
       "ca: a.cc:3: a thread's list is looked into, and there will be none; take that out");
}

static void test_decision__stand_ins(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of(
      "a.cc",
      "FlcClassPool<T> ca, cb;\n#define TAKE(a, t) FLC_TH_ALLOC(a, t)\nvoid f() { TAKE(ca, 0); "
      "TAKE(cb, 0); }\n",
      NULL));
  struct decisions *same = plan_of(inv, "[ca]\nstrategy=delete\n[cb]\nstrategy=delete\n");
  struct decisions *other = plan_of(inv, "[ca]\nstrategy=delete\n[cb]\nstrategy=keep\n");
  guint stand_ins = 0;
  for (guint32 k = 0; k < inv->pools->len; k++) {
    if (!inventory_pool(inv, k)->is_param)
      continue;
    stand_ins++;
    assert_non_null(decision_of(same, k));
    assert_null(decision_of(other, k));
  }
  assert_int_equal(stand_ins, 1);
  assert_null(decision_of(same, NO_POOL));
  decisions_free(same);
  decisions_free(other);
  scan_done(inv);
}
