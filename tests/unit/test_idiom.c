/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/idiom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_idiom__kinds_have_names_both_ways(void **state)
{
  (void)state;
  for (int k = 0; k < SITE_NKINDS; k++) {
    const char *name = site_kind_name((enum site_kind)k);
    assert_int_equal(site_kind_of_name(name, strlen(name)), k);
  }
  assert_int_equal(site_kind_of_name("class-tak", 9), SITE_NKINDS);
  assert_int_equal(site_kind_of_name("class-takes", 11), SITE_NKINDS);
  assert_int_equal(site_kind_of_name("", 0), SITE_NKINDS);
  assert_string_equal(site_kind_name(SITE_BULK_GIVE), "bulk-give");
}

static void test_idiom__all_but_the_last_three_kinds_are_moved(void **state)
{
  (void)state;
  for (int k = 0; k < SITE_NKINDS; k++)
    assert_int_equal(site_kind_is_moved((enum site_kind)k),
                     k != SITE_WRAPPED && k != SITE_MENTION && k != SITE_SHADOWED);
}

static void test_idiom__types(void **state)
{
  (void)state;
  static const struct {
    const char *baseline, *shim;
    enum pool_kind kind;
    const char *name;
    enum site_kind declare;
    bool is_template;
  } want[] = {
      {"ClassAllocator", "FlcClassPool", POOL_CLASS, "class", SITE_DECLARE_CLASS, true},
      {"TrackerClassAllocator", "FlcTrackerPool", POOL_TRACKER, "tracker", SITE_DECLARE_TRACKER,
       true},
      {"Allocator", "FlcRawPool", POOL_RAW, "raw", SITE_DECLARE_RAW, false},
      {"ProxyAllocator", "FlcThreadCache", POOL_CACHE, "cache", SITE_DECLARE_CACHE, false},
      {"InkFreeList", "FlcFreeList", POOL_LIST, "list", SITE_DECLARE_LIST, false},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
    const struct idiom_type *a = idiom_type(want[i].baseline, strlen(want[i].baseline));
    const struct idiom_type *b = idiom_type(want[i].shim, strlen(want[i].shim));
    assert_true(a && b && !a->is_shim && b->is_shim);
    assert_int_equal(a->kind, want[i].kind);
    assert_int_equal(b->kind, want[i].kind);
    assert_int_equal(a->is_template, want[i].is_template);
    assert_int_equal(b->is_template, want[i].is_template);
    assert_string_equal(pool_kind_name(a->kind), want[i].name);
    assert_int_equal(pool_declare_kind(a->kind), want[i].declare);
  }
  assert_null(idiom_type("Alloc", 5));
  assert_null(idiom_type("allocator", 9));
}

static void test_idiom__methods(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    enum site_kind kind;
  } want[] = {{"alloc", SITE_CLASS_TAKE},          {"free", SITE_CLASS_GIVE},
              {"alloc_void", SITE_RAW_TAKE},       {"free_void", SITE_RAW_GIVE},
              {"free_void_bulk", SITE_BULK_GIVE},  {"free_bulk", SITE_BULK_GIVE},
              {"re_init", SITE_RE_INIT},           {"raw", SITE_RAW},
              {"destroy_if_enabled", SITE_DESTROY}};
  for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
    const struct idiom_method *m = idiom_method(want[i].name, strlen(want[i].name));
    assert_non_null(m);
    assert_int_equal(m->kind, want[i].kind);
  }
  assert_null(idiom_method("allocate", 8));
  assert_null(idiom_method("freeup", 6));
}

/* Each word of the interface and the shim's word for it mean the same. */
static void test_idiom__calls_and_their_shim_words(void **state)
{
  (void)state;
  static const struct {
    const char *baseline, *shim;
    enum site_kind kind;
    int pool_arg;
  } want[] = {
      {"THREAD_ALLOC", "FLC_TH_ALLOC", SITE_THREAD_TAKE, 0},
      {"THREAD_ALLOC_INIT", "FLC_TH_ALLOC_INIT", SITE_THREAD_TAKE, 0},
      {"SAFE_THREAD_ALLOC", "FLC_TH_ALLOC_SAFE", SITE_THREAD_TAKE, 0},
      {"THREAD_FREE", "FLC_TH_FREE", SITE_THREAD_GIVE, 1},
      {"thread_alloc", "FLC_TC_ALLOC", SITE_CACHE_TAKE, 0},
      {"thread_alloc_init", "FLC_TC_ALLOC_INIT", SITE_CACHE_TAKE, 0},
      {"thread_freeup", "FLC_TC_FREEUP", SITE_CACHE_TRIM, 0},
      {"ink_freelist_create", "FLC_FREELIST_CREATE", SITE_LIST_MAKE, -1},
      {"ink_freelist_init", "FLC_FREELIST_INIT", SITE_LIST_MAKE, 0},
      {"ink_freelist_madvise_init", "FLC_FREELIST_MADVISE_INIT", SITE_LIST_MAKE, 0},
      {"ink_freelist_new", "FLC_FREELIST_NEW", SITE_LIST_TAKE, 0},
      {"ink_freelist_free", "FLC_FREELIST_FREE", SITE_LIST_GIVE, 0},
      {"ink_freelist_free_bulk", "FLC_FREELIST_FREE_BULK", SITE_LIST_GIVE, 0},
      {"ink_freelist_init_ops", "FLC_FREELIST_INIT_OPS", SITE_START_UP, -1},
      {"ink_freelists_dump", "FLC_FREELISTS_DUMP", SITE_DUMP, -1},
      {"ink_freelists_dump_baselinerel", "FLC_FREELISTS_DUMP_BASELINEREL", SITE_DUMP, -1},
      {"ink_freelists_snap_baseline", "FLC_FREELISTS_SNAP_BASELINE", SITE_DUMP, -1},
      {"thread_freelist_high_watermark", "FLC_THREAD_LIST_HIGH_WATERMARK", SITE_WATERMARK, -1},
      {"thread_freelist_low_watermark", "FLC_THREAD_LIST_LOW_WATERMARK", SITE_WATERMARK, -1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
    const struct idiom_call *a = idiom_call(want[i].baseline, strlen(want[i].baseline));
    const struct idiom_call *b = idiom_call(want[i].shim, strlen(want[i].shim));
    if (!a || !b || a->is_shim || !b->is_shim || a->kind != want[i].kind || b->kind != a->kind ||
        a->pool_arg != want[i].pool_arg || b->pool_arg != a->pool_arg ||
        a->is_value != (a->kind == SITE_WATERMARK) || b->is_value != a->is_value)
      fail_msg("%s, %s", want[i].baseline, want[i].shim);
  }
  assert_null(idiom_call("THREAD_FRE", 10));
  assert_null(idiom_call("xHREAD_FREE", 11));
  assert_null(idiom_call("thread_free", 11));
  assert_null(idiom_call("t", 1));
}

static void test_idiom__shim_words_for_methods(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    enum site_kind kind;
  } want[] = {{"FLC_NEW", SITE_CLASS_TAKE},      {"FLC_DELETE", SITE_CLASS_GIVE},
              {"FLC_ALLOC", SITE_RAW_TAKE},      {"FLC_FREE", SITE_RAW_GIVE},
              {"FLC_FREE_BULK", SITE_BULK_GIVE}, {"FLC_DELETE_BULK", SITE_BULK_GIVE},
              {"FLC_RE_INIT", SITE_RE_INIT},     {"FLC_RAW", SITE_RAW},
              {"FLC_DESTROY", SITE_DESTROY}};
  for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
    const struct idiom_call *c = idiom_call(want[i].name, strlen(want[i].name));
    if (!c || !c->is_shim || c->kind != want[i].kind || c->pool_arg != 0 || c->is_value)
      fail_msg("%s", want[i].name);
  }
}

static void test_idiom__api_names(void **state)
{
  (void)state;
  assert_true(idiom_is_api("InkFreeListOps", 14));
  assert_true(idiom_is_api("ProxyAllocator", 14));
  assert_true(idiom_is_api("ink_freelist_new", 16));
  assert_false(idiom_is_api("alloc", 5));
  assert_false(idiom_is_api("InkAtomicList", 13));
}

static void count(const char *word, gpointer data)
{
  assert_true(idiom_type(word, strlen(word)) || idiom_call(word, strlen(word)));
  g_hash_table_add(data, (gpointer)word);
}

/* A file with only one of these must be lexed. */
static void test_idiom__every_word_makes_a_file_worth_reading(void **state)
{
  (void)state;
  GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
  idiom_foreach_word(count, seen);
  static const char *const some[] = {"Allocator",
                                     "InkFreeList",
                                     "THREAD_FREE",
                                     "FlcThreadCache",
                                     "FLC_NEW",
                                     "ink_freelists_dump",
                                     "thread_freelist_low_watermark"};
  for (gsize i = 0; i < G_N_ELEMENTS(some); i++)
    assert_true(g_hash_table_contains(seen, some[i]));
  assert_int_equal(g_hash_table_size(seen), 57);
  g_hash_table_unref(seen);
}
