/* SPDX-License-Identifier: Apache-2.0
 *
 * The library memkind, loaded when it is asked for: its thread-local storage is of the kind that a
 * late dlopen() can have, and it does not replace malloc. Its authors discontinued it on
 * 2024-05-21; it is here for those who have it.
 */
#include "symbol.h"

#if FLC_HAVE_MEMKIND

#include "chain.h"

#include <dlfcn.h>
#include <errno.h>
#include <memkind.h>
#include <stddef.h>
#include <stdlib.h>

static struct {
  void *(*malloc)(memkind_t kind, size_t size);
  int (*posix_memalign)(memkind_t kind, void **object, size_t align, size_t size);
  void (*free)(memkind_t kind, void *object);
  int (*check_available)(memkind_t kind);
} mk;
static memkind_t kind;
static char why[256]; /* why it cannot be used; all of these are written under once */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool find(void *library, const char *name, void *where)
{
  void *at = dlsym(library, name);

  if (!at)
    snprintf(why, sizeof why, "libmemkind.so.0 has no %s: memkind 1.11 to 1.14 is needed", name);
  *(void **)where = at;
  return at;
}

/* With a number of arenas that it does not like, memkind ends the process at the first malloc. */
static bool arenas_are_sane(void)
{
  const char *text = secure_getenv("MEMKIND_ARENA_NUM_PER_KIND");
  char *end;
  unsigned long n = text ? strtoul(text, &end, 10) : 1;

  if (n && n <= 4095 && (!text || (end != text && !*end)))
    return true;
  snprintf(why, sizeof why, "MEMKIND_ARENA_NUM_PER_KIND is '%.20s': memkind takes 1 to 4095", text);
  return false;
}

static void load(void)
{
  void *library, *regular, *fallback;

  if (!arenas_are_sane())
    return;
  if (!(library = dlopen("libmemkind.so.0", RTLD_NOW | RTLD_LOCAL))) {
    snprintf(
        why, sizeof why,
        "libmemkind.so.0 cannot be loaded (%.160s): install memkind, or choose another backend",
        dlerror());
    return;
  }
  if (!find(library, "memkind_malloc", &mk.malloc) ||
      !find(library, "memkind_posix_memalign", &mk.posix_memalign) ||
      !find(library, "memkind_free", &mk.free) ||
      !find(library, "memkind_check_available", &mk.check_available) ||
      !find(library, "MEMKIND_REGULAR", &regular) || !find(library, "MEMKIND_DEFAULT", &fallback))
    return;
  kind = *(memkind_t *)regular;
  /* Where the kernel does not let nodes be asked about, regular memory cannot be told from other.
   */
  if (mk.check_available(kind))
    kind = *(memkind_t *)fallback;
  if (mk.check_available(kind))
    snprintf(why, sizeof why,
             "memkind has neither MEMKIND_REGULAR nor MEMKIND_DEFAULT on this machine");
  /* Not memkind_set_bg_threads(): with 1.14, one that begins while there is no memory left crashes
   * on a null arena, and so does one that works while exit() destroys the arenas. */
}

static int ready(void)
{
  pthread_once(&once, load);
  return *why ? flc_fail(-ENOENT, "%s", why) : 0;
}

static int open(struct flc_state *st)
{
  st->stride = st->align <= _Alignof(max_align_t) && st->size < st->align ? st->align : st->size;
  return 0;
}

static void *alloc(struct flc_state *st)
{
  void *object = NULL;

  if (st->align <= _Alignof(max_align_t))
    return mk.malloc(kind, st->stride);
  return mk.posix_memalign(kind, &object, st->align, st->stride) ? NULL : object;
}

static void give(struct flc_state *st, void *object)
{
  (void)st;
  mk.free(kind, object);
}

static size_t alloc_chain(struct flc_state *st, void **head, size_t max)
{
  return flc_chain_alloc(st, alloc, head, max);
}

const struct flc_backend flc_backend_memkind = {
    .name = "memkind",
    .summary = "memkind's regular memory (discontinued by its authors in 2024)",
    .no_depots = true, /* exit() destroys its arenas while the keeper is at work */
    .magazine = 64,
    .magazine_bytes = 256 << 10,
    .ready = ready,
    .open = open,
    .alloc = alloc,
    .free = give,
    .alloc_chain = alloc_chain,
};

#endif
