/* SPDX-License-Identifier: Apache-2.0 */
#include "region.h"
#include "tool.h"

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAVE_VALGRIND 1
#endif
#endif

extern void __asan_poison_memory_region(void const volatile *start, size_t bytes)
    __attribute__((weak));
extern void __asan_unpoison_memory_region(void const volatile *start, size_t bytes)
    __attribute__((weak));
extern void __lsan_register_root_region(const void *start, size_t bytes) __attribute__((weak));
extern void __lsan_unregister_root_region(const void *start, size_t bytes) __attribute__((weak));
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

enum { KNOWN = 1, ASAN = 2, LSAN = 4, TSAN = 8, MEMCHECK = 16 };

static unsigned found; /* which of them are here; 0: not looked yet */

/* ---- valgrind */

#if HAVE_VALGRIND

static pthread_mutex_t pools_lock = PTHREAD_MUTEX_INITIALIZER; /* makes valgrind's pools once */

/* RUNNING_ON_VALGRIND is true under callgrind as well, where nothing may change: only memcheck
 * answers its own requests. */
static unsigned find_valgrind(void)
{
  char byte = 0;

  return VALGRIND_MAKE_MEM_DEFINED(&byte, sizeof byte) ? MEMCHECK : 0;
}

/* Blocks of a mempool, not MALLOCLIKE blocks: these may lie inside blocks of malloc, which a leak
 * search then leaves out, and a give that is wrong is found by the pool it names. */
static void memcheck_take(const struct flc_state *st, const void *object, size_t size)
{
  pthread_mutex_lock(&pools_lock);
  if (!VALGRIND_MEMPOOL_EXISTS(st))
    VALGRIND_CREATE_MEMPOOL(st, 0, 0);
  pthread_mutex_unlock(&pools_lock);
  VALGRIND_MEMPOOL_ALLOC(st, object, size);
}

static void memcheck_give(const struct flc_state *st, const void *object)
{
  VALGRIND_MEMPOOL_FREE(st, object);
}

static void memcheck_deny(const void *start, size_t bytes)
{
  (void)VALGRIND_MAKE_MEM_NOACCESS(start, bytes);
}

static void memcheck_allow(const void *start, size_t bytes)
{
  (void)VALGRIND_MAKE_MEM_DEFINED(start, bytes);
}

#else

static unsigned find_valgrind(void)
{
  return 0;
}

static void memcheck_take(const struct flc_state *st, const void *object, size_t size)
{
  (void)st, (void)object, (void)size;
}

static void memcheck_give(const struct flc_state *st, const void *object)
{
  (void)st, (void)object;
}

static void memcheck_deny(const void *start, size_t bytes)
{
  (void)start, (void)bytes;
}

static void memcheck_allow(const void *start, size_t bytes)
{
  (void)start, (void)bytes;
}

#endif

/* ---- which tools are here */

static unsigned find(void)
{
  unsigned tools = KNOWN | find_valgrind();

  tools |= __asan_poison_memory_region && __asan_unpoison_memory_region ? ASAN : 0;
  tools |= __lsan_register_root_region && __lsan_unregister_root_region ? LSAN : 0;
  tools |= __tsan_acquire && __tsan_release ? TSAN : 0;
  __atomic_store_n(&found, tools, __ATOMIC_RELAXED);
  return tools;
}

static inline unsigned tools_here(void)
{
  unsigned tools = __atomic_load_n(&found, __ATOMIC_RELAXED);

  return tools ? tools : find();
}

bool flc_tool_watches(void)
{
  return tools_here() & (ASAN | MEMCHECK | (FLC_TSAN ? 0 : TSAN));
}

bool flc_tool_is_asan(void)
{
  return tools_here() & (ASAN | LSAN | MEMCHECK);
}

/* ---- what they are told */

/* What is handed to free() at each give is the business of the tool's own free(). */
static bool is_told(const struct flc_state *st, const void *object)
{
  return st->own || st->check || flc_span_of(object);
}

void flc_tool_take(const struct flc_state *st, void *object)
{
  unsigned tools = tools_here();

  if (tools == KNOWN)
    return;
  flc_tool_acquire(object);
  if (!is_told(st, object))
    return;
  if (tools & ASAN)
    __asan_unpoison_memory_region(object, st->pool->size);
  if (tools & MEMCHECK)
    memcheck_take(st, object, st->pool->size);
  /* What the stride has more than the object is nobody's. */
  if (!st->check)
    flc_tool_deny((char *)object + st->pool->size, st->stride - st->pool->size);
}

void flc_tool_give(const struct flc_state *st, void *object)
{
  unsigned tools = tools_here();

  if (tools == KNOWN)
    return;
  flc_tool_release(object);
  if (!is_told(st, object))
    return;
  if (tools & MEMCHECK)
    memcheck_give(st, object);
  flc_tool_deny(object, st->check ? st->pool->size : st->size);
}

void flc_tool_open(const struct flc_state *st, void *object)
{
  if (tools_here() != KNOWN && is_told(st, object))
    flc_tool_allow(object, st->size);
}

void flc_tool_close(const struct flc_state *st, void *object)
{
  if (tools_here() != KNOWN && is_told(st, object))
    flc_tool_deny(object, st->size);
}

void flc_tool_release(void *address)
{
  if (tools_here() & TSAN)
    __tsan_release(address);
}

void flc_tool_acquire(void *address)
{
  if (tools_here() & TSAN)
    __tsan_acquire(address);
}

void flc_tool_deny(const void *start, size_t bytes)
{
  unsigned tools = tools_here();

  if (tools & ASAN)
    __asan_poison_memory_region(start, bytes);
  if (tools & MEMCHECK)
    memcheck_deny(start, bytes);
}

void flc_tool_allow(const void *start, size_t bytes)
{
  unsigned tools = tools_here();

  if (tools & ASAN)
    __asan_unpoison_memory_region(start, bytes);
  if (tools & MEMCHECK)
    memcheck_allow(start, bytes);
}

void flc_tool_root(void *start, size_t bytes)
{
  if (tools_here() & LSAN)
    __lsan_register_root_region(start, bytes);
}

void flc_tool_unroot(void *start, size_t bytes)
{
  if (tools_here() & LSAN)
    __lsan_unregister_root_region(start, bytes);
}
