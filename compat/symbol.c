/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol.h"

#include <dlfcn.h>
#include <link.h>

void *flc_symbol(const char *name, void *weak)
{
  void *at = dlsym(RTLD_DEFAULT, name);

  return at ? at : weak;
}

bool flc_symbols_together(const void *one, const void *other)
{
  Dl_info a, b;

  return one && other && dladdr(one, &a) && dladdr(other, &b) && a.dli_fbase == b.dli_fbase;
}

/* What stands first in the search order may be another library's; the anchor's own is asked for it
 * then. */
static void *in_object_of(const void *anchor, const char *name)
{
  Dl_info info;
  void *object, *at;

  if (!dladdr(anchor, &info) || !info.dli_fname ||
      !(object = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD)))
    return NULL;
  at = dlsym(object, name);
  dlclose(object);
  return at;
}

void *flc_symbol_beside(const void *anchor, const char *name, void *weak)
{
  void *at = dlsym(RTLD_DEFAULT, name);

  if (flc_symbols_together(anchor, at))
    return at;
  if (flc_symbols_together(anchor, weak))
    return weak;
  at = in_object_of(anchor, name);
  return flc_symbols_together(anchor, at) ? at : NULL;
}

const char *flc_symbol_at(const void *address, const void **start, size_t *bytes)
{
  Dl_info info;
  void *entry = NULL;
  const ElfW(Sym) * symbol;

  if (!dladdr1(address, &info, &entry, RTLD_DL_SYMENT) || !info.dli_sname || !entry)
    return NULL;
  symbol = entry;
  *start = info.dli_saddr;
  *bytes = symbol->st_size;
  return (uintptr_t)address - (uintptr_t)info.dli_saddr < symbol->st_size ? info.dli_sname : NULL;
}
