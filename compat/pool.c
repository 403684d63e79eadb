/* SPDX-License-Identifier: Apache-2.0 */
#include "depot.h"
#include "region.h"
#include "slab.h"
#include "symbol.h"
#include "thread.h"
#include "tool.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

/* bind_lock guards states and next_index; known_lock, which may be taken under it, the known pools'
 * links. */
static pthread_mutex_t bind_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;
static struct flc_pool *known;
static struct flc_state *states;
static uint32_t next_index = 1;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static const struct {
  const char *name;
  const struct flc_backend *backend;
} backends[] = {
#define HAVE_1(name)            &flc_backend_##name
#define HAVE_0(name)            NULL
#define HAVE_(name, have)       HAVE_##have(name)
#define HAVE(name, have)        HAVE_(name, have)
#define FLC_BACKEND(name, have) {#name, HAVE(name, have)},
#include "backends.def"
#undef FLC_BACKEND
};

const char *flc_backend_at(unsigned n, const struct flc_backend **backend)
{
  *backend = n < FLC_BACKENDS ? backends[n].backend : NULL;
  return n < FLC_BACKENDS ? backends[n].name : NULL;
}

/* ---- known pools */

static void add(struct flc_pool *pool)
{
  if (pool->known)
    return;
  __atomic_store_n(&pool->known, 1, __ATOMIC_RELEASE);
  pool->next = known;
  __atomic_store_n(&known, pool, __ATOMIC_RELEASE);
}

struct holder {
  uintptr_t at;
  const char *name;
};

static int is_holder(struct dl_phdr_info *object, size_t size, void *data)
{
  struct holder *h = data;

  (void)size;
  for (int i = 0; i < object->dlpi_phnum && !h->name; i++)
    if (object->dlpi_phdr[i].p_type == PT_LOAD &&
        h->at - object->dlpi_addr - object->dlpi_phdr[i].p_vaddr < object->dlpi_phdr[i].p_memsz)
      h->name = object->dlpi_name;
  return h->name != NULL;
}

/* A library or plugin with known pools stays: they are in our list, and their objects may be
 * anywhere. The program itself (its name is empty) stays anyway. Waits for the dynamic linker. */
static void keep_loaded(const struct flc_pool *pool)
{
  struct holder holder = {(uintptr_t)pool, NULL};

  /* Not dladdr(), which goes through all symbols. */
  dl_iterate_phdr(is_holder, &holder);
  if (holder.name && *holder.name)
    dlopen(holder.name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

static void add_range(struct flc_pool *first, struct flc_pool *last)
{
  pthread_mutex_lock(&known_lock);
  for (struct flc_pool *pool = first; pool < last; pool++)
    add(pool);
  pthread_mutex_unlock(&known_lock);
}

void flc_pool_add(struct flc_pool *pool)
{
  flc_pool_add_range(pool, pool + 1);
}

void flc_pool_add_range(struct flc_pool *first, struct flc_pool *last)
{
  /* Every object file of a program comes here for the same range: the first has added all of it. */
  if (__atomic_load_n(&first->known, __ATOMIC_ACQUIRE) &&
      __atomic_load_n(&last[-1].known, __ATOMIC_ACQUIRE))
    return;
  keep_loaded(first);
  add_range(first, last);
}

/* "x", or "x[3]" where the variable is an array of pools. A name that C++ has mangled is of no use.
 */
static const char *variable_of(const struct flc_pool *pool)
{
  const void *start;
  size_t bytes, room;
  const char *name = flc_symbol_at(pool, &start, &bytes);
  char *element;

  if (!name || !strncmp(name, "_Z", 2) || bytes < 2 * sizeof *pool)
    return name && strncmp(name, "_Z", 2) ? name : NULL;
  room = strlen(name) + sizeof "[4294967295]";
  element = flc_meta_alloc(room);
  if (element)
    snprintf(element, room, "%s[%u]", name, (unsigned)(pool - (const struct flc_pool *)start));
  return element;
}

void flc_pool_find_variable(struct flc_pool *pool)
{
  const char *none = NULL, *name;

  if (flc_pool_variable(pool) || !(name = variable_of(pool)))
    return;
  __atomic_compare_exchange_n(&pool->variable, &none, name, false, __ATOMIC_RELEASE,
                              __ATOMIC_RELAXED);
}

void flc_pools_find_variables(void)
{
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    flc_pool_find_variable(pool);
}

struct flc_pool *flc_pools(void)
{
  return __atomic_load_n(&known, __ATOMIC_ACQUIRE);
}

struct flc_state *flc_states(void)
{
  return __atomic_load_n(&states, __ATOMIC_ACQUIRE);
}

static bool is_power_of_two(uint32_t n)
{
  return n && !(n & (n - 1));
}

enum { SIZE_TEXT = 24 };

/* FLC_POOL() keeps 32 bits of the size: of a larger one nobody knows how large. */
static const char *size_text(char *text, uint32_t size)
{
  snprintf(text, SIZE_TEXT, size > FLC_SIZE_MAX ? "more than 2^31" : "%u", size);
  return text;
}

int flc_pool_set(struct flc_pool *pool, const char *name, uint32_t size, uint32_t chunk,
                 uint32_t align, uint32_t advice)
{
  char shown[SIZE_TEXT];
  int result = 0;

  if (!size || size > FLC_SIZE_MAX || !is_power_of_two(align))
    return flc_fail(-EINVAL,
                    "pool '%s': size %s and alignment %u: the size must be 1 to 2^31, the "
                    "alignment a power of two",
                    name, size_text(shown, size), align);
  pthread_mutex_lock(&bind_lock);
  if (pool->state) {
    result = flc_fail(-EBUSY, "pool '%s' has been used already: set it up before its first take",
                      pool->name);
  } else {
    pool->name = name;
    pool->size = size;
    pool->chunk = chunk;
    pool->align = align;
    pool->advice = advice;
  }
  pthread_mutex_unlock(&bind_lock);
  return result;
}

/* ---- binding */

static void on_fork(int when)
{
  static void (*const parts[])(int) = {flc_keeper_fork, flc_threads_fork, flc_depots_fork,
                                       flc_check_fork,  flc_slabs_fork,   flc_regions_fork,
                                       flc_meta_fork};
  enum { PARTS = sizeof parts / sizeof *parts };

  if (when < 0) {
    pthread_mutex_lock(&bind_lock);
    pthread_mutex_lock(&known_lock);
  }
  for (unsigned i = 0; i < FLC_BACKENDS; i++)
    if (backends[i].backend && backends[i].backend->fork)
      backends[i].backend->fork(when);
  /* Locked in the order in which work takes them, unlocked in the other. */
  for (unsigned i = 0; i < PARTS; i++)
    parts[when < 0 ? i : PARTS - 1 - i](when);
  if (when >= 0) {
    pthread_mutex_unlock(&known_lock);
    pthread_mutex_unlock(&bind_lock);
  }
}

static void before_fork(void)
{
  on_fork(-1);
}

static void after_fork_parent(void)
{
  on_fork(0);
}

static void after_fork_child(void)
{
  on_fork(1);
}

static void watch_forks(void)
{
  pthread_atfork(before_fork, after_fork_parent, after_fork_child);
}

static int64_t limit_of(const struct flc_state *st)
{
  const struct flc_settings *set = &st->set;
  int64_t objects = set->magazine < 0 ? st->backend->magazine : set->magazine;
  int64_t bytes = set->magazine_bytes < 0 ? st->backend->magazine_bytes : set->magazine_bytes;

  if (set->checks)
    return 0;
  if (st->backend->shared_list)
    return !set->thread_cache ? 0 : set->magazine < 0 ? FLC_LIMIT_WATERMARKS : set->magazine;
  /* The tool's own quarantine finds more than a magazine would leave it. */
  if (flc_tool_watches())
    return 0;
  return bytes / st->size < objects ? bytes / st->size : objects;
}

static uint32_t align_of(const struct flc_pool *pool)
{
  uint32_t page = (uint32_t)flc_page_size();

  return pool->align > page ? page : pool->align < sizeof(void *) ? sizeof(void *) : pool->align;
}

/* What is wrong in FLC is the user's to mend, and going on with another backend than the one asked
 * for would hide it. */
static void refuse(const struct flc_pool *pool)
{
  flc_warn("pool '%s': %s", pool->name, flc_error());
  _exit(64);
}

static void fill(struct flc_state *st, struct flc_pool *pool)
{
  if (flc_words_for(pool, &st->set) < 0)
    refuse(pool);
  st->pool = pool;
  st->backend = st->set.backend;
  st->size = pool->size < sizeof(void *) ? (uint32_t)sizeof(void *) : pool->size;
  st->align = align_of(pool);
  st->stride = (st->size + st->align - 1) & ~(st->align - 1);
  if (st->backend->ready && st->backend->ready() < 0)
    refuse(pool);
  if (st->set.checks && flc_check_open(st) < 0)
    refuse(pool);
  if (st->backend->open && st->backend->open(st) < 0)
    refuse(pool);
  st->limit = limit_of(st);
  st->watched = st->set.checks || flc_tool_watches();
}

static struct flc_state *bind(struct flc_pool *pool)
{
  struct flc_state *st;
  char shown[SIZE_TEXT];

  if (!pool->size || pool->size > FLC_SIZE_MAX || !is_power_of_two(pool->align))
    flc_die("pool '%s': size %s and alignment %u: give both before the first take, the size at "
            "most 2^31, the alignment a power of two",
            pool->name ? pool->name : "?", size_text(shown, pool->size), pool->align);
  st = flc_meta_alloc(sizeof *st);
  if (!st)
    flc_die("pool '%s': no memory for its record", pool->name);
  fill(st, pool);
  st->index = next_index < FLC_POOLS_MAX ? next_index++ : 0;
  if (st->index && st->limit > 0 && !st->backend->shared_list && !st->backend->no_depots &&
      !st->keeps && !st->watched && flc_words_keeper())
    flc_depots_open(st);
  st->direct = st->index && !st->watched && (!st->limit || st->backend->shared_list);
  st->thread_direct = st->index && !st->watched && !st->limit;
  st->next = states;
  __atomic_store_n(&states, st, __ATOMIC_RELEASE);
  __atomic_store_n(&pool->state, st, __ATOMIC_RELEASE);
  /* Slow paths only where each object is looked at. */
  if (st->limit && st->index && !st->watched && !st->keeps) {
    uint32_t slot = st->index * (uint32_t)sizeof(struct flc_magazine);

    __atomic_store_n(&pool->thread_slot, slot, __ATOMIC_RELEASE);
    __atomic_store_n(&pool->slot, st->backend->shared_list ? 0 : slot, __ATOMIC_RELEASE);
  }
  return st;
}

/* Patterns may name pools by them. Where flc_start() was not called, the first bind looks whether
 * each pattern finds any pool. */
static void find_variables(struct flc_pool *pool)
{
  if (!flc_words_have_patterns())
    return;
  flc_pool_find_variable(pool);
  if (!flc_words_are_started())
    flc_pools_find_variables();
}

struct flc_state *flc_bind(struct flc_pool *pool)
{
  struct flc_state *st;

  pthread_once(&fork_once, watch_forks);
  if (!__atomic_load_n(&pool->known, __ATOMIC_ACQUIRE))
    add_range(pool, pool + 1); /* not flc_pool_add(): it waits for the dynamic linker */
  find_variables(pool);        /* before the lock: it may wait for the dynamic linker */
  pthread_mutex_lock(&bind_lock);
  st = pool->state ? pool->state : bind(pool);
  pthread_mutex_unlock(&bind_lock);
  flc_keeper_start();
  return st;
}
