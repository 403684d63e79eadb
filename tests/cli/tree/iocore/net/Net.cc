/* SPDX-License-Identifier: Apache-2.0 */
#include "P_Net.h"

ClassAllocator<NetVC, true> netVCAllocator("netVCAllocator");
ClassAllocator<NetVC> acceptAllocator("acceptAllocator", 16);

NetVC *
net_take(Thread *t, int fd)
{
  if (t) {
    return THREAD_ALLOC(netVCAllocator, t);
  }
  return netVCAllocator.alloc(fd);
}

void
net_give(Thread *t, NetVC *vc)
{
  if (t) {
    THREAD_FREE(vc, netVCAllocator, t);
  } else {
    ::netVCAllocator.free(vc);
  }
}

void
net_trim(Thread *t)
{
  thread_freeup(netVCAllocator.raw(), t->netVCAllocator);
}

NetVC *
net_accept()
{
  NetVC *vc = NET_TAKE(acceptAllocator);
  if (vc->fd < 0) {
    NET_GIVE(acceptAllocator, vc);
  }
  return vc;
}
