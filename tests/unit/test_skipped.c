/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/skipped.h"
#include "planned_tree.h"

/* What somebody may own: a library's template, as far as the tree can tell, would do the same. */
#define OWN                                                                                  \
  "template <class T> struct Own { T *t; ~Own(); void clear(); Own &operator=(void *); };\n" \
  "extern ClassAllocator<struct T> a;\n"

/* The verdict, and each list that is not empty, of the pool `a` in a compiled tree of one file: its
 * lines begin with the second. */
static void assert_skipped(const char *text, const char *want)
{
  char *all = g_strconcat(OWN, text, "ClassAllocator<T> a(\"a\");\n", NULL);
  struct compiled *x = compiled_of(all);
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  struct skipped *k = skipped_of(subject_named(s, "a"), s);
  const struct {
    const char *name;
    const GPtrArray *list;
  } lists[] = {
      {"leaks", k->leaks}, {"breaks", k->breaks}, {"runs", k->runs}, {"cleaned", k->cleaned}};
  GString *got = g_string_new(NULL);
  char *verdict = skipped_verdict(k);
  g_string_append_printf(got, "%s\n", k->is_asked ? verdict : "not asked");
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
    for (guint n = 0; n < lists[i].list->len; n++)
      g_string_append_printf(got, "%s %s\n", lists[i].name,
                             (char *)g_ptr_array_index(lists[i].list, n));
  assert_same_text(got->str, want);
  g_string_free(got, TRUE);
  g_free(verdict);
  g_free(all);
  skipped_free(k);
  subjects_free(s);
  compiled_done(x);
}

/* A class with two members, of which `use` says that something is put there. */
#define T    "struct T {\n Own<int> m, n;\n void free();\n};\nvoid use(T &t) { t.m = t.n = x; }\n"
#define LEAK "leaks a.cc:5 member m of type Own<int>: not cleaned before the give at "

static void test_skipped__member_that_nobody_cleans(void **state)
{
  (void)state;
  assert_skipped(T "void T::free() {\n n.clear();\n a.free(this);\n}\n",
                 "mend a leak\n" LEAK "a.cc:11\ncleaned a.cc:5 member n: a.cc:10\n");
  /* of another object, behind the give, before one of two gives only */
  assert_skipped(T "void f(T *p, T *q) {\n p->n = nullptr; q->m = nullptr;\n a.free(p);\n"
                   " p->m = nullptr;\n}\n",
                 "mend a leak\n" LEAK "a.cc:11\ncleaned a.cc:5 member n: a.cc:10\n");
  assert_skipped(T "void T::free() {\n m = n = nullptr;\n a.free(this);\n}\n"
                   "void f(T *p) {\n p->n = 0;\n a.free(p);\n}\n",
                 "mend a leak\n" LEAK "a.cc:15\ncleaned a.cc:5 member n: a.cc:14\n");
  /* nothing is ever put there */
  assert_skipped("struct T { Own<int> only; };\nvoid f(T *p) { a.free(p); }\n", "change nothing\n");
}

static void test_skipped__cleaned_in_many_ways(void **state)
{
  (void)state;
  static const char *const ways[] = {
      "m = nullptr; n = NULL;",      "this->m = {}; n = Own<int>();",
      "m.clear(); n.~Own<int>();",   "std::swap(m, n); release(&n);",
      "clean(); n.reset();",         "m = n = nullptr;",
      "m.set(nullptr); free_it(n);", "hand(this);",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
    char *text =
        g_strconcat("struct T {\n Own<int> m, n; void free(); void clean() { m.clear(); }\n};\n"
                    "void use(T &t) { t.m = t.n = x; }\n"
                    "void hand(T *p) { p->m = 0; p->n = 0; }\n"
                    "void T::free() { ",
                    ways[i], "\n a.free(this); }\n", NULL);
    struct compiled *x;
    char *all = g_strconcat(OWN, text, "ClassAllocator<T> a(\"a\");\n", NULL);
    x = compiled_of(all);
    struct subjects *s = subjects_new(x->inv, x->types->facts);
    struct skipped *k = skipped_of(subject_named(s, "a"), s);
    if (k->leaks->len || k->cleaned->len != 2)
      fail_msg("%s: %u leaks, %u cleaned", ways[i], k->leaks->len, k->cleaned->len);
    skipped_free(k);
    subjects_free(s);
    compiled_done(x);
    g_free(all);
    g_free(text);
  }
}

/* What is done to a part of a member is looked for in the functions that it is handed to. */
static void test_skipped__members_of_members(void **state)
{
  (void)state;
#define DEEP                                                                         \
  "struct S { Own<int> m, n;\n void clear() { m.clear(); } };\nstruct R { S s; };\n" \
  "struct T { R r;\n void free(); };\nvoid use(T &t) { t.r.s.m = t.r.s.n = x; }\n"   \
  "void r_clear(R *r) { r->s.clear(); }\n"
  assert_skipped(
      DEEP "void T::free() {\n r_clear(&r);\n a.free(this);\n}\n",
      "mend a leak\n"
      "leaks a.cc:4 member r.s.n of type Own<int>: not cleaned before the give at a.cc:13\n"
      "cleaned a.cc:4 member r.s.m: a.cc:12\n");
  assert_skipped(DEEP "void T::free() {\n r.s.n = nullptr; r.s.clear();\n a.free(this);\n}\n",
                 "change nothing\n"
                 "cleaned a.cc:4 member r.s.m: a.cc:12\ncleaned a.cc:4 member r.s.n: a.cc:12\n");
}

static void test_skipped__bases_and_callers(void **state)
{
  (void)state;
  assert_skipped("struct B { Own<int> m; void clear(); };\nstruct T : B {\n"
                 " using super = B; void clear() { super::clear(); }\n void free() { clear(); "
                 "a.free(this); }\n};\n"
                 "void B::clear() { m = nullptr; }\nvoid use(T &t) { t.m = x; }\n",
                 "change nothing\ncleaned a.cc:4 member m: a.cc:9\n");
  /* the only caller in the class cleans it */
  assert_skipped(
      "struct T { Own<int> m;\n static void dealloc(T *t) { a.free(t); }\n"
      " static void end(T *t) { t->m = 0; dealloc(t); }\n};\nvoid use(T &t) { t.m = x; }\n",
      "change nothing\ncleaned a.cc:4 member m: a.cc:6\n");
  assert_skipped("struct T { Own<int> m;\n static void dealloc(T *t) { a.free(t); }\n"
                 " static void end(T *t) { t->m = 0; dealloc(t); }\n"
                 " static void other(T *t) { dealloc(t); }\n};\nvoid use(T &t) { t.m = x; }\n",
                 "mend a leak\n"
                 "leaks a.cc:4 member m of type Own<int>: not cleaned before the give at a.cc:5\n");
}

/* As HostDBContinuation: two objects would hold the same pointer. */
static void test_skipped__a_shallow_copy_breaks(void **state)
{
  (void)state;
#define HASH "struct H { int *p; ~H() { release(p); } "
#define INIT                                         \
  " };\nstruct T { H hash;\n void init(H &h);\n};\n" \
  "void T::init(H &h) { hash = h; }\nvoid f(T *t) {\n a.free(t);\n}\n"
  assert_skipped(HASH INIT,
                 "break something\n"
                 "breaks a.cc:5 member hash of type H is copied at a.cc:8 as the compiler "
                 "makes it: two would release the same\n");
  assert_skipped(HASH "H &operator=(const H &);" INIT,
                 "mend a leak\n"
                 "leaks a.cc:5 member hash of type H: not cleaned before the give at a.cc:10\n");
}

/* As UDPReadContinuation. */
static void test_skipped__a_destructor_of_what_is_emptied_breaks(void **state)
{
  (void)state;
#define EVENT(code) "struct T { int *e;\n ~T() { " code " }\n void free();\n};\n"
#define EMPTIED     "void T::free() {\n e = nullptr;\n a.free(this);\n}\n"
  assert_skipped(EVENT("if (e != UNSET) { cancel(e); }") EMPTIED,
                 "break something\n"
                 "breaks a.cc:5 ~T uses e, which is emptied before the give at a.cc:9\n"
                 "runs a.cc:5 the destructor of T\n");
  assert_skipped(EVENT("if (e) { cancel(e); }") EMPTIED,
                 "run more code\nruns a.cc:5 the destructor of T\n");
  assert_skipped(EVENT("delete e;") EMPTIED, "change nothing\n");
  assert_skipped(EVENT("") "void f(T *t) { a.free(t); }\n", "change nothing\n");
  /* released twice */
  assert_skipped(
      EVENT("ats_free(e);") "void T::free() {\n ats_free(e);\n a.free(this);\n}\n",
      "break something\n"
      "breaks a.cc:5 ~T uses e, which is released and not emptied before the give at a.cc:9\n"
      "runs a.cc:5 the destructor of T\n");
}

static void test_skipped__not_asked(void **state)
{
  (void)state;
  assert_skipped("struct T { int n; };\nvoid f(T *t) { a.free(t); }\n", "not asked\n");
  assert_skipped("struct T { Own<int> m; };\n", "not asked\n");
}
