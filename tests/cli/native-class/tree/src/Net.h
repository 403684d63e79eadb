/* SPDX-License-Identifier: Apache-2.0 */
/* Two pools whose classes are in one file. */
#pragma once

#include "tscore/Allocator.h"
#if NOBODY
#include <nobody.h>
#endif

namespace net
{
class Conn
{
public:
  explicit Conn(int fd = -1) : fd(fd) {}
  virtual ~Conn() { ended++; }
  void destroy();
  static int ended;

private:
  int fd;
}; // Conn
} // namespace net

struct SslConn : net::Conn {
  char state[200];
};

struct Block { Block *next; char bytes[120]; };

extern ClassAllocator<net::Conn, true> connAllocator;
extern ClassAllocator<Block> blockAllocator;
