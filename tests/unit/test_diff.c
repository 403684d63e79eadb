/* SPDX-License-Identifier: Apache-2.0 */
#include "write/diff.h"
#include "disk_tree.h"

static void diff_is(const char *old, const char *new_text, const char *want)
{
  char *got =
      diff_unified("d/a.cc", old, old ? strlen(old) : 0, new_text, new_text ? strlen(new_text) : 0);
  if (strcmp(got, want) != 0)
    fail_msg("got:\n%s\nwanted:\n%s", got, want);
  g_free(got);
}

/* The diff without its `index` line, which names blobs. */
static char *body(const char *old, const char *new_text)
{
  char *d =
      diff_unified("d/a.cc", old, old ? strlen(old) : 0, new_text, new_text ? strlen(new_text) : 0);
  char *index = strstr(d, "index "), *end = index ? strchr(index, '\n') : NULL;
  assert_non_null(end);
  memmove(index, end + 1, strlen(end + 1) + 1);
  return d;
}

static void body_is(const char *old, const char *new_text, const char *want)
{
  char *got = body(old, new_text);
  if (strcmp(got, want) != 0)
    fail_msg("got:\n%s\nwanted:\n%s", got, want);
  g_free(got);
}

static void test_diff__no_change_is_no_text(void **state)
{
  (void)state;
  diff_is("a\n", "a\n", "");
  diff_is("", "", "");
}

static void test_diff__a_changed_line_with_context(void **state)
{
  (void)state;
  body_is("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
          "diff --git a/d/a.cc b/d/a.cc\n--- a/d/a.cc\n+++ b/d/a.cc\n@@ -2,7 +2,7 @@\n"
          " 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

static void test_diff__new_and_removed_files(void **state)
{
  (void)state;
  body_is(NULL, "a\n",
          "diff --git a/d/a.cc b/d/a.cc\nnew file mode 100644\n--- /dev/null\n+++ b/d/a.cc\n"
          "@@ -0,0 +1 @@\n+a\n");
  body_is("a\n", NULL,
          "diff --git a/d/a.cc b/d/a.cc\ndeleted file mode 100644\n--- a/d/a.cc\n+++ /dev/null\n"
          "@@ -1 +0,0 @@\n-a\n");
}

static void test_diff__odd_bytes_are_text(void **state)
{
  (void)state;
  body_is("caf\xe9\r\n", "caf\xe9",
          "diff --git a/d/a.cc b/d/a.cc\n--- a/d/a.cc\n+++ b/d/a.cc\n@@ -1 +1 @@\n"
          "-caf\xe9\r\n+caf\xe9\n\\ No newline at end of file\n");
}

static void git(const char *root, const char *command)
{
  GError *err = NULL;
  char *line = g_strdup_printf(
      "git -c user.name=t -c user.email=t@example.org -c init.defaultBranch=main -C '%s' %s", root,
      command);
  int status;
  if (!g_spawn_command_line_sync(line, NULL, NULL, &status, &err))
    fail_msg("%s", err->message);
  assert_int_equal(status, 0);
  g_free(line);
}

static void uncommitted_is(const char *root, const char *below, const char *want)
{
  GError *err = NULL;
  char *folder = g_build_filename(root, below, NULL), *got = NULL;
  if (!diff_uncommitted(folder, &got, &err))
    fail_msg("%s", err->message);
  if (g_strcmp0(got, want) != 0)
    fail_msg("got %s, wanted %s", got ? got : "none", want ? want : "none");
  g_free(folder);
  g_free(got);
}

static void test_diff__uncommitted_changes(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "src/a.cc", "a");
  disk_put(root, "doc/b.txt", "b");
  disk_put(root, ".gitignore", "build\n");
  disk_put(root, "build/x", "x");
  uncommitted_is(root, "", NULL); /* no repository */
  git(root, "init -q");
  git(root, "add .");
  git(root, "commit -q -m one");
  uncommitted_is(root, "", NULL);
  uncommitted_is(root, "src", NULL);

  disk_put(root, "doc/b.txt", "changed");
  uncommitted_is(root, "", "doc/b.txt");
  uncommitted_is(root, "src", NULL); /* somebody else's folder */
  uncommitted_is(root, "doc", "doc/b.txt");

  disk_put(root, "doc/b.txt", "b");
  disk_put(root, "build/y", "ignored");
  uncommitted_is(root, "", NULL);
  uncommitted_is(root, "build", NULL);
  disk_put(root, "src/new.cc", "untracked");
  uncommitted_is(root, "src", "src/new.cc");
  git(root, "add .");
  uncommitted_is(root, "", "src/new.cc"); /* staged is not committed */
  disk_done(root);
}

static void test_diff__a_damaged_repository_is_an_error(void **state)
{
  (void)state;
  char *root = disk_new(), *path = NULL;
  GError *err = NULL;
  disk_put(root, "a.cc", "a");
  git(root, "init -q");
  disk_put(root, ".git/HEAD", "nonsense");
  disk_put(root, ".git/index", "nonsense");
  assert_false(diff_uncommitted(root, &path, &err));
  assert_non_null(err);
  assert_null(path);
  g_error_free(err);
  disk_done(root);
}

static void test_diff__start_and_end_may_be_nested(void **state)
{
  (void)state;
  diff_start();
  diff_start();
  diff_end();
  body_is("a\n", "b\n",
          "diff --git a/d/a.cc b/d/a.cc\n--- a/d/a.cc\n+++ b/d/a.cc\n@@ -1 +1 @@\n-a\n+b\n");
  diff_end();
}
