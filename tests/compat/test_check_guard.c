/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/compat/check_child.h"

#include <sys/mman.h>

static struct flc_pool box = FLC_POOL("box", 100, 16);

struct access {
  struct flc_state *st;
  long at;
  bool given;
};

static void touch(void *data)
{
  struct access *a = data;
  char *object;

  flc_guard_watch();
  object = flc_check_alloc(a->st, NULL);
  if (a->given)
    flc_check_free(a->st, object, 0, NULL);
  ((volatile char *)object)[a->at] = 1;
  if (!a->given)
    flc_check_free(a->st, object, 0, NULL);
}

static void assert_faulted(struct flc_state *st, long at, bool given, const char *start,
                           const char *where)
{
  struct access a = {st, at, given};
  struct ended e = run_child(touch, &a);

  if (strstr(e.said, "AddressSanitizer"))
    return;
  if (strncmp(e.said, start, strlen(start)))
    fail_msg("'%s' was expected, but said was:\n%s", start, e.said);
  assert_said(&e, where);
#ifndef __SANITIZE_THREAD__ /* ends with a report and a status of its own */
  assert_true(WIFSIGNALED(e.status));
  assert_int_equal(WTERMSIG(e.status), SIGSEGV);
#endif
}

static void test_check_guard__an_object_ends_near_its_page(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_GUARD, 0);
  struct flc_zones z = flc_guard_zones(st->check);
  char *object = flc_check_alloc(st, NULL);

  (void)state;
  assert_int_equal(z.behind, (16 - 100 % 16) % 16);
  assert_int_equal(z.before + 100 + z.behind, flc_page_size());
  assert_int_equal((uintptr_t)object % 16, 0);
  assert_int_equal(((uintptr_t)object + 100 + z.behind) % flc_page_size(), 0);
  memset(object, 1, 100);
  flc_check_free(st, object, 100, NULL);
}

static void test_check_guard__the_page_behind_faults(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_GUARD, 0);

  (void)state;
  assert_faulted(st, 112, false, "flc: used past the end: pool 'box': object ", "at byte 112");
  assert_faulted(st, 100 + 4000, false, "flc: used past the end: pool 'box': object ",
                 "at byte 4100");
}

static void test_check_guard__what_was_given_faults(void **state)
{
  struct flc_state *st = checked_state(&box, FLC_CHECK_GUARD, 0);

  (void)state;
  assert_faulted(st, 0, true, "flc: used after the give: pool 'box': object ", "at byte 0");
  assert_faulted(st, 99, true, "flc: used after the give: pool 'box': object ", "at byte 99");
}

static void fault_elsewhere(void *data)
{
  (void)data;
  flc_guard_watch();
  *(volatile char *)mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) = 1;
}

static void test_check_guard__other_faults_are_left_alone(void **state)
{
  struct ended e = run_child(fault_elsewhere, NULL);

  (void)state;
  assert_null(strstr(e.said, "flc: "));
  assert_int_not_equal(e.status, 0);
}

static void other_handler(int number)
{
  (void)number;
  _exit(33);
}

static void keep_handler(void *data)
{
  signal(SIGSEGV, other_handler);
  fault_elsewhere(data);
}

static void test_check_guard__a_handler_of_the_program_stays(void **state)
{
  struct ended e = run_child(keep_handler, NULL);

  (void)state;
  assert_true(WIFEXITED(e.status));
  assert_int_equal(WEXITSTATUS(e.status), 33);
}

static void test_check_guard__their_number_is_bounded(void **state)
{
  enum { N = FLC_GUARD_OBJECTS + 100 };
  struct flc_state *st = checked_state(&box, FLC_CHECK_GUARD, 4);
  static void *all[N];
  size_t unguarded = 0;

  (void)state;
  fake_out = 0;
  for (int i = 0; i < N; i++) {
    all[i] = flc_check_alloc(st, NULL);
    assert_non_null(all[i]);
  }
  unguarded = fake_out;
  /* Those that other tests have left in quarantine count as well. */
  assert_in_range(unguarded, 100, 110);
  for (int i = 0; i < N; i++)
    flc_check_free(st, all[i], 0, NULL);
  assert_in_range(fake_out, 0, 4);
  flc_check_trim(st);
  assert_int_equal(fake_out, 0);
}

static void is_sent_a_signal(void *data)
{
  (void)data;
  flc_guard_watch();
  raise(SIGSEGV);
}

static void test_check_guard__a_signal_that_was_sent_ends_the_process(void **state)
{
  struct ended e = run_child(is_sent_a_signal, NULL);

  (void)state;
  assert_true(WIFSIGNALED(e.status));
  assert_int_equal(WTERMSIG(e.status), SIGSEGV);
}
