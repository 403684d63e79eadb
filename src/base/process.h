/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a running process has loaded: allocators, and libflc.
 *
 * Read from /proc and from the symbol tables of the files that are mapped, so that an allocator is
 * found whether it came as a shared library, by LD_PRELOAD, or is linked into the program. What is
 * linked in and stripped of every symbol is not found; libflc is, by its ELF note.
 */
#ifndef FREELIFT_PROCESS_H
#define FREELIFT_PROCESS_H

#include <glib.h>
#include <stdbool.h>

struct process_object {
  char *file;            /* as the process sees it */
  const char *allocator; /* "jemalloc", "glibc", ...; NULL: none that is known here */
  bool serves_malloc;    /* offers malloc to the whole process */
  bool preloaded;        /* by LD_PRELOAD */
  char *flc;             /* the version of libflc in it; NULL: none */
  guint flc_phase;
};

struct process {
  char *program;
  GPtrArray *objects;         /* struct process_object *, the program first */
  char *preload, *conf, *flc; /* LD_PRELOAD, MALLOC_CONF, FLC as it was started; NULL: not set */
};

#define PROCESS_ERROR process_error_quark()
GQuark process_error_quark(void);

/* NULL and *err where there is no such process, or it is not ours to look at. */
struct process *process_read(int pid, GError **err);
void process_free(struct process *p);

/* The object whose malloc the process uses: the program's own, else a preloaded one, else any but
 * the C library's. NULL: none was recognised. */
const struct process_object *process_malloc(const struct process *p);

/* The object that holds this allocator; NULL: none does. */
const struct process_object *process_find(const struct process *p, const char *allocator);

#endif
