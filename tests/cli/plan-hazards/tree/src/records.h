/* SPDX-License-Identifier: Apache-2.0 */
/* What is linked by a base, in a header that names no pool. */
#pragma once

#define ASLL(T, l) T *l

struct Linked {
  Linked *link = nullptr;
};
struct Handler {
  ASLL(Linked, ready);
};
