/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/arena_test.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* ---- limits */

static void *give_without_cache(void *pool)
{
  void *objects[OBJECTS];
  unsigned arena;
  size_t before;

  objects[0] = flc_alloc(pool);
  arena = arena_of(objects[0]);
  before = of_arena(arena, "small.allocated");
  for (int i = 1; i < OBJECTS; i++)
    objects[i] = flc_alloc(pool);
  for (int i = 1; i < OBJECTS; i++)
    flc_free(pool, objects[i]);
  /* Nothing of it lies in anybody's cache. */
  if (of_arena(arena, "small.allocated") != before)
    _exit(43);
  flc_free(pool, objects[0]);
  return NULL;
}

static void exhaust_caches(void)
{
  static struct flc_pool pool = FLC_POOL("limit", 512, 16);
  unsigned cache;
  size_t size = sizeof cache;

  flc_free(&pool, flc_alloc(&pool));
  while (flc_je.mallctl("tcache.create", &cache, &size, NULL, 0) == 0)
    ;
  in_threads(2, give_without_cache, &pool);
  _exit(42);
}

static void test_jemalloc_arena__without_a_cache_left_threads_do_without(void **state)
{
  (void)state;
  assert_int_equal(in_child(exhaust_caches), 42);
}

static void *take_from_state(void *state)
{
  void *object = flc_jemalloc_arena_alloc(state);

  if (!is_kept_out(object))
    _exit(43);
  flc_jemalloc_arena_free(state, object);
  return NULL;
}

static void exhaust_arenas(void)
{
  static struct flc_pool first = FLC_POOL("few first", 512, 16),
                         second = FLC_POOL("second", 512, 16);
  struct flc_state state = {.size = 512, .align = 16};
  unsigned arena;
  size_t size = sizeof arena;

  flc_free(&first, flc_alloc(&first));
  while (flc_je.mallctl("arenas.create", &arena, &size, NULL, 0) == 0)
    ;
  take_and_give(&second);
  if (flc_jemalloc_arena_open(&state, FLC_DONTDUMP, 1024) < 0)
    _exit(44);
  in_threads(8, take_from_state, &state);
  if (flc_jemalloc_arena_open(&state, 0, 2) == -EAGAIN && strstr(flc_error(), "nodump-regions"))
    _exit(42);
}

static void test_jemalloc_arena__without_an_arena_left_threads_share(void **state)
{
  (void)state;
  assert_int_equal(in_child(exhaust_arenas), 42);
}

/* ---- where the kernel refuses */

static void refuse_advice(void)
{
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_madvise, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MADV_DONTDUMP, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOMEM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof code / sizeof *code, code};

  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
    _exit(77);
}

static void take_where_advice_is_refused(void)
{
  static struct flc_pool pool = FLC_POOL("refused", 32 << 20, 16);
  size_t before;

  freopen("/dev/null", "w", stderr);
  flc_free(&pool, flc_alloc(&pool));
  flc_trim();
  refuse_advice();
  before = mappings();
  /* What the arena has already is advised; sooner or later it has to map more. */
  for (int i = 0; i < 64; i++)
    if (!flc_alloc(&pool) && errno == ENOMEM)
      _exit(mappings() <= before + 8 ? 42 : 43);
}

static void test_jemalloc_arena__memory_that_cannot_be_advised_is_not_used(void **state)
{
  int code = in_child(take_where_advice_is_refused);

  (void)state;
  if (code == 77)
    skip();
  assert_int_equal(code, 42);
}

/* ---- fork */

static void take_in_child(void)
{
  static struct flc_pool pool = FLC_POOL("few in child", 2048, 16);
  void *object = flc_alloc(&pool);

  in_threads(4, take_and_give, &pool);
  if (object && is_kept_out(object))
    _exit(42);
}

static void test_jemalloc_arena__child_goes_on(void **state)
{
  (void)state;
  assert_int_equal(in_child(take_in_child), 42);
}

/* ---- a thread that has ended, whose destructors still take */

static struct flc_pool cached_pool = FLC_POOL("cached late", 256, 16);
static pthread_key_t late_key;
static pthread_barrier_t given, taken;
static void *of_other, *of_late;

static void *give_and_stay(void *unused)
{
  of_other = flc_alloc(&cached_pool);
  flc_free(&cached_pool, of_other);
  pthread_barrier_wait(&given);
  pthread_barrier_wait(&taken);
  return unused;
}

static void take_late(void *unused)
{
  pthread_t id;

  (void)unused;
  pthread_create(&id, NULL, give_and_stay, NULL);
  pthread_barrier_wait(&given);
  of_late = flc_alloc(&cached_pool);
  pthread_barrier_wait(&taken);
  pthread_join(id, NULL);
  flc_free(&cached_pool, of_late);
}

static void *end_with_late_take(void *unused)
{
  pthread_setspecific(late_key, &late_key);
  take_and_give(&cached_pool);
  return unused;
}

/* Its magazines go through the arena when they are emptied, which must not bring them back. */
static void test_jemalloc_arena__ended_thread_has_no_magazine(void **state)
{
  (void)state;
  take_and_give(&cached_pool); /* so that libflc's destructor is the earlier one */
  assert_int_equal(pthread_key_create(&late_key, take_late), 0);
  pthread_barrier_init(&given, NULL, 2);
  pthread_barrier_init(&taken, NULL, 2);
  in_threads(1, end_with_late_take, NULL);
  assert_non_null(of_late);
  assert_ptr_not_equal(of_late, of_other);
  pthread_key_delete(late_key);
}
