/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/Allocator.h"
#include "I_ProxyAllocator.h"

int
main(int argc, char **)
{
  ink_freelist_init_ops(argc > 1, argc > 2);
  thread_freelist_high_watermark = 512;
  ink_freelists_dump(stderr);
  return 0;
}
