/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/pool.h"
#include "scan/resolve.h"
#include "memory_tree.h"

static void test_pool__definitions_of_each_type(void **state)
{
  (void)state;
  assert_pools("ClassAllocator<Net> netAllocator(\"net\");\n"
               "TrackerClassAllocator<Net> tracked(\"t\");\n"
               "Allocator hdr(\"hdr\", 2048);\n"
               "ProxyAllocator cache;\n"
               "InkFreeList *list;\n",
               "class netAllocator<Net> 1+0 netAllocator\n"
               "tracker tracked<Net> 1+0 tracked\n"
               "raw hdr 1+0 hdr\n"
               "cache cache 1+0 cache\n"
               "list list pointer 1+0 list\n");
  assert_sites("ClassAllocator<Net> a;\nTrackerClassAllocator<Net> b;\nAllocator c;\n"
               "ProxyAllocator d;\nInkFreeList *e;\n",
               "1 declare-class a\n2 declare-tracker b\n3 declare-raw c\n4 declare-cache d\n"
               "5 declare-list e\n");
}

static void test_pool__shim_types(void **state)
{
  (void)state;
  assert_sites("FlcClassPool<Net, true> a(\"a\");\nFlcTrackerPool<Net> b;\nFlcRawPool c[3];\n"
               "FlcThreadCache d;\nFlcFreeList *e;\n",
               "1 declare-class a shim\n2 declare-tracker b shim\n3 declare-raw c shim\n"
               "4 declare-cache d shim\n5 declare-list e shim\n");
}

static void test_pool__specifiers(void **state)
{
  (void)state;
  assert_pools("extern ClassAllocator<A> a;\n"
               "static ClassAllocator<A> b(\"b\");\n"
               "inline static thread_local const ::ClassAllocator<A> c;\n"
               "extern \"C\" Allocator d;\n"
               "struct Allocator e;\n"
               "static Allocator &f = e;\n",
               "class a<A> 0+1 a\n"
               "class b<A> static 1+0 b\n"
               "class c<A> static 1+0 c\n"
               "raw d 0+1 d\n"
               "raw e 1+0 e\n"
               "raw f pointer static 1+0 f\n");
}

static void test_pool__one_name_is_one_pool(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of("a.h", "extern ClassAllocator<A> pool;\n", "a.cc",
                                            "ClassAllocator<A> pool(\"pool\");\n", "b.cc",
                                            "extern ClassAllocator<A> pool;\n", "c.cc",
                                            "static ClassAllocator<A> pool(\"other\");\n", "d.cc",
                                            "static ClassAllocator<A> pool(\"third\");\n", NULL));
  char *got = pools_text(inv);
  assert_same_text(got, "class pool<A> 1+2 pool\nclass pool<A> static 1+0 pool\n"
                        "class pool<A> static 1+0 pool\n");
  g_free(got);
  assert_string_equal(inventory_pool(inv, 0)->runtime_name, "pool");
  assert_string_equal(inventory_pool(inv, 1)->runtime_name, "other");
  scan_done(inv);
}

static void test_pool__arrays(void **state)
{
  (void)state;
  assert_pools("extern Allocator a[];\nAllocator a[SIZES];\nClassAllocator<B> b[2][3];\n"
               "InkFreeList *c[4];\n",
               "raw a array 1+1 a\nclass b<B> array 1+0 b\nlist c array pointer 1+0 c\n");
}

static void test_pool__members(void **state)
{
  (void)state;
  assert_pools("class Thread : public Base {\npublic:\n  ProxyAllocator ioCache, evCache;\n"
               "  InkFreeList *list = nullptr;\n  ClassAllocator<A> own{\"own\"};\n"
               "  static Allocator shared;\n};\n",
               "cache ioCache in Thread 1+0 ioCache\n"
               "cache evCache in Thread 1+0 ioCache\n"
               "list list in Thread pointer 1+0 list\n"
               "class own<A> in Thread 1+0 own\n"
               "raw shared in Thread 1+0 shared\n");
}

static void test_pool__locals_and_parameters(void **state)
{
  (void)state;
  assert_pools("void f(Allocator &a, InkFreeList *l, ClassAllocator<T> *p = nullptr) {\n"
               "  Allocator x(\"x\", 3);\n  static ClassAllocator<T> y;\n"
               "  extern Allocator g;\n  for (Allocator &e : all) { }\n}\n",
               "raw a pointer local 1+0 a\n"
               "list l pointer local 1+0 l\n"
               "class p<T> pointer local 1+0 p\n"
               "raw x local 1+0 x\n"
               "class y<T> static local 1+0 y\n"
               "raw g 0+1 g\n"
               "raw e pointer local 1+0 e\n");
  /* what follows the comma is a parameter of its own */
  assert_pools("void f(Allocator &a, size) { }\n", "raw a pointer local 1+0 a\n");
}

static void test_pool__several_declarators_are_one_unit(void **state)
{
  (void)state;
  assert_pools("ClassAllocator<A> a(\"a\", 1), b{\"b\"}, *c = &a, d[2];\nAllocator e;\n",
               "class a<A> 1+0 a\nclass b<A> 1+0 a\nclass c<A> pointer 1+0 a\n"
               "class d<A> array 1+0 a\nraw e 1+0 e\n");
  /* one type, one site */
  assert_sites("ClassAllocator<A> a(\"a\"), b;\n", "1 declare-class a\n");
  assert_pools("ProxyAllocator a = {1, {2}}, b(f(1, 2), 3);\n", "cache a 1+0 a\ncache b 1+0 a\n");
}

static void test_pool__odd_names(void **state)
{
  (void)state;
  assert_pools(
      "ClassAllocator<Q> expiryQueueEntry(\"x\");\nAllocator defaultSizeArenaBlock(\"y\");\n"
      "static Allocator _a$1;\n",
      "class expiryQueueEntry<Q> 1+0 expiryQueueEntry\n"
      "raw defaultSizeArenaBlock 1+0 defaultSizeArenaBlock\n"
      "raw _a$1 static 1+0 _a$1\n");
}

static void test_pool__template_arguments(void **state)
{
  (void)state;
  assert_pools("ClassAllocator<Entry<A, B<C, D>>, true> a;\n"
               "ClassAllocator<std::map<int, std::vector<X>>> b(\"b\");\n"
               "ClassAllocator<unsigned long, (1 > 2)> c;\n"
               "ClassAllocator< /* why */ T\n> d;\n",
               "class a<Entry<A,B<C,D>>,true> 1+0 a\n"
               "class b<std::map<int,std::vector<X>>> 1+0 b\n"
               "class c<unsigned long,(1>2)> 1+0 c\n"
               "class d<T> 1+0 d\n");
}

static void test_pool__runtime_names(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc",
                        "Allocator a(\"one\", 1);\nAllocator b{\"two\"};\nAllocator c = \"no\";\n"
                        "Allocator d(name, \"no\");\nAllocator e;\n",
                        NULL));
  static const char *const want[] = {"one", "two", NULL, NULL, NULL};
  for (guint i = 0; i < 5; i++) {
    if (want[i])
      assert_string_equal(inventory_pool(inv, i)->runtime_name, want[i]);
    else
      assert_null(inventory_pool(inv, i)->runtime_name);
  }
  scan_done(inv);
}

static void test_pool__initialisation_forms(void **state)
{
  (void)state;
  assert_pools("Allocator a(\"a\", sizeof(T), 8);\nAllocator b(sizeof(T));\nAllocator c(n, 3);\n"
               "Allocator d = make();\nAllocator e{};\nAllocator f(&g);\nAllocator h(N::x, "
               "1);\nAllocator k(n, m * o);\n"
               "Allocator i(\"a\" \"b\");\nAllocator *j(nullptr);\n",
               "raw a 1+0 a\nraw b 1+0 b\nraw c 1+0 c\nraw d 1+0 d\nraw e 1+0 e\nraw f 1+0 f\n"
               "raw h 1+0 h\nraw k 1+0 k\nraw i 1+0 i\n");
}

static void test_pool__functions_are_no_pools(void **state)
{
  (void)state;
  assert_pools(
      "Allocator f();\nClassAllocator<A> g(int x);\nAllocator h(const char *name, int n);\n"
      "Allocator &i(T &t);\nAllocator *j() { }\nInkFreeList *k(void);\n"
      "Allocator o(Foo bar);\nAllocator l(void);\nAllocator m(unsigned);\nAllocator n(T *, U);\n",
      "");
  assert_sites("Allocator f();\nInkFreeList *g();\n", "1 mention\n2 mention\n");
}

static void test_pool__other_uses_of_a_type_are_mentions(void **state)
{
  (void)state;
  assert_sites("class X : public Allocator {\n};\n"
               "using A = ClassAllocator<T>;\n"
               "typedef ClassAllocator<T> B;\n"
               "int n = sizeof(ProxyAllocator);\n"
               "void f() { g((Allocator *)p, static_cast<InkFreeList *>(q)); }\n"
               "std::vector<Allocator> v;\n"
               "auto *p = new ClassAllocator<T>(\"x\");\n"
               "int (*h)(ClassAllocator);\n",
               "1 mention\n3 mention\n4 mention\n5 mention\n6 mention\n6 mention\n7 mention\n"
               "8 mention\n9 mention\n");
  assert_pools("typedef ClassAllocator<T> B;\ntypedef Allocator *P, Q;\n", "");
}

static void test_pool__foreign_allocators_are_silent(void **state)
{
  (void)state;
  assert_sites(
      "template <typename Allocator> class Vec {\n  Allocator a;\n  Allocator &get();\n};\n", "");
  assert_sites("template <class T, class Allocator = std::allocator<T>> void f(Allocator a) {\n"
               "  a.free(1);\n}\n",
               "");
  assert_sites("rapidjson::Allocator a;\nAllocator<int> b;\nx.Allocator = 1;\np->Allocator y;\n"
               "std::pmr::ClassAllocator<T> c;\n",
               "");
  assert_sites("class Allocator;\nstruct InkFreeList;\ntemplate <class T> class ClassAllocator;\n"
               "friend class Allocator;\nusing other::Allocator;\n",
               "");
  assert_sites("using Allocator = my::heap;\nAllocator a;\nvoid f() { a.free_void(p); }\n", "");
}

static void test_pool__comments_and_strings_are_silent(void **state)
{
  (void)state;
  assert_sites("// Allocator a;\n/* ClassAllocator<T> b; */\nconst char *s = \"Allocator c;\";\n"
               "#if Allocator\n#endif\n",
               "");
}

/* Is a file with this text a part of the interface? */
static bool is_api(const char *text)
{
  struct inventory *inv = scan_tree(tree_of("x.h", text, NULL));
  bool api = inv->files->len && inventory_file(inv, 0)->api;
  assert_true(!api || inv->sites->len == 0); /* never rewritten */
  scan_done(inv);
  return api;
}

static void test_pool__api_files(void **state)
{
  (void)state;
  assert_true(is_api("class Allocator { void *alloc_void(); };\nAllocator a;\n"));
  assert_true(
      is_api("template <class C, bool D = false> class ClassAllocator : private Allocator { };"));
  assert_true(is_api("struct ProxyAllocator { int n; };"));
  assert_true(is_api("typedef struct _x InkFreeList;"));
  assert_true(is_api("typedef struct { int a; } InkFreeList;"));
  assert_true(is_api("struct InkFreeListOps { int ProxyAllocator; };"));
  assert_true(is_api("#define THREAD_ALLOC(a, t) f(a, t)\n"));
  assert_true(is_api("void *ink_freelist_new(InkFreeList *f) { return 0; }"));
  assert_true(is_api("void *Allocator::thread_alloc() { }"));
  assert_true(is_api("extern \"C\" {\nvoid *ink_freelist_new(InkFreeList *f) { return 0; }\n}"));
  assert_true(is_api("int thread_freelist_high_watermark = 512;"));
  assert_true(is_api("int thread_freelist_low_watermark;"));
  assert_false(is_api("int thread_freelist_low_watermark(int);"));
}

static void test_pool__users_are_no_api_files(void **state)
{
  (void)state;
  assert_false(is_api("Allocator a;\nvoid f() { a.free_void(p); }"));
  assert_false(is_api("extern int thread_freelist_high_watermark;\nAllocator a;"));
  assert_false(is_api("void f() { int thread_freelist_high_watermark = 1; THREAD_ALLOC(a, t); }"));
  assert_false(is_api("void *ink_freelist_new(InkFreeList *f);"));
  assert_false(is_api("class Allocator;\nextern Allocator a;"));
  assert_false(is_api("#define MY_ALLOC(a) THREAD_ALLOC(a, t)\nAllocator a;"));
  /* a mock in a test's own class or namespace is none of the interface's */
  assert_false(is_api("namespace mock {\nvoid thread_alloc() { }\n}\nProxyAllocator a;"));
}

/* What the name at the n-th token that is this word means, as "file:line" of... its pool. */
static char *meaning(const char *text, const char *word, guint nth, bool member)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  const struct lexed *lx = inventory_file(inv, 0)->lx;
  guint32 i = 0;
  for (; i < lx->n; i++)
    if (tok_is(lx, i, word) && nth-- == 0)
      break;
  bool shadowed;
  guint32 pool = pool_resolve(inv, 0, i, member, &shadowed);
  const struct pool *p = pool == NO_POOL ? NULL : inventory_pool(inv, pool);
  char *out = p ? g_strdup_printf("%s %s%s%s", pool_kind_name(p->kind), p->is_local ? "local " : "",
                                  p->owner ? "member " : "", p->args)
                : g_strdup(shadowed ? "shadowed" : "none");
  scan_done(inv);
  return out;
}

static void means(const char *text, const char *word, guint nth, bool member, const char *want)
{
  char *got = meaning(text, word, nth, member);
  if (strcmp(got, want) != 0)
    fail_msg("%s\ngot %s, wanted %s", text, got, want);
  g_free(got);
}

static void test_pool__resolve_locals(void **state)
{
  (void)state;
  const char *text = "ClassAllocator<G> a;\nvoid f() { a; { ClassAllocator<L> a; a; } a; }\n"
                     "void g(ClassAllocator<P> &a) { a; } void h() { a; b; }\n"
                     "auto l = [](ClassAllocator<M> &a) { a; };\n";
  means(text, "a", 1, false, "class G");
  means(text, "a", 2, false, "class local L"); /* its own declaration */
  means(text, "a", 3, false, "class local L");
  means(text, "a", 4, false, "class G");
  means(text, "a", 6, false, "class local P");
  means(text, "a", 7, false, "class G");
  means(text, "a", 9, false, "class local M");
  means(text, "a", 3, true, "shadowed");
  means(text, "b", 0, false, "none");
}

/* A thread's list and the pool of its name stay two, whichever comes first. */
static void test_pool__resolve_never_means_a_thread_list(void **state)
{
  (void)state;
  const char *text = "ClassAllocator<G> a;\nstruct T { ProxyAllocator a; };\n"
                     "void f(T *t) { t->a; a; }\n";
  means(text, "a", 2, true, "shadowed");
  means(text, "a", 3, false, "class G");
  means("struct T { ProxyAllocator a; };\nvoid f(T *t) { t->a; }\n", "a", 1, true, "none");
}

static void test_pool__an_array_is_one_wherever_it_says_so(void **state)
{
  (void)state;
  assert_pools("extern Allocator *a;\nAllocator a[2];\n", "raw a array pointer 1+1 a\n");
}

static void test_pool__resolve_members(void **state)
{
  (void)state;
  const char *text = "struct T { ClassAllocator<M> a; void f() { a; } };\n"
                     "ClassAllocator<G> a;\nvoid g(T *t) { t->a; a; }\n";
  means(text, "a", 1, false, "class member M");
  means(text, "a", 3, true, "class member M");
  means(text, "a", 4, false, "class G");
  means("struct T { Allocator a; void f(); };\nvoid T::f() { a; }\n", "a", 1, false, "raw member ");
}

static void test_pool__resolve_statics_before_globals(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc", "static ClassAllocator<S> p;\nvoid f() { p.alloc(); }\n", "b.cc",
                        "ClassAllocator<G> p;\nvoid f() { p.alloc(); }\n", "c.cc",
                        "void f() { p.alloc(); }\n", NULL));
  static const char *const want[] = {"S", "S", "G", "G", "G"};
  assert_int_equal(inv->sites->len, 5);
  for (guint i = 0; i < 5; i++)
    assert_string_equal(inventory_pool(inv, inventory_site(inv, i)->pool)->args, want[i]);
  scan_done(inv);
}

static void test_pool__shadowed_by_another_thing(void **state)
{
  (void)state;
#define G "ClassAllocator<G> a;\n"
  means(G "void f() { Arena a; a; }", "a", 2, false, "shadowed");
  means(G "void f(Arena *a) { a; }", "a", 2, false, "shadowed");
  means(G "void f(const Arena<T> &a, int b) { a; }", "a", 2, false, "shadowed");
  means(G "void f() { Arena *a = g(); a; }", "a", 2, false, "shadowed");
  means(G "void f() { Arena a[3]; a; }", "a", 2, false, "shadowed");
  means(G "void f() { for (auto &a : v) a; }", "a", 2, false, "shadowed");
  means(G "void f() { auto a{1}; { a; } }", "a", 2, false, "shadowed");
  /* not any more, and not at all */
  means(G "void f() { { Arena a; } a; }", "a", 2, false, "class G");
  means(G "void f() { a; } void g() { Arena a; }", "a", 1, false, "class G");
  means(G "void f() { return a; }", "a", 1, false, "class G");
  means(G "void f() { x = b * a; a; }", "a", 2, false, "class G");
  means(G "void f() { delete a; a; }", "a", 2, false, "class G");
  means(G "void f() { if (n > a) { a; } }", "a", 2, false, "class G");
  means(G "void f() { g(a, a); }", "a", 2, false, "class G");
#undef G
}
