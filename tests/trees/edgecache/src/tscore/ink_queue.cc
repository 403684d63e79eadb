/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/ink_queue.h"
#include "tscore/ink_defs.h"

#include <sys/mman.h>
#include <pthread.h>
#include <unistd.h>

struct ink_freelist_ops {
  void *(*take)(InkFreeList *);
  void (*give)(InkFreeList *, void *);
  void (*give_bulk)(InkFreeList *, void *, void *, size_t);
};

namespace
{
// `top` holds an item's address in its low 45 bits (items are aligned to 8, addresses have 48 bits) and, above, a
// count that each change moves on. A thread that was interrupted between reading `top` and changing it fails then,
// even when the same item lies on top again.
constexpr int ADDRESS_BITS      = 45;
constexpr uint64_t ADDRESS_MASK = (uint64_t(1) << ADDRESS_BITS) - 1;

void *
top_item(uint64_t top)
{
  return reinterpret_cast<void *>((top & ADDRESS_MASK) << 3);
}

uint64_t
top_with(void *item, uint64_t before)
{
  uint64_t count = (before >> ADDRESS_BITS) + 1;
  return (count << ADDRESS_BITS) | (reinterpret_cast<uintptr_t>(item) >> 3);
}

void *
link_get(void *item)
{
  return __atomic_load_n(static_cast<void **>(item), __ATOMIC_RELAXED);
}

void
link_set(void *item, void *next)
{
  __atomic_store_n(static_cast<void **>(item), next, __ATOMIC_RELAXED);
}

void
chain_push(InkFreeList *f, void *head, void *tail)
{
  uint64_t seen = __atomic_load_n(&f->top, __ATOMIC_RELAXED);

  do {
    link_set(tail, top_item(seen));
  } while (!__atomic_compare_exchange_n(&f->top, &seen, top_with(head, seen), true, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

size_t
page_size()
{
  static const size_t size = sysconf(_SC_PAGESIZE);
  return size;
}

void
list_grow(InkFreeList *f)
{
  size_t bytes = size_t(f->chunk_size) * f->type_size;
  char *chunk  = static_cast<char *>(ats_memalign(page_size(), bytes));

  if (f->advice) {
    madvise(chunk, INK_ALIGN(bytes, page_size()), f->advice);
  }
  for (uint32_t i = 0; i + 1 < f->chunk_size; ++i) {
    link_set(chunk + size_t(i) * f->type_size, chunk + size_t(i + 1) * f->type_size);
  }
  __atomic_fetch_add(&f->allocated, f->chunk_size, __ATOMIC_RELAXED);
  chain_push(f, chunk, chunk + size_t(f->chunk_size - 1) * f->type_size);
}

void *
list_take(InkFreeList *f)
{
  uint64_t seen = __atomic_load_n(&f->top, __ATOMIC_ACQUIRE);

  for (;;) {
    void *item = top_item(seen);
    if (!item) {
      list_grow(f);
      seen = __atomic_load_n(&f->top, __ATOMIC_ACQUIRE);
      continue;
    }
    // Another thread may own the item by now, and what is read here may be its data. Chunks are never unmapped,
    // so the read itself is harmless, and then the exchange fails.
    void *next = link_get(item);
    if (__atomic_compare_exchange_n(&f->top, &seen, top_with(next, seen), true, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
      return item;
    }
  }
}

void
list_give(InkFreeList *f, void *item)
{
  chain_push(f, item, item);
}

void
list_give_bulk(InkFreeList *f, void *head, void *tail, size_t)
{
  chain_push(f, head, tail);
}

void *
heap_take(InkFreeList *f)
{
  if (f->alignment <= alignof(max_align_t)) {
    return ats_malloc(f->type_size);
  }
  void *item = ats_memalign(f->alignment, f->type_size);
  if (f->advice && f->alignment == page_size()) {
    madvise(item, INK_ALIGN(f->type_size, page_size()), f->advice);
  }
  return item;
}

void
heap_give(InkFreeList *, void *item)
{
  ats_free(item);
}

void
heap_give_bulk(InkFreeList *, void *head, void *, size_t num_item)
{
  for (; num_item > 0; --num_item) {
    void *next = *static_cast<void **>(head);
    ats_free(head);
    head = next;
  }
}

const InkFreeListOps freelist_ops = {list_take, list_give, list_give_bulk};
const InkFreeListOps heap_ops     = {heap_take, heap_give, heap_give_bulk};
const InkFreeListOps *ops         = &freelist_ops;

// Pools are made by constructors of many files, in no order that anyone knows: a plain mutex needs none.
pthread_mutex_t all_lists_lock = PTHREAD_MUTEX_INITIALIZER;
InkFreeList *all_lists         = nullptr;
InkFreeList **all_lists_end    = &all_lists;

uint32_t
count_of(const uint32_t *counter)
{
  return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

void
dump(FILE *out, bool since_baseline)
{
  uint64_t total = 0, total_used = 0;

  fprintf(out, "%15s | %15s | %10s | %s\n", "allocated", "in use", "size", "list");
  pthread_mutex_lock(&all_lists_lock);
  for (InkFreeList *f = all_lists; f; f = f->next_list) {
    int64_t items = int64_t(count_of(&f->allocated)) - (since_baseline ? f->allocated_base : 0);
    int64_t used  = int64_t(count_of(&f->used)) - (since_baseline ? f->used_base : 0);
    if (since_baseline && items == 0 && used == 0) {
      continue;
    }
    fprintf(
      out, "%15lld | %15lld | %10u | %s\n", (long long)items * f->type_size, (long long)used * f->type_size, f->type_size, f->name);
    total += items * f->type_size;
    total_used += used * f->type_size;
  }
  pthread_mutex_unlock(&all_lists_lock);
  fprintf(out, "%15lld | %15lld | %10s | total\n", (long long)total, (long long)total_used, "");
  fflush(out);
}
} // namespace

extern "C" {

const InkFreeListOps *
ink_freelist_malloc_ops(void)
{
  return &heap_ops;
}

const InkFreeListOps *
ink_freelist_freelist_ops(void)
{
  return &freelist_ops;
}

void
ink_freelist_init_ops(int nofl_class, int nofl_proxy)
{
  ink_release_assert(ops == &freelist_ops);
  for (InkFreeList *f = all_lists; f; f = f->next_list) {
    ink_release_assert(f->used == 0);
  }
  if (nofl_class || nofl_proxy) {
    ops = &heap_ops;
  }
}

void
ink_freelist_madvise_init(
  InkFreeList **fl, const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment, int advice)
{
  uint32_t page  = page_size();
  InkFreeList *f = static_cast<InkFreeList *>(ats_malloc(sizeof(InkFreeList)));

  ink_release_assert(alignment >= 8 && (alignment & (alignment - 1)) == 0 && type_size > 0 && chunk_size > 0);
  *f            = InkFreeList();
  f->name       = name;
  f->alignment  = alignment > page ? page : alignment;
  f->type_size  = INK_ALIGN(type_size, f->alignment);
  f->chunk_size = INK_ALIGN(chunk_size * f->type_size, page) / f->type_size;
  f->advice     = advice;
  pthread_mutex_lock(&all_lists_lock);
  *all_lists_end = f;
  all_lists_end  = &f->next_list;
  pthread_mutex_unlock(&all_lists_lock);
  *fl = f;
}

void
ink_freelist_init(InkFreeList **fl, const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment)
{
  ink_freelist_madvise_init(fl, name, type_size, chunk_size, alignment, 0);
}

InkFreeList *
ink_freelist_create(const char *name, uint32_t type_size, uint32_t chunk_size, uint32_t alignment)
{
  InkFreeList *f = nullptr;
  ink_freelist_init(&f, name, type_size, chunk_size, alignment);
  return f;
}

void *
ink_freelist_new(InkFreeList *f)
{
  void *item = ops->take(f);
  __atomic_fetch_add(&f->used, 1, __ATOMIC_RELAXED);
  return item;
}

void
ink_freelist_free(InkFreeList *f, void *item)
{
  if (likely(item != nullptr)) {
    __atomic_fetch_sub(&f->used, 1, __ATOMIC_RELAXED);
    ops->give(f, item);
  }
}

void
ink_freelist_free_bulk(InkFreeList *f, void *head, void *tail, size_t num_item)
{
  __atomic_fetch_sub(&f->used, uint32_t(num_item), __ATOMIC_RELAXED);
  ops->give_bulk(f, head, tail, num_item);
}

void
ink_freelists_dump(FILE *f)
{
  dump(f, false);
}

void
ink_freelists_dump_baselinerel(FILE *f)
{
  dump(f, true);
}

void
ink_freelists_snap_baseline(void)
{
  pthread_mutex_lock(&all_lists_lock);
  for (InkFreeList *f = all_lists; f; f = f->next_list) {
    f->allocated_base = count_of(&f->allocated);
    f->used_base      = count_of(&f->used);
  }
  pthread_mutex_unlock(&all_lists_lock);
}

} // extern "C"
