/* SPDX-License-Identifier: Apache-2.0 */
#include "types/construct.h"
#include "compiled_tree.h"

static void zeroes(const char *types, const char *type, const char *want)
{
  char *text = g_strdup_printf("%s\nClassAllocator<%s> pool(\"pool\");\n", types, type);
  struct compiled *x = compiled_of(text);
  assert_list(compiled_known(x, "pool")->zeroed, want);
  compiled_done(x);
  g_free(text);
}

static void test_construct__what_nobody_initialises(void **state)
{
  (void)state;
  zeroes("struct T {\n int a;\n int b = 1;\n char c[4];\n int d : 3;\n int e : 3 = 1;\n T *f{};\n"
         " char g[2] = {0};\n};",
         "T", "a.cc:3 member a\na.cc:5 member c\na.cc:6 member d\na.cc:7 member e\n");
  zeroes("", "void *", "a.cc:3 the whole of it: void * is no class\n");
  zeroes("struct T { static int a; int &r; };", "T", "");
}

static void test_construct__somebody_wrote_the_constructor(void **state)
{
  (void)state;
  zeroes("struct T { int a; T(); };", "T", "");
  zeroes("struct T { int a; T() = default; };", "T", "a.cc:2 member a\n");
  zeroes("struct T { int a; T(int); };", "T", "");
  zeroes("struct T { int a; T(int = 3); };", "T", "");
  zeroes("struct T { int a; ~T(); T(const T &); T() = default; };", "T", "a.cc:2 member a\n");
}

static void test_construct__members_and_bases(void **state)
{
  (void)state;
  zeroes("struct M { int a; }; struct N { int a; N(); };\nstruct B { M m; };\nstruct T : B {\n"
         " M m;\n N n;\n M many[2];\n struct { int in; };\n};",
         "T", "a.cc:4 base B\na.cc:5 member m\na.cc:7 member many\na.cc:8 a member without name\n");
}

static void test_construct__initialisers_of_a_template(void **state)
{
  (void)state;
  zeroes("template <class T> struct P { T *p = nullptr; };\n"
         "template <class T> struct Q { T *a = nullptr; T *b; };\n"
         "struct T {\n P<int> p;\n Q<int> q;\n};",
         "T", "a.cc:6 member q\n");
}
