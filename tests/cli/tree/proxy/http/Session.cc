/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/Allocator.h"

struct Session {
  int id = 0;
  Session *make();
  void destroy();
};

static ClassAllocator<Session> itemAllocator("sessionAllocator");

Session *
Session::make()
{
  return itemAllocator.alloc();
}

void
Session::destroy()
{
  itemAllocator.free(this);
}
