/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

#define A "ClassAllocator<T> a;\n"

static void test_hazard_lifetime__in_an_initialiser(void **state)
{
  (void)state;
  assert_hazard(A "T *first = a.alloc();\nint n = [] { a.free(x); return 1; }();\n", "a",
                "used-before-main",
                "a.cc:2 taken before main in an initialiser\n"
                "a.cc:3 given before main in an initialiser\n");
  assert_hazard(A "namespace n {\nstatic T *first(a.alloc());\n}\n", "a", "used-before-main",
                "a.cc:3 taken before main in an initialiser\n");
  assert_hazard(A "void f() { T *p = a.alloc(); }\n#define M a.alloc()\n", "a", "used-before-main",
                "");
}

static void test_hazard_lifetime__called_before_main(void **state)
{
  (void)state;
  assert_hazard(
      A "T *make() { return b(); }\nT *b() {\n return a.alloc();\n}\nT *first = make();\n", "a",
      "used-before-main", "a.cc:4 taken before main in b, because of first (a.cc:6)\n");
  assert_hazard(
      A "struct App {\n App();\n};\nApp::App() {\n p = a.alloc();\n}\nstatic App app{1};\n", "a",
      "used-before-main", "a.cc:6 taken before main in App::App, because of app (a.cc:8)\n");
  assert_hazard(A "__attribute__((constructor)) static void f() {\n a.alloc();\n}\n", "a",
                "used-before-main",
                "a.cc:3 taken before main in f, because of constructor (a.cc:2)\n");
}

static void test_hazard_lifetime__not_before_main(void **state)
{
  (void)state;
#define APP "struct App {\n App() { p = a.alloc(); }\n ~App() { a.free(p); }\n};\n"
  /* a pointer, a reference, a function, a declaration, a static local, a class derived from it */
  assert_hazard(A APP "App *p; App &r = f(); App f(); App g(int); extern App e;\n", "a",
                "used-before-main", "");
  assert_hazard(A APP "void f() { static App app; }\nclass B : public App { int n; };\n", "a",
                "used-before-main", "");
  assert_hazard(A "T *make() { return a.alloc(); }\nvoid f() { T *p = make(); }\n", "a",
                "used-before-main", "");
}

static void test_hazard_lifetime__at_exit(void **state)
{
  (void)state;
  const char *app = "a.cc:4 given at exit in App::~App, because of app (a.cc:6)\n";
  assert_hazard(A APP "static App app;\n", "a", "used-at-exit", app);
  assert_hazard(A APP "std::unique_ptr<App> app;\n", "a", "used-at-exit", app);
  assert_hazard(A APP "void f() { static App app; }\n", "a", "used-at-exit", app);
  assert_hazard(A APP "SLL<App> app; App *p; App App::*q;\n", "a", "used-at-exit", "");
  assert_hazard(A "void end() {\n a.free(p);\n}\nint main() { std::atexit(end); }\n", "a",
                "used-at-exit", "a.cc:3 given at exit in end, because of atexit (a.cc:5)\n");
  assert_hazard(A "void end() {\n a.free(p);\n}\nint main() { atexit([] { end(); }); }\n", "a",
                "used-at-exit", "a.cc:3 given at exit in end, because of atexit (a.cc:5)\n");
  assert_hazard(A "__attribute__((destructor)) void f() {\n a.free(p);\n}\n", "a", "used-at-exit",
                "a.cc:3 given at exit in f, because of destructor (a.cc:2)\n");
  assert_hazard(A "void end() { a.free(p); }\n", "a", "used-at-exit", "");
}

/* A class of the same name in a program beside it. */
static void test_hazard_lifetime__namesakes(void **state)
{
  (void)state;
  struct planned_tree *p =
      planned_of(tree_of("a.cc", "#include \"deep.h\"\nstatic App app;\n", "b.cc", A APP, "deep.h",
                         "#include <sub/App.h>\n", "other/App.h", "struct App { };\n", NULL));
  assert_evidence(p->s, "a", "used-at-exit",
                  "b.cc:4 given at exit in App::~App, because of app (a.cc:2)\n");
  planned_done(p);
  p = planned_of(tree_of("a.cc", "#include \"deep.h\"\nstatic App app;\n", "b.cc", A APP, "deep.h",
                         "typedef int App;\n", NULL));
  assert_evidence(p->s, "a", "used-at-exit", "");
  planned_done(p);
}

static void test_hazard_lifetime__on_the_stack(void **state)
{
  (void)state;
#define SELF "struct T {\n void f() { a.free(this); }\n};\n"
  assert_hazard(A SELF "void g() {\n T t;\n if (x) { const T u(1); }\n}\n", "a", "on-stack",
                "a.cc:6 an object of type T is on the stack in g, and its class gives `this`\n"
                "a.cc:7 an object of type T is on the stack in g, and its class gives `this`\n");
  assert_hazard(A SELF
                "T t;\nstruct U { T t; };\nvoid g(T t) { T *p; T &r = x; new T(1); p->T(); }\n",
                "a", "on-stack", "");
  assert_hazard(A "struct T { };\nvoid g() { T t; a.free(p); }\n", "a", "on-stack", "");
}

/* The interface of versions 7 and 8. */
static void test_hazard_lifetime__stale_memory(void **state)
{
  (void)state;
  const char *api =
      "template <class C> class ClassAllocator { };\n"
      "template <class C> inline C *thread_alloc(ClassAllocator<C> &a, P &p) { }\n"
      "template <class C> inline C *thread_alloc_init(ClassAllocator<C> &a, P &p) { }\n";
  const char *takes = A "void f() {\n p = THREAD_ALLOC(a, t);\n q = THREAD_ALLOC_INIT(a, t);\n"
                        " r = a.alloc();\n}\n";
  struct planned_tree *p = planned_of(tree_of("a.cc", takes, "api.h", api, NULL));
  assert_evidence(p->s, "a", "stale-memory",
                  "a.cc:3 may get an object as it was given, not constructed anew in f\n");
  planned_done(p);
  assert_hazard(takes, "a", "stale-memory", "");
}
