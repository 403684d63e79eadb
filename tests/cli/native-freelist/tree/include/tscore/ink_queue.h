#pragma once

#include <stddef.h>
#include <stdio.h>

/* Head of a list. */
struct Head {
  void *first;
};

struct ink_freelist_ops;
typedef struct ink_freelist_ops InkFreeListOps;
typedef struct _InkFreeList {
  Head head;
  int size;
} InkFreeList;

/*
 * Sizes are in bytes.
 */
void ink_freelist_init(InkFreeList **f, const char *name, int size);
void *ink_freelist_new(InkFreeList *f);
void ink_freelist_free(InkFreeList *f, void *item);
void ink_freelist_init_ops(int nofl_class, int nofl_proxy);
void ink_freelists_dump(FILE *f);

struct InkAtomicList {
  Head head;
};
void *atomic_pop(InkAtomicList *l);
