/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

#include <errno.h>

static struct flc_pool box = FLC_POOL("box", 40, 16);
static struct flc_pool tray = FLC_POOL("tray", 40, 16);
static struct flc_pool speck = FLC_POOL("speck", 3, 1);

static void *who(int n)
{
  return (void *)(uintptr_t)n;
}

static bool is_filled(const void *object, unsigned char fill, size_t n)
{
  return flc_bytes_differ(object, n, fill, false) == n;
}

static void test_check__poison_fills_on_take_and_give(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_POISON, 1);
  char *object = flc_check_alloc(st, NULL), *next = flc_check_alloc(st, NULL);

  (void)state;
  assert_true(is_filled(object, FLC_FILL_TAKEN, 40));
  flc_check_free(st, object, 0, NULL);
#ifndef __SANITIZE_ADDRESS__
  assert_true(is_filled(object, FLC_FILL_GIVEN, 40));
#endif
  flc_check_free(st, next, 0, NULL);
  flc_check_trim(st);
}

static void test_check__quarantine_is_first_in_first_out(void **state)
{
  enum { WAIT = 3, N = 10 };
  struct flc_state *st = checked_state(&box, FLC_CHECK_QUARANTINE, WAIT);
  void *all[N];

  (void)state;
  fake_out = 0;
  for (int i = 0; i < N; i++)
    all[i] = flc_check_alloc(st, NULL);
  for (int i = 0; i < N; i++) {
    flc_check_free(st, all[i], 0, NULL);
    assert_int_equal(fake_out, N - 1 - i + (i < WAIT ? i + 1 : WAIT));
    if (i >= WAIT) {
      assert_int_equal(flc_record_find(all[i - WAIT]).state, FLC_RECORD_GONE);
      assert_int_equal(flc_record_find(all[i - WAIT + 1]).state, FLC_RECORD_GIVEN);
    }
  }
  assert_int_equal(flc_check_trim(st), WAIT * st->size);
  assert_int_equal(fake_out, 0);
  assert_int_equal(flc_check_trim(st), 0);
}

static void test_check__without_quarantine_nothing_waits(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_DOUBLE_GIVE | FLC_CHECK_REDZONE, 7);

  (void)state;
  fake_out = 0;
  flc_check_free(st, flc_check_alloc(st, NULL), 0, NULL);
  assert_int_equal(fake_out, 0);
}

static void test_check__the_default_quarantine_is_bounded_in_bytes(void **state)
{
  static struct flc_pool big = FLC_POOL("big", 1 << 20, 4096);
  static struct flc_pool huge = FLC_POOL("huge", 1 << 26, 4096);
  struct flc_checked *c = checked_state(&box, FLC_CHECK_POISON, 0)->check;

  (void)state;
  assert_int_equal(c->room, FLC_QUARANTINE_OBJECTS);
  c = checked_state(&big, FLC_CHECK_QUARANTINE, 0)->check;
  assert_int_equal(c->room, FLC_QUARANTINE_BYTES >> 20);
  c = checked_state(&huge, FLC_CHECK_QUARANTINE, 0)->check;
  assert_int_equal(c->room, FLC_QUARANTINE_LEAST);
  c = checked_state(&huge, FLC_CHECK_GUARD, 0)->check;
  assert_int_equal(c->room, FLC_QUARANTINE_OBJECTS);
}

static void test_check__objects_keep_size_and_alignment(void **state)
{
  static const uint32_t checks[] = {FLC_CHECK_REDZONE, FLC_CHECK_GUARD,
                                    FLC_CHECK_REDZONE | FLC_CHECK_GUARD | FLC_CHECK_POISON};
  static struct flc_pool pools[] = {FLC_POOL("a", 1, 1), FLC_POOL("b", 100, 64),
                                    FLC_POOL("c", 5000, 4096), FLC_POOL("d", 8192, 4096)};

  (void)state;
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    for (size_t k = 0; k < sizeof pools / sizeof *pools; k++) {
      struct flc_state *st = checked_state(&pools[k], checks[i], 2);
      char *object = flc_check_alloc(st, NULL);

      assert_int_equal((uintptr_t)object % pools[k].align, 0);
      memset(object, 1, pools[k].size);
      flc_check_free(st, object, pools[k].size, NULL);
      flc_check_trim(st);
    }
}

static size_t failures(uint32_t ppm, size_t takes)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_FAIL, 0);
  size_t failed = 0;

  st->set.fail_ppm = ppm;
  for (size_t i = 0; i < takes; i++) {
    errno = 0;
    void *object = flc_check_alloc(st, NULL);

    if (object)
      flc_check_free(st, object, 0, NULL);
    else
      assert_int_equal(errno, ENOMEM);
    failed += !object;
  }
  return failed;
}

static void test_check__so_many_takes_of_a_million_fail(void **state)
{
  (void)state;
  assert_int_equal(failures(0, 1000), 0);
  assert_int_equal(failures(1000000, 1000), 1000);
  assert_in_range(failures(10000, 100000), 800, 1200);
  assert_int_equal(failures(10000, 100000), failures(10000, 100000));
}

static void *no_memory(struct flc_state *st)
{
  (void)st;
  return NULL;
}

static void test_check__a_backend_without_memory_is_a_failed_take(void **state)
{
  static const struct flc_backend none = {.name = "none", .alloc = no_memory};
  struct flc_state *st = checked_state(&box, FLC_CHECK_POISON | FLC_CHECK_REDZONE, 0);

  (void)state;
  st->backend = &none;
  errno = 0;
  assert_null(flc_check_alloc(st, NULL));
  assert_int_equal(errno, ENOMEM);
}

/* ---- misuse */

struct misuse {
  struct flc_state *st, *other;
  int kind;
};

static void misuse(void *data)
{
  struct misuse *m = data;
  char *object = flc_check_alloc(m->st, who(0x1001));

  switch (m->kind) {
  case 0: /* twice, in quarantine or back at the backend */
    flc_check_free(m->st, object, 0, who(0x2001));
    flc_check_free(m->st, object, 0, who(0x3001));
    break;
  case 1:
    flc_check_free(m->other, object, 0, who(0x2001));
    break;
  case 2:
    flc_check_free(m->st, object, 39, who(0x2001));
    break;
  case 3:
    flc_check_free(m->st, (char *)&box, 0, who(0x2001));
    break;
  case 4:
    flc_check_free(m->st, object + 8, 0, who(0x2001));
    break;
  case 5:
    flc_check_free(m->st, object, 0, who(0x2001));
    ((volatile char *)object)[39] = 1;
    flc_check_trim(m->st);
    break;
  case 6: /* not before exit */
    flc_check_free(m->st, object, 0, who(0x2001));
    ((volatile char *)object)[39] = 1;
    exit(0);
  default: /* the backend's own memory was freed */
    free(object - ((struct flc_checked *)m->st->check)->front);
    for (int i = 0; i < 1000; i++)
      flc_check_alloc(m->st, NULL);
  }
}

static struct ended misused(uint32_t checks, int kind)
{
  struct misuse m = {checked_state(&box, checks, 0), checked_state(&tray, checks, 0), kind};

  return run_child(misuse, &m);
}

static void test_check__misuse_that_any_check_finds(void **state)
{
  static const uint32_t checks[] = {
      FLC_CHECK_POISON,     FLC_CHECK_QUARANTINE, FLC_CHECK_DOUBLE_GIVE, FLC_CHECK_WRONG_POOL,
      FLC_CHECK_WRONG_SIZE, FLC_CHECK_REDZONE,    FLC_CHECK_GUARD,       FLC_CHECK_CALLER};

  (void)state;
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    struct ended e = misused(checks[i], 0);

    assert_reported(&e, "flc: double give: pool 'box': object ");
    assert_said(&e, "\nflc:   taken by 0x1000\nflc:   given first by 0x2000\n"
                    "flc:   given again by 0x3000\n");
    e = misused(checks[i], 1);
    assert_reported(&e, "flc: wrong pool: pool 'tray': object ");
    assert_said(&e, "of 40 bytes was taken from pool 'box'\n");
    assert_said(&e, "\nflc:   taken by 0x1000\nflc:   given by 0x2000\n");
    e = misused(checks[i], 3);
    assert_reported(&e, "flc: never taken: pool 'box': object ");
    e = misused(checks[i], 4);
    assert_reported(&e, "flc: never taken: pool 'box': object ");
    assert_said(&e, "lies 8 bytes inside one of pool 'box'");
  }
}

static void test_check__wrong_size(void **state)
{
  struct ended e = misused(FLC_CHECK_WRONG_SIZE, 2);

  (void)state;
  assert_reported(&e, "flc: wrong size: pool 'box': object ");
  assert_said(&e, "of 40 bytes is given as 39 bytes\n");
  assert_int_equal(misused(FLC_CHECK_DOUBLE_GIVE, 2).status, 0);
}

static void test_check__writes_to_what_was_given(void **state)
{
  (void)state;
  for (int kind = 5; kind <= 6; kind++) {
    struct ended e = misused(FLC_CHECK_POISON, kind);

    if (strstr(e.said, "AddressSanitizer"))
      continue;
    assert_reported(&e, "flc: written after the give: pool 'box': object ");
    assert_said(&e, "bytes 39 to 39, the first is 0x01");
    assert_said(&e, "\nflc:   given by 0x2000\n");
    assert_int_equal(misused(FLC_CHECK_QUARANTINE, kind).status, 0);
  }
}

static void test_check__an_object_that_was_freed_is_taken_twice(void **state)
{
  (void)state;
#ifndef __SANITIZE_ADDRESS__ /* which does not hand out freed memory again */
  struct ended e = misused(FLC_CHECK_DOUBLE_GIVE, 7);

  assert_reported(&e, "flc: taken twice: pool 'box': object ");
#endif
}

/* ---- threads and forks */

static void *churn(void *data)
{
  struct flc_state **states = data;

  for (int i = 0; i < 2000; i++)
    for (int k = 0; k < 2; k++) {
      char *object = flc_check_alloc(states[k], who(i));

      memset(object, i, states[k]->pool->size);
      flc_check_free(states[k], object, 0, who(i));
    }
  return NULL;
}

static void fork_and_churn(void *data)
{
  flc_check_fork(-1);
  flc_check_fork(1);
  churn(data);
}

static void test_check__any_mix_of_threads_and_forks(void **state)
{
  enum { THREADS = 3, ALL = FLC_CHECK_POISON | FLC_CHECK_REDZONE | FLC_CHECK_CALLER };
  struct flc_state *states[] = {checked_state(&box, ALL, 5), checked_state(&speck, ALL, 3)};
  pthread_t threads[THREADS];

  (void)state;
  fake_out = 0;
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, churn, states), 0);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(fake_out, 8);
  assert_int_equal(run_child(fork_and_churn, states).status, 0);
  flc_check_trim(states[0]);
  flc_check_trim(states[1]);
  assert_int_equal(fake_out, 0);
}
