/* SPDX-License-Identifier: Apache-2.0 */
#include "memory_tree.h"

static void test_inventory__files_and_sites_are_in_order(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of("b.cc", "void f() {\n  pool.free(pool.alloc());\n}\n",
                                            "a/z.h", "extern ClassAllocator<T> pool;\n", "a.cc",
                                            "ClassAllocator<T> pool;\n", NULL));
  char *got = sites_text(inv);
  assert_same_text(got, "a.cc:1 declare-class pool\na/z.h:1 declare-class pool\n"
                        "b.cc:2 class-give pool\nb.cc:2 class-take pool\n");
  assert_string_equal(inventory_file(inv, inventory_pool(inv, 0)->file)->src->path, "a/z.h");
  g_free(got);
  scan_done(inv);
}

/* A file that only names a pool, and no word of the interface, must be read too. */
static void test_inventory__files_that_only_name_a_pool(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("a.h", "extern Allocator odd;\nextern struct X y;\n", "b.cc",
                        "void f() { odd.free_void(p); }\n", "c.cc",
                        "int oddity; /* Alloc */ void f() { y.free_void(p); }\n", NULL));
  assert_int_equal(inv->files->len, 2);
  assert_int_equal(inv->sites->len, 2);
  scan_done(inv);
}

static void test_inventory__nothing_to_find(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of("a.cc", "int main() { free(p); }\n", NULL));
  assert_int_equal(inv->files->len + inv->pools->len + inv->sites->len, 0);
  assert_int_equal(inv->units->len, 1);
  assert_string_equal(inventory_unit(inv, UNIT_FRAME), "frame");
  scan_done(inv);
  inventory_free(NULL);
}

static void test_inventory__api_files_are_left_alone(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(
      tree_of("q.h",
              "class Allocator {\n};\nextern Allocator inner;\n"
              "#define THREAD_ALLOC(a, t) thread_alloc(::a, t->a)\n",
              "u.cc", "Allocator x;\nvoid f() { inner.free_void(p); x.free_void(p); }\n", NULL));
  char *got = sites_text(inv);
  assert_same_text(got, "u.cc:1 declare-raw x\nu.cc:2 raw-give x\n");
  g_free(got);
  assert_true(inventory_file(inv, 0)->api);
  assert_false(inventory_file(inv, 1)->api);
  scan_done(inv);
}

static void test_inventory__a_threads_list_moves_with_its_pool(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of(
      "t.h", "struct Thread {\n  ProxyAllocator evAllocator;\n  ProxyAllocator lone;\n};\n", "e.cc",
      "ClassAllocator<E> evAllocator(\"ev\");\nvoid f() {\n"
      "  THREAD_FREE(p, evAllocator, t);\n}\n",
      NULL));
  char *got = pools_text(inv);
  assert_same_text(got, "cache evAllocator in Thread 1+0 evAllocator\n"
                        "cache lone in Thread 1+0 lone\n"
                        "class evAllocator<E> 1+0 evAllocator\n");
  g_free(got);
  assert_int_equal(inv->units->len, 3);
  for (guint i = 0; i < inv->sites->len; i++)
    assert_int_equal(inventory_site(inv, i)->unit,
                     inventory_pool(inv, inventory_site(inv, i)->pool)->unit);
  scan_done(inv);
}

static void test_inventory__units_join_through_declarations_and_macros(void **state)
{
  (void)state;
  assert_pools("struct Thread { ProxyAllocator a, b; };\n"
               "ClassAllocator<A> a;\nClassAllocator<B> b;\nClassAllocator<C> c;\n"
               "ClassAllocator<D> d;\n#define DROP(x) x.free(p)\nvoid f() { DROP(c); DROP(a); }\n",
               "cache a in Thread 1+0 a\ncache b in Thread 1+0 a\n"
               "class a<A> 1+0 a\nclass b<B> 1+0 a\nclass c<C> 1+0 a\nclass d<D> 1+0 d\n"
               "class x param 0+0 a\n");
  /* a local pool of the same name is another one */
  assert_pools("struct Thread { ProxyAllocator a; };\nvoid f() { Allocator a; }\n",
               "cache a in Thread 1+0 a\nraw a local 1+0 a\n");
}

static void test_inventory__only_pools_that_move_together_share_a_unit(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(
      tree_of("a.cc", "struct Thread { ProxyAllocator a; };\nvoid f() { Allocator a; }\n", NULL));
  assert_int_equal(inv->units->len, 3);
  assert_int_not_equal(inventory_pool(inv, 0)->unit, inventory_pool(inv, 1)->unit);
  scan_done(inv);
}

static void test_inventory__what_holds_a_site(void **state)
{
  (void)state;
  static const char *const want[] = {"",        "S",         "S::m", "n::f",      "f",
                                     "g::L::h", "#define M", "g",    "operator()"};
  struct inventory *inv =
      scan_tree(tree_of("a.cc",
                        "ClassAllocator<T> p;\n"
                        "struct S { T *q = p.alloc(); void m() { p.free(q); } };\n"
                        "void n::f() { p.alloc(); }\n"
                        "void f() { if (a) { x([] { p.alloc(); }); } }\n"
                        "void g() { struct L { void h() { p.alloc(); } };\n"
                        "#define M(x) p.free(x)\n"
                        "  p.alloc(); }\n"
                        "bool operator()(int) { p.alloc(); }\n",
                        NULL));
  assert_int_equal(inv->sites->len, G_N_ELEMENTS(want));
  for (guint i = 0; i < G_N_ELEMENTS(want); i++) {
    char *got = inventory_function(inv, inventory_site(inv, i));
    assert_string_equal(got, want[i]);
    assert_string_equal(inventory_pool_name(inv, inventory_site(inv, i)), "p");
    g_free(got);
  }
  scan_done(inv);
}

/* A scan of this tree must fail with this error. */
static void fails(struct tree *t, enum inventory_error code, const char *message)
{
  GError *err = NULL;
  assert_null(inventory_scan(t, &err));
  assert_true(g_error_matches(err, INVENTORY_ERROR, (int)code));
  if (!strstr(err->message, message))
    fail_msg("%s", err->message);
  g_error_free(err);
  tree_free(t);
}

static void test_inventory__unbalanced_files_with_sites_are_refused(void **state)
{
  (void)state;
  fails(tree_of("a.cc", "Allocator a;\nvoid f() {\n  if (x {\n  }\n", NULL),
        INVENTORY_ERROR_UNBALANCED, "a.cc:2:10: this '{' has no partner");
  fails(tree_of("a.cc", "Allocator a;\nint x) {}\n", NULL), INVENTORY_ERROR_UNBALANCED,
        "a.cc:2:6: this ')'");
  /* What has no sites may be anything; so may the interface's own files. */
  struct inventory *inv =
      scan_tree(tree_of("a.cc", "/* Allocator */ void f() {{\n", "b.cc",
                        "class Allocator { };\n}\n", "c.cc", "Allocator a;\n", NULL));
  assert_int_equal(inv->sites->len, 1);
  scan_done(inv);
}

static void test_inventory__binary_files_that_name_an_allocator_are_refused(void **state)
{
  (void)state;
  struct tree *t = tree_of("a.cc", "Allocator a;\n", NULL);
  tree_add(t, "b.cc", g_memdup2("x\0Allocator y", 14), 13);
  fails(t, INVENTORY_ERROR_BINARY, "b.cc: names an allocator but is no text");
  t = tree_of("a.cc", "Allocator a;\n", NULL);
  tree_add(t, "b.cc", g_memdup2("\0a.free_void(p)", 16), 15);
  fails(t, INVENTORY_ERROR_BINARY, "b.cc"); /* found by the pool's name, in a later round */
  t = tree_of("a.cc", "Allocator a;\n", NULL);
  tree_add(t, "b.cc", g_memdup2("x\0y", 4), 3);
  scan_done(scan_tree(t));
}

static void test_inventory__handles_of_a_freelist_are_mentions(void **state)
{
  (void)state;
  const char *hook = "void hook(InkFreeList *f, int n) { advise(f->size); }\n";
  struct inventory *inv =
      scan_tree(tree_of("hook.cc", hook, "use.cc",
                        "void *use(InkFreeList *f) { return ink_freelist_new(f); }\n", NULL));
  char *got = sites_text(inv);
  assert_same_text(got, "hook.cc:1 mention f\nuse.cc:1 declare-list f\nuse.cc:1 list-take f\n");
  g_free(got);
  scan_done(inv);
}

/* The same tree gives the same inventory, however its files were read. */
static void test_inventory__is_stable(void **state)
{
  (void)state;
  char *first = NULL;
  for (int round = 0; round < 5; round++) {
    struct tree *t = tree_of("z.h", "extern Allocator shared;\n", NULL);
    for (int i = 0; i < 40; i++) {
      char *path = g_strdup_printf("f%02d.cc", i), *text;
      text =
          g_strdup_printf("static Allocator p%d;\nvoid f() { p%d.free_void(shared.alloc_void()); "
                          "shared.free_void(q); }\n",
                          i, i);
      tree_add(t, path, text, strlen(text));
      g_free(path);
    }
    struct inventory *inv = scan_tree(t);
    char *sites = sites_text(inv), *pools = pools_text(inv);
    char *both = g_strconcat(sites, pools, NULL);
    assert_int_equal(inv->sites->len, 1 + 40 * 4);
    assert_int_equal(inv->units->len, 1 + 41);
    if (first)
      assert_string_equal(both, first);
    else
      first = g_strdup(both);
    g_free(both);
    g_free(sites);
    g_free(pools);
    scan_done(inv);
  }
  g_free(first);
}
