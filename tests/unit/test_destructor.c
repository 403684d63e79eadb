/* SPDX-License-Identifier: Apache-2.0 */
#include "types/destructor.h"
#include "compiled_tree.h"

/* A pool of type `type`; the compiler itself is asked whether the destructor is trivial, and the
 * unit does not parse if it says otherwise. */
static void is(const char *types, const char *type, enum tri want, const char *reasons)
{
  char *text = g_strdup_printf("%s\nClassAllocator<%s> pool(\"pool\");\n"
                               "static_assert(__has_trivial_destructor(%s) == %s, \"\");\n",
                               types, type, type, want == TRI_YES ? "true" : "false");
  struct compiled *x = compiled_of(text);
  const struct type_facts *f = compiled_known(x, "pool");
  if (f->trivial != want)
    fail_msg("%s: %d instead of %d", type, (int)f->trivial, (int)want);
  assert_list(f->skipped, reasons);
  compiled_done(x);
  g_free(text);
}

static void test_destructor__plain_types(void **state)
{
  (void)state;
  is("", "int", TRI_YES, "");
  is("", "void *", TRI_YES, "");
  is("enum E { A };", "E", TRI_YES, "");
  is("struct T { int a; char *b; double c[3]; int &r; };", "T", TRI_YES, "");
  is("struct T { ~T() = default; int a = 1; T(); };", "T", TRI_YES, "");
  is("union T { int a; float b; };", "T", TRI_YES, "");
  is("struct B { int a; }; struct T : private virtual B { struct { int c; } in; };", "T", TRI_YES,
     "");
}

static void test_destructor__its_own(void **state)
{
  (void)state;
  is("struct T { ~T(); };", "T", TRI_NO, "a.cc:2 ~T is its own\n");
  is("struct T {\n ~T(); };\nT::~T() = default;", "T", TRI_NO, "a.cc:3 ~T is its own\n");
  is("struct T { virtual ~T() = default; };", "T", TRI_NO, "a.cc:2 ~T is virtual\n");
  is("struct B { virtual ~B(); };\nstruct T : B { ~T() override {} };", "T", TRI_NO,
     "a.cc:3 ~T is virtual and its own\na.cc:3 base B\n");
}

static void test_destructor__bases_and_members(void **state)
{
  (void)state;
  is("struct M { ~M(); }; struct In { M m; };\nstruct T {\n  int n;\n  In in;\n  M many[2][3];\n"
     "  M *p;\n  M &r;\n};",
     "T", TRI_NO, "a.cc:5 member in of type In\na.cc:6 member many of type M[2][3]\n");
  is("struct M { ~M(); }; struct B { M m; };\nstruct C {};\nstruct T : C,\n  B {};", "T", TRI_NO,
     "a.cc:5 base B\n");
  is("struct M { ~M(); };\nstruct T {\n struct { M m; };\n};", "T", TRI_NO,
     "a.cc:4 a member without name\n");
}

static void test_destructor__members_of_unions_count(void **state)
{
  (void)state;
  is("struct M { ~M(); };\nunion T {\n int a;\n M m;\n T();\n};", "T", TRI_NO,
     "a.cc:5 member m of type M\n");
  is("struct M { ~M(); };\nstruct T {\n union {\n  int a;\n  M m;\n };\n T();\n};", "T", TRI_NO,
     "a.cc:4 a member without name\n");
}

static void test_destructor__templates(void **state)
{
  (void)state;
  const char *ptr = "template <class T> struct Ptr { T *p; ~Ptr(); };\n"
                    "template <class T> struct Ptr<T *> { T *p; };\n"
                    "template <> struct Ptr<char> { char *p; };\n"
                    "template <class T> struct Link { T *next; };\n"
                    "template <class T> struct List : Link<T> { T *head; };\n"
                    "template <class T> struct Owner : Ptr<T> { };\n"
                    "struct T { Ptr<int> p; Ptr<int *> q; Ptr<char> r;\n"
                    "  List<T> l; Owner<long> o; };";
  is(ptr, "T", TRI_NO, "a.cc:8 member p of type Ptr<int>\na.cc:9 member o of type Owner<long>\n");
  is(ptr, "List<T>", TRI_YES, "");
  is(ptr, "Ptr<char>", TRI_YES, "");
  is(ptr, "Ptr<int>", TRI_NO, "a.cc:2 ~Ptr<T> is its own\n");
}

static void test_destructor__of_the_library(void **state)
{
  (void)state;
  is("#include <string>\n#include <vector>\n#include <memory>\n#include <map>\n#include <atomic>\n"
     "#include <array>\n#include <chrono>\n#include <mutex>\n"
     "struct T {\n  std::string a;\n  std::vector<int> b;\n  std::unique_ptr<int> c;\n"
     "  std::shared_ptr<int> d;\n  std::map<int, int> e;\n  std::atomic<int> f;\n"
     "  std::array<int, 4> g;\n  std::chrono::seconds h;\n  std::atomic<T *> i;\n"
     "  std::array<std::string, 2> j;\n  std::pair<int, int> k;\n};",
     "T", TRI_NO,
     "a.cc:11 member a of type std::string\na.cc:12 member b of type std::vector<int>\n"
     "a.cc:13 member c of type std::unique_ptr<int>\n"
     "a.cc:14 member d of type std::shared_ptr<int>\n"
     "a.cc:15 member e of type std::map<int, int>\n"
     "a.cc:20 member j of type std::array<std::string, 2>\n");
}

/* A base that depends on a template's parameter cannot be looked into: never a guess. */
static void test_destructor__unknown_is_no_yes(void **state)
{
  (void)state;
  const char *text =
      "template <class P> struct Policy : P { int n; };\n"
      "struct Plain { Plain(); };\nstruct T { Policy<Plain> p; ~T() = default; T(); };\n"
      "ClassAllocator<T> pool(\"pool\");\n";
  struct compiled *x = compiled_of(text);
  const struct type_facts *f = compiled_known(x, "pool");
  assert_int_equal(f->trivial, TRI_UNKNOWN);
  assert_list(f->skipped, "a.cc:4 member p of type Policy<Plain> (may be trivial)\n");
  compiled_done(x);
}

static void test_destructor__virtual_ones(void **state)
{
  (void)state;
  struct compiled *x = compiled_of(
      "struct A { virtual ~A(); };\nstruct B : A {};\nstruct C { ~C(); };\nstruct D : C { virtual "
      "void f(); };\nClassAllocator<A> a(\"\"); ClassAllocator<B> b(\"\"); ClassAllocator<C> "
      "c(\"\"); ClassAllocator<D> d(\"\");\n");
  assert_true(compiled_known(x, "a")->virtual_destructor);
  assert_true(compiled_known(x, "b")->virtual_destructor);
  assert_false(compiled_known(x, "c")->virtual_destructor);
  assert_false(compiled_known(x, "d")->virtual_destructor);
  compiled_done(x);
}
