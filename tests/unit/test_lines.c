/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/lines.h"
#include "memory_tree.h"

/* The text without `X ... ;`, and the comment above it if it speaks of nothing else. */
static char *without(const char *text, bool above, enum lines_comment comment)
{
  struct lexed *lx = lex_text(text, strlen(text));
  GArray *edits = edits_new();
  guint32 first = 0, end;
  while (!tok_is(lx, first, "X"))
    first++;
  for (end = first; !tok_is(lx, end, ";");)
    end++;
  lines_remove(lx, above ? lines_comment_above(lx, first, end + 1) : first, end + 1, comment,
               edits);
  char *out = edits_apply(edits, text, strlen(text), NULL, NULL);
  g_array_unref(edits);
  lex_free(lx);
  return out;
}

static void becomes(const char *text, const char *want)
{
  char *got = without(text, false, LINES_LEAVE_COMMENT);
  assert_same_text(got, want);
  g_free(got);
}

static void loses_comment(const char *text, const char *want)
{
  char *got = without(text, true, LINES_WITH_COMMENT);
  assert_same_text(got, want);
  g_free(got);
}

static void test_lines__whole_ones(void **state)
{
  (void)state;
  becomes("a;\n  X(1,\n    2);\nb;\n", "a;\nb;\n");
  becomes("a; X;\nb;\n", "a; \nb;\n");
  becomes("X; b;\n", " b;\n");
  becomes("a;\n  X; // why\nb;\n", "a;\n  // why\nb;\n");
  loses_comment("a;\n  X; // why\nb;\n", "a;\nb;\n");
  becomes("X;", "");
}

static void test_lines__empty_ones_do_not_meet(void **state)
{
  (void)state;
  becomes("a;\n\nX;\n\nb;\n", "a;\n\nb;\n");
  becomes("a;\nX;\n\nb;\n", "a;\n\nb;\n");
  becomes("f() {\n  X;\n\n  b;\n}\n", "f() {\n  b;\n}\n");
  becomes("X;\n\nb;\n", "b;\n");
}

static void test_lines__of_a_macro(void **state)
{
  (void)state;
  becomes("#define M(x) \\\n  a(x);      \\\n  X(x);      \\\n  b(x)\n",
          "#define M(x) \\\n  a(x);      \\\n  b(x)\n");
  /* its last line: the backslash before it has to lead somewhere */
  becomes("#define M(x) \\\n  a(x);      \\\n  X(x);\nb;\n",
          "#define M(x) \\\n  a(x);      \\\n  \nb;\n");
}

static void test_lines__comment_above(void **state)
{
  (void)state;
  loses_comment("a;\n\n// the pool\n// of it\nX;\n\nb;\n", "a;\n\nb;\n");
  loses_comment("struct S {\n  /* Allocators */\n  X;\n};\n", "struct S {\n};\n");
  loses_comment("a;\n\n  /* a freelist,\n   * and so on */\n  X;\n// b\nb;\n", "a;\n\n// b\nb;\n");
}

static void test_lines__comment_that_stays(void **state)
{
  (void)state;
  loses_comment("// pool\nX;\n\nb;\n", "// pool\n\nb;\n");                     /* begins the file */
  loses_comment("a;\n// pool\nX;\n\nb;\n", "a;\n// pool\n\nb;\n");             /* speaks of a? */
  loses_comment("a;\n\n// pools\nX;\nb;\n", "a;\n\n// pools\nb;\n");           /* of b as well? */
  loses_comment("a;\n\n// pools\n\nX;\n\nb;\n", "a;\n\n// pools\n\nb;\n");     /* of a group */
  loses_comment("a;\n\n// Sessions\nX;\n\nb;\n", "a;\n\n// Sessions\n\nb;\n"); /* of a section */
  loses_comment("a;\n\n// -- pools ---\nX;\n\nb;\n", "a;\n\n// -- pools ---\n\nb;\n");
  loses_comment("a;\n\n// @{ pools\nX;\n\nb;\n", "a;\n\n// @{ pools\n\nb;\n");
  loses_comment("a;\n\na; // pool\nX;\n\nb;\n", "a;\n\na; // pool\n\nb;\n");
  loses_comment("a;\n\n// pool\na; X;\n\nb;\n", "a;\n\n// pool\na; \n\nb;\n");
}
