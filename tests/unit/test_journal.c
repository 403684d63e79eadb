/* SPDX-License-Identifier: Apache-2.0 */
#include "write/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char baseline[] = "one\ntwo(a);\nthree\nfour(b);\nfive\n";

/* The set of the unit names in a list with blanks between them; borrows the list's parts. */
static GHashTable *set_of(char **names)
{
  GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
  for (; *names; names++)
    g_hash_table_add(set, *names);
  return set;
}

static struct journal_file *record(struct journal *j, const char *text, const GArray *changes)
{
  journal_record(j, "a.cc", text, strlen(text), changes);
  return journal_find(j, "a.cc");
}

/* Two changes of the baseline: `two` by unit u, `four` by unit v. */
static struct journal *two_changes(void)
{
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 4, 3, "TWO", "u", "r");
  changes_add(c, 18, 4, "FOUR", "v", "r");
  record(j, baseline, c);
  g_array_unref(c);
  return j;
}

static char *forward(const struct journal *j, const char *text, const char *units)
{
  gsize len;
  char **names = units ? g_strsplit(units, " ", -1) : NULL;
  GHashTable *set = names ? set_of(names) : NULL;
  char *out = journal_forward(journal_find(j, "a.cc"), text, strlen(text), set, &len);
  assert_int_equal(strlen(out), len);
  if (set)
    g_hash_table_unref(set);
  g_strfreev(names);
  return out;
}

static void goes_forward(const struct journal *j, const char *text, const char *units,
                         const char *want)
{
  char *got = forward(j, text, units);
  assert_string_equal(got, want);
  g_free(got);
}

static void goes_back(const struct journal *j, const char *text, const char *want)
{
  GError *err = NULL;
  gsize len = 0;
  char *got = journal_baseline(journal_find(j, "a.cc"), text, strlen(text), &len, &err);
  if (!got)
    fail_msg("%s", err->message);
  assert_string_equal(got, want);
  assert_int_equal(len, strlen(want));
  g_free(got);
}

static void drifts(const struct journal *j, const char *text, const char *message)
{
  GError *err = NULL;
  gsize len;
  assert_null(journal_baseline(journal_find(j, "a.cc"), text, strlen(text), &len, &err));
  assert_true(g_error_matches(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT));
  if (!strstr(err->message, message))
    fail_msg("%s", err->message);
  g_error_free(err);
}

static void test_journal__there_and_back(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  goes_forward(j, baseline, NULL, "one\nTWO(a);\nthree\nFOUR(b);\nfive\n");
  goes_forward(j, baseline, "u", "one\nTWO(a);\nthree\nfour(b);\nfive\n");
  goes_forward(j, baseline, "v", "one\ntwo(a);\nthree\nFOUR(b);\nfive\n");
  goes_forward(j, baseline, "x", baseline);
  goes_back(j, "one\nTWO(a);\nthree\nFOUR(b);\nfive\n", baseline);
  goes_back(j, baseline, baseline); /* a run that was cut short before it wrote this file */
  goes_back(j, "one\nTWO(a);\nthree\nfour(b);\nfive\n", baseline);
  journal_free(j);
  journal_free(NULL);
}

static void test_journal__blocks_are_whole_lines(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 5, 1, "W", "u", "r");
  changes_add(c, 8, 1, "A", "v", "r");     /* the same line */
  changes_add(c, 15, 4, "E\nf", "u", "r"); /* over a line end */
  changes_add(c, 24, 0, "!", "u", "r");
  const struct journal_file *f = record(j, baseline, c);
  static const struct {
    guint32 line;
    const char *before;
    guint n;
  } want[] = {{2, "two(a);", 2}, {3, "three\nfour(b);", 2}};
  assert_int_equal(f->blocks->len, 2);
  for (guint i = 0; i < 2; i++) {
    const struct block *b = &g_array_index(f->blocks, struct block, i);
    assert_int_equal(b->line, want[i].line);
    assert_string_equal(b->before, want[i].before);
    assert_int_equal(b->changes->len, want[i].n);
  }
  const struct block *b = &g_array_index(f->blocks, struct block, 0);
  assert_int_equal(g_array_index(b->changes, struct change, 1).off, 4);
  assert_string_equal(g_array_index(b->changes, struct change, 1).unit, "v");
  goes_forward(j, baseline, "v", "one\ntwo(A);\nthree\nfour(b);\nfive\n");
  g_array_unref(c);
  journal_free(j);
}

static void test_journal__lines_that_came_in_since(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  goes_back(j, "new\none\nnew\nTWO(a);\nnew\nthree\nFOUR(b);\nnew\nfive\nnew\n",
            "new\none\nnew\ntwo(a);\nnew\nthree\nfour(b);\nnew\nfive\nnew\n");
  goes_back(j, "TWO(a);\nFOUR(b);", "two(a);\nfour(b);"); /* or that went */
  journal_free(j);
}

/* Where the line stands twice, the one that is nearest to where it was is meant. */
static void test_journal__the_nearest_of_equal_lines(void **state)
{
  (void)state;
  const char *text = "x;\na;\nb;\nx;\nc;\nx;\n";
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 9, 1, "y", "u", "r"); /* the second x; */
  record(j, text, c);
  g_array_unref(c);
  goes_forward(j, text, NULL, "x;\na;\nb;\ny;\nc;\nx;\n");
  goes_back(j, "x;\na;\nb;\ny;\nc;\nx;\n", text);
  goes_back(j, "y;\na;\nb;\nnew\ny;\nc;\ny;\n", "y;\na;\nb;\nnew\nx;\nc;\ny;\n");
  journal_free(j);
}

static void test_journal__somebody_elses_changes_in_a_line(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  drifts(j, "one\nTWO(a, b);\nthree\nFOUR(b);\nfive\n", "a.cc:2: this line was changed");
  drifts(j, "one\nTWO(a);\nthree\nFOUR(c);\nfive\n", "freelift left here:\n  FOUR(b);\n");
  drifts(j, "one\nTWO(a);\nthree\nFOUR(b); //\nfive\n", "a.cc:4");
  drifts(j, "one\n  TWO(a);\nthree\nFOUR(b);\nfive\n", "a.cc:2"); /* whole lines, not parts */
  drifts(j, "one\nFOUR(b);\nTWO(a);\n", "four(b);");              /* nor in another order */
  drifts(j, "", "a.cc:");
  journal_free(j);
}

static void test_journal__forget(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  journal_record_created(j, "h.h", "frame", "text", 4);
  GHashTable *units = journal_units(j);
  assert_int_equal(g_hash_table_size(units), 3);
  assert_true(g_hash_table_contains(units, "u") && g_hash_table_contains(units, "v") &&
              g_hash_table_contains(units, "frame"));
  g_hash_table_unref(units);

  char *v[] = {(char *)"v", NULL}, *rest[] = {(char *)"u", (char *)"frame", NULL};
  GHashTable *set = set_of(v);
  journal_forget(j, set);
  g_hash_table_unref(set);
  assert_int_equal(j->files->len, 2);
  assert_int_equal(journal_find(j, "a.cc")->blocks->len, 1);
  goes_forward(j, baseline, NULL, "one\nTWO(a);\nthree\nfour(b);\nfive\n");

  set = set_of(rest);
  journal_forget(j, set);
  g_hash_table_unref(set);
  assert_int_equal(j->files->len, 0);
  assert_null(journal_find(j, "a.cc"));
  journal_free(j);
}

static void test_journal__records_add_up(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  GArray *c = changes_new();
  changes_add(c, 8, 1, "A", "w", "r");
  changes_add(c, 27, 0, "!", "w", "r");
  record(j, baseline, c);
  g_array_unref(c);
  goes_forward(j, baseline, NULL, "one\nTWO(A);\nthree\nFOUR(b);\n!five\n");
  goes_forward(j, baseline, "w", "one\ntwo(A);\nthree\nfour(b);\n!five\n");
  assert_int_equal(journal_find(j, "a.cc")->blocks->len, 3);
  goes_back(j, "one\nTWO(A);\nthree\nFOUR(b);\n!five\n", baseline);
  journal_free(j);
}

static void test_journal__nothing_to_record(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  GArray *c = changes_new();
  journal_record(j, "a.cc", baseline, strlen(baseline), c);
  assert_int_equal(j->files->len, 0);
  g_array_unref(c);
  journal_free(j);
}

static void test_journal__files_are_sorted_and_found(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  static const char *const paths[] = {"b.cc", "a/z.cc", "a.cc", "b.cc"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
    journal_add(j, paths[i]);
  assert_int_equal(j->files->len, 3);
  assert_string_equal(((struct journal_file *)g_ptr_array_index(j->files, 0))->path, "a.cc");
  assert_string_equal(((struct journal_file *)g_ptr_array_index(j->files, 2))->path, "b.cc");
  assert_ptr_equal(journal_find(j, "b.cc"), g_ptr_array_index(j->files, 2));
  assert_null(journal_find(j, "c.cc"));
  journal_free(j);
}

static void test_journal__checksums(void **state)
{
  (void)state;
  struct journal *j = two_changes();
  journal_record_created(j, "h.h", "frame", "abc", 3);
  const struct journal_file *h = journal_find(j, "h.h");
  assert_string_equal(h->created, "frame");
  assert_string_equal(h->sha256,
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, baseline, -1);
  assert_string_equal(journal_find(j, "a.cc")->sha256, sum);
  g_free(sum);
  journal_free(j);
}

/* How far the lines before it have moved tells where a block is, though a like line is nearer. */
static void test_journal__blocks_move_together(void **state)
{
  (void)state;
  const char *text = "u;\n1\n2\n3\ny;\n4\n5\n6\nx;\n";
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 0, 1, "U", "u", "r");
  changes_add(c, 18, 1, "y", "u", "r");
  record(j, text, c);
  g_array_unref(c);
  goes_forward(j, text, NULL, "U;\n1\n2\n3\ny;\n4\n5\n6\ny;\n");
  goes_back(j, "a\nb\nc\nd\nU;\n1\n2\n3\ny;\n4\n5\n6\ny;\n",
            "a\nb\nc\nd\nu;\n1\n2\n3\ny;\n4\n5\n6\nx;\n");
  journal_free(j);
}

/* ------------------------------------------------------------------ any text, any changes */

static char *random_text(GRand *r, guint lines)
{
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < lines; i++) {
    /* a few texts only, so that lines are often equal */
    guint kind = (guint)g_rand_int_range(r, 0, 6);
    if (kind < 5)
      g_string_append_printf(s, "%.*s%u", (int)kind, "ab(c;", kind);
    g_string_append(s, g_rand_int_range(r, 0, 8) ? "\n" : "\r\n");
  }
  if (s->len && g_rand_boolean(r))
    g_string_truncate(s, s->len - 1); /* no line end at the end */
  return g_string_free(s, FALSE);
}

static GArray *random_changes(GRand *r, gsize len)
{
  static const char *const units[] = {"u", "v", "w"};
  GArray *c = changes_new();
  for (gsize at = 0; at <= len;) {
    gsize off = at + (gsize)g_rand_int_range(r, 0, 12), n = (gsize)g_rand_int_range(r, 0, 5);
    if (off + n > len)
      break;
    char *text = g_strdup_printf("<%d>%s", g_rand_int_range(r, 0, 1000),
                                 g_rand_int_range(r, 0, 9) ? "" : "\n");
    changes_add(c, (guint32)off, (guint32)n, text, units[g_rand_int_range(r, 0, 3)], "r");
    g_free(text);
    at = off + n + 1; /* no two at one place */
  }
  return c;
}

/* The text with those changes of the list that are in the units: what forward must give. */
static char *model(const char *text, const GArray *changes, const char *units)
{
  GString *s = g_string_new(NULL);
  gsize at = 0;
  for (guint i = 0; i < changes->len; i++) {
    const struct change *c = &g_array_index(changes, struct change, i);
    if (!strstr(units, c->unit))
      continue;
    g_string_append_len(s, text + at, (gssize)(c->off - at));
    g_string_append(s, c->text);
    at = c->off + c->len;
  }
  g_string_append(s, text + at);
  return g_string_free(s, FALSE);
}

static void test_journal__forward_is_the_changes_done(void **state)
{
  (void)state;
  static const char *const sets[] = {"u v w", "u v", "w", "v", ""};
  GRand *r = g_rand_new_with_seed(77);
  for (int round = 0; round < 3000; round++) {
    char *text = random_text(r, (guint)g_rand_int_range(r, 0, 20));
    GArray *c = random_changes(r, strlen(text));
    struct journal *j = journal_new();
    if (c->len)
      record(j, text, c);
    for (gsize k = 0; c->len && k < G_N_ELEMENTS(sets); k++) {
      char *want = model(text, c, sets[k]), *got = forward(j, text, sets[k]);
      if (strcmp(got, want) != 0)
        fail_msg("round %d, units %s\nbaseline:\n%s\ngot:\n%s\nwanted:\n%s", round, sets[k], text,
                 got, want);
      g_free(want);
      g_free(got);
    }
    journal_free(j);
    g_array_unref(c);
    g_free(text);
  }
  g_rand_free(r);
}

/* The numbers in the changes make their lines unlike any other, so the way back is certain. */
static void test_journal__back_is_the_baseline(void **state)
{
  (void)state;
  GRand *r = g_rand_new_with_seed(78);
  for (int round = 0; round < 3000; round++) {
    char *text = random_text(r, (guint)g_rand_int_range(r, 1, 20));
    GArray *c = random_changes(r, strlen(text));
    struct journal *j = journal_new();
    if (c->len) {
      record(j, text, c);
      char *there = forward(j, text, NULL), *above = g_strconcat("// new\n// new\n", there, NULL),
           *want = g_strconcat("// new\n// new\n", text, NULL);
      goes_back(j, there, text);
      goes_back(j, above, want);
      g_free(there);
      g_free(above);
      g_free(want);
    }
    journal_free(j);
    g_array_unref(c);
    g_free(text);
  }
  g_rand_free(r);
}

/* A line that two units need, as an #include: once, as long as one of them is there. */
static void test_journal__a_change_that_units_share(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 4, 0, "new\n", "u", "r");
  changes_add(c, 4, 0, "new\n", "v", "r");
  changes_add(c, 18, 4, "FOUR", "v", "r");
  record(j, baseline, c);
  goes_forward(j, baseline, NULL, "one\nnew\ntwo(a);\nthree\nFOUR(b);\nfive\n");
  goes_forward(j, baseline, "v", "one\nnew\ntwo(a);\nthree\nFOUR(b);\nfive\n");
  goes_forward(j, baseline, "u", "one\nnew\ntwo(a);\nthree\nfour(b);\nfive\n");
  goes_forward(j, baseline, "", baseline);
  goes_back(j, "one\nnew\ntwo(a);\nthree\nFOUR(b);\nfive\n", baseline);
  goes_back(j, "one\nnew\ntwo(a);\nthree\nfour(b);\nfive\n", baseline);
  journal_free(j);
  g_array_unref(c);
}

static void is_at(const struct journal *j, gsize off, gsize want, bool changed)
{
  bool is_changed;
  assert_int_equal(
      journal_place(journal_find(j, "a.cc"), baseline, strlen(baseline), off, &is_changed), want);
  if (changed != is_changed)
    fail_msg("byte %u: %schanged", (guint)off, is_changed ? "" : "not ");
}

static void test_journal__places(void **state)
{
  (void)state;
  struct journal *j = journal_new();
  GArray *c = changes_new();
  changes_add(c, 4, 0, "new\n", "u", "r");
  changes_add(c, 4, 0, "new\n", "v", "r");
  changes_add(c, 18, 4, "F", "v", "r");
  record(j, baseline, c);
  is_at(j, 0, 0, false);
  is_at(j, 4, 8, false); /* what stands behind an insertion */
  is_at(j, 17, 21, false);
  is_at(j, 18, 19, true);
  is_at(j, 22, 23, false);
  journal_free(j);
  g_array_unref(c);
}
