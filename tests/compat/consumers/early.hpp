/* SPDX-License-Identifier: Apache-2.0 */
#include <flc.hpp>

struct Item {
  Item() = default;
  ~Item()
  {
    value = 0;
  }
  int value = 7;
};

extern flc::pool<Item> items;
