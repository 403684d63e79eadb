#pragma once
#include "tscore/ink_queue.h"

class Allocator
{
public:
  void *alloc_void();
  void free_void(void *p);
};

template <class C, bool Destruct = false> class ClassAllocator
{
public:
  C *alloc();
  void free(C *p);
};
