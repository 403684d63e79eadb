#pragma once
#include "tscore/ink_queue.h"
struct JemallocNodumpAllocator {
  void *take(int size);
};
JemallocNodumpAllocator *new_arena();
