/* SPDX-License-Identifier: Apache-2.0 */
/* The words in C: lists as a tree's C code has them. Prints ok, or what is not so. */
#include "tscore/flc_ats.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CHECK(x)                                                  \
  do {                                                            \
    if (!(x)) {                                                   \
      printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #x);      \
      return 1;                                                   \
    }                                                             \
  } while (0)

static int blocks(FlcFreeList *list, size_t size, uintptr_t align)
{
  void *taken[100];
  for (int i = 0; i < 100; i++) {
    taken[i] = FLC_FREELIST_NEW(list);
    CHECK((uintptr_t)taken[i] % align == 0);
    memset(taken[i], i, size);
  }
  for (int i = 0; i < 100; i++)
    CHECK(((unsigned char *)taken[i])[size - 1] == i);
  for (int i = 0; i < 98; i++)
    FLC_FREELIST_FREE(list, taken[i]);
  *(void **)taken[98] = taken[99];
  *(void **)taken[99] = NULL;
  FLC_FREELIST_FREE_BULK(list, taken[98], taken[99], 2);
  return 0;
}

int main(void)
{
  FlcFreeList *records = FLC_FREELIST_CREATE("records", 48, 32, 8), *wide, *secret;
  FLC_FREELIST_INIT(&wide, "wide", 192, 16, 64);
  FLC_FREELIST_MADVISE_INIT(&secret, "secret", 4096, 16, 4096, MADV_DONTDUMP);
  if (blocks(records, 48, 8) || blocks(wide, 192, 64) || blocks(secret, 4096, 4096))
    return 1;
  FLC_FREELISTS_SNAP_BASELINE();
  FLC_FREELISTS_DUMP(stdout);
  FLC_FREELISTS_DUMP_BASELINEREL(stdout);
  puts("ok");
  return 0;
}
