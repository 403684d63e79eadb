/* SPDX-License-Identifier: Apache-2.0
 * The tree's freelist, behind functions that C can call. */
#ifndef DIFFERENTIAL_TREE_SIDE_H
#define DIFFERENTIAL_TREE_SIDE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TREE_POOLS = 8, TREE_THREADS = 3 };

struct tree_figures {
  uint32_t type_size, chunk_size, alignment, used, allocated;
};

void tree_start(int hugepages);
void tree_pool_init(unsigned pool, const char *name, uint32_t size, uint32_t chunk, uint32_t align);
void tree_pool_figures(unsigned pool, struct tree_figures *figures);
void *tree_alloc(unsigned pool);
void tree_free(unsigned pool, void *object);
void tree_free_bulk(unsigned pool, void *head, void *tail, size_t n);
/* The thread is the caller's word: its caches are in an array. */
void *tree_thread_alloc(unsigned pool, unsigned thread);
void tree_thread_free(unsigned pool, unsigned thread, void *object);
/* Objects in a thread's cache. */
int tree_cached(unsigned pool, unsigned thread);
void tree_thread_watermarks(int high, int low);

#ifdef __cplusplus
}
#endif

#endif
