/* SPDX-License-Identifier: Apache-2.0
 *
 * The jemalloc of this process, if there is one.
 *
 * libflc neither links nor loads jemalloc: linking would replace malloc for programs that want
 * another one, and Debian's libjemalloc.so.2 cannot be loaded late (static TLS). So the program
 * links it, or has it preloaded, and libflc finds it. Found means complete, and from one object:
 * tcmalloc exports nallocx, and a set mixed of two allocators crashes later (folly, issue 2274).
 */
#ifndef FLC_JEMALLOC_API_H
#define FLC_JEMALLOC_API_H

#include "flc_p.h"

#if FLC_HAVE_JEMALLOC

#include <jemalloc/jemalloc.h>

struct flc_jemalloc {
  void *(*mallocx)(size_t size, int flags);
  void (*sdallocx)(void *object, size_t size, int flags);
  size_t (*nallocx)(size_t size, int flags);
  int (*mallctl)(const char *name, void *old, size_t *old_size, void *new, size_t new_size);
  size_t small_max;   /* the largest class that lies in slabs, which begin on a page */
  size_t large_align; /* how the others are aligned: a page without the option cache_oblivious */
  bool is_malloc;     /* malloc and free are its own, so that sdallocx takes what malloc returned */
  bool samples;       /* heap profiling: sampled objects leave their slabs */
};

/** Looks for it once. 0, or -ENOENT: it is not there, or not complete; flc_error() says what to do.
 */
int flc_jemalloc_ready(void);

/** Valid, and never written again, after flc_jemalloc_ready() has returned 0. */
extern struct flc_jemalloc flc_je;

/** 0 where an object of this size is aligned without being asked, else MALLOCX_ALIGN(align), which
 * costs as much again as the whole take. */
int flc_jemalloc_align(size_t size, size_t align);

/** Does what mallctl("arena.<arena>.<what>") does: decay, purge. 0 or an errno. */
int flc_jemalloc_arena_do(unsigned arena, const char *what);
/** Gives back all unused memory of all arenas, after what the calling thread has cached. */
void flc_jemalloc_purge(void);
/** The same, unless the user wants memory kept (dirty_decay_ms:-1). */
void flc_jemalloc_purge_idle(void);

#endif
#endif
