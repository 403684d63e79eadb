/* SPDX-License-Identifier: Apache-2.0 */
#include "mapping.h"
#include "tool.h"

#include <errno.h>
#include <linux/mman.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA           0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

enum { HUGE_PAGE = 2 << 20 };

static char *hint; /* where the next mapping may fit */

static char *map(void *where, size_t bytes, int flags)
{
  void *p = mmap(where, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

  return p == MAP_FAILED ? NULL : p;
}

static bool is_aligned(const char *p)
{
  return !((uintptr_t)p & (FLC_REGION - 1));
}

/* Below the last one if that is free, so that mappings of a kind become one; else with room for
 * alignment, which is trimmed. */
static char *map_aligned(size_t bytes)
{
  char *want = __atomic_load_n(&hint, __ATOMIC_RELAXED), *p, *base;

  if ((uintptr_t)want > bytes && (p = map(want - bytes, bytes, MAP_NORESERVE))) {
    if (is_aligned(p))
      return p;
    munmap(p, bytes);
  }
  p = map(NULL, bytes + FLC_REGION, MAP_NORESERVE);
  if (!p)
    return NULL;
  base = (char *)(((uintptr_t)p + FLC_REGION - 1) & ~(uintptr_t)(FLC_REGION - 1));
  if (base > p)
    munmap(p, (size_t)(base - p));
  if (base < p + FLC_REGION)
    munmap(base + bytes, (size_t)(p + FLC_REGION - base));
  return base;
}

/* From the huge pages that were set aside: reserved as a whole or not at all, since a page that is
 * missing later would be a SIGBUS (as it still is in the child of a fork that writes when there is
 * no huge page left for its copy). Of 2 MiB only: larger ones would round the mapping up. */
static char *map_huge(size_t bytes)
{
  char *place = map_aligned(bytes), *p;

  if (!place)
    return NULL;
  munmap(place, bytes);
  p = map(place, bytes, MAP_HUGETLB | MAP_HUGE_2MB);
  if (p && !is_aligned(p)) {
    munmap(p, bytes);
    p = NULL;
  }
  return p;
}

static void advise(const struct flc_mapping_kind *kind, char *base, size_t bytes, bool huge)
{
  static bool told;

  if ((kind->advice & FLC_HUGEPAGE) && !huge)
    madvise(base, bytes, MADV_HUGEPAGE);
  if ((kind->advice & FLC_DONTDUMP) && madvise(base, bytes, MADV_DONTDUMP) &&
      !__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
    flc_warn("%s: madvise(MADV_DONTDUMP) failed: %s; memory that should stay out of core files "
             "will be in them: forbid core files, or allow the call",
             kind->name, strerror(errno));
  if (kind->bind)
    kind->bind(base, bytes, kind->node);
  prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, base, bytes, kind->name);
}

char *flc_mapping_new(struct flc_mapping_kind *kind, size_t bytes, size_t *page)
{
  char *base = NULL;

  *page = flc_page_size();
  if ((kind->advice & FLC_HUGEPAGE) && !__atomic_load_n(&kind->no_huge_pages, __ATOMIC_RELAXED)) {
    base = map_huge(bytes);
    if (base)
      *page = HUGE_PAGE;
    else
      __atomic_store_n(&kind->no_huge_pages, true, __ATOMIC_RELAXED);
  }
  if (!base)
    base = map_aligned(bytes);
  if (!base)
    return NULL;
  __atomic_store_n(&hint, base, __ATOMIC_RELAXED);
  advise(kind, base, bytes, *page == HUGE_PAGE);
  flc_tool_root(base, bytes);
  return base;
}

void flc_mapping_end(char *base, size_t bytes)
{
  flc_tool_unroot(base, bytes);
  /* What a tool remembers of these addresses would hold for whatever is mapped there next. */
  flc_tool_allow(base, bytes);
  munmap(base, bytes);
}
