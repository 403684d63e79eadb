#pragma once

#include "I_ProxyAllocator.h"

class ProxyAllocator;

class Thread
{
public:
  Thread()
    : id(0),
#ifdef HAVE_OLD
      oldList(0)
#endif
  {
  }

  int id;

  // For THREAD_ALLOC
  ProxyAllocator eventAllocator;
  ProxyAllocator streamAllocator;
#ifdef HAVE_OLD
  ProxyAllocator *oldList; // nobody uses it
#endif

  void run();
};
