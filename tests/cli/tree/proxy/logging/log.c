/* SPDX-License-Identifier: Apache-2.0 */
#include "tscore/ink_queue.h"

static InkFreeList *log_list;

void *log_take(void)
{
  if (!log_list)
    log_list = ink_freelist_create("log", 256, 64, 8);
  return ink_freelist_new(log_list);
}

void log_give(void *entry)
{
  ink_freelist_free(log_list, entry);
}
