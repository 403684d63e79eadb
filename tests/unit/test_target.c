/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/target.h"
#include "memory_tree.h"

#define C "ClassAllocator<T> ca;\n"

/* The site of this kind in a tree of one file: the last one. */
static const struct site *site_of(const struct inventory *inv, enum site_kind kind)
{
  for (guint32 i = inv->sites->len; i-- > 0;)
    if (inventory_site(inv, i)->kind == kind)
      return inventory_site(inv, i);
  fail_msg("no such site");
  return NULL;
}

/* The bytes from the first to the last of tokens [first, end). */
static char *text_of(const struct inventory *inv, guint32 first, guint32 end)
{
  const struct lexed *lx = inventory_file(inv, 0)->lx;
  const struct token *a = &lx->tok[first], *b = &lx->tok[end - 1];
  return g_strndup(lx->text + a->off, b->off + b->len - a->off);
}

static void head_is(const char *text, enum site_kind kind, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  struct head h = target_head(inv, site_of(inv, kind));
  char *got = text_of(inv, h.first, h.end);
  assert_same_text(got, want);
  g_free(got);
  scan_done(inv);
}

static void test_target__heads_of_methods(void **state)
{
  (void)state;
  head_is(C "void f() { return ca.alloc(1); }", SITE_CLASS_TAKE, "ca.alloc(");
  head_is(C "void f() { x = ::ca . alloc (1); }", SITE_CLASS_TAKE, "::ca . alloc (");
  head_is("Allocator ra[3];\nvoid f() { g(ra[i + (1)].free_void(p)); }", SITE_RAW_GIVE,
          "ra[i + (1)].free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { if (a) o->b[1].m.free_void(p); }", SITE_RAW_GIVE,
          "o->b[1].m.free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { x = g(1)->m.free_void(p); }", SITE_RAW_GIVE,
          "g(1)->m.free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { x = n::g<int>(1).m.free_void(p); }",
          SITE_RAW_GIVE, "n::g<int>(1).m.free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { (*o).m.free_void(p); }", SITE_RAW_GIVE,
          "(*o).m.free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { return (*o).m.free_void(p); }", SITE_RAW_GIVE,
          "(*o).m.free_void(");
  head_is("struct S { Allocator m; };\nvoid f() { x = a > (o)->m.alloc_void(); }", SITE_RAW_TAKE,
          "(o)->m.alloc_void(");
  head_is("struct S { Allocator m; };\nvoid f() { return this->m.free_void(p); }", SITE_RAW_GIVE,
          "this->m.free_void(");
}

static void test_target__heads_of_calls_and_others(void **state)
{
  (void)state;
  head_is(C "void f() { x = THREAD_ALLOC (ca, t); }", SITE_THREAD_TAKE, "THREAD_ALLOC (");
  head_is(C "void f() { ::thread_freeup(ca, t); }", SITE_CACHE_TRIM, "thread_freeup(");
  head_is(C "void f() { x = thread_freelist_high_watermark; }", SITE_WATERMARK,
          "thread_freelist_high_watermark");
  head_is("static ClassAllocator<T> ca;\n", SITE_DECLARE_CLASS, "ClassAllocator");
}

static void test_target__movable(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.cc", C "void f() { ca.alloc(); FLC_DELETE(ca, p); x = &ca; }", NULL));
  assert_true(target_is_movable(site_of(inv, SITE_CLASS_TAKE)));
  assert_false(target_is_movable(site_of(inv, SITE_CLASS_GIVE)));
  assert_false(target_is_movable(site_of(inv, SITE_MENTION)));
  scan_done(inv);
}

/* "ZOOM: TEXT" of the island at a zoom. */
static char *island(const char *text, enum site_kind kind, enum view_zoom zoom)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  struct island is = {VIEW_FUNCTION, 0, 1};
  bool any = target_island(inv, site_of(inv, kind), zoom, &is);
  char *t = text_of(inv, is.first, is.end);
  char *out =
      any ? g_strdup_printf("%s: %s", target_zoom_name(is.zoom), g_strstrip(t)) : g_strdup("none");
  g_free(t);
  scan_done(inv);
  return out;
}

static void island_is(const char *text, enum site_kind kind, enum view_zoom zoom, const char *want)
{
  char *got = island(text, kind, zoom);
  assert_same_text(got, want);
  g_free(got);
}

static void test_target__islands_of_a_call_at_each_zoom(void **state)
{
  (void)state;
  const char *text = C "void f() { a(); x = g(ca.alloc(1)); b(); }";
  island_is(text, SITE_CLASS_TAKE, VIEW_FUNCTION, "function: a(); x = g(ca.alloc(1)); b();");
  island_is(text, SITE_CLASS_TAKE, VIEW_STATEMENT, "statement: x = g(ca.alloc(1));");
  island_is(text, SITE_CLASS_TAKE, VIEW_EXPRESSION, "expression: ca.alloc(1)");
}

static void test_target__islands_are_the_innermost_body(void **state)
{
  (void)state;
  island_is(C "void f() { g([] { return ca.alloc(); }); }", SITE_CLASS_TAKE, VIEW_FUNCTION,
            "function: return ca.alloc();");
  island_is(C "void f() { struct L { void m() { ca.alloc(); } }; }", SITE_CLASS_TAKE, VIEW_FUNCTION,
            "function: ca.alloc();");
  island_is(C "#define M(p) (x, ca.free(p))\n", SITE_CLASS_GIVE, VIEW_FUNCTION,
            "function: (x, ca.free(p))");
  island_is(C "void f() { if (a) { ca.alloc(); } }", SITE_CLASS_TAKE, VIEW_FUNCTION,
            "function: if (a) { ca.alloc(); }");
}

static void test_target__islands_outside_of_bodies(void **state)
{
  (void)state;
  island_is(C "T *p = ca.alloc();\n", SITE_CLASS_TAKE, VIEW_FUNCTION, "expression: ca.alloc()");
  island_is(C "X::X() : p(ca.alloc()) { }\n", SITE_CLASS_TAKE, VIEW_FUNCTION,
            "expression: ca.alloc()");
  island_is(C "void f() { struct L { T *p = ca.alloc(); }; }", SITE_CLASS_TAKE, VIEW_FUNCTION,
            "expression: ca.alloc()");
  island_is(C "int *w = &thread_freelist_low_watermark;\n", SITE_WATERMARK, VIEW_FUNCTION,
            "expression: thread_freelist_low_watermark");
}

static void test_target__islands_of_declarations(void **state)
{
  (void)state;
  island_is("int a;\nstatic ::ClassAllocator<A<B, C>> ca(\"x;\", 1), cb;\nint b;",
            SITE_DECLARE_CLASS, VIEW_FUNCTION,
            "declaration: static ::ClassAllocator<A<B, C>> ca(\"x;\", 1), cb;");
  island_is("extern const Allocator ra[N];", SITE_DECLARE_RAW, VIEW_FUNCTION,
            "declaration: extern const Allocator ra[N];");
  island_is("void f(int n, InkFreeList *l) { ink_freelist_new(l); }", SITE_DECLARE_LIST,
            VIEW_FUNCTION, "declaration: InkFreeList *l");
  island_is("void f(ClassAllocator<A<B, C>> &p, int n) { p.alloc(); }", SITE_DECLARE_CLASS,
            VIEW_FUNCTION, "declaration: ClassAllocator<A<B, C>> &p");
  island_is("void f(Allocator *a, int n) { a->alloc_void(); }", SITE_DECLARE_RAW, VIEW_FUNCTION,
            "declaration: Allocator *a");
  island_is("struct S { ProxyAllocator a{1}; };", SITE_DECLARE_CACHE, VIEW_FUNCTION,
            "declaration: ProxyAllocator a{1};");
  island_is("Allocator ra;", SITE_DECLARE_RAW, VIEW_STATEMENT, "none");
  island_is("Allocator ra;", SITE_DECLARE_RAW, VIEW_EXPRESSION, "none");
}

static void test_target__closer(void **state)
{
  (void)state;
  enum view_zoom z = VIEW_FUNCTION;
  assert_true(target_closer(&z));
  assert_int_equal(z, VIEW_STATEMENT);
  assert_true(target_closer(&z));
  assert_int_equal(z, VIEW_EXPRESSION);
  assert_false(target_closer(&z));
  assert_string_equal(target_zoom_name(VIEW_DECLARATION), "declaration");
}

/* The preamble for all sites of a tree of one file, shown from the island of the last. */
static void preamble_is(const char *text, enum site_kind kind, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  struct island is;
  GArray *sites = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (guint32 i = 0; i < inv->sites->len; i++)
    g_array_append_val(sites, i);
  assert_true(target_island(inv, site_of(inv, kind), VIEW_FUNCTION, &is));
  char *got = target_preamble(inv, NULL, sites, &is);
  assert_same_text(got, want);
  g_free(got);
  g_array_unref(sites);
  scan_done(inv);
}

static void test_target__preamble_declares_each_pool_once(void **state)
{
  (void)state;
  preamble_is(C "Allocator ra[9];\nInkFreeList *fl;\nTrackerClassAllocator<T> tr;\n"
                "struct Th { ProxyAllocator pa; };\n"
                "void f() { ca.free(ca.alloc()); ra[1].alloc_void(); ink_freelist_new(fl); }",
              SITE_CLASS_TAKE,
              "struct ClassAllocator ca; struct Allocator ra[9]; struct InkFreeList *fl; "
              "struct TrackerClassAllocator tr; struct ProxyAllocator *pa;");
}

static void test_target__preamble_leaves_out_what_the_island_declares(void **state)
{
  (void)state;
  preamble_is(C "void f() { Allocator here; here.alloc_void(); ca.alloc(); }", SITE_CLASS_TAKE,
              "struct ClassAllocator ca;");
  preamble_is("Allocator ra;\n", SITE_DECLARE_RAW, "");
  preamble_is("Allocator ra;\nvoid f() { ink_freelists_dump(x); }", SITE_DUMP,
              "struct Allocator ra;");
}
