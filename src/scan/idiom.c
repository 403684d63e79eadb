/* SPDX-License-Identifier: Apache-2.0 */
#include "idiom.h"

#include <string.h>

static const struct {
  const char *name;
  bool moved;
} kinds[] = {
#define X(id, name, moved) {name, moved},
    SITE_KINDS(X)
#undef X
};

static const struct idiom_type types[] = {
    {"ClassAllocator", POOL_CLASS, true, false},
    {"TrackerClassAllocator", POOL_TRACKER, true, false},
    {"Allocator", POOL_RAW, false, false},
    {"ProxyAllocator", POOL_CACHE, false, false},
    {"InkFreeList", POOL_LIST, false, false},
    {"FlcClassPool", POOL_CLASS, true, true},
    {"FlcTrackerPool", POOL_TRACKER, true, true},
    {"FlcRawPool", POOL_RAW, false, true},
    {"FlcThreadCache", POOL_CACHE, false, true},
    {"FlcFreeList", POOL_LIST, false, true},
};

static const struct idiom_method methods[] = {
    {"alloc", SITE_CLASS_TAKE},
    {"free", SITE_CLASS_GIVE},
    {"alloc_void", SITE_RAW_TAKE},
    {"free_void", SITE_RAW_GIVE},
    {"free_void_bulk", SITE_BULK_GIVE},
    {"free_bulk", SITE_BULK_GIVE},
    {"re_init", SITE_RE_INIT},
    {"raw", SITE_RAW},
    {"destroy_if_enabled", SITE_DESTROY},
};

static const struct idiom_call calls[] = {
    {"THREAD_ALLOC", SITE_THREAD_TAKE, 0, false, false},
    {"THREAD_ALLOC_INIT", SITE_THREAD_TAKE, 0, false, false},
    {"SAFE_THREAD_ALLOC", SITE_THREAD_TAKE, 0, false, false},
    {"THREAD_FREE", SITE_THREAD_GIVE, 1, false, false},
    {"thread_alloc", SITE_CACHE_TAKE, 0, false, false},
    {"thread_alloc_init", SITE_CACHE_TAKE, 0, false, false},
    {"thread_freeup", SITE_CACHE_TRIM, 0, false, false},
    {"ink_freelist_create", SITE_LIST_MAKE, -1, false, false},
    {"ink_freelist_init", SITE_LIST_MAKE, 0, false, false},
    {"ink_freelist_madvise_init", SITE_LIST_MAKE, 0, false, false},
    {"ink_freelist_new", SITE_LIST_TAKE, 0, false, false},
    {"ink_freelist_free", SITE_LIST_GIVE, 0, false, false},
    {"ink_freelist_free_bulk", SITE_LIST_GIVE, 0, false, false},
    {"ink_freelist_init_ops", SITE_START_UP, -1, false, false},
    {"ink_freelists_dump", SITE_DUMP, -1, false, false},
    {"ink_freelists_dump_baselinerel", SITE_DUMP, -1, false, false},
    {"ink_freelists_snap_baseline", SITE_DUMP, -1, false, false},
    {"thread_freelist_high_watermark", SITE_WATERMARK, -1, true, false},
    {"thread_freelist_low_watermark", SITE_WATERMARK, -1, true, false},
    {"FLC_NEW", SITE_CLASS_TAKE, 0, false, true},
    {"FLC_DELETE", SITE_CLASS_GIVE, 0, false, true},
    {"FLC_ALLOC", SITE_RAW_TAKE, 0, false, true},
    {"FLC_FREE", SITE_RAW_GIVE, 0, false, true},
    {"FLC_FREE_BULK", SITE_BULK_GIVE, 0, false, true},
    {"FLC_DELETE_BULK", SITE_BULK_GIVE, 0, false, true},
    {"FLC_RE_INIT", SITE_RE_INIT, 0, false, true},
    {"FLC_RAW", SITE_RAW, 0, false, true},
    {"FLC_DESTROY", SITE_DESTROY, 0, false, true},
    {"FLC_TH_ALLOC", SITE_THREAD_TAKE, 0, false, true},
    {"FLC_TH_ALLOC_INIT", SITE_THREAD_TAKE, 0, false, true},
    {"FLC_TH_ALLOC_SAFE", SITE_THREAD_TAKE, 0, false, true},
    {"FLC_TH_FREE", SITE_THREAD_GIVE, 1, false, true},
    {"FLC_TC_ALLOC", SITE_CACHE_TAKE, 0, false, true},
    {"FLC_TC_ALLOC_INIT", SITE_CACHE_TAKE, 0, false, true},
    {"FLC_TC_FREEUP", SITE_CACHE_TRIM, 0, false, true},
    {"FLC_FREELIST_CREATE", SITE_LIST_MAKE, -1, false, true},
    {"FLC_FREELIST_INIT", SITE_LIST_MAKE, 0, false, true},
    {"FLC_FREELIST_MADVISE_INIT", SITE_LIST_MAKE, 0, false, true},
    {"FLC_FREELIST_NEW", SITE_LIST_TAKE, 0, false, true},
    {"FLC_FREELIST_FREE", SITE_LIST_GIVE, 0, false, true},
    {"FLC_FREELIST_FREE_BULK", SITE_LIST_GIVE, 0, false, true},
    {"FLC_FREELIST_INIT_OPS", SITE_START_UP, -1, false, true},
    {"FLC_FREELISTS_DUMP", SITE_DUMP, -1, false, true},
    {"FLC_FREELISTS_DUMP_BASELINEREL", SITE_DUMP, -1, false, true},
    {"FLC_FREELISTS_SNAP_BASELINE", SITE_DUMP, -1, false, true},
    {"FLC_THREAD_LIST_HIGH_WATERMARK", SITE_WATERMARK, -1, true, true},
    {"FLC_THREAD_LIST_LOW_WATERMARK", SITE_WATERMARK, -1, true, true},
};

static bool same(const char *a, const char *s, gsize len)
{
  return *a == *s && strlen(a) == len && memcmp(a, s, len) == 0;
}

const char *site_kind_name(enum site_kind k)
{
  return kinds[k].name;
}

bool site_kind_is_moved(enum site_kind k)
{
  return kinds[k].moved;
}

enum site_kind site_kind_of_name(const char *name, gsize len)
{
  int k = 0;
  while (k < SITE_NKINDS && !same(kinds[k].name, name, len))
    k++;
  return (enum site_kind)k;
}

const char *pool_kind_name(enum pool_kind k)
{
  static const char *const names[] = {"class", "tracker", "raw", "cache", "list"};
  return names[k];
}

enum site_kind pool_declare_kind(enum pool_kind k)
{
  static const enum site_kind of[] = {SITE_DECLARE_CLASS, SITE_DECLARE_TRACKER, SITE_DECLARE_RAW,
                                      SITE_DECLARE_CACHE, SITE_DECLARE_LIST};
  return of[k];
}

const struct idiom_type *idiom_type(const char *s, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
    if (same(types[i].name, s, len))
      return &types[i];
  return NULL;
}

const struct idiom_method *idiom_method(const char *s, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
    if (same(methods[i].name, s, len))
      return &methods[i];
  return NULL;
}

const struct idiom_call *idiom_call(const char *s, gsize len)
{
  /* Asked for every identifier of a file: nearly all end here. */
  if (len < strlen("FLC_NEW") || !strchr("FTSti", *s))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++)
    if (same(calls[i].name, s, len))
      return &calls[i];
  return NULL;
}

bool idiom_is_api(const char *s, gsize len)
{
  return idiom_type(s, len) || idiom_call(s, len) || same("InkFreeListOps", s, len);
}

void idiom_foreach_word(void (*f)(const char *word, gpointer data), gpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
    f(types[i].name, data);
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++)
    f(calls[i].name, data);
}
