/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "[freelift plan]\nformat=1\n"

static void refuses(const char *text, const char *says)
{
  GError *err = NULL;
  GKeyFile *f = plan_file_read("p", text, strlen(text), &err);
  if (f)
    fail_msg("it is read:\n%s", text);
  if (!g_str_has_prefix(err->message, says))
    fail_msg("%s", err->message);
  g_error_free(err);
}

static void test_plan_file__what_cannot_be_read(void **state)
{
  (void)state;
  refuses(HEAD "[a]\nstrategy\n", "p:4: neither [GROUP], KEY=VALUE nor # comment");
  refuses(HEAD "[a]\n=x\n", "p:4: neither");
  refuses(HEAD "\n[a\nx=1\n", "p:4: a group is written [NAME]");
  refuses("x=1\n" HEAD, "p:1: stands in no [GROUP]");
  refuses(HEAD "[a]\nx=1\n[b]\nx=1\n[a]\ny=1\n", "p:7: is there twice");
  refuses(HEAD "[a]\nx=1\ny=2\n x = 3\n", "p:6: is there twice");
  refuses(HEAD "[a]\nx=\xff\n", "p:4: is not UTF-8");
  refuses("<<<<<<< HEAD\n" HEAD, "p:1: neither");
  refuses(HEAD "[a\x01]\nx=1\n", "p:3: a group");
  refuses(HEAD "[a]b]\nx=1\n", "p:3: a group");
}

static void test_plan_file__another_format(void **state)
{
  (void)state;
  refuses("", "p: is no plan of a format");
  refuses("[a]\nx=1\n", "p: is no plan of a format");
  refuses("[freelift plan]\nformat=2\n", "p: is no plan of a format");
  refuses("[freelift plan]\nformat=one\n", "p: is no plan of a format");
}

static void test_plan_file__bytes_that_are_no_text(void **state)
{
  (void)state;
  GError *err = NULL;
  assert_null(plan_file_read("p", HEAD "\0x", sizeof HEAD + 1, &err));
  assert_string_equal(err->message, "p:1: holds a NUL byte; mend the line, nothing was written");
  g_error_free(err);
}

/* The text read, a key changed and one added in group b, written. */
static void becomes(const char *text, const char *want)
{
  GKeyFile *f = plan_file_read("p", text, strlen(text), NULL);
  assert_non_null(f);
  g_key_file_set_string(f, "b", "y", "4");
  g_key_file_set_string(f, "b", "new", "5");
  gsize len;
  char *got = plan_file_text(f, &len);
  assert_string_equal(got, want);
  assert_int_equal(len, strlen(got));
  g_free(got);
  g_key_file_unref(f);
}

static void test_plan_file__comments_and_order_stay(void **state)
{
  (void)state;
  becomes("# top\n\n" HEAD "\n# of b\n[b]\n# of y\ny=2\nx=1\n# of x\n\n# of a\n\n# and of a\n[a]\n"
          "z=3\n# end\n",
          "# top\n\n" HEAD "\n# of b\n[b]\n# of y\ny=4\nx=1\n# of x\nnew=5\n\n# of a\n\n# and of "
          "a\n[a]\nz=3\n# end\n");
  becomes(HEAD "[b]\ny=2\n[a]\nz=3\n", HEAD "\n[b]\ny=4\nnew=5\n\n[a]\nz=3\n");
  becomes(HEAD "\n\n#  of b\n\n[b]\n", HEAD "\n#  of b\n\n[b]\ny=4\nnew=5\n");
}

static void test_plan_file__a_new_one_can_be_read(void **state)
{
  (void)state;
  GKeyFile *f = plan_file_new();
  gsize len;
  char *text = plan_file_text(f, &len);
  GKeyFile *again = plan_file_read("p", text, len, NULL);
  assert_non_null(again);
  char *same = plan_file_text(again, &len);
  assert_string_equal(text, same);
  g_key_file_unref(f);
  g_key_file_unref(again);
  g_free(text);
  g_free(same);
}
