/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/operators.h"
#include "memory_tree.h"

/* The file with operators in its class T. */
static void gives(const char *text, const char *want)
{
  struct inventory *inv =
      scan_tree(tree_of("a.cc", "FlcClassPool<n::T> ca(\"pool\"), cb;\n", "t.h", text, NULL));
  GArray *found = classes_named(inv, "T"), *edits = edits_new();
  assert_int_equal(found->len, 1);
  char type[] = "n::T";
  struct decision d = {.strategy = STRATEGY_CLASS,
                       .type = type,
                       .body = g_array_index(found, struct class_place, 0)};
  gsize len;
  operators_add(inv, &d, edits);
  operators_add(inv, &d, edits); /* the same again: once */
  GError *err = NULL;
  assert_true(edits_settle(edits, &err));
  char *got = edits_apply(edits, text, strlen(text), &len, &err);
  assert_same_text(got, want);
  g_free(got);
  g_array_unref(edits);
  g_array_unref(found);
  scan_done(inv);
}

static void test_operators__where_they_go(void **state)
{
  (void)state;
  gives("#include <a.h>\n\nclass T\n{\n  int x;\n};\n",
        "#include <a.h>\n#include <flc_class.hpp>\n\nclass T\n{\n  int x;\n"
        "  FLC_CLASS_OPERATORS(T, ca, \"pool\")\n};\n");
  gives("#include <a.h> // for b\nnamespace n {\n\tstruct T {\n\t} x;\n}\n",
        "#include <a.h> // for b\n#include <flc_class.hpp>\nnamespace n {\n\tstruct T {\n"
        "\t  FLC_CLASS_OPERATORS(T, ca, \"pool\")\n\t} x;\n}\n");
  gives("#include <a.h>\nstruct T { int x; };\n",
        "#include <a.h>\n#include <flc_class.hpp>\n"
        "struct T { int x; FLC_CLASS_OPERATORS(T, ca, \"pool\") };\n");
  gives("#include <a.h>\r\nstruct T {\r\n};\r\n",
        "#include <a.h>\r\n#include <flc_class.hpp>\r\nstruct T {\r\n"
        "  FLC_CLASS_OPERATORS(T, ca, \"pool\")\r\n};\r\n");
}
