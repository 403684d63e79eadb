/* SPDX-License-Identifier: Apache-2.0 */
#include "write/journal.h"
#include "disk_tree.h"

static struct journal *load(const char *root)
{
  GError *err = NULL;
  struct journal *j = journal_load(root, STAGE_SHIM, &err);
  if (!j)
    fail_msg("%s", err->message);
  return j;
}

/* What was written is read as it was: the text made from it again is the same. */
static void survives(const struct journal *j)
{
  char *root = disk_new();
  gsize len, again_len;
  char *text = journal_text(j, &len);
  assert_int_equal(strlen(text), len);
  disk_put(root, stage_journal(STAGE_SHIM), text);
  struct journal *k = load(root);
  char *again = journal_text(k, &again_len);
  assert_string_equal(again, text);
  assert_int_equal(k->files->len, j->files->len);
  for (guint i = 0; i < j->files->len; i++) {
    const struct journal_file *a = g_ptr_array_index(j->files, i),
                              *b = g_ptr_array_index(k->files, i);
    assert_string_equal(b->path, a->path);
    assert_string_equal(b->sha256, a->sha256);
    assert_int_equal(g_strcmp0(b->created, a->created), 0);
    assert_int_equal(b->blocks->len, a->blocks->len);
    for (guint m = 0; m < a->blocks->len; m++) {
      const struct block *x = &g_array_index(a->blocks, struct block, m),
                         *y = &g_array_index(b->blocks, struct block, m);
      assert_int_equal(y->line, x->line);
      assert_string_equal(y->before, x->before);
      assert_int_equal(y->changes->len, x->changes->len);
      for (guint c = 0; c < x->changes->len; c++) {
        const struct change *p = &g_array_index(x->changes, struct change, c),
                            *q = &g_array_index(y->changes, struct change, c);
        assert_true(p->off == q->off && p->len == q->len);
        assert_string_equal(q->text, p->text);
        assert_string_equal(q->unit, p->unit);
        assert_string_equal(q->rule, p->rule);
      }
    }
  }
  g_free(text);
  g_free(again);
  journal_free(k);
  disk_done(root);
}

static void test_journal_json__round_trip(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  const char *text = "a\n\tb \"quoted\" \\ back\r\n\nc\n";
  GArray *c = changes_new();
  changes_add(c, 3, 1, "B(\"x\",\\\n\t", "unit \"1\"", "rule");
  changes_add(c, 5, 0, "", "u2", "rule");
  changes_add(c, 23, 1, "C", "u2", "other");
  journal_record(j, "dir/a.cc", text, strlen(text), c);
  journal_record(j, "b.cc", text, strlen(text), c);
  journal_record_created(j, "new.h", "frame", text, strlen(text));
  survives(j);
  g_array_unref(c);
  journal_free(j);
}

/* Sources may be in any encoding: no byte of a line may be lost or dropped. */
static void test_journal_json__bytes_that_are_no_utf8(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  const char *text = "x /* caf\xe9 */;\ny /* \xc3\xa9 */;\n\xff\xfe\x80;\n";
  GArray *c = changes_new();
  changes_add(c, 0, 1, "z\xe9", "p\xf8ol", "r");
  changes_add(c, 15, 1, "z", "u", "r");
  changes_add(c, 28, 1, "", "u", "r");
  journal_record(j, "a.cc", text, strlen(text), c);
  assert_int_equal(journal_find(j, "a.cc")->blocks->len, 3);
  survives(j);
  g_array_unref(c);
  journal_free(j);
}

static void test_journal_json__an_empty_journal(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  survives(j);
  journal_free(j);
  char *root = disk_new();
  j = load(root); /* none at all */
  assert_int_equal(j->files->len, 0);
  journal_free(j);
  disk_done(root);
}

/* A journal with this text is refused, and the message says why. */
static void refuses(const char *text, enum journal_error code, const char *message)
{
  char *root = disk_new();
  GError *err = NULL;
  disk_put(root, stage_journal(STAGE_SHIM), text);
  struct journal *j = journal_load(root, STAGE_SHIM, &err);
  if (j)
    fail_msg("taken for good: %s", text);
  if (!g_error_matches(err, JOURNAL_ERROR, (int)code) || !strstr(err->message, message) ||
      !strstr(err->message, stage_journal(STAGE_SHIM)))
    fail_msg("%s\n%s", text, err->message);
  g_error_free(err);
  disk_done(root);
}

static void test_journal_json__text_that_is_no_journal(void **state)
{
  (void)state;
  refuses("", JOURNAL_ERROR_READ, "restore the file from version control");
  refuses("{\n\"format\": 1,\n\"files\": [", JOURNAL_ERROR_READ, "json:3:");
  refuses("[]", JOURNAL_ERROR_READ, "restore");
  refuses("{\"files\": []}", JOURNAL_ERROR_READ, "restore");
  refuses("{\"format\": 1}", JOURNAL_ERROR_READ, "restore");
  refuses("<<<<<<< HEAD\n{}", JOURNAL_ERROR_READ, "restore");
  refuses("{\"format\": 2, \"files\": []}", JOURNAL_ERROR_FORMAT, "format 2");
}

#define FILES(x) "{\"format\": 1, \"files\": [" x "]}"
#define FILE_(x) FILES("{\"path\": \"a.cc\", \"sha256\": \"\", \"blocks\": [" x "]}")
#define BLOCK(x) FILE_("{\"line\": 1, \"before\": \"abcdef\", \"changes\": [" x "]}")
#define CHANGE(off, len)                                                                      \
  "{\"offset\": " #off ", \"length\": " #len ", \"text\": \"x\", \"unit\": \"u\", \"rule\": " \
  "\"r\"}"

static void test_journal_json__damaged_entries(void **state)
{
  (void)state;
  static const char *const texts[] = {
      FILES("3"),
      FILES("{}"),
      FILES("{\"path\": \"a\", \"sha256\": \"\"}"),
      FILES("{\"path\": \"/etc/x\", \"sha256\": \"\", \"blocks\": []}"),
      FILES("{\"path\": \"a/../../x\", \"sha256\": \"\", \"blocks\": []}"),
      FILES("{\"path\": \"a\", \"sha256\": 1, \"blocks\": []}"),
      FILES("{\"path\": \"a\", \"sha256\": \"\", \"blocks\": {}}"),
      FILES("{\"path\": \"a\", \"sha256\": \"\", \"blocks\": \"\"}"),
      "{\"format\": 1, \"files\": {}}",
      FILE_("1"),
      FILE_("{\"line\": 0, \"before\": \"ab\", \"changes\": [" CHANGE(0, 1) "]}"),
      FILE_("{\"line\": 1, \"before\": \"ab\", \"changes\": []}"),
      FILE_("{\"line\": 1, \"changes\": []}"),
      FILE_("{\"line\": 1, \"before\": 3, \"changes\": []}"),
      FILE_("{\"line\": 1, \"before\": \"\", \"changes\": 3}"),
      BLOCK("7"),
      BLOCK(CHANGE(-1, 1)),
      BLOCK(CHANGE(0, -1)),
      BLOCK(CHANGE(5, 2)),
      BLOCK(CHANGE(7, 0)),
      BLOCK(CHANGE(2, 2) "," CHANGE(3, 1)),
      BLOCK(CHANGE(2, 2) "," CHANGE(1, 1)),
      BLOCK("{\"offset\": 0, \"length\": 1, \"text\": 4, \"unit\": \"u\", \"rule\": \"r\"}"),
      BLOCK("{\"offset\": 0, \"length\": 1, \"text\": \"\", \"rule\": \"r\"}"),
  };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    refuses(texts[i], JOURNAL_ERROR_FORMAT, "damaged");
}

static void test_journal_json__a_good_entry(void **state)
{
  (void)state;
  char *root = disk_new();
  disk_put(root, stage_journal(STAGE_SHIM), BLOCK(CHANGE(0, 2) "," CHANGE(2, 0) "," CHANGE(6, 0)));
  struct journal *j = load(root);
  const struct journal_file *f = journal_find(j, "a.cc");
  assert_int_equal(f->blocks->len, 1);
  assert_int_equal(g_array_index(f->blocks, struct block, 0).changes->len, 3);
  journal_free(j);
  disk_done(root);
}

/* Cut off or changed anywhere, a journal is refused or read: it never crashes the reader. */
static void test_journal_json__damage_anywhere(void **state)
{
  (void)state;
  char *root = disk_new();
  const char *good = BLOCK(CHANGE(0, 2) "," CHANGE(3, 1));
  gsize n = strlen(good);
  GRand *r = g_rand_new_with_seed(5);
  guint refused = 0;
  for (gsize i = 0; i < 2 * n; i++) {
    char *text = g_strdup(good);
    if (i < n)
      text[i] = '\0';
    else
      text[i - n] = "{}[]\",:-9\\"[g_rand_int_range(r, 0, 10)];
    disk_put(root, stage_journal(STAGE_SHIM), text);
    struct journal *j = journal_load(root, STAGE_SHIM, NULL);
    refused += !j;
    journal_free(j);
    g_free(text);
  }
  assert_true(refused >= n);
  g_rand_free(r);
  disk_done(root);
}

/* One line for each field, so that two branches' journals can be merged and read. */
static void test_journal_json__text_is_stable_and_readable(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  GArray *c = changes_new();
  gsize len;
  changes_add(c, 0, 1, "A", "u", "r");
  journal_record(j, "a.cc", "a;\n", 3, c);
  char *text = journal_text(j, &len);
  assert_non_null(strstr(text, "\"before\": \"a;\""));
  assert_true(g_str_has_suffix(text, "}\n"));
  assert_true(text[0] == '{' && strstr(text, "\"written-by\": \"freelift\""));
  g_free(text);
  g_array_unref(c);
  journal_free(j);
}
