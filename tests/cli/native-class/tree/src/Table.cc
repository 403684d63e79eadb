/* SPDX-License-Identifier: Apache-2.0 */
#include "Table.h"
#include "tscore/Allocator.h"

static ClassAllocator<Table::Entry> entryAllocator("table entries", 16);

Table::Entry *
Table::take(long key)
{
  Entry *entry = entryAllocator.alloc();
  entry->key   = key;
  return entry;
}

void
Table::give(Entry *entry)
{
  entryAllocator.free(entry);
}
