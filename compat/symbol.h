/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions of the process that libflc uses if they are there: of jemalloc, mimalloc, gperftools,
 * glibc.
 *
 * Looked up by name, which finds libraries, linked or preloaded, under any form of executable (a
 * weak reference of a position-independent executable may have been resolved to nothing when it was
 * linked). The weak reference finds what a program has linked statically and does not export.
 */
#ifndef FLC_SYMBOL_H
#define FLC_SYMBOL_H

#include "flc_p.h"

/** The address of a function declared weak, hidden from the compiler, which would take it for
 * non-null. */
#define FLC_WEAK(function)         \
  __extension__({                  \
    void *at = (void *)(function); \
    __asm__("" : "+r"(at));        \
    at;                            \
  })

/** The function called name, or weak, or NULL. */
void *flc_symbol(const char *name, void *weak);
/** The same, but only out of the object (library or program) that anchor lies in. */
void *flc_symbol_beside(const void *anchor, const char *name, void *weak);
/** The name of the exported variable that address lies in, where that starts and its bytes; NULL:
 * it lies in none. Takes the dynamic linker's lock: not with a lock held that a take waits for. */
const char *flc_symbol_at(const void *address, const void **start, size_t *bytes);
/** Are both in one object? */
bool flc_symbols_together(const void *one, const void *other);

#endif
