/* SPDX-License-Identifier: Apache-2.0
 * What Traffic Server's allocators call in the rest of its library: system calls, and the end.
 * Written for the bench. */
#include "tscore/ink_config.h"
#include "tscore/ink_memory.h"
#include "tscore/ink_error.h"
#include "tscore/ink_assert.h"
#include "tscore/hugepages.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

static void *known(void *memory)
{
  if (!memory) {
    fputs("bench: out of memory\n", stderr);
    abort();
  }
  return memory;
}

void *ats_malloc(size_t size)
{
  return known(malloc(size));
}

void *ats_memalign(size_t alignment, size_t size)
{
  void *memory;

  return known(alignment <= 8                             ? malloc(size)
               : posix_memalign(&memory, alignment, size) ? nullptr
                                                          : memory);
}

void ats_free(void *memory)
{
  free(memory);
}

int ats_madvise(caddr_t address, size_t length, int flags)
{
  return madvise(address, length, flags);
}

size_t ats_hugepage_size()
{
  return 0;
}

bool ats_hugepage_enabled()
{
  return false;
}

void *ats_alloc_hugepage(size_t)
{
  return nullptr;
}

void ink_abort(const char *format, ...)
{
  va_list arguments;

  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  abort();
}

void _ink_assert(const char *expression, const char *file, int line)
{
  ink_abort("%s:%d: %s\n", file, line, expression);
}
