/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "hist.h"

static struct hist h, other;

static double alone(uint64_t value)
{
  memset(&h, 0, sizeof h);
  hist_add(&h, value);
  return hist_at(&h, 0.5);
}

static void test_hist__small_values_are_exact(void **state)
{
  (void)state;
  for (uint64_t value = 0; value < 1024; value++)
    assert_true(alone(value) == (double)value);
}

static void test_hist__large_values_are_near(void **state)
{
  (void)state;
  for (uint64_t value = 1024; value < (uint64_t)1 << 39; value = value * 5 / 4 + 1) {
    double error = alone(value) / (double)value - 1;

    assert_true(error > -0.002 && error < 0.002);
  }
}

static void test_hist__buckets_rise_with_values(void **state)
{
  size_t before = 0;

  (void)state;
  for (uint64_t value = 0; value < 100000; value++) {
    size_t index = hist_index(value);

    assert_true(index == before || index == before + 1);
    before = index;
  }
  assert_int_equal(hist_index(~(uint64_t)0), HIST_BUCKETS - 1);
}

static void test_hist__quantiles(void **state)
{
  (void)state;
  memset(&h, 0, sizeof h);
  assert_true(hist_at(&h, 0.5) == 0);
  for (uint64_t value = 1; value <= 1000; value++)
    hist_add(&h, value);
  assert_true(hist_at(&h, 0) == 1);
  assert_true(hist_at(&h, 0.5) == 501);
  assert_true(hist_at(&h, 0.99) == 991);
  assert_true(hist_at(&h, 1) == 1000);
}

static void test_hist__merge_adds(void **state)
{
  (void)state;
  memset(&h, 0, sizeof h);
  memset(&other, 0, sizeof other);
  hist_add(&h, 10);
  hist_add(&other, 20);
  hist_add(&other, 30);
  hist_merge(&h, &other);
  assert_int_equal(h.count, 3);
  assert_true(hist_at(&h, 0.5) == 20);
}
