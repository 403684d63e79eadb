/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EXPORTED __attribute__((visibility("default")))

extern struct cell {
  char bytes[24];
} exported_cell, exported_row[5], hidden_cell;
EXPORTED struct cell exported_cell = {"cell"}, exported_row[5] = {{"row"}};
struct cell hidden_cell = {"hidden"};
static struct cell own_cell = {"own"};
/* A name without a size, as the linker's own _edata and __bss_start. */
__asm__(".data\n.balign 8\n.globl exported_label\nexported_label: .zero 8\n.previous");
extern char exported_label[];

/* The name at address, "-" where there is none; where its variable starts must be start. */
static const char *name_at(const void *address, const void *start, size_t size)
{
  const void *found = NULL;
  size_t bytes = 0;
  const char *name = flc_symbol_at(address, &found, &bytes);

  if (!name)
    return "-";
  assert_ptr_equal(found, start);
  assert_int_equal(bytes, size);
  return name;
}

static void test_symbol__an_exported_variable_has_its_name(void **state)
{
  const char *cell = (const char *)&exported_cell;

  (void)state;
  assert_string_equal(name_at(cell, cell, sizeof exported_cell), "exported_cell");
  assert_string_equal(name_at(cell + sizeof exported_cell - 1, cell, sizeof exported_cell),
                      "exported_cell");
}

static void test_symbol__an_array_is_one_variable(void **state)
{
  (void)state;
  for (int i = 0; i < 5; i++)
    assert_string_equal(name_at(&exported_row[i], exported_row, sizeof exported_row),
                        "exported_row");
}

static void test_symbol__what_lies_beyond_a_variable_has_another_name_or_none(void **state)
{
  const char *ends[] = {(const char *)(&exported_cell + 1), (const char *)(exported_row + 5)};
  const void *start;
  size_t bytes;

  (void)state;
  for (int i = 0; i < 2; i++) {
    const char *name = flc_symbol_at(ends[i], &start, &bytes);

    if (name)
      assert_string_not_equal(name, i ? "exported_row" : "exported_cell");
  }
}

static void test_symbol__what_is_not_exported_has_none(void **state)
{
  struct cell on_the_stack = {"stack"};
  void *heap = malloc(100);

  (void)state;
  assert_string_equal(name_at(&own_cell, &own_cell, sizeof own_cell), "-");
  assert_string_equal(name_at(&hidden_cell, &hidden_cell, sizeof hidden_cell), "-");
  assert_string_equal(name_at(&on_the_stack, &on_the_stack, sizeof on_the_stack), "-");
  assert_string_equal(name_at(heap, heap, 100), "-");
  assert_string_equal(name_at(NULL, NULL, 0), "-");
  assert_string_equal(name_at(exported_label, exported_label, 0), "-");
  assert_string_equal(name_at(exported_label + 1, exported_label, 0), "-");
  free(heap);
}

static void test_symbol__finds_what_the_process_has(void **state)
{
  (void)state;
  assert_ptr_equal(flc_symbol("exported_cell", NULL), &exported_cell);
  assert_ptr_equal(flc_symbol("exported_cell", &own_cell), &exported_cell);
  assert_ptr_equal(flc_symbol("nobody_has_this", &own_cell), &own_cell);
  assert_null(flc_symbol("nobody_has_this", NULL));
}

static void test_symbol__together_are_those_of_one_object(void **state)
{
  void *elsewhere = flc_symbol("_cmocka_run_group_tests", NULL);

  (void)state;
  assert_non_null(elsewhere);
  assert_true(flc_symbols_together(&own_cell, &exported_cell));
  assert_false(flc_symbols_together(&own_cell, elsewhere));
  assert_false(flc_symbols_together(&own_cell, NULL));
  assert_false(flc_symbols_together(NULL, &own_cell));
}

static void test_symbol__beside_an_anchor_is_only_its_own_object(void **state)
{
  void *elsewhere = flc_symbol("_cmocka_run_group_tests", NULL);

  (void)state;
  assert_ptr_equal(flc_symbol_beside(&own_cell, "exported_cell", NULL), &exported_cell);
  assert_null(flc_symbol_beside(elsewhere, "exported_cell", NULL));
  assert_null(flc_symbol_beside(&own_cell, "_cmocka_run_group_tests", NULL));
  assert_ptr_equal(flc_symbol_beside(&own_cell, "_cmocka_run_group_tests", &hidden_cell),
                   &hidden_cell);
}
