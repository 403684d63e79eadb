/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tscore/ink_queue.h"

class Allocator
{
public:
  Allocator() = default;
  Allocator(const char *name, unsigned size, unsigned chunk = 128, unsigned alignment = 8);
  void *alloc_void();
  void free_void(void *item);
  void free_void_bulk(void *head, void *tail, size_t count);
  void re_init(const char *name, unsigned size, unsigned chunk, unsigned alignment, int advice);
};

template <class C, bool Destruct_on_free = false> class ClassAllocator : private Allocator
{
public:
  ClassAllocator(const char *name, unsigned chunk = 128, unsigned alignment = 16);
  template <typename... Args> C *alloc(Args &&...args);
  void free(C *item);
  void destroy_if_enabled(C *item);
  Allocator &raw();
};
