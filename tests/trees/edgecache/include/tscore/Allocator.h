/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Pools on top of the freelist: Allocator hands out raw memory, ClassAllocator hands out objects.
 */
#pragma once

#include <new>
#include <utility>
#include <atomic>
#include "tscore/ink_queue.h"
#include "tscore/ink_defs.h"

/// A pool of raw memory blocks of one size.
class Allocator
{
public:
  /// A pool without a list, to be set up by re_init() (elements of arrays).
  Allocator() = default;

  Allocator(const char *name, unsigned int element_size, unsigned int chunk_size = 128, unsigned int alignment = 8)
  {
    ink_freelist_init(&fl, name, element_size, chunk_size, alignment);
  }

  void *alloc_void() { return ink_freelist_new(fl); }
  void free_void(void *ptr) { ink_freelist_free(fl, ptr); }

  /// Gives back a chain that is linked through its items' first words.
  void free_void_bulk(void *head, void *tail, size_t num_item) { ink_freelist_free_bulk(fl, head, tail, num_item); }

  void re_init(const char *name, unsigned int element_size, unsigned int chunk_size, unsigned int alignment, int advice)
  {
    ink_freelist_madvise_init(&fl, name, element_size, chunk_size, alignment, advice);
  }

  // The words that a macro for both sorts of pool uses; of no effect here.
  Allocator &raw() { return *this; }
  void destroy_if_enabled(void *) {}

protected:
  InkFreeList *fl = nullptr;
};

/// A pool of objects. The constructor runs at each take; the destructor runs at a give only where asked for.
template <class C, bool Destruct_on_free_ = false> class ClassAllocator : private Allocator
{
  static_assert(sizeof(C) >= sizeof(void *), "an item holds the list's link while it is free");

  static constexpr unsigned int round16(unsigned int n) { return INK_ALIGN(n, 16U); }

public:
  using Value_type                       = C;
  static constexpr bool Destruct_on_free = Destruct_on_free_;

  ClassAllocator(const char *name, unsigned int chunk_size = 128, unsigned int alignment = 16)
    : Allocator(name, round16(sizeof(C)), chunk_size, round16(alignment))
  {
  }

  template <typename... Args> C *alloc(Args &&...args) { return ::new (alloc_void()) C(std::forward<Args>(args)...); }

  void free(C *ptr)
  {
    destroy_if_enabled(ptr);
    free_void(ptr);
  }

  void destroy_if_enabled(C *ptr)
  {
    if constexpr (Destruct_on_free_) {
      ptr->~C();
    } else {
      (void)ptr;
    }
  }

  Allocator &raw() { return *this; }
};

/// A pool of objects that also counts its takes and gives; for hunting leaks.
template <class C, bool Destruct_on_free_ = false> class TrackerClassAllocator : public ClassAllocator<C, Destruct_on_free_>
{
  using Base = ClassAllocator<C, Destruct_on_free_>;

public:
  using Base::Base;

  C *alloc()
  {
    taken.fetch_add(1, std::memory_order_relaxed);
    return Base::alloc();
  }

  void free(C *ptr)
  {
    given.fetch_add(1, std::memory_order_relaxed);
    Base::free(ptr);
  }

  std::atomic<uint64_t> taken{0}, given{0};
};
