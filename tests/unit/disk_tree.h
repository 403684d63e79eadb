/* SPDX-License-Identifier: Apache-2.0 */
/* Small trees on disk, for tests of what writes. */
#ifndef FREELIFT_TEST_DISK_TREE_H
#define FREELIFT_TEST_DISK_TREE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

static inline char *disk_new(void)
{
  char *root = g_dir_make_tmp("freelift-test-XXXXXX", NULL);
  assert_non_null(root);
  return root;
}

static inline void disk_put(const char *root, const char *path, const char *text)
{
  char *file = g_build_filename(root, path, NULL), *folder = g_path_get_dirname(file);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  g_remove(file); /* written anew: without truncation and without an fsync for each file */
  assert_true(g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_NONE, 0666, NULL));
  g_free(folder);
  g_free(file);
}

/* The file's text, or NULL if there is none. */
static inline char *disk_get(const char *root, const char *path)
{
  char *file = g_build_filename(root, path, NULL), *text = NULL;
  g_file_get_contents(file, &text, NULL, NULL);
  g_free(file);
  return text;
}

/* want NULL: there must be no such file. */
static inline void assert_disk(const char *root, const char *path, const char *want)
{
  char *got = disk_get(root, path);
  if (!want && got)
    fail_msg("%s is there", path);
  if (want && (!got || strcmp(got, want) != 0))
    fail_msg("%s:\n%s\nwanted:\n%s", path, got ? got : "(none)", want);
  g_free(got);
}

static inline guint disk_remove_below(const char *path)
{
  guint n = 0;
  GDir *d = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  for (const char *name; d && (name = g_dir_read_name(d));) {
    char *below = g_build_filename(path, name, NULL);
    n += disk_remove_below(below);
    g_free(below);
  }
  if (d)
    g_dir_close(d);
  g_remove(path);
  return n + 1;
}

/* Removes the tree and frees root; how many files and folders there were below it. */
static inline guint disk_done(char *root)
{
  guint n = disk_remove_below(root) - 1;
  g_free(root);
  return n;
}

#endif
