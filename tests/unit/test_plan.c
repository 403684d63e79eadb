/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"
#include "planned_tree.h"

/* The plan of a compiled file, its head left out, and the same plan made again from its own text.
 */
static void plans(const char *text, const char *want)
{
  struct compiled *x = compiled_of(text);
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  struct plan *p = plan_make(s, NULL);
  gsize len;
  char *got = plan_text(p, &len);
  assert_same_text(strstr(strstr(got, "format=1\n"), "\n\n") + 2, want);
  assert_int_equal(p->findings->len, 0);
  struct plan *again = plan_make(s, plan_file_read("p", got, len, NULL));
  char *same = plan_text(again, &len);
  assert_same_text(same, got);
  assert_int_equal(again->findings->len, 0);
  plan_free(p);
  plan_free(again);
  g_free(got);
  g_free(same);
  subjects_free(s);
  compiled_done(x);
}

static void test_plan__all_keys_of_a_class(void **state)
{
  (void)state;
  plans("struct B { virtual ~B(); };\nstruct D : B { int n; D(); };\n"
        "ClassAllocator<B> b(\"b\");\nClassAllocator<D, true> d(\"d\");\n"
        "void f() { b.free(b.alloc()); d.free(d.alloc()); }\n",
        "[b]\nkind=class\ntype=B\nsize=8\nalign=8\ndestructor=virtual\ndestructs=no\nbase-of=d;\n"
        "declared=a.cc:4\ntakes=1\ngives=1\nthread-sites=0\nstrategy=release\n"
        "reason=the pool skips a destructor that does something\n"
        "hazard.skipped-destructor=a.cc:2 ~B is virtual and its own;\n\n"
        "[d]\nkind=class\ntype=D\nsize=16\nalign=8\ndestructor=virtual\ndestructs=yes\n"
        "derived-from=b;\ndeclared=a.cc:5\ntakes=1\ngives=1\nthread-sites=0\nstrategy=delete\n"
        "reason=the pool runs the destructor today, delete runs it too\n");
}

static void test_plan__raw_memory_and_pools_that_move_together(void **state)
{
  (void)state;
  plans("Allocator a(\"a\", sizeof(int), 1, 16);\nvoid f() { a.free_void(a.alloc_void()); }\n"
        "InkFreeList *l, *m;\n",
        "[a]\nkind=raw\nsize=sizeof(int)\nalign=16\ndeclared=a.cc:2\ntakes=1\ngives=1\n"
        "thread-sites=0\nstrategy=block\n"
        "reason=raw memory without advice, aligned to 16 at most\n\n"
        "[l]\nkind=list\nsize=unknown\nalign=8\ndeclared=a.cc:4\ntakes=0\ngives=0\n"
        "thread-sites=0\nmoves-with=m;\nstrategy=block\n"
        "reason=raw memory without advice, aligned to 16 at most\n"
        "hazard.only-half=a.cc:4 nothing takes from it and nothing gives to it;\n\n"
        "[m]\nkind=list\nsize=unknown\nalign=8\ndeclared=a.cc:4\ntakes=0\ngives=0\n"
        "thread-sites=0\nmoves-with=l;\nstrategy=block\n"
        "reason=raw memory without advice, aligned to 16 at most\n"
        "hazard.only-half=a.cc:4 nothing takes from it and nothing gives to it;\n");
}

static void test_plan__what_a_person_wrote(void **state)
{
  (void)state;
  const char old[] = "[freelift plan]\nformat=1\n\n[a]\nstrategy=keep\nreason=r\ndecided=Ann\n"
                     "hazard.only-half=a.cc:1 nothing takes from it and nothing gives to it;\n"
                     "accept.only-half=Ann <a@b>: it goes next month\n";
  struct planned_tree *t = planned_of(tree_of("a.cc", "Allocator a;\n", NULL));
  struct plan *p = plan_make(t->s, plan_file_read("p", old, strlen(old), NULL));
  const struct planned *x = g_ptr_array_index(p->pools, 0);
  assert_string_equal(x->strategy, "keep");
  assert_string_equal(x->decided, "Ann");
  char *who = plan_accepted(p, x, "only-half");
  assert_string_equal(who, "Ann <a@b>: it goes next month");
  g_free(who);
  assert_null(plan_accepted(p, x, "advice"));
  assert_list(p->findings, "");
  plan_free(p);
  planned_done(t);
}
