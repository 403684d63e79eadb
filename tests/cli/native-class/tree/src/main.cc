/* SPDX-License-Identifier: Apache-2.0 */
/* Prints each pool that libflc knows, with takes and gives; only libflc is asked. */
#include "Net.h"
#include "Table.h"
#include <cstdio>

ClassAllocator<net::Conn, true> connAllocator("connections");
ClassAllocator<Block> blockAllocator("blockAllocator");
int net::Conn::ended = 0;

void
net::Conn::destroy()
{
  connAllocator.free(this);
}

int
main()
{
  for (int i = 0; i < 3; i++) {
    net::Conn *conn = connAllocator.alloc(i);
    conn->destroy();
  }
  delete static_cast<net::Conn *>(new SslConn());
  Block *block = blockAllocator.alloc();
  blockAllocator.free(block);
  Table::give(Table::take(1));
#ifdef FLC_H
  flc_each_pool(
    [](const flc_stats *s, void *) {
      std::printf("%s %s: %u bytes, %d taken, %d given\n", s->name, s->variable, s->size, static_cast<int>(s->taken),
                  static_cast<int>(s->given));
    },
    nullptr);
#endif
  std::printf("%d ended\n", net::Conn::ended);
  return 0;
}
