/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/region.h"
#include "compat/tool.h"

#include "tests/compat/mappings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { MIB = 1 << 20, ROUNDS = 20000, LIVE = 100 };

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

/* A kind that no other test uses: nodes are only numbers as long as nothing is bound. */
static struct flc_kind *own_kind(uint32_t advice)
{
  static int node = 1000;
  struct flc_kind *kind = flc_kind(advice, node++, NULL);

  assert_non_null(kind);
  return kind;
}

static struct flc_region_stats stats_of(const struct flc_kind *kind)
{
  struct flc_region_stats stats;

  flc_regions_stats(kind, &stats);
  return stats;
}

static struct flc_span *take(struct flc_kind *kind, size_t bytes)
{
  struct flc_span *span = flc_span_alloc(kind, bytes, 1, NULL, NULL);

  assert_non_null(span);
  return span;
}

static void test_region__a_kind_is_made_once(void **state)
{
  (void)state;
  assert_ptr_equal(flc_kind(FLC_DONTDUMP, -1, NULL), flc_kind(FLC_DONTDUMP, -1, NULL));
  assert_ptr_not_equal(flc_kind(FLC_DONTDUMP, -1, NULL), flc_kind(0, -1, NULL));
  assert_ptr_not_equal(flc_kind(0, 0, NULL), flc_kind(0, -1, NULL));
}

static void test_region__spans_are_whole_units_and_aligned(void **state)
{
  struct flc_kind *kind = own_kind(0);

  (void)state;
  for (size_t align = 1; align <= FLC_REGION; align *= 2) {
    struct flc_span *span = flc_span_alloc(kind, 100000, align, NULL, NULL);

    assert_non_null(span);
    assert_int_equal(span->bytes, 2 * FLC_UNIT);
    assert_int_equal((uintptr_t)span->base % align, 0);
    assert_int_equal((uintptr_t)span->base % FLC_UNIT, 0);
    memset(span->base, 1, span->bytes);
  }
}

static void test_region__found_by_any_address_inside(void **state)
{
  struct flc_kind *kind = own_kind(0);
  struct flc_span *a = take(kind, FLC_UNIT), *b = take(kind, 3 * FLC_UNIT);
  void *other = malloc(10);
  char *base = b->base;

  (void)state;
  for (size_t at = 0; at < b->bytes; at += 1000)
    assert_ptr_equal(flc_span_of(base + at), b);
  assert_ptr_equal(flc_span_of(base + b->bytes - 1), b);
  assert_ptr_equal(flc_span_of(a->base), a);
  assert_null(flc_span_of(base + b->bytes));
  assert_null(flc_span_of(other));
  assert_null(flc_span_of(&kind));
  assert_null(flc_span_of(NULL));
  assert_null(flc_span_of((void *)UINTPTR_MAX));
  flc_span_free(b);
  assert_null(flc_span_of(base));
  assert_null(flc_span_of(base + FLC_UNIT));
  assert_ptr_equal(flc_span_of(a->base), a);
  free(other);
}

static void test_region__owner_and_data_are_kept(void **state)
{
  struct flc_state *owner = (struct flc_state *)(uintptr_t)64;
  int data;
  struct flc_span *span = flc_span_alloc(own_kind(0), 1, 1, owner, &data);

  (void)state;
  assert_ptr_equal(flc_span_of(span->base)->owner, owner);
  assert_ptr_equal(flc_span_of(span->base)->data, &data);
}

/* Any order of takes and gives; at the end the region is in one piece again. */
static void test_region__space_is_used_again(void **state)
{
  struct flc_kind *kind = own_kind(0);
  struct flc_span *live[LIVE] = {0};

  (void)state;
  srand(3);
  for (unsigned round = 0; round < ROUNDS; round++) {
    unsigned i = (unsigned)rand() % LIVE;

    if (live[i]) {
      assert_int_equal(*live[i]->base, (char)i);
      flc_span_free(live[i]);
      live[i] = NULL;
    } else {
      live[i] = take(kind, (size_t)(1 + rand() % 16) * FLC_UNIT);
      *live[i]->base = (char)i;
    }
  }
  /* At most 100 MiB are in use at a time. */
  assert_in_range(stats_of(kind).mapped, 0, 3 * FLC_REGION);
  for (unsigned i = 0; i < LIVE; i++)
    if (live[i])
      flc_span_free(live[i]);
  assert_int_equal(stats_of(kind).in_use, 0);

  size_t mapped = stats_of(kind).mapped;
  struct flc_span *all = take(kind, FLC_REGION);

  assert_int_equal(stats_of(kind).mapped, mapped);
  assert_int_equal(stats_of(kind).in_use, FLC_REGION);
  flc_span_free(all);
}

static void test_region__larger_than_a_region(void **state)
{
  struct flc_kind *kind = own_kind(FLC_DONTDUMP);

  (void)state;
  for (unsigned round = 0; round < 3; round++) {
    struct flc_span *span = take(kind, 150 * (size_t)MIB + 5), *next = take(kind, FLC_UNIT);
    char *base = span->base;

    assert_int_equal(span->bytes, 150 * MIB + FLC_UNIT);
    assert_ptr_equal(flc_span_of(base), span);
    assert_ptr_equal(flc_span_of(base + 100 * MIB), span);
    assert_ptr_equal(flc_span_of(base + 150 * MIB), span);
    assert_null(flc_span_of(base + 151 * MIB));
    assert_int_equal(mapping_has(base + 100 * MIB, "dd"), 1);
    base[149 * MIB] = 1;
    flc_span_free(span);
    assert_null(flc_span_of(base));
    assert_null(flc_span_of(base + 100 * MIB));
    assert_int_equal(mapping_has(base + 100 * MIB, "dd"), -1);
    flc_span_free(next);
  }
  assert_int_equal(stats_of(kind).regions, 1);
}

static void test_region__advised_once_and_for_good(void **state)
{
  struct flc_span *nodump = take(own_kind(FLC_DONTDUMP), 20 * MIB), *plain = take(own_kind(0), MIB);
  char *base = nodump->base;

  (void)state;
  assert_int_equal(mapping_has(base, "dd"), 1);
  assert_int_equal(mapping_has(base + 20 * MIB - 1, "dd"), 1);
  assert_int_equal(mapping_has(plain->base, "dd"), 0);
  memset(base, 1, 20 * MIB);
  flc_span_free(nodump);
  flc_regions_release(0);
  assert_int_equal(resident(base, 20 * MIB), 0);
  assert_int_equal(mapping_has(base, "dd"), 1);
  flc_span_free(plain);
}

static void test_region__huge_pages_where_there_are_some(void **state)
{
  struct flc_span *span = take(own_kind(FLC_HUGEPAGE), 4 * MIB);

  (void)state;
  memset(span->base, 1, span->bytes);
  if (access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK) == 0)
    assert_true(mapping_has(span->base, "hg") == 1 || mapping_has(span->base, "ht") == 1);
  flc_span_free(span);
}

static void test_region__pages_go_back_when_they_are_idle(void **state)
{
  struct flc_kind *kind = own_kind(0);
  struct flc_span *keep = take(kind, MIB), *give = take(kind, 4 * MIB), *more = take(kind, MIB);
  char *base = give->base;
  size_t released = stats_of(kind).released;

  (void)state;
  assert_true(give->released);
  memset(keep->base, 1, MIB);
  memset(base, 1, 4 * MIB);
  memset(more->base, 1, MIB);
  flc_span_free(give);
  flc_regions_release(3600 * 1000);
  assert_int_equal(resident(base, 4 * MIB), 4 * MIB);
  give = take(kind, 4 * MIB);
  assert_ptr_equal(give->base, base);
  assert_false(give->released);
  flc_span_free(give);
  assert_true(flc_regions_release(0) >= 4 * MIB);
  assert_int_equal(resident(base, 4 * MIB), 0);
  assert_int_equal(resident(keep->base, MIB), MIB);
  assert_int_equal(resident(more->base, MIB), MIB);
  assert_int_equal(stats_of(kind).released, released + 4 * MIB);
  give = take(kind, 4 * MIB);
  assert_true(give->released);
  assert_int_equal(*base, 0);
}

static struct flc_kind *released;
static bool was_released;

/* Neither waits for a lock nor gets what is being released. */
static void take_another(char *start, size_t bytes)
{
  struct flc_span *span = take(released, FLC_UNIT);

  assert_true(span->base + FLC_UNIT <= start || span->base >= start + bytes);
  was_released = true;
}

static void test_region__takes_go_on_while_pages_are_released(void **state)
{
  struct flc_span *span;

  (void)state;
  flc_regions_release(0);
  released = own_kind(0);
  span = take(released, MIB);
  memset(span->base, 1, MIB);
  flc_span_free(span);
  meanwhile = take_another;
  assert_int_equal(flc_regions_release(0), MIB);
  assert_true(was_released);
}

static void test_region__pages_of_a_span_in_use(void **state)
{
  struct flc_span *span = take(own_kind(0), MIB);
  size_t page = flc_page_size();

  (void)state;
  memset(span->base, 1, MIB);
  assert_int_equal(flc_span_release(span, 100, page), 0);
  assert_int_equal(flc_span_release(span, 100, 3 * page), 2 * page);
  assert_int_equal(span->base[page - 1], 1);
  assert_int_equal(resident(span->base + page, 2 * page), 0);
  assert_int_equal(span->base[3 * page], 1);
}

static int bound_node;
static size_t bound_bytes;

static int bind_it(void *start, size_t bytes, int node)
{
  bound_node = node;
  bound_bytes += bytes;
  return resident(start, MIB) ? -1 : 0;
}

static void test_region__bound_before_it_is_touched(void **state)
{
  struct flc_kind *kind = flc_kind(0, 5, bind_it);
  struct flc_span *a = take(kind, 30 * MIB), *b = take(kind, 30 * MIB);

  (void)state;
  assert_int_equal(bound_node, 5);
  assert_int_equal(bound_bytes, FLC_REGION);
  take(kind, 30 * MIB);
  assert_int_equal(bound_bytes, 2 * FLC_REGION);
  flc_span_free(a);
  flc_span_free(b);
}

static void test_region__no_memory(void **state)
{
  struct flc_kind *kind = own_kind(0);

  (void)state;
  errno = 0;
  assert_null(flc_span_alloc(kind, (size_t)1 << 47, 1, NULL, NULL));
  assert_int_equal(errno, ENOMEM);
  assert_int_equal(stats_of(kind).in_use, 0);
  flc_span_free(take(kind, MIB));
}

/* In a child: spans until there is no address space left, and again when there is some. */
static int exhaust(struct flc_kind *kind)
{
  struct rlimit limit = {(rlim_t)1 << 20, RLIM_INFINITY};
  unsigned n = 0, m = 0;

  if (setrlimit(RLIMIT_AS, &limit))
    return 2;
  while (flc_span_alloc(kind, 16 * MIB, 1, NULL, NULL))
    n++;
  if (errno != ENOMEM || n > 4)
    return 3;
  limit.rlim_cur = RLIM_INFINITY;
  if (setrlimit(RLIMIT_AS, &limit))
    return 4;
  while (m < 8 && flc_span_alloc(kind, 16 * MIB, 1, NULL, NULL))
    m++;
  return m < 8 ? 5 : 0;
}

static void assert_child(int (*run)(struct flc_kind *), struct flc_kind *kind)
{
  int status;
  pid_t child = fork();

  if (!child)
    _exit(run(kind));
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void test_region__no_address_space(void **state)
{
  (void)state;
  assert_child(exhaust, own_kind(0));
}

/* Under ASan: what it remembers of the object must not hold for the next mapping there. */
static void test_region__a_mapping_ends_open_to_tools(void **state)
{
  struct flc_span *span = take(own_kind(0), FLC_REGION + 1);
  size_t bytes = span->bytes;
  char *base = span->base, *p;

  (void)state;
  flc_tool_deny(base, bytes);
  flc_span_free(span);
  p = mmap(base, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_ptr_equal(p, base);
  *(volatile char *)p = 1;
  munmap(p, bytes);
}
