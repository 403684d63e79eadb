/* SPDX-License-Identifier: Apache-2.0 */
#include "clang_api.h"

#include <dlfcn.h>

G_DEFINE_QUARK(freelift_clang_api_error, clang_api_error)

#define TEXT(x)  TEXT_(x)
#define TEXT_(x) #x

/* The version whose headers this was built with comes first: its own headers (stddef.h and their
 * kin) are those that were installed with it.  The interface is stable between versions. */
static void *open_library(void)
{
  enum { OLDEST = 11, NEWEST = 30 };
  void *handle = dlopen("libclang-" TEXT(FREELIFT_LLVM) ".so.1", RTLD_NOW | RTLD_LOCAL);
  for (int v = NEWEST; !handle && v >= OLDEST; v--) {
    char *name = g_strdup_printf("libclang-%d.so.1", v);
    handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    g_free(name);
  }
  return handle ? handle : dlopen("libclang.so", RTLD_NOW | RTLD_LOCAL);
}

bool clang_api_load(struct clang_api *c, GError **err)
{
  *c = (struct clang_api){.handle = open_library()};
  const char *missing = c->handle ? NULL : "libclang";
#define X(f)                                               \
  if (!missing && !(c->f = dlsym(c->handle, "clang_" #f))) \
    missing = "clang_" #f;
  CLANG_FUNCTIONS(X)
#undef X
  if (!missing)
    return true;
  g_set_error(err, CLANG_API_ERROR, CLANG_API_ERROR_MISSING,
              "%s cannot be loaded; install it (Debian: libclang-dev)", missing);
  clang_api_unload(c);
  return false;
}

void clang_api_unload(struct clang_api *c)
{
  if (c->handle)
    dlclose(c->handle);
  c->handle = NULL;
}

char *clang_api_string(const struct clang_api *c, CXString s)
{
  const char *text = c->getCString(s);
  char *copy = g_strdup(text ? text : "");
  c->disposeString(s);
  return copy;
}
