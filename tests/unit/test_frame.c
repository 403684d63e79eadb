/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/frame.h"
#include "memory_tree.h"

#include <glib/gstdio.h>

#define QUEUE                                                                    \
  "#pragma once\n#include <a.h>\n#if X\n#include <b.h>\n#endif\n/* c\n\n */\n\n" \
  "struct InkFreeList { int n; };\n"
#define ALLOC                                                           \
  "#include \"core/queue.h\"\n\nclass Allocator { InkFreeList *l; };\n" \
  "template <class C> class ClassAllocator : Allocator { };\n"
#define PROXY "#include \"ink.h\"\n\nstruct ProxyAllocator { int n; };\n"

static struct frame *find(const struct inventory *inv)
{
  GError *err = NULL;
  struct frame *f = frame_find(inv, &err);
  if (!f)
    fail_msg("%s", err->message);
  return f;
}

/* The new text of the frame's file, or NULL if it is not among them. */
static char *new_text(const struct frame *f, const char *path)
{
  for (guint i = 0; i < f->files->len; i++) {
    const struct frame_file *ff = g_ptr_array_index(f->files, i);
    if (strcmp(ff->path, path) == 0)
      return edits_apply(ff->edits, ff->text, ff->len, NULL, NULL);
  }
  return NULL;
}

static void becomes(const struct frame *f, const char *path, const char *want)
{
  char *got = new_text(f, path);
  assert_non_null(got);
  assert_same_text(got, want);
  g_free(got);
}

static void test_frame__included_once_in_place_of_an_empty_line(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("include/core/queue.h", QUEUE, "include/core/Alloc.h", ALLOC, "io/Proxy.h",
                        PROXY, "use.cc", "Allocator a;\n", "ink.h", "extern Allocator a;\n", NULL));
  struct frame *f = find(inv);
  assert_string_equal(f->header_path, "include/core/flc_ats.h");
  assert_string_equal(f->include, "core/flc_ats.h");
  assert_int_equal(f->files->len, 2);
  becomes(f, "include/core/queue.h",
          "#pragma once\n#include <a.h>\n#if X\n#include <b.h>\n#endif\n/* c\n\n */\n"
          "#include \"core/flc_ats.h\"\nstruct InkFreeList { int n; };\n");
  becomes(f, "io/Proxy.h",
          "#include \"ink.h\"\n#include \"core/flc_ats.h\"\nstruct ProxyAllocator { int n; };\n");
  assert_null(new_text(f, "include/core/Alloc.h")); /* brings it along */
  frame_free(f);
  frame_free(NULL);
  scan_done(inv);
}

/* An #include under a condition is not there for everybody. */
static void test_frame__conditional_includes_do_not_count(void **state)
{
  (void)state;
  struct inventory *inv = scan_tree(tree_of(
      "q.h", "#include <a.h>\n\n#if X\n#include <b.h>\n\n#endif\nstruct InkFreeList { };\n", NULL));
  struct frame *f = find(inv);
  becomes(f, "q.h",
          "#include <a.h>\n#include \"flc_ats.h\"\n#if X\n#include <b.h>\n\n#endif\n"
          "struct InkFreeList { };\n");
  frame_free(f);
  scan_done(inv);
}

static void test_frame__a_header_outside_of_include(void **state)
{
  (void)state;
  struct inventory *inv =
      scan_tree(tree_of("lib/ts/queue.h", QUEUE, "use.cc", "InkFreeList *a;\n", NULL));
  struct frame *f = find(inv);
  assert_string_equal(f->header_path, "lib/ts/flc_ats.h");
  assert_string_equal(f->include, "flc_ats.h");
  frame_free(f);
  scan_done(inv);
}

static void fails(struct tree *t, enum frame_error code, const char *message)
{
  GError *err = NULL;
  struct inventory *inv = scan_tree(t);
  assert_null(frame_find(inv, &err));
  assert_true(g_error_matches(err, FRAME_ERROR, (int)code));
  assert_non_null(strstr(err->message, message));
  g_error_free(err);
  scan_done(inv);
}

static void test_frame__needs_a_header_with_an_empty_line(void **state)
{
  (void)state;
  fails(tree_of("use.cc", "Allocator a;\n", NULL), FRAME_ERROR_NO_HEADER, "tree: no header here");
  fails(tree_of("q.cc", "struct InkFreeList { int n; };\n", NULL), FRAME_ERROR_NO_HEADER, "tree");
  fails(tree_of("q.h", "#include <a.h>\nstruct InkFreeList { int n; };\n", NULL),
        FRAME_ERROR_NO_LINE, "q.h: has no empty line");
  fails(tree_of("q.h", "\n\nstruct InkFreeList { int n; };\n", NULL), FRAME_ERROR_NO_LINE, "q.h");
}

/* A tree on disk with these build lists and one header. */
static char *make_root(const char *const *lists)
{
  char *root = g_dir_make_tmp("test-frame-XXXXXX", NULL);
  for (; *lists; lists += 2) {
    char *file = g_build_filename(root, lists[0], NULL), *folder = g_path_get_dirname(file);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(file, lists[1], -1, NULL));
    g_free(folder);
    g_free(file);
  }
  return root;
}

static void remove_root(char *root, const char *const *lists)
{
  for (; *lists; lists += 2) {
    char *file = g_build_filename(root, lists[0], NULL), *folder = g_path_get_dirname(file);
    g_remove(file);
    g_rmdir(folder);
    g_free(folder);
    g_free(file);
  }
  g_rmdir(root);
  g_free(root);
}

static void test_frame__build_lists_name_the_header(void **state)
{
  (void)state;
  static const char *const lists[] = {
      "Makefile.am",
      "H = a.h \\\n\tqueue.h \\\n\tz.h\nL = my_queue.h x\nM = queue.h\n",
      "b/Makefile.in",
      "H = \\\n  core/queue.h\n",
      "c/CMakeLists.txt",
      "add(\n  queue.h\n  queue.hh\n)\n",
      "debian/Makefile.am",
      "H = \\\n  queue.h\n",
      "d/notes.txt",
      "queue.h\n",
      NULL};
  struct tree *t = tree_of("queue.h", QUEUE, "use.cc", "InkFreeList *a;\n", NULL);
  g_free(t->root);
  t->root = make_root(lists);
  char *root = g_strdup(t->root);
  struct inventory *inv = scan_tree(t);
  struct frame *f = find(inv);
  assert_int_equal(f->files->len, 4);
  becomes(f, "Makefile.am",
          "H = a.h \\\n\tflc_ats.h \\\n\tqueue.h \\\n\tz.h\nL = my_queue.h x\nM = queue.h\n");
  becomes(f, "b/Makefile.in", "H = \\\n  core/flc_ats.h \\\n  core/queue.h\n");
  becomes(f, "c/CMakeLists.txt", "add(\n  flc_ats.h\n  queue.h\n  queue.hh\n)\n");
  for (guint i = 1; i < f->files->len; i++)
    assert_true(strcmp(((struct frame_file *)g_ptr_array_index(f->files, i - 1))->path,
                       ((struct frame_file *)g_ptr_array_index(f->files, i))->path) < 0);
  frame_free(f);
  scan_done(inv);
  remove_root(root, lists);
}
