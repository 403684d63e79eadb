/* SPDX-License-Identifier: Apache-2.0
 * What compat/freelist.h does instead of atomic accesses, in this test: asks memory.c. */
#ifndef INTERLEAVE_ATOMICS_H
#define INTERLEAVE_ATOMICS_H

#include <stdbool.h>

uintptr_t seam_load(const void *from, int order);
void seam_store(const void *to, uintptr_t what, int order);
bool seam_swap(const union flc_list *list, struct flc_head from, struct flc_head to, int order);

#define FLC_LIST_LOAD(from, order)           ((__typeof__(*(from)))seam_load(from, order))
#define FLC_LIST_STORE(to, what, order)      seam_store(to, (uintptr_t)(what), order)
#define FLC_LIST_SWAP(list, from, to, order) seam_swap(list, from, to, order)

#endif
