/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/mappings.h"
#include "tests/compat/slab_pool.h"

#include <sys/syscall.h>
#include <sys/wait.h>

enum { HOUR = 3600 * 1000, MIB = 1 << 20 };

/* The one that libflc calls in this program: what runs meanwhile can be chosen. */
static void (*meanwhile)(char *start, size_t bytes);

int madvise(void *start, size_t bytes, int advice)
{
  void (*run)(char *, size_t) = meanwhile;

  if (run && advice == MADV_DONTNEED) {
    meanwhile = NULL;
    run(start, bytes);
  }
  return (int)syscall(SYS_madvise, start, bytes, advice);
}

/* Objects of the first slab. */
static size_t per_slab(struct pool *p)
{
  uint64_t n;

  give(p, take(p));
  chunks(p, &n);
  return n;
}

/* ---- shape */

static void test_slab__every_size_and_alignment(void **state)
{
  static const uint32_t sizes[] = {
      8,       16,     24,    40,    64,    100,   128,   1000,   2048,   3000,    4096,
      4097,    8192,   12000, 32768, 40000, 65536, 65537, 131072, 500000, 1 << 20, (1 << 20) + 16,
      2 << 20, 9 << 20};
  void *objects[40];

  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (uint32_t align = 8; align <= 4096; align *= 8) {
      struct pool *p = open_pool("shape", sizes[s], align);
      size_t n = sizes[s] > MIB ? 4 : 40;

      take_many(p, objects, n);
      assert_true(p->st.stride >= sizes[s] && p->st.stride < sizes[s] + align);
      for (size_t i = 0; i < n; i++) {
        assert_int_equal((uintptr_t)objects[i] % align, 0);
        assert_ptr_equal(flc_slabs_of(objects[i]), p->slabs);
        assert_ptr_equal(flc_slabs_of((char *)objects[i] + sizes[s] - 1), p->slabs);
        memset(objects[i], (int)i, sizes[s] < 5000 ? sizes[s] : 5000);
        ((char *)objects[i])[sizes[s] - 1] = (char)i;
      }
      for (size_t i = 0; i < n; i++) {
        assert_int_equal(*(char *)objects[i], (char)i);
        assert_int_equal(((char *)objects[i])[sizes[s] - 1], (char)i);
        give(p, objects[i]);
      }
      flc_slabs_trim(p->slabs, 0);
      assert_int_equal(in_use(p), 0);
    }
}

static void test_slab__little_is_wasted(void **state)
{
  (void)state;
  for (uint32_t size = 64; size <= 4 << 20; size += size / 7 / 8 * 8 + 8) {
    struct pool *p = open_pool("waste", size, 8);
    size_t n = per_slab(p), bytes = in_use(p);

    assert_true(bytes - n * size <= bytes / 33);
    flc_slabs_trim(p->slabs, 0);
  }
}

static void test_slab__no_object_is_handed_out_twice(void **state)
{
  enum { N = 5000 };
  static void *objects[N];
  struct pool *p = open_pool("twice", 200, 8);
  void *head, *next;
  size_t n = 0;

  (void)state;
  while (n < N) {
    size_t got = flc_slabs_alloc(p->slabs, &head, N - n < 77 ? N - n : 77);

    assert_in_range(got, 1, 77);
    for (; head; head = next, got--) {
      next = *(void **)head;
      memset(head, 0xff, 200);
      *(size_t *)head = n;
      objects[n++] = head;
    }
    assert_int_equal(got, 0);
  }
  for (n = 0; n < N; n++) {
    assert_int_equal(*(size_t *)objects[n], n);
    *(void **)objects[n] = n + 1 < N ? objects[n + 1] : (void *)1;
  }
  flc_slabs_free(p->slabs, objects[0], N);
  flc_slabs_trim(p->slabs, 0);
  assert_int_equal(in_use(p), 0);
}

static void test_slab__a_pair_uses_one_object(void **state)
{
  struct pool *p = open_pool("pair", 100, 8);
  void *first = take(p);

  (void)state;
  for (unsigned i = 0; i < 100; i++) {
    give(p, first);
    assert_ptr_equal(take(p), first);
  }
  assert_int_equal(chunks(p, NULL), 1);
}

/* Free objects are not written to, neither by a give nor by a take of one. */
static void test_slab__free_objects_are_not_touched(void **state)
{
  struct pool *p = open_pool("touch", 64, 8);
  char *object = take(p);

  (void)state;
  memset(object, 7, 64);
  give(p, object);
  for (unsigned i = 0; i < 64; i++)
    assert_int_equal(object[i], 7);
  assert_ptr_equal(take(p), object);
  for (unsigned i = 0; i < 64; i++)
    assert_int_equal(object[i], 7);
}

/* The first slab is filled before others are used, so those become empty. */
static void test_slab__earlier_slabs_first(void **state)
{
  struct pool *p = open_pool("order", 4096, 8);
  size_t n = per_slab(p);
  void **objects = calloc(4 * n, sizeof *objects);

  (void)state;
  take_many(p, objects, 4 * n);
  assert_int_equal(chunks(p, NULL), 4);
  give_many(p, objects, 4 * n);
  /* The set of the first slab's objects, in any order. */
  for (size_t i = 0; i < n; i++) {
    char *object = take(p);

    assert_in_range(object, objects[0], (char *)objects[0] + (n - 1) * 4096);
  }
  assert_int_equal(chunks(p, NULL), 4);
  free(objects);
}

/* ---- giving back */

static void test_slab__empty_slabs_go_back(void **state)
{
  struct pool *p = open_pool("back", 1024, 8);
  size_t n = per_slab(p), one = in_use(p);
  void **objects = calloc(3 * n, sizeof *objects);

  (void)state;
  take_many(p, objects, 3 * n);
  assert_int_equal(in_use(p), 3 * one);
  give_many(p, objects, 2 * n);
  flc_slabs_trim(p->slabs, 0);
  assert_int_equal(in_use(p), one);
  for (size_t i = 0; i < n; i++)
    assert_ptr_equal(flc_slabs_of(objects[2 * n + i]), p->slabs);
  /* And are made again under the same numbers. */
  take_many(p, objects, 2 * n);
  assert_int_equal(in_use(p), 3 * one);
  assert_int_equal(p->slabs->ids, 3);
  give_many(p, objects, 3 * n);
  flc_slabs_trim(p->slabs, 0);
  assert_int_equal(in_use(p), 0);
  free(objects);
}

/* What was used between two trims stays; what was not goes at the second. */
static void test_slab__idle_slabs_go_back(void **state)
{
  struct pool *p = open_pool("idle", 1024, 8);
  size_t one;

  (void)state;
  per_slab(p);
  one = in_use(p);
  flc_slabs_trim(p->slabs, 1);
  assert_int_equal(in_use(p), one);
  give(p, take(p));
  flc_slabs_trim(p->slabs, 1);
  assert_int_equal(in_use(p), one);
  flc_slabs_trim(p->slabs, HOUR); /* too early to look */
  flc_slabs_trim(p->slabs, HOUR);
  assert_int_equal(in_use(p), one);
  flc_slabs_trim(p->slabs, 1);
  assert_int_equal(in_use(p), 0);
}

/* One object of each slab stays in use: the pages of the others go back all the same. */
static void test_slab__pages_of_idle_objects_go_back(void **state)
{
  enum { SIZE = 16384, N = 256 };
  struct pool *p = open_pool("pages", SIZE, 4096);
  size_t n = per_slab(p), left = 0, bytes = 0;
  void *objects[N];

  (void)state;
  take_many(p, objects, N);
  for (size_t i = 0; i < N; i++)
    memset(objects[i], (int)i, SIZE);
  for (size_t i = 0; i < N; i++)
    if (i % n)
      give(p, objects[i]);
  assert_int_equal(flc_slabs_trim(p->slabs, 1), 0);
  bytes = flc_slabs_trim(p->slabs, 1);
  assert_int_equal(bytes, (N - (N + n - 1) / n) * SIZE);
  for (size_t i = 0; i < N; i++)
    left += resident(objects[i], SIZE);
  assert_int_equal(left, (N + n - 1) / n * SIZE);
  for (size_t i = 0; i < N; i += n)
    assert_int_equal(*(unsigned char *)objects[i], (unsigned char)i);
  assert_int_equal(flc_slabs_trim(p->slabs, 0), 0);
  for (size_t i = 0; i < N; i++)
    if (i % n)
      take(p);
  assert_int_equal(chunks(p, NULL), (N + n - 1) / n);
}

static struct pool *released;
static unsigned taken_meanwhile;

/* Takes all that is free in the slab, without waiting: none of it may be what is being released. */
static void take_others(char *start, size_t bytes)
{
  uint64_t before = chunks(released, NULL);

  for (void *object; object = take(released), chunks(released, NULL) == before; taken_meanwhile++)
    assert_true((char *)object + released->st.size <= start || (char *)object >= start + bytes);
}

static void test_slab__takes_go_on_while_pages_are_released(void **state)
{
  struct pool *p = released = open_pool("meanwhile", 8192, 4096);
  size_t n = per_slab(p);
  void **objects = calloc(n, sizeof *objects);

  (void)state;
  take_many(p, objects, n);
  for (size_t i = 0; i < n; i++)
    memset(objects[i], 1, 8192);
  give(p, objects[1]);
  assert_int_equal(flc_slabs_trim(p->slabs, 0), 8192);
  give(p, objects[3]);
  meanwhile = take_others;
  assert_int_equal(flc_slabs_trim(p->slabs, 0), 8192);
  assert_null(meanwhile);
  assert_int_equal(taken_meanwhile, 1); /* the one that was released before */
  assert_ptr_equal(take(p), objects[3]);
  free(objects);
}

/* Gives find the slabs of another node. */
static void test_slab__two_sets_of_slabs_for_a_pool(void **state)
{
  struct pool *p = open_pool("nodes", 128, 8);
  struct flc_slabs *other = flc_slabs_new(&p->st, flc_kind(0, 3000, NULL));
  void *head = NULL, *object;

  (void)state;
  for (unsigned i = 0; i < 100; i++) {
    assert_int_equal(flc_slabs_alloc(i % 3 ? p->slabs : other, &object, 1), 1);
    *(void **)object = head;
    head = object;
  }
  flc_slabs_free(p->slabs, head, 100);
  flc_slabs_trim(p->slabs, 0);
  flc_slabs_trim(other, 0);
  assert_int_equal(in_use(p), 0);
  assert_null(flc_slabs_of(head));
}

/* ---- misuse ends the process, with a message */

static void assert_dies(struct pool *p, void *object, const char *message)
{
  char said[2000] = "";
  int out[2], status;
  size_t n = 0;
  pid_t child;

  assert_int_equal(pipe(out), 0);
  child = fork();
  if (!child) {
    dup2(out[1], STDERR_FILENO);
    give(p, object);
    _exit(0);
  }
  close(out[1]);
  for (ssize_t got; (got = read(out[0], said + n, sizeof said - 1 - n)) > 0;)
    n += (size_t)got;
  close(out[0]);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  if (!strstr(said, message))
    assert_string_equal(said, message);
}

static void test_slab__misuse(void **state)
{
  struct pool *p = open_pool("mine", 100, 8), *q = open_pool("yours", 100, 8);
  char *a = take(p), *b = take(q), *c = take(p), local[200];

  (void)state;
  give(p, c);
  assert_dies(p, c, "pool 'mine'");
  assert_dies(p, c, "has that object already");
  assert_dies(p, b, "was taken from pool 'yours'");
  assert_dies(p, a + 8, "not the start of an object");
  assert_dies(p, local, "not memory of any pool");
  give(p, a);
  give(q, b);
}
