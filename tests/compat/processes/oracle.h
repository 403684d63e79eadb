/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose memory is it? Asked of the allocators themselves and of the kernel, not of libflc.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <dlfcn.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Weak as well: a program that has linked an allocator statically does not export it. */
int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
    __attribute__((weak));
bool mi_is_in_heap_region(const void *address) __attribute__((weak));
int MallocExtension_GetOwnership(const void *address) __attribute__((weak));

/* The program's own first, as malloc is. */
static inline void *oracle_find(const char *name, void *weak)
{
  return weak ? weak : dlsym(RTLD_DEFAULT, name);
}

static inline int oracle_mallctl(const char *name, void *old, size_t *old_size, void *new,
                                 size_t new_size)
{
  int (*call)(const char *, void *, size_t *, void *, size_t);

  *(void **)(void *)&call = oracle_find("mallctl", (void *)mallctl);
  return call ? call(name, old, old_size, new, new_size) : -1;
}

/* What this thread has ever had of jemalloc. (Asked about memory of others, mallctl's arenas.lookup
 * crashes.) */
static inline uint64_t oracle_jemalloc_bytes(void)
{
  uint64_t *at;
  size_t size = sizeof at;

  return oracle_mallctl("thread.allocatedp", &at, &size, NULL, 0) ? 0 : *at;
}

/* Of what allocator is the object, for which jemalloc's figure has moved or not? */
static inline const char *oracle_owner(void *object, bool jemalloc_moved)
{
  bool (*in_mimalloc)(const void *);
  int (*of_tcmalloc)(const void *);

  *(void **)(void *)&in_mimalloc =
      oracle_find("mi_is_in_heap_region", (void *)mi_is_in_heap_region);
  *(void **)(void *)&of_tcmalloc =
      oracle_find("MallocExtension_GetOwnership", (void *)MallocExtension_GetOwnership);
  if (jemalloc_moved)
    return "jemalloc";
  if (in_mimalloc && in_mimalloc(object))
    return "mimalloc";
  if (of_tcmalloc && of_tcmalloc(object) == 1) /* MallocExtension_kOwned */
    return "tcmalloc";
  return "other";
}

/* Of glibc there is no such question, so: do its figures move? */
static inline size_t oracle_glibc_bytes(void)
{
  struct mallinfo2 info = mallinfo2();

  return info.uordblks + info.hblkhd;
}

/* What the kernel leaves out of core files, as it was at the last oracle_look(). */
static struct {
  uintptr_t from, to;
} oracle_out[4096];
static size_t oracle_outs;

static inline void oracle_look(void)
{
  FILE *f = fopen("/proc/self/smaps", "r");
  char line[512];
  unsigned long from = 0, to = 0, a, b;

  oracle_outs = 0;
  while (f && fgets(line, sizeof line, f)) {
    if (sscanf(line, "%lx-%lx ", &a, &b) == 2) {
      from = a;
      to = b;
    } else if (strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " dd") && oracle_outs < 4096) {
      oracle_out[oracle_outs].from = from;
      oracle_out[oracle_outs++].to = to;
    }
  }
  if (f)
    fclose(f);
}

static inline bool oracle_kept_out(const void *address)
{
  for (size_t i = 0; i < oracle_outs; i++)
    if ((uintptr_t)address >= oracle_out[i].from && (uintptr_t)address < oracle_out[i].to)
      return true;
  return false;
}

static inline size_t oracle_lines(const char *path)
{
  FILE *f = fopen(path, "r");
  size_t n = 0;

  for (int c; f && (c = getc(f)) != EOF;)
    n += c == '\n';
  if (f)
    fclose(f);
  return n;
}

static inline size_t oracle_resident(void)
{
  FILE *f = fopen("/proc/self/statm", "r");
  unsigned long pages = 0;

  if (f && fscanf(f, "%*u %lu", &pages) != 1)
    pages = 0;
  if (f)
    fclose(f);
  return pages * 4096;
}

#endif
