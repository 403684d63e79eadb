/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/site.h"
#include "memory_tree.h"

#define C  "ClassAllocator<T> ca;\n"
#define R  "Allocator ra;\n"
#define CD "1 declare-class ca\n"
#define RD "1 declare-raw ra\n"

static void test_site__methods_of_a_class_pool(void **state)
{
  (void)state;
  assert_sites(C "void f() {\n  T *p = ca.alloc();\n  ca.free(p);\n  ca.free_bulk(h, t, 3);\n"
                 "  ca.raw().free_void(p);\n  ca.destroy_if_enabled(p);\n}\n",
               CD "3 class-take ca\n4 class-give ca\n5 bulk-give ca\n6 raw ca\n7 destroy ca\n");
}

static void test_site__methods_of_a_raw_pool(void **state)
{
  (void)state;
  assert_sites(R "void f() {\n  void *p = ra.alloc_void();\n  ra.free_void(p);\n"
                 "  ra.free_void_bulk(h, t, 3);\n  ra.re_init(\"x\", 1, 2, 3, 4);\n}\n",
               RD "3 raw-take ra\n4 raw-give ra\n5 bulk-give ra\n6 re-init ra\n");
}

static void test_site__ways_to_name_a_pool(void **state)
{
  (void)state;
  assert_sites("Allocator ra[9];\nvoid f(T *t) {\n  ::ra[i + g(1)].alloc_void();\n"
               "  ra[a[0]] . free_void(p);\n  ra\n    [1]\n    .free_void(p);\n}\n",
               RD "3 raw-take ra\n4 raw-give ra\n7 raw-give ra\n");
  assert_sites("struct T { ClassAllocator<X> m; InkFreeList *l; };\nvoid f(T *t) {\n"
               "  t->m.alloc();\n  t->u.m.free(p);\n  (*t).m.free(p);\n  this->m.alloc(1, 2);\n}\n",
               "1 declare-class m\n1 declare-list l\n3 class-take m\n4 class-give m\n"
               "5 class-give m\n6 class-take m\n");
  assert_sites(C "void f(ClassAllocator<T> *q) {\n  q->alloc();\n}\n",
               CD "2 declare-class q\n3 class-take q\n");
}

static void test_site__places_in_an_expression(void **state)
{
  (void)state;
  assert_sites(C "T *f() {\n  if (likely(vc = ca.alloc()))\n    return ca.alloc();\n"
                 "  g(make_ptr(ca.alloc()), [] { return ca.alloc(); });\n"
                 "  ca.free(static_cast<Derived<A, B> *>(p));\n  ca.free(ca.alloc());\n}\n",
               CD "3 class-take ca\n4 class-take ca\n5 class-take ca\n5 class-take ca\n"
                  "6 class-give ca\n7 class-give ca\n7 class-take ca\n");
  assert_sites(C "T *g = ca.alloc();\nX::X() : p(ca.alloc()) { }\n"
                 "struct S {\n  T *q = ca.alloc();\n  void d() { ca.free(q); }\n};\n",
               CD "2 class-take ca\n3 class-take ca\n5 class-take ca\n6 class-give ca\n");
}

static void test_site__columns_point_at_what_names_the_use(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc",
                        "extern ClassAllocator<T> ca;\nint f() {\n  p = ::ca .alloc();\n"
                        "  THREAD_FREE(p, ca, t);\n}\n",
                        NULL));
  static const guint want[][2] = {{1, 8}, {3, 13}, {4, 3}};
  assert_int_equal(inv->sites->len, 3);
  for (guint i = 0; i < 3; i++) {
    assert_int_equal(inventory_site(inv, i)->line, want[i][0]);
    assert_int_equal(inventory_site(inv, i)->column, want[i][1]);
  }
  scan_done(inv);
}

static void test_site__look_alikes_are_silent(void **state)
{
  (void)state;
  assert_sites(C "void f() {\n  arena.alloc();\n  d->alloc(n);\n  X::alloc();\n  alloc();\n"
                 "  f().free(p);\n  other[1].free_void(p);\n  ca.allocate();\n  ca.free;\n"
                 "  caa.alloc();\n  ca_.free(p);\n}\n",
               CD "9 mention ca\n10 mention ca\n");
  assert_sites(C "// ca.alloc()\n/* ca.free(p) */\nconst char *s = \"ca.alloc()\";\n"
                 "const char *r = R\"(ca.alloc())\";\n#if ca.alloc()\n#error ca.free(p)\n#endif\n",
               CD);
}

static void test_site__all_branches_of_if_are_seen(void **state)
{
  (void)state;
  assert_sites(C "void f() {\n#if 0\n  ca.alloc();\n#elif X\n  ca.alloc();\n#else\n"
                 "  ca.free(p);\n#endif\n}\n",
               CD "4 class-take ca\n6 class-take ca\n8 class-give ca\n");
}

static void test_site__shadowed(void **state)
{
  (void)state;
  assert_sites(C "void f(Arena *ca) {\n  ca->free(p);\n}\nvoid g() {\n  Arena ca;\n"
                 "  ca.alloc();\n}\nvoid h() {\n  o->ca.alloc();\n  ca.alloc();\n}\n",
               CD "3 shadowed\n7 shadowed\n10 shadowed\n11 class-take ca\n");
}

static void test_site__thread_macros(void **state)
{
  (void)state;
  assert_sites(C "void f() {\n  p = THREAD_ALLOC(ca, this_thread());\n"
                 "  p = THREAD_ALLOC_INIT(ca, t, 1, 2);\n  p = SAFE_THREAD_ALLOC(ca, t);\n"
                 "  THREAD_FREE((static_cast<A<B, C> *>(p)), ca, t);\n"
                 "  THREAD_FREE(g(a, b), ca, t);\n}\n",
               CD "3 thread-take ca\n4 thread-take ca\n5 thread-take ca\n6 thread-give ca\n"
                  "7 thread-give ca\n");
}

static void test_site__thread_cache_calls(void **state)
{
  (void)state;
  assert_sites(C "void f() {\n  p = thread_alloc(::ca, t->ca);\n  thread_freeup(ca.raw(), t->ca);\n"
                 "  thread_alloc_init(ca, t->ca);\n  thread_freeup(FLC_RAW(ca), t->ca);\n}\n",
               CD "3 cache-take ca\n4 cache-trim ca\n4 raw ca\n5 cache-take ca\n6 cache-trim ca\n"
                  "6 raw ca shim\n");
}

static void test_site__freelist_calls(void **state)
{
  (void)state;
  assert_sites("InkFreeList *fl;\nvoid f() {\n  fl = ink_freelist_create(\"x\", 1, 2, 3);\n"
               "  fl = (InkFreeList *)ink_freelist_create(\"x\", 1, 2, 3);\n"
               "  ink_freelist_init(&fl, \"x\", 1, 2, 3);\n"
               "  ink_freelist_madvise_init(&fl, \"x\", 1, 2, 3, 4);\n  p = ink_freelist_new(fl);\n"
               "  ink_freelist_free(fl, p);\n  ink_freelist_free_bulk(fl, h, t, 3);\n}\n",
               "1 declare-list fl\n3 list-make fl\n4 mention\n4 list-make fl\n5 list-make fl\n"
               "6 list-make fl\n7 list-take fl\n8 list-give fl\n9 list-give fl\n");
  assert_sites("InkFreeList *fl[3];\nvoid f() {\n  fl[1] = ink_freelist_create(\"x\", 1, 2, 3);\n"
               "  auto z = ink_freelist_create(\"x\", 1, 2, 3);\n}\n",
               "1 declare-list fl\n3 list-make fl\n4 list-make\n");
}

static void test_site__what_belongs_to_the_frame(void **state)
{
  (void)state;
  const char *text =
      "Allocator ra;\nextern int thread_freelist_high_watermark;\nvoid f() {\n"
      "  ink_freelist_init_ops(1, 2);\n  ink_freelists_dump(stderr);\n"
      "  ink_freelists_dump_baselinerel(f);\n  ink_freelists_snap_baseline();\n"
      "  x = &thread_freelist_high_watermark;\n  thread_freelist_low_watermark = 3;\n}\n";
  assert_sites(text, RD "4 start-up\n5 dump\n6 dump\n7 dump\n8 watermark\n9 watermark\n");
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  for (guint i = 1; i < inv->sites->len; i++)
    assert_int_equal(inventory_site(inv, i)->unit, UNIT_FRAME);
  assert_int_not_equal(inventory_site(inv, 0)->unit, UNIT_FRAME);
  scan_done(inv);
}

static void test_site__names_of_the_interface_that_are_no_calls(void **state)
{
  (void)state;
  assert_sites(R "void ink_freelists_dump(FILE *f);\nextern \"C\" {\n"
                 "void *ink_freelist_new(InkFreeList *f);\n}\n"
                 "void f() {\n  x = ink_freelists_dump;\n  o.thread_alloc(a);\n"
                 "  o->ink_freelist_new(a);\n  s = \"THREAD_ALLOC(a, b)\";\n}\n",
               RD "4 mention f\n");
}

static void test_site__shim_words(void **state)
{
  (void)state;
  assert_sites("FlcClassPool<T> ca;\nFlcRawPool ra[2];\nvoid f() {\n  p = FLC_NEW(ca);\n"
               "  p = FLC_NEW(::ca, 1, 2);\n  FLC_DELETE(ca, p);\n  p = FLC_ALLOC(ra[i]);\n"
               "  FLC_FREE(o->ra[1], p);\n  FLC_FREE_BULK(ra[0], h, t, n);\n"
               "  FLC_DELETE_BULK(ca, h, t, n);\n  FLC_RE_INIT(ra[0], 1);\n  FLC_DESTROY(ca, p);\n"
               "  p = FLC_TH_ALLOC(ca, t);\n  FLC_TH_FREE(p, ca, t);\n  FLC_FREELISTS_DUMP(f);\n"
               "  FLC_THREAD_LIST_LOW_WATERMARK = 1;\n}\n",
               "1 declare-class ca shim\n2 declare-raw ra shim\n4 class-take ca shim\n"
               "5 class-take ca shim\n6 class-give ca shim\n7 raw-take ra shim\n8 raw-give shim\n"
               "9 bulk-give ra shim\n10 bulk-give ca shim\n11 re-init ra shim\n12 destroy ca shim\n"
               "13 thread-take ca shim\n14 thread-give ca shim\n15 dump shim\n"
               "16 watermark shim\n");
}

static void test_site__a_macro_parameter_stands_for_what_is_passed(void **state)
{
  (void)state;
  const char *text = C "#define EV_ALLOC(a, t) THREAD_ALLOC(a, t)\n"
                       "#define EV_FREE(p, a, t) \\\n  if (x) ::a.free(p); \\\n"
                       "  else THREAD_FREE(p, a, t)\n"
                       "void f() {\n  EV_ALLOC(ca, t);\n  EV_FREE(p, ca, t);\n}\n";
  assert_sites(text, CD "2 thread-take a\n4 class-give a\n5 thread-give a\n"
                        "7 wrapped ca\n8 wrapped ca\n");
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  assert_int_equal(inv->units->len, 2); /* the frame and one more */
  assert_string_equal(inventory_unit(inv, 1), "ca");
  for (guint i = 0; i < inv->sites->len; i++)
    assert_int_equal(inventory_site(inv, i)->unit, 1);
  scan_done(inv);
}

static void test_site__a_macro_nobody_uses_with_a_pool(void **state)
{
  (void)state;
  /* `.free(` on a parameter may be anything; THREAD_ALLOC is a site whatever is passed. */
  assert_sites(C "#define DROP(x, p) x.free(p)\n#define TAKE(x, t) THREAD_ALLOC(x, t)\n"
                 "void f() {\n  DROP(arena, p);\n}\n",
               CD "3 thread-take x\n");
}

static void test_site__a_macro_joins_what_is_passed_to_it(void **state)
{
  (void)state;
  assert_pools("ClassAllocator<T> a;\nClassAllocator<T> b;\nClassAllocator<T> c;\n"
               "#define DROP(x, p) x.free(p)\nvoid f() { DROP(a, 1); DROP(b, 2); }\n",
               "class a<T> 1+0 a\nclass b<T> 1+0 a\nclass c<T> 1+0 c\nclass x param 0+0 a\n");
  assert_pools("Allocator a[2];\n#define DROP(x, p) x[0].free_void(p)\nvoid f() { DROP(a, 1); }\n",
               "raw a array 1+0 a\nraw x param 0+0 a\n");
}

/* Only a body has sites, and a use in another macro's body binds nothing. */
static void test_site__heads_and_bodies_of_macros(void **state)
{
  (void)state;
  assert_sites(C "#define DROP(x, p) x.free(p)\n#define BOTH(x) DROP(ca, x)\n",
               CD "3 mention ca\n");
  assert_sites(C "#define DROP(x) (x.free(p), THREAD_FREE(p, x, t))\nvoid f() { DROP(y); }\n",
               CD "2 class-give x\n2 thread-give x\n");
}

static void test_site__macro_bodies_may_name_a_pool_themselves(void **state)
{
  (void)state;
  assert_sites(C "#define DROP(p) ca.free(p)\n#define TAKE THREAD_ALLOC(ca, t)\n"
                 "void f() {\n  DROP(p);\n}\n",
               CD "2 class-give ca\n3 thread-take ca\n");
}

static void test_site__mentions(void **state)
{
  (void)state;
  assert_sites(C R "void f() {\n  x = &ca;\n  n = countof(ra);\n  g(ca, 1);\n  y = ca.allocated;\n"
                   "  ra = ca;\n}\n",
               CD "2 declare-raw ra\n4 mention ca\n5 mention ra\n6 mention ca\n7 mention ca\n"
                  "8 mention ra\n8 mention ca\n");
  /* a thread's list, read by hand */
  assert_sites("ClassAllocator<T> a;\nstruct Thread { ProxyAllocator a; };\n"
               "int f(Thread *t) { return t->a.allocated; }\n",
               "1 declare-class a\n2 declare-cache a\n3 mention a\n");
}

static void test_site__local_pools(void **state)
{
  (void)state;
  assert_sites("void f() {\n  Allocator x(\"x\", 1);\n  x.free_void(x.alloc_void());\n  g(&x);\n}\n"
               "void h() {\n  x.free_void(p);\n}\n",
               "2 declare-raw x\n3 raw-give x\n3 raw-take x\n");
}
