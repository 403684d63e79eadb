/* SPDX-License-Identifier: Apache-2.0 */
#include "types/types.h"
#include "compiled_tree.h"

#define INCLUDE "#include \"Allocator.h\"\n"

static void test_types__without_a_database(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a.cc",
           INCLUDE "struct T {};\nClassAllocator<T> t(\"t\");\nAllocator r(\"r\", 8);\n");
  struct compiled *x = compiled_read(root);
  assert_string_equal(compiled_facts(x, "t")->unknown, "no database");
  assert_null(compiled_facts(x, "r"));
  assert_int_equal(x->types->units, 0);
  compiled_done(x);
}

static void test_types__one_unit_for_all_pools_of_a_file(void **state)
{
  (void)state;
  struct compiled *x =
      compiled_of("struct T {};\nClassAllocator<T> t(\"t\"), u(\"u\");\n"
                  "namespace n { static ClassAllocator<T> v(\"v\"); }\n"
                  "struct S { static ClassAllocator<T> w; ClassAllocator<T> m; };\n");
  compiled_known(x, "t");
  compiled_known(x, "u");
  compiled_known(x, "v");
  compiled_known(x, "w");
  compiled_known(x, "m");
  assert_int_equal(x->types->units, 1);
  compiled_done(x);
}

static void test_types__what_the_unit_leaves_out(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("struct T {};\n#if 0\nClassAllocator<T> t(\"t\");\n#endif\n"
                                   "ClassAllocator<T> u(\"u\");\n");
  assert_non_null(strstr(compiled_facts(x, "t")->unknown, "a.cc:4 is not compiled"));
  compiled_known(x, "u");
  compiled_done(x);
}

static void test_types__what_does_not_parse(void **state)
{
  (void)state;
  struct compiled *x =
      compiled_of("#include \"gone.h\"\nstruct T {};\nClassAllocator<T> t(\"t\");\n");
  assert_int_equal(x->types->broken->len, 1);
  assert_non_null(strstr(g_ptr_array_index(x->types->broken, 0), "'gone.h' file not found"));
  assert_non_null(strstr(compiled_facts(x, "t")->unknown, "its unit does not parse"));
  compiled_done(x);
}

/* Function bodies are not looked at, so what is wrong in one is not seen. */
static void test_types__bodies_are_left_out(void **state)
{
  (void)state;
  struct compiled *x =
      compiled_of("struct T {};\nClassAllocator<T> t(\"t\");\nvoid f() { g(); }\n");
  compiled_known(x, "t");
  compiled_done(x);
}

/* The first place is in a unit with an error; a pool that only a header declares. */
static void test_types__the_next_place(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a.cc", INCLUDE "#error no\nstruct T {};\nClassAllocator<T> t(\"t\");\n");
  disk_put(root, "b.cc",
           INCLUDE "struct T { int a; };\nClassAllocator<T> t(\"t\");\n"
                   "#include \"sub/h.h\"\n");
  disk_put(root, "c.cc", INCLUDE "struct N {};\nClassAllocator<N> n(\"n\");\n");
  disk_put(root, "sub/h.h", "struct H { long a; };\nclass K { ClassAllocator<H> h{\"h\"}; };\n");
  compiled_database(root, "a.cc", "b.cc", NULL);
  struct compiled *x = compiled_read(root);
  assert_int_equal(compiled_known(x, "t")->size, 4);
  assert_int_equal(compiled_known(x, "h")->size, 8);
  assert_string_equal(compiled_facts(x, "n")->unknown,
                      "no unit of the database compiles its declaration");
  compiled_done(x);
}

struct seen {
  guint calls, done, total;
};

static void see(guint done, guint total, gpointer data)
{
  struct seen *s = data;
  s->calls++;
  s->done = done;
  s->total = total;
}

static void test_types__progress(void **state)
{
  (void)state;
  struct compiled *x = compiled_of("struct T {};\nClassAllocator<T> t(\"t\");\n");
  struct seen s = {0};
  struct types *again = types_read(x->inv, x->db, &x->c, "", see, &s);
  assert_int_equal(s.calls, 1);
  assert_int_equal(s.done, 1);
  assert_int_equal(s.total, 1);
  types_free(again);
  compiled_done(x);
}

static void test_types__the_working_directory_stays(void **state)
{
  (void)state;
  char *before = g_get_current_dir();
  struct compiled *x = compiled_of("struct T {};\nClassAllocator<T> t(\"t\");\n");
  char *after = g_get_current_dir();
  assert_string_equal(before, after);
  g_free(before);
  g_free(after);
  compiled_done(x);
}
