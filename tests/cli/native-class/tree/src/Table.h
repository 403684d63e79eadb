/* SPDX-License-Identifier: Apache-2.0 */
/* Names no pool. */
#pragma once

#include <cstddef>

class Table
{
public:
  struct Entry {
    long key;
    Entry *next;
  };
  static Entry *take(long key);
  static void give(Entry *entry);
};
