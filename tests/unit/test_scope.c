/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Each scope in order: how deep it is (dots), its kind, its name. */
static char *show(const char *text)
{
  static const char *const kinds[] = {"namespace", "linkage", "class", "enum", "function",
                                      "lambda",    "block",   "init",  "macro"};
  struct lexed *lx = lex_text(text, strlen(text));
  struct scopes *sc = scopes_find(lx);
  GString *s = g_string_new(NULL);
  for (guint32 i = 0; i < sc->n; i++) {
    const struct scope *x = &sc->s[i];
    g_string_append(s, s->len ? "; " : "");
    for (guint32 up = x->parent; up != SCOPE_NONE; up = sc->s[up].parent)
      g_string_append_c(s, '.');
    g_string_append_printf(s, "%s%s%s", kinds[x->kind], *x->name ? " " : "", x->name);
    assert_true(x->kind == SCOPE_MACRO ||
                (tok_is(lx, x->first - 1, "{") && tok_is(lx, x->end, "}")));
    assert_true(x->head < x->first && x->first <= x->end);
    assert_true(x->parent == SCOPE_NONE || x->parent < i);
  }
  scopes_free(sc);
  lex_free(lx);
  return g_string_free(s, FALSE);
}

static void shows(const char *text, const char *want)
{
  char *got = show(text);
  if (strcmp(got, want) != 0)
    fail_msg("%s\ngot:    %s\nwanted: %s", text, got, want);
  g_free(got);
}

static void test_scope__functions(void **state)
{
  (void)state;
  shows("int f() { }", "function f");
  shows("static inline unsigned long a::b::f(int x, char *y) const { }", "function a::b::f");
  shows("struct foo *f() { }", "function f");
  shows("struct foo f(struct bar *b) { }", "function f");
  shows("enum color f(enum color c) { }", "function f");
  shows("int (*f(int x))(char) { }", "function f");
  shows("int f() { }; int g() { }", "function f; function g");
  shows("int a; int f() { } int b = 1; int g() { }", "function f; function g");
  shows("std::vector<int> f(std::map<int, A<B>> const &m) { }", "function f");
}

static void test_scope__what_stands_behind_the_parameters(void **state)
{
  (void)state;
  shows("int f() const noexcept(noexcept(g())) override final { }", "function f");
  shows("auto f(int x) -> decltype(g(x)) { }", "function f");
  shows("auto f() -> std::pair<int, T (*)(int)> { }", "function f");
  shows("void f() throw(int) { }", "function f");
  shows("void f() __attribute__((noreturn)) { }", "function f");
  shows("void f() TS_NONNULL(1) { }", "function f");
  shows("int f() & { } int g() && { }", "function f; function g");
  shows("[[nodiscard]] int f() { }", "function f");
  shows("__attribute__((always_inline)) int f() { }", "function f");
  shows("__declspec(noinline) void f() { }", "function f");
  shows("decltype(auto) f(T &&t) { }", "function f");
  shows("alignas(16) int f() { }", "function f");
}

static void test_scope__operators_and_conversions(void **state)
{
  (void)state;
  shows("bool X::operator()(int a) const { }", "function X::operator()");
  shows("T &X::operator=(const T &t) { }", "function X::operator=");
  shows("bool operator==(A a, B b) { }", "function operator==");
  shows("bool operator>=(A a, B b) { }", "function operator>=");
  shows("T &operator[](int i) { }", "function operator[]");
  shows("X::operator bool() const { }", "function X::operator bool");
  shows("operator std::string() { }", "function operator std::string");
  shows("void *operator new(size_t n) { }", "function operator new");
  shows("bool operator<(const T &o) const { }", "function operator<");
  shows("X operator\"\"_km(long double d) { }", "function operator\"\"_km");
}

static void test_scope__constructors(void **state)
{
  (void)state;
  shows("X::X() : a(1), b(2) { }", "function X::X");
  shows("X::X() : a{1}, b{{2}, 3} { }", "init; init; .init; function X::X");
  shows("X::X(int n) : Base<int>{n}, a(n), c{} { f(); }", "init; init; function X::X");
  shows("X::X() try : a{1} { } catch (...) { }", "init; function X::X; function catch");
  shows("X::~X() { }", "function X::~X");
  shows("class X { X() : a{1} { } ~X() { } int a; };",
        "class X; .init; .function X::X; .function X::~X");
  shows("X::X() : a([] { return 1; }()) { }", "lambda; function X::X");
  shows("X::X() : ns::Base(1), v{f(1)} { g(); }", "init; function X::X");
}

static void test_scope__lambdas(void **state)
{
  (void)state;
  shows("void f() { auto g = [](int x) { return x; }; }", "function f; .lambda");
  shows("void f() { h([&, this] { [=]() mutable { }(); }); }", "function f; .lambda; ..lambda");
  shows("void f() { return [] { }; }", "function f; .lambda");
  shows("void f() { a([]() -> std::pair<int, int> { }); }", "function f; .lambda");
  shows("void f() { auto g = []<class T>(T x) { }; }", "function f; .lambda");
  shows("void f() { []() { }(); }", "function f; .lambda");
  shows("void f() { x = [](auto &&...a) noexcept(true) { }; }", "function f; .lambda");
  shows("void f() { x = [a = g(1)]() constexpr mutable noexcept { if (a) { } }; }",
        "function f; .lambda; ..block");
  shows("auto g = [](int x) { return x; };", "lambda");
  shows("void f(F h = [] { return 1; }) { }", "lambda; function f");
  shows("class X { F h = [this](int i) { return i; }; };", "class X; .lambda");
  shows("void f() { x = []() -> decltype(g()) { }; }", "function f; .lambda");
}

static void test_scope__brackets_that_are_no_lambdas(void **state)
{
  (void)state;
  shows("void f() { int a[] = {1, 2}; int b[3] {1}; }", "function f; .init; .init");
  shows("void f() { if (x) { } else [[unlikely]] { g(); } }", "function f; .block; .block");
  shows("void f() { int a[2][2] {{1}}; }", "function f; .init; ..init");
  shows("void f() { p = new int[2]{1, 2}; }", "function f; .init");
  shows("void f() { if (x) [[likely]] { g(); } }", "function f; .block");
  shows("void f() { delete[] p; if (a[1]) { } }", "function f; .block");
  shows("int a[2][2] = {{1}, {2}};", "init; .init; .init");
  shows("int a[] = {[0] = 1, [3] = 2};", "init");
}

static void test_scope__blocks(void **state)
{
  (void)state;
  shows("void f() { if (a) { } else { } do { } while (0); for (;;) { } { } }",
        "function f; .block; .block; .block; .block; .block");
  shows("void f() { switch (x) { case 1: { } default: { } } try { } catch (...) { } }",
        "function f; .block; ..block; ..block; .block; .block");
  shows("void f() { x = ({ int y = 1; y; }); }", "function f; .block");
  shows("void f() { FOR_EACH { a(); } while (x) { } }", "function f; .block; .block");
  shows("void f() { label: { } }", "function f; .block");
}

static void test_scope__initialisers(void **state)
{
  (void)state;
  shows("int a[] = {1, 2}; struct p q = {.x = 1, .y = {2}};", "init; init; .init");
  shows("std::map<int, int> m{{1, 2}, {3, 4}};", "init; .init; .init");
  shows("void f() { T a{1}; g(T{1}, {2}); return {3}; auto b = T{f{1}}; }",
        "function f; .init; .init; .init; .init; .init; ..init");
  shows("class X { int a{1}; std::atomic<int> b{2}, c = {3}; };", "class X; .init; .init; .init");
  shows("static const struct { int a; } t[] = {{1}};", "class; init; .init");
  shows("void f(T t = {1}) { }", "init; function f");
  shows("X x(T{1}, {2}); int f() { }", "init; init; function f");
}

static void test_scope__namespaces_and_linkage(void **state)
{
  (void)state;
  shows("namespace a { namespace b::c { void f() { } } }", "namespace; .namespace; ..function f");
  shows("inline namespace v1 { } namespace { int f() { } }", "namespace; namespace; .function f");
  shows("extern \"C\" { int f() { } } extern \"C\" int g() { }",
        "linkage; .function f; function g");
  shows("namespace a __attribute__((visibility(\"default\"))) { }", "namespace");
}

static void test_scope__classes(void **state)
{
  (void)state;
  shows("class X { void f() { } struct Y { int g() { } }; };",
        "class X; .function X::f; .class X::Y; ..function X::Y::g");
  shows("struct X : public Y, private ns::Z<int, W> { };", "class X");
  shows("class EXPORT X final : Y { };", "class X");
  shows("class __attribute__((packed)) X { };", "class X");
  shows("class [[nodiscard]] X { };", "class X");
  shows("class alignas(64) X { };", "class X");
  shows("struct DECL(1) X { };", "class X");
  shows("template <class T, class U = int> class X { };", "class X");
  shows("template <> struct X<int, Y<3>> : Z { };", "class X");
  shows("struct ns::X { };", "class X");
  shows("union { int a; }; typedef struct { int b; } B;", "class; class");
  shows("typedef struct tag { int a; } name;", "class tag");
  shows("class X { public: X() { } private: int f() { } };",
        "class X; .function X::X; .function X::f");
}

static void test_scope__enums(void **state)
{
  (void)state;
  shows("enum A { a, b }; enum class B : int { c }; enum struct { d };", "enum; enum; enum");
  shows("void f() { enum { a }; }", "function f; .enum");
  shows("class X { enum E { a = 1 }; };", "class X; .enum");
}

static void test_scope__local_classes(void **state)
{
  (void)state;
  shows("void f() { struct L { int g() { return 1; } } l; class M : public L { }; }",
        "function f; .class f::L; ..function f::L::g; .class f::M");
}

static void test_scope__templates(void **state)
{
  (void)state;
  shows("template <class T> void f(T t) { }", "function f");
  shows("template <class T, class = std::enable_if_t<(sizeof(T) > 1)>> T f() { }", "function f");
  shows("template <typename T = A<B>, int N = 3> struct S { void f() { } };",
        "class S; .function S::f");
  shows("template <class T> void X<T>::f() { }", "function X<T>::f");
  shows("template <class T> template <class U> X<T>::X(U u) : a{u} { }", "init; function X<T>::X");
  shows("template <class T> requires C<T> void f() { }", "function f");
  shows("template <class T> requires(sizeof(T) > 1) void f() { }", "function f");
  shows("template <class T> void f() requires(C<T>) { }", "function f");
  shows("template <template <class> class A> void f() { }", "function f");
}

static void test_scope__macros_as_heads(void **state)
{
  (void)state;
  shows("M(a) { f(); }", "function M");
  shows("EXCLUSIVE_REGRESSION_TEST(A)(RegressionTest *t, int a) { }",
        "function EXCLUSIVE_REGRESSION_TEST(A)");
  shows("TEST_CASE(\"x\", \"[y]\") { SECTION(\"z\") { } }", "function TEST_CASE; .block");
}

/* What stands between old-style parameters and their body ends any head: known, and harmless. */
static void test_scope__old_style_definitions_are_blocks(void **state)
{
  (void)state;
  shows("int f(a, b) int a; char *b; { if (a) { } }", "block; .block");
  shows("int x; { } int g() { }", "block; function g");
}

static void test_scope__macro_bodies(void **state)
{
  (void)state;
  shows("#define A\n#define B 1\n#define C(x) do { f(x); } while (0)\n", "macro B; macro C");
  shows("void f() {\n#define D (1)\n if (x) { } }", "function f; macro D; .block");
  struct lexed *lx = lex_text("#define M(x) \\\n  a(x) /* c */\nb", 31);
  struct scopes *sc = scopes_find(lx);
  assert_int_equal(sc->n, 1);
  assert_true(tok_is(lx, sc->s[0].first, "a"));
  assert_true(tok_is(lx, sc->s[0].head, "#"));
  assert_int_equal(sc->s[0].end, lx->dir[0].end);
  scopes_free(sc);
  lex_free(lx);
}

static void test_scope__branches(void **state)
{
  (void)state;
  shows("#if A\nint f(int a) {\n#else\nint f() {\n#endif\n if (x) { } }\nint g() { }",
        "function f; .block; function g");
  shows("void f() {\n#if A\n if (a) {\n#else\n if (b) {\n#endif\n { }\n }\n}",
        "function f; .block; ..block");
}

static void test_scope__heads(void **state)
{
  (void)state;
  static const struct {
    const char *text, *head;
  } want[] = {{"int a; static int f() { }", "static"},
              {"class X { } ; struct Y { };", "class"},
              {"#if 1\n#endif\ntemplate <class T> T f() { }", "template"},
              {"X::X() : a(1) { }", "X"}};
  for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
    struct lexed *lx = lex_text(want[i].text, strlen(want[i].text));
    struct scopes *sc = scopes_find(lx);
    assert_true(sc->n > 0);
    assert_true(tok_is(lx, sc->s[0].head, want[i].head));
    scopes_free(sc);
    lex_free(lx);
  }
  struct lexed *lx = lex_text("void f() { x = [a](int b) { }; }", 32);
  struct scopes *sc = scopes_find(lx);
  assert_true(tok_is(lx, sc->s[1].head, "["));
  scopes_free(sc);
  lex_free(lx);
}

/* The scopes around the only '@' of a text, from the inside. */
static void around(const char *text, const char *want)
{
  static const char *const kinds[] = {"namespace", "linkage", "class", "enum", "function",
                                      "lambda",    "block",   "init",  "macro"};
  struct lexed *lx = lex_text(text, strlen(text));
  struct scopes *sc = scopes_find(lx);
  GString *s = g_string_new(NULL);
  guint32 at = 0;
  while (!tok_is(lx, at, "@"))
    at++;
  for (guint32 i = scope_at(sc, at); i != SCOPE_NONE; i = sc->s[i].parent)
    g_string_append_printf(s, "%s ", kinds[sc->s[i].kind]);
  if (strcmp(s->str, want) != 0)
    fail_msg("%s\ngot:    %s\nwanted: %s", text, s->str, want);
  g_string_free(s, TRUE);
  scopes_free(sc);
  lex_free(lx);
}

static void test_scope__at(void **state)
{
  (void)state;
  around("@ int f() { }", "");
  around("int f() { } @ int g() { }", "");
  around("int f() {@}", "function ");
  around("int f() { { } @ }", "function ");
  around("int f() { if (a) { x; @ } }", "block function ");
  around("int f() { if (a) { { } } @ }", "function ");
  around("namespace n { class X { int f() { } @ }; }", "class namespace ");
  around("int f() {\n#define M 1\n @ }", "function ");
  around("int f() { { }\n#define M 1\n#define N { }\n @ }", "function ");
  around("int f() { }\n#define M 1\n @", "");
  around("#define M(x) f(@)\n", "macro ");
  around("int f() { g([] { }, @); }", "function ");
  around("int f(int @) { }", "");
}

static void test_scope__up(void **state)
{
  (void)state;
  const char *text = "class X { int f() { if (a) { b; } } };";
  struct lexed *lx = lex_text(text, strlen(text));
  struct scopes *sc = scopes_find(lx);
  assert_int_equal(sc->n, 3);
  assert_int_equal(scope_up(sc, 2, SCOPE_BLOCK), 2);
  assert_int_equal(scope_up(sc, 2, SCOPE_FUNCTION), 1);
  assert_int_equal(scope_up(sc, 2, SCOPE_CLASS), 0);
  assert_int_equal(scope_up(sc, 2, SCOPE_LAMBDA), SCOPE_NONE);
  assert_int_equal(scope_up(sc, SCOPE_NONE, SCOPE_CLASS), SCOPE_NONE);
  scopes_free(sc);
  scopes_free(NULL);
  lex_free(lx);
}
