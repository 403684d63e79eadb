/* SPDX-License-Identifier: Apache-2.0 */
#include "types/database.h"
#include "disk_tree.h"

static struct database *load(const char *root, const char *text, GError **err)
{
  char *file = g_build_filename(root, "compile_commands.json", NULL);
  disk_put(root, "compile_commands.json", text);
  struct database *db = database_load(file, err);
  g_free(file);
  return db;
}

static void assert_args(const struct database *db, guint i, const char *want)
{
  const struct command *c = g_ptr_array_index(db->commands, i);
  char *got = g_strjoinv(" ", c->args);
  assert_string_equal(got, want);
  g_free(got);
}

static void test_database__both_forms(void **state)
{
  (void)state;
  char *root = disk_new();
  struct database *db =
      load(root,
           "[{\"directory\": \"/d\", \"file\": \"a.cc\", \"arguments\": [\"c++\", \"-I.\", \"-c\", "
           "\"-o\", \"a.o\", \"-MD\", \"-MF\", \"a.d\", \"a.cc\"], \"output\": \"a.o\"},\n"
           "{\"directory\": \"/d/e\", \"file\": \"../b.cc\", \"command\": \"ccache g++ "
           "-DX='\\\"a b\\\"' -oa.o ../b.cc\"}]",
           NULL);
  assert_non_null(db);
  assert_args(db, 0, "-I.");
  assert_args(db, 1, "-DX=\"a b\"");
  assert_string_equal(((struct command *)g_ptr_array_index(db->commands, 0))->file, "/d/a.cc");
  assert_string_equal(((struct command *)g_ptr_array_index(db->commands, 1))->file, "/d/b.cc");
  database_free(db);
  disk_done(root);
}

static void refuses(const char *text, const char *says)
{
  GError *err = NULL;
  char *root = disk_new();
  assert_null(load(root, text, &err));
  if (!strstr(err->message, says))
    fail_msg("%s", err->message);
  g_error_free(err);
  disk_done(root);
}

static void test_database__what_is_none(void **state)
{
  (void)state;
  refuses("[\n{\"directory\":\n}]", "compile_commands.json:3: cannot read the database");
  refuses("", "cannot read the database");
  refuses("{}", "entry 1 is none");
  refuses("[{\"directory\": \"/d\", \"file\": \"a.cc\", \"command\": \"c++ a.cc\"}, {\"file\": "
          "\"b.cc\"}]",
          "entry 2 is none");
  GError *err = NULL;
  assert_null(database_load("no/such/file.json", &err));
  g_error_free(err);
}

static void test_database__where_it_lies(void **state)
{
  (void)state;
  char *root = disk_new(), *at;
  assert_null(database_default(root));
  disk_put(root, "build/compile_commands.json", "[]");
  at = database_default(root);
  assert_true(g_str_has_suffix(at, "/build/compile_commands.json"));
  g_free(at);
  disk_put(root, "compile_commands.json", "[]");
  at = database_default(root);
  assert_false(g_str_has_suffix(at, "/build/compile_commands.json"));
  g_free(at);
  disk_done(root);
}

/* The file that the database compiles for `path`, below root, or "none". */
static void finds(const char *root, const struct database *db, const char *tree, const char *path,
                  const char *want)
{
  GError *err = NULL;
  char *top = g_build_filename(root, tree, NULL), *at = NULL;
  struct tree *t = tree_read(top, NULL, &err);
  const struct command *c = NULL;
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (strcmp(s->path, path) == 0)
      c = database_find(db, t, s, &at);
  }
  assert_string_equal(c ? c->file + strlen(root) + 1 : "none", want);
  assert_true(!c == !at);
  if (at)
    assert_true(g_str_has_prefix(c->file, at));
  g_free(at);
  tree_free(t);
  g_free(top);
}

static void test_database__finds_files_of_a_copy_of_the_tree(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, "one/sub/a.cc", "int a;\n");
  disk_put(root, "two/sub/a.cc", "int a;\n");
  disk_put(root, "three/sub/a.cc", "int b;\n");
  disk_put(root, "one/b.cc", "");
  char *text = g_strdup_printf("[{\"directory\": \"%s/one/sub\", \"file\": \"a.cc\", \"command\": "
                               "\"c++ a.cc\"}]",
                               root);
  struct database *db = load(root, text, NULL);
  finds(root, db, "one", "sub/a.cc", "one/sub/a.cc");
  finds(root, db, "two", "sub/a.cc", "one/sub/a.cc");
  finds(root, db, "three", "sub/a.cc", "none"); /* other contents */
  finds(root, db, "one", "b.cc", "none");
  g_free(text);
  database_free(db);
  disk_done(root);
}
