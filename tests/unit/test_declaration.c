/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/declaration.h"
#include "memory_tree.h"

/* The text without the declaration that is its first site, or the error. */
static char *without(const char *text)
{
  struct inventory *inv = scan_tree(tree_of("a.cc", text, NULL));
  GArray *edits = edits_new();
  GError *err = NULL;
  char *out;
  if (declaration_remove(inv, inventory_site(inv, 0), false, edits, &err))
    out = edits_apply(edits, text, strlen(text), NULL, &err);
  else
    out = g_strdup(err->message);
  if (!out)
    fail_msg("%s", err->message);
  g_clear_error(&err);
  g_array_unref(edits);
  scan_done(inv);
  return out;
}

static void becomes(const char *text, const char *want)
{
  char *got = without(text);
  assert_same_text(got, want);
  g_free(got);
}

static void test_declaration__goes_with_its_lines(void **state)
{
  (void)state;
  becomes("int a;\nFlcClassPool<T> ca(\"ca\");\nint b;\n", "int a;\nint b;\n");
  becomes("int a;\n  extern FlcClassPool<T, true>\n    ca; // why\nint b;\n", "int a;\nint b;\n");
  becomes("struct S {\n  FlcThreadCache ca;\n  int b;\n};\n", "struct S {\n  int b;\n};\n");
  becomes("int a;\nFlcRawPool ra(\"a, b\"), rb{1, 2};\n", "int a;\n");
  becomes("struct S { FlcThreadCache ca, *other; };\n", "struct S {  };\n");
  becomes("static FlcRawPool ra[2] = {{\"a\", 1}, {\"b\", 2}};", "");
}

static void test_declaration__leaves_one_empty_line(void **state)
{
  (void)state;
  becomes("int a;\n\nFlcRawPool ra;\n\nint b;\n", "int a;\n\nint b;\n");
  becomes("FlcRawPool ra;\n\nint b;\n", "int b;\n");
  becomes("int a;\nFlcRawPool ra;\n\nint b;\n", "int a;\n\nint b;\n");
}

static void test_declaration__leaves_what_shares_its_line(void **state)
{
  (void)state;
  becomes("struct S { FlcThreadCache ca; int b; };\n", "struct S {  int b; };\n");
  becomes("FlcRawPool ra; int b;\n", " int b;\n");
}

static void test_declaration__not_alone(void **state)
{
  (void)state;
  becomes("void f(FlcRawPool &ra, int b);\n",
          "a.cc:1:8: the declaration of 'ra' cannot be taken out alone; give it a "
          "declaration of its own and run again; nothing was changed");
}
