/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/setup.h"
#include "memory_tree.h"

/* "LINE CALL size,align,huge,advice" of each set-up of the pool; "-" where nothing is said. */
static void sets_up(const char *text, const char *pool, const char *want)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  GString *s = g_string_new(NULL);
  guint32 k = 0;
  while (strcmp(inventory_pool(inv, k)->name, pool) != 0)
    assert_true(++k < inv->pools->len);
  GArray *all = setups_of(inv, k);
  for (guint i = 0; i < all->len; i++) {
    const struct setup *u = &g_array_index(all, struct setup, i);
    g_string_append_printf(s, "%u %s %s,%s,%s,%s\n", u->line, u->call, u->size ? u->size : "-",
                           u->align ? u->align : "-", u->huge ? u->huge : "-",
                           u->advice ? u->advice : "-");
  }
  g_array_unref(all);
  assert_same_text(s->str, want);
  g_string_free(s, TRUE);
  scan_done(inv);
}

static void test_setup__constructors(void **state)
{
  (void)state;
  sets_up("ClassAllocator<T> a(\"a\");\n", "a", "1 a -,-,-,-\n");
  sets_up("ClassAllocator<T> a(\"a\", 2, 64);\n", "a", "1 a -,64,-,-\n");
  sets_up("Allocator a(\"a\", sizeof(T), 2, 64);\n", "a", "1 a sizeof(T),64,-,-\n");
  sets_up("Allocator a(\"a\", 8, 2, 64, true);\n", "a", "1 a 8,64,true,-\n");
  sets_up("Allocator a[3];\n", "a", "");
}

static void test_setup__re_init(void **state)
{
  (void)state;
  sets_up("Allocator a[3];\nvoid f() { a[0].re_init(\"a\", 1, 2, 3, adv()); }\n", "a",
          "2 re_init 1,3,-,adv()\n");
  sets_up("Allocator a;\nvoid f() { a.re_init(\"a\", 1, 2, 3, huge, adv); }\n", "a",
          "2 re_init 1,3,huge,adv\n");
  sets_up("FlcRawPool a;\nvoid f() { FLC_RE_INIT(a, \"a\", 1, 2, 3, adv); }\n", "a",
          "2 FLC_RE_INIT 1,3,-,adv\n");
}

static void test_setup__lists(void **state)
{
  (void)state;
  sets_up("InkFreeList *l;\nvoid f() { l = ink_freelist_create(\"l\", 64, 8, 16); }\n", "l",
          "2 ink_freelist_create 64,16,-,-\n");
  sets_up("InkFreeList *l;\nvoid f() { ink_freelist_init(&l, \"l\", 64, 8, 16); }\n", "l",
          "2 ink_freelist_init 64,16,-,-\n");
  sets_up("InkFreeList *l;\nvoid f() { ink_freelist_madvise_init(&l, \"l\", 64, 8, 16, adv); }\n",
          "l", "2 ink_freelist_madvise_init 64,16,-,adv\n");
}

static void test_setup__numbers(void **state)
{
  (void)state;
  guint64 n;
  assert_true(setup_number("4096", &n) && n == 4096);
  assert_true(setup_number("0x10u", &n) && n == 16);
  assert_true(setup_number("8ul", &n) && n == 8);
  assert_false(setup_number("a", &n));
  assert_false(setup_number("8*k", &n));
  assert_false(setup_number("", &n));
  assert_true(setup_is_off(NULL) && setup_is_off("0") && setup_is_off("false"));
  assert_false(setup_is_off("1") || setup_is_off("advice"));
}
