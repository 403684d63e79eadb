/* SPDX-License-Identifier: Apache-2.0 */
#include "planned_tree.h"

static void test_hazard_memory__over_aligned(void **state)
{
  (void)state;
  assert_hazard("Allocator a(\"a\", 8, 1, 16);\n", "a", "over-aligned", "");
  assert_hazard("Allocator a(\"a\", 8, 1, 32);\n", "a", "over-aligned", "a.cc:1 a aligns to 32\n");
  assert_hazard("ClassAllocator<T> a(\"a\", 8, ALIGN);\n", "a", "over-aligned",
                "a.cc:1 a aligns to 'ALIGN', which is no number here\n");
  assert_type_hazard("struct alignas(32) T {};\nClassAllocator<T> a(\"a\");\n", "a", "over-aligned",
                     "a.cc:3 T is aligned to 32\n");
}

static void test_hazard_memory__page_aligned(void **state)
{
  (void)state;
  assert_hazard("Allocator a(\"a\", 8, 1, 2048);\n", "a", "page-aligned", "");
  assert_hazard("Allocator a(\"a\", 8, 1, 8192);\n", "a", "page-aligned",
                "a.cc:1 a aligns to 8192\n");
  assert_type_hazard("struct alignas(4096) T {};\nClassAllocator<T> a(\"a\");\n", "a",
                     "page-aligned", "a.cc:3 T is aligned to 4096\n");
}

static void test_hazard_memory__advice(void **state)
{
  (void)state;
  assert_hazard("Allocator a;\nvoid f() { a.re_init(\"a\", 8, 1, 8, 0); }\n", "a", "advice", "");
  assert_hazard("Allocator a;\nvoid f() { a.re_init(\"a\", 8, 1, 8, adv); }\n", "a", "advice",
                "a.cc:2 re_init advises the kernel: adv\n");
  assert_hazard("Allocator a(\"a\", 8, 1, 8, true);\n", "a", "advice",
                "a.cc:1 a may ask for huge pages: true\n");
}

static void test_hazard_memory__other_size(void **state)
{
  (void)state;
  assert_hazard("Allocator a(\"a\", sizeof(T));\n", "a", "other-size", "");
  assert_hazard("Allocator a(\"a\", sizeof(T) + 8);\n", "a", "other-size",
                "a.cc:1 a gives blocks of 'sizeof(T)+8' bytes, the size of no type\n");
  assert_hazard("Allocator a(\"a\", 64);\n", "a", "other-size",
                "a.cc:1 a gives blocks of '64' bytes, the size of no type\n");
  assert_hazard("ClassAllocator<T> a(\"a\", 64);\n", "a", "other-size", "");
}
