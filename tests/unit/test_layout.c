/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The text with the word `from` made `to` wherever it stands, layout kept; *extra: edits added. */
static char *change(const char *text, const char *from, const char *to, guint *extra)
{
  GError *err = NULL;
  struct lexed *lx = lex_text(text, strlen(text));
  GArray *edits = edits_new();
  for (guint32 i = 0; i < lx->n; i++)
    if (tok_is(lx, i, from)) {
      edits_add(edits, lx->tok[i].off, lx->tok[i].len, g_strdup(to), i, i + 1);
      g_array_index(edits, struct edit, edits->len - 1).rule = "some-rule";
    }
  guint before = edits->len;
  layout_keep(lx, edits);
  *extra = edits->len - before;
  for (guint i = before; i < edits->len; i++)
    assert_string_equal(g_array_index(edits, struct edit, i).rule, "some-rule");
  assert_true(edits_settle(edits, &err));
  char *out = edits_apply(edits, text, strlen(text), NULL, &err);
  g_array_free(edits, TRUE);
  lex_free(lx);
  return out;
}

static void becomes(const char *text, const char *to, const char *want)
{
  guint extra;
  char *got = change(text, "x", to, &extra);
  if (strcmp(got, want) != 0)
    fail_msg("got:\n%s\nwanted:\n%s", got, want);
  g_free(got);
}

static void test_layout__backslashes_keep_their_column(void **state)
{
  (void)state;
  becomes("#define M(a)   \\\n  x(a);      \\\n  y(a)\n", "long",
          "#define M(a)   \\\n  long(a);   \\\n  y(a)\n");
  becomes("#define M(a)   \\\n  x(a);      \\\n  y(a)\n", "",
          "#define M(a)   \\\n  (a);       \\\n  y(a)\n");
}

static void test_layout__comments_at_the_end_keep_their_column(void **state)
{
  (void)state;
  becomes("  x(a);     // why\n", "long", "  long(a);  // why\n");
  becomes("  x(a);     /* why */\n  b;\n", "", "  (a);      /* why */\n  b;\n");
  becomes("  x(a);     // at the end", "xx", "  xx(a);    // at the end");
}

static void test_layout__several_edits_of_a_line_add_up(void **state)
{
  (void)state;
  guint extra;
  char *got = change("  x(x, x);       // why\n", "x", "xyz", &extra);
  assert_string_equal(got, "  xyz(xyz, xyz); // why\n");
  assert_int_equal(extra, 1);
  g_free(got);
}

static void test_layout__one_blank_always_stays(void **state)
{
  (void)state;
  becomes("  x(a);  // why\n", "muchlonger", "  muchlonger(a); // why\n");
}

static void test_layout__what_has_no_column_is_left_alone(void **state)
{
  (void)state;
  becomes("  x(a); // why\n", "long", "  long(a); // why\n"); /* just comes next */
  becomes("  x(a); // why\n", "", "  (a); // why\n");
  becomes("  x(a);\t\t// why\n", "long", "  long(a);\t\t// why\n");       /* tabs */
  becomes("  x(a);   /* b */ c;\n", "long", "  long(a);   /* b */ c;\n"); /* not at the end */
  becomes("  /* b */   x(a);\n", "long", "  /* b */   long(a);\n");       /* in front */
  becomes("  x(a);\n", "long", "  long(a);\n");
  becomes("  x(a)// b\n", "long", "  long(a)// b\n");
}

static void test_layout__the_same_length_needs_nothing(void **state)
{
  (void)state;
  guint extra;
  char *got = change("  x(a);     // why\n", "x", "z", &extra);
  assert_string_equal(got, "  z(a);     // why\n");
  assert_int_equal(extra, 0);
  g_free(got);
}

static void test_layout__other_lines_are_left_alone(void **state)
{
  (void)state;
  becomes("  a;        // one\n  x;        // two\n  b;        // three\n", "xyz",
          "  a;        // one\n  xyz;      // two\n  b;        // three\n");
  becomes("  x;     // one\n  b;\n  x;     // two\n", "xyz",
          "  xyz;   // one\n  b;\n  xyz;   // two\n");
}

static void test_layout__blanks_that_are_edited_themselves(void **state)
{
  (void)state;
  guint extra;
  char *got = change("  x(a);     // why\n", "     ", "", &extra);
  assert_string_equal(got, "  x(a);// why\n");
  assert_int_equal(extra, 0);
  g_free(got);
}
