/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of free items of one size; declarations are enough for these tests. */
#pragma once

#include <stddef.h>
#include <stdio.h>

typedef struct InkFreeListHead InkFreeList;

InkFreeList *ink_freelist_create(const char *name, unsigned size, unsigned chunk, unsigned alignment);
void *ink_freelist_new(InkFreeList *f);
void ink_freelist_free(InkFreeList *f, void *item);
void ink_freelist_init_ops(int nofl_class, int nofl_proxy);
void ink_freelists_dump(FILE *f);
