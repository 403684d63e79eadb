/* SPDX-License-Identifier: Apache-2.0 */
#include "write/transaction.h"
#include "disk_tree.h"

#include <sys/stat.h>
#include <unistd.h>

static void add(GPtrArray *writes, const char *path, const char *text, const char *old)
{
  transaction_add(writes, path, text, text ? strlen(text) : 0, old, old ? strlen(old) : 0);
}

static void commits(const char *root, GPtrArray *writes)
{
  GError *err = NULL;
  if (!transaction_commit(root, writes, &err))
    fail_msg("%s", err->message);
  g_ptr_array_unref(writes);
}

static void fails(const char *root, GPtrArray *writes, enum transaction_error code,
                  const char *message)
{
  GError *err = NULL;
  assert_false(transaction_commit(root, writes, &err));
  if (!g_error_matches(err, TRANSACTION_ERROR, (int)code) || !strstr(err->message, message) ||
      !strstr(err->message, "nothing was changed"))
    fail_msg("%s", err->message);
  g_error_free(err);
  g_ptr_array_unref(writes);
}

static void set_mode(const char *root, const char *path, guint mode)
{
  char *file = g_build_filename(root, path, NULL);
  assert_int_equal(g_chmod(file, (int)mode), 0);
  g_free(file);
}

static guint mode_of(const char *root, const char *path)
{
  GStatBuf st;
  char *file = g_build_filename(root, path, NULL);
  assert_int_equal(g_stat(file, &st), 0);
  g_free(file);
  return st.st_mode & 07777;
}

static void test_transaction__changes_adds_and_removes(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a.cc", "old");
  disk_put(root, "d/b.cc", "gone");
  GPtrArray *w = transaction_new();
  add(w, "a.cc", "new text", "old");
  add(w, "d/b.cc", NULL, "gone");
  add(w, "e/c.h", "added", NULL);
  add(w, "f.h", "", NULL);
  commits(root, w);
  assert_disk(root, "a.cc", "new text");
  assert_disk(root, "d/b.cc", NULL);
  assert_disk(root, "e/c.h", "added");
  assert_disk(root, "f.h", "");
  assert_int_equal(disk_done(root), 4); /* d is empty, so it went; nothing temporary is left */
}

static void test_transaction__a_folder_with_other_files_stays(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "d/a", "x");
  disk_put(root, "d/b", "y");
  GPtrArray *w = transaction_new();
  add(w, "d/a", NULL, "x");
  commits(root, w);
  assert_disk(root, "d/b", "y");
  disk_done(root);
}

static void test_transaction__modes_are_kept(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "script", "old");
  disk_put(root, "private", "old");
  set_mode(root, "script", 0755);
  set_mode(root, "private", 0640);
  GPtrArray *w = transaction_new();
  add(w, "script", "new", "old");
  add(w, "private", "new", "old");
  add(w, "added", "new", NULL);
  commits(root, w);
  assert_int_equal(mode_of(root, "script"), 0755);
  assert_int_equal(mode_of(root, "private"), 0640);
  assert_int_equal(mode_of(root, "added"), 0644);
  disk_done(root);
}

static void test_transaction__bytes_are_bytes(void **state)
{
  (void)state;
  char *root = disk_new();
  GPtrArray *w = transaction_new();
  char *big = g_strnfill(1 << 20, 'x');
  big[12345] = '\n';
  add(w, "big", big, NULL);
  commits(root, w);
  assert_disk(root, "big", big);
  g_free(big);
  disk_done(root);
}

static void test_transaction__a_read_only_file_stops_all(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a", "old");
  disk_put(root, "b", "old");
  set_mode(root, "b", 0444);
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "n/c", "new", NULL);
  add(w, "b", "new", "old");
  fails(root, w, TRANSACTION_ERROR_READ_ONLY, "b: is read-only");
  assert_disk(root, "a", "old");
  assert_disk(root, "b", "old");
  assert_int_equal(mode_of(root, "b"), 0444);
  assert_int_equal(disk_done(root), 2);
}

static void test_transaction__what_is_no_file_stops_all(void **state)
{
  (void)state;
  char *root = disk_new(), *link = g_build_filename(root, "link", NULL);
  disk_put(root, "a", "old");
  disk_put(root, "d/x", "y");
  assert_int_equal(symlink("a", link), 0);
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "link", "new", "old");
  fails(root, w, TRANSACTION_ERROR_READ_ONLY, "link");
  w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "d", "new", "old");
  fails(root, w, TRANSACTION_ERROR_READ_ONLY, "d");
  assert_disk(root, "a", "old");
  g_free(link);
  disk_done(root);
}

static void test_transaction__a_missing_file_stops_all(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a", "old");
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "b", "new", "old");
  fails(root, w, TRANSACTION_ERROR_WRITE, "b: cannot find the file");
  assert_disk(root, "a", "old");
  assert_int_equal(disk_done(root), 1);
}

static void test_transaction__a_file_that_is_there_already_stops_all(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a", "old");
  disk_put(root, "b", "mine");
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "b", "new", NULL);
  fails(root, w, TRANSACTION_ERROR_WRITE, "b: exists already");
  assert_disk(root, "a", "old");
  assert_disk(root, "b", "mine");
  assert_int_equal(disk_done(root), 2);
}

static void test_transaction__a_folder_that_cannot_be_made_stops_all(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a", "old");
  disk_put(root, "f", "a file");
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "n/c", "new", NULL);
  add(w, "f/b", "new", NULL); /* f is no folder */
  fails(root, w, TRANSACTION_ERROR_WRITE, "cannot");
  assert_disk(root, "a", "old");
  assert_int_equal(disk_done(root), 2); /* the folder n went again */
}

/* The second removal of one file fails when the first files have been put in place. */
static void test_transaction__a_failure_half_way_is_undone(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "a", "old");
  disk_put(root, "b", "gone");
  set_mode(root, "a", 0750);
  GPtrArray *w = transaction_new();
  add(w, "a", "new", "old");
  add(w, "d/c", "new", NULL);
  add(w, "b", NULL, "gone");
  add(w, "b", NULL, "gone");
  fails(root, w, TRANSACTION_ERROR_WRITE, "b: cannot put the new file in place");
  assert_disk(root, "a", "old");
  assert_disk(root, "b", "gone");
  assert_disk(root, "d/c", NULL);
  assert_int_equal(mode_of(root, "a"), 0750);
  assert_int_equal(disk_done(root), 2);
}

static void test_transaction__never_leads_out_of_the_tree(void **state)
{
  (void)state;
  char *root = disk_new(), *other = disk_new(), *link = g_build_filename(root, "out", NULL);
  disk_put(other, "x", "old");
  assert_int_equal(symlink(other, link), 0);
  GPtrArray *w = transaction_new();
  add(w, "out/x", "new", "old");
  fails(root, w, TRANSACTION_ERROR_WRITE, "outside of the tree");
  w = transaction_new();
  add(w, "out/y", "new", NULL);
  fails(root, w, TRANSACTION_ERROR_WRITE, "outside of the tree");
  assert_disk(other, "x", "old");
  assert_disk(other, "y", NULL);
  g_free(link);
  disk_done(other);
  disk_done(root);
}

static void test_transaction__nothing_to_do(void **state)
{
  (void)state;
  char *root = disk_new();
  commits(root, transaction_new());
  assert_int_equal(disk_done(root), 0);
}
