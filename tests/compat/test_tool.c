/* SPDX-License-Identifier: Apache-2.0
 * With no tool these functions do nothing; what they tell a tool that runs is asserted by
 * tests/compat/bugs. */
#include "tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(HAS_ASAN)
#define ASAN 1
int __asan_address_is_poisoned(const volatile void *address);
#else
#define ASAN 0
static int __asan_address_is_poisoned(const volatile void *address)
{
  (void)address;
  return 0;
}
#endif

static struct flc_pool box = FLC_POOL("box", 40, 16);

static void test_tool__is_found_or_not(void **state)
{
  (void)state;
  assert_int_equal(flc_tool_watches(), ASAN);
  assert_int_equal(flc_tool_is_asan(), ASAN);
}

static void test_tool__memory_of_libflc_is_closed_while_nobody_owns_it(void **state)
{
  struct flc_state st = {.pool = &box, .size = 40, .align = 16, .stride = 48, .own = true};
  char *object = aligned_alloc(16, 48);

  (void)state;
  memset(object, 7, 48);
  flc_tool_give(&st, object);
  assert_int_equal(__asan_address_is_poisoned(object), ASAN);
  flc_tool_open(&st, object);
  assert_false(__asan_address_is_poisoned(object));
  flc_tool_close(&st, object);
  assert_int_equal(__asan_address_is_poisoned(object + 39), ASAN);
  flc_tool_take(&st, object);
  assert_false(__asan_address_is_poisoned(object + 39));
  assert_int_equal(__asan_address_is_poisoned(object + 40), ASAN);
  flc_tool_allow(object, 48);
  for (int i = 0; i < 48; i++)
    assert_int_equal(object[i], 7);
  free(object);
}

static void test_tool__memory_of_malloc_is_left_to_it(void **state)
{
  struct flc_state st = {.pool = &box, .size = 40, .align = 16, .stride = 48};
  char *object = malloc(40);

  (void)state;
  flc_tool_give(&st, object);
  assert_false(__asan_address_is_poisoned(object));
  flc_tool_take(&st, object);
  free(object);
}

static void test_tool__regions_and_roots(void **state)
{
  char *memory = calloc(1, 128);

  (void)state;
  flc_tool_deny(memory, 128);
  assert_int_equal(__asan_address_is_poisoned(memory + 64), ASAN);
  flc_tool_allow(memory, 128);
  assert_false(__asan_address_is_poisoned(memory + 64));
  flc_tool_root(memory, 128);
  flc_tool_unroot(memory, 128);
  flc_tool_release(memory);
  flc_tool_acquire(memory);
  free(memory);
}
