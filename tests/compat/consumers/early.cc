/* SPDX-License-Identifier: Apache-2.0
 * Takes before main, from the constructor of a static object; gives after exit(), from destructors
 * of static and of thread_local objects, and after those from a function of the object's
 * .fini_array. */
#include "early.hpp"

#include "check.h"

#include <thread>

namespace
{
Item *last;

struct Holder {
  Holder() : item(items.create())
  {
    CHECK(item && item->value == 7);
  }
  ~Holder()
  {
    items.destroy(item);
    items.destroy(items.create());
  }
  Item *item;
};

Holder early; // before main, and before any constructor of early_pool.cc
thread_local Holder local;

__attribute__((destructor)) void very_last()
{
  flc_stats stats;

  items.destroy(last);
  flc_pool_stats(items.raw(), &stats);
  printf("taken %d, given %d\n", static_cast<int>(stats.taken), static_cast<int>(stats.given));
  fflush(stdout);
}
} // namespace

int main()
{
  CHECK(early.item->value == 7 && local.item->value == 7);
  std::thread([] { CHECK(local.item->value == 7); }).join();
  last = items.create();
  std::exit(last ? 0 : 1);
}
