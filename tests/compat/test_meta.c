/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/flc_p.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_meta__memory_is_zero_aligned_and_apart(void **state)
{
  static const size_t sizes[] = {1, 64, 65, 4096, 200000, 300000, 3 << 20};
  char *last = NULL;

  (void)state;
  for (unsigned round = 0; round < 40; round++)
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      char *p = flc_meta_alloc(sizes[i]);

      assert_non_null(p);
      assert_int_equal((uintptr_t)p % FLC_LINE, 0);
      for (size_t at = 0; at < sizes[i]; at += 61)
        assert_int_equal(p[at], 0);
      memset(p, 0xff, sizes[i]);
      assert_ptr_not_equal(p, last);
      last = p;
    }
}

static void *takes_some(void *arg)
{
  unsigned char mark = (unsigned char)(uintptr_t)arg;
  unsigned char *pieces[200];

  for (unsigned i = 0; i < 200; i++)
    memset(pieces[i] = flc_meta_alloc(1000), mark, 1000);
  for (unsigned i = 0; i < 200; i++)
    for (unsigned k = 0; k < 1000; k++)
      if (pieces[i][k] != mark)
        return arg;
  return NULL;
}

static void test_meta__threads_get_memory_of_their_own(void **state)
{
  pthread_t ids[4];
  void *wrong;

  (void)state;
  for (uintptr_t i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&ids[i], NULL, takes_some, (void *)(i + 1)), 0);
  for (unsigned i = 0; i < 4; i++) {
    pthread_join(ids[i], &wrong);
    assert_null(wrong);
  }
}

static void test_meta__too_much_is_refused(void **state)
{
  (void)state;
  assert_null(flc_meta_alloc((size_t)1 << 60));
}
