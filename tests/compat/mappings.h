/* SPDX-License-Identifier: Apache-2.0
 *
 * What the kernel says of this process's mappings. Nothing here allocates.
 */
#ifndef MAPPINGS_H
#define MAPPINGS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include <stdlib.h>

/* Is `flag` (two letters: dd, hg, ht) among the VmFlags of the mapping that address lies in?
 * -1: no such mapping. */
static inline int mapping_has(const void *address, const char *flag)
{
  FILE *f = fopen("/proc/self/smaps", "re");
  char line[4096];
  int found = -1;
  bool inside = false;

  while (f && found < 0 && fgets(line, sizeof line, f)) {
    unsigned long from, to;
    char dash;

    if (sscanf(line, "%lx%c%lx", &from, &dash, &to) == 3 && dash == '-')
      inside = (uintptr_t)address >= from && (uintptr_t)address < to;
    else if (inside && strncmp(line, "VmFlags:", 8) == 0)
      found = strstr(line + 8, flag) != NULL;
  }
  if (f)
    fclose(f);
  return found;
}

static inline unsigned mappings_count(void)
{
  FILE *f = fopen("/proc/self/maps", "re");
  char line[4096];
  unsigned n = 0;

  while (f && fgets(line, sizeof line, f))
    n++;
  if (f)
    fclose(f);
  return n;
}

/* Bytes of the range that are in memory; the range is of whole pages. */
static inline size_t resident(void *start, size_t bytes)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 0;
  unsigned char *in = malloc(bytes / page);

  if (in && mincore(start, bytes, in) == 0)
    for (size_t i = 0; i < bytes / page; i++)
      n += in[i] & 1;
  free(in);
  return n * page;
}

#endif
