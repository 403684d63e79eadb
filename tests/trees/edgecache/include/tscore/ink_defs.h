/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Small things that every file needs, in C and in C++: branch hints, rounding, checks, and the general heap.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define countof(x) (sizeof(x) / sizeof((x)[0]))

/* `align` is a power of two. */
#define INK_ALIGN(size, align) (((size) + ((align)-1)) & ~((align)-1))

/* Stays in release builds: what it guards would otherwise damage memory. */
#define ink_release_assert(x) (likely(x) ? (void)0 : ink_fatal(__FILE__, __LINE__, #x))

static inline void
ink_fatal(const char *file, int line, const char *what)
{
  fprintf(stderr, "fatal: %s:%d: %s\n", file, line, what);
  abort();
}

static inline void *
ats_malloc(size_t size)
{
  void *p = malloc(size);
  ink_release_assert(p != NULL);
  return p;
}

static inline void *
ats_memalign(size_t align, size_t size)
{
  void *p = NULL;
  ink_release_assert(posix_memalign(&p, align, size) == 0);
  return p;
}

static inline void
ats_free(void *p)
{
  free(p);
}
