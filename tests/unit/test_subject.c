/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/subject.h"
#include "planned_tree.h"

/* "GROUP TYPE DECLARED takes/gives thread takes/gives DESTRUCTS" of each subject. */
static void subjects_are(struct tree *t, const char *want)
{
  struct planned_tree *p = planned_of(t);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < p->s->all->len; i++) {
    const struct subject *s = g_ptr_array_index(p->s->all, i);
    g_string_append_printf(out, "%s|%s|%s|%u/%u|%u/%u|%s\n", s->group, s->type, s->declared,
                           s->takes, s->gives, s->thread_takes, s->thread_gives,
                           s->destructs == TRI_UNKNOWN ? "?"
                           : s->destructs == TRI_YES   ? "yes"
                                                       : "no");
  }
  assert_same_text(out->str, want);
  g_string_free(out, TRUE);
  planned_done(p);
}

#define API(d) "template <class C" d "> class ClassAllocator {};\n"

static void test_subject__does_a_give_destruct(void **state)
{
  (void)state;
  const char *pools = "ClassAllocator<T> a;\nClassAllocator<P<int, true>, true> b;\n"
                      "ClassAllocator<T, false, Base<1, 2>> c;\nClassAllocator<T, N> d;\n";
  subjects_are(tree_of("a.cc", pools, "api.h", API(", bool D = false"), NULL),
               "a|T|a.cc:1|0/0|0/0|no\nb|P<int,true>|a.cc:2|0/0|0/0|yes\n"
               "c|T|a.cc:3|0/0|0/0|no\nd|T|a.cc:4|0/0|0/0|?\n");
  subjects_are(tree_of("a.cc", "ClassAllocator<T> a;\n", "api.h", API(", bool D = true"), NULL),
               "a|T|a.cc:1|0/0|0/0|yes\n");
  subjects_are(tree_of("a.cc", "ClassAllocator<T> a;\n", "api.h", API(""), NULL),
               "a|T|a.cc:1|0/0|0/0|no\n");
  subjects_are(tree_of("a.cc", "ClassAllocator<T> a;\n", NULL), "a|T|a.cc:1|0/0|0/0|?\n");
}

static void test_subject__sites(void **state)
{
  (void)state;
  subjects_are(tree_of("a.cc",
                       "ClassAllocator<T, true> a;\nClassAllocator<T, true> b;\nAllocator r;\n"
                       "#define GIVE(A, p) A.free(p)\n"
                       "void f() { a.free(a.alloc()); THREAD_FREE(THREAD_ALLOC(a, t), a, t);\n"
                       " GIVE(b, p); r.free_void_bulk(1, 2, 3); }\n",
                       NULL),
               "a|T|a.cc:1|2/2|1/1|yes\nb|T|a.cc:2|0/1|0/0|yes\nr||a.cc:3|0/1|0/0|no\n");
}

static void test_subject__names(void **state)
{
  (void)state;
  subjects_are(tree_of("a.cc", "static Allocator p;\nvoid f() { Allocator q; }\n", "b.cc",
                       "static Allocator p;\nvoid f() { Allocator q; { Allocator q; } }\n", "t.h",
                       "struct Thread { ProxyAllocator p; };\nvoid g(Allocator &r);\n", NULL),
               "p a.cc||a.cc:1|0/0|0/0|no\np b.cc||b.cc:1|0/0|0/0|no\nq a.cc||a.cc:2|0/0|0/0|no\n"
               "q b.cc||b.cc:2|0/0|0/0|no\nq b.cc 2||b.cc:2|0/0|0/0|no\n");
}
