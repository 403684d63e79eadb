/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The laws of the lens, on every island of every C and C++ file of the trees named:
 *
 *   decode    view_decode(v, view_text(v)) is the island, byte for byte
 *   identity  the unchanged text gives no edit
 *   edit      `x.f(` -> `F(x, ` in the view gives one edit for each head, none of them shared
 *
 * Usage: laws [--census FOLDER] TREE...   (a TREE may also be a file)
 * --census also writes every view into FOLDER, one a file, and asks spatch which ones it can read.
 * Exit status 1 when a law broke, and when there was nothing to check.
 */
#include "../../src/lens/view.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct laws {
  guint files, islands, heads, failures, opaque;
  const char *census; /* folder for views, or NULL */
  GPtrArray *origin;  /* "file:line" of each view written */
};

static guint32 island_line(const struct lexed *lx, const struct scope *s)
{
  return s->first < lx->n ? lx->tok[s->first].line : 1;
}

static void broken(struct laws *l, const char *path, guint32 line, const char *law, const char *why)
{
  l->failures++;
  printf("%s:%u: %s: %s\n", path, line, law, why);
}

static void law_decode(struct laws *l, const char *path, guint32 line, const struct view *v,
                       const char *original, gsize len)
{
  GError *err = NULL;
  char *back = view_decode(v, view_text(v), &err);
  if (!back)
    broken(l, path, line, "decode", err->message);
  else if (strlen(back) != len || memcmp(back, original, len) != 0)
    broken(l, path, line, "decode", "not the bytes of the island");
  g_clear_error(&err);
  g_free(back);
}

static void law_identity(struct laws *l, const char *path, guint32 line, const struct view *v)
{
  GError *err = NULL;
  GArray *edits = edits_new();
  if (!view_edits(v, view_text(v), edits, &err))
    broken(l, path, line, "identity", err->message);
  else if (edits->len != 0)
    broken(l, path, line, "identity", "an edit where nothing changed");
  g_clear_error(&err);
  g_array_free(edits, TRUE);
}

static bool is_word(const struct view *v, const struct view_token *t)
{
  const char *s = view_text(v) + t->off;
  return t->end == t->first + 1 && (g_ascii_isalpha(s[0]) || s[0] == '_') &&
         !(t->len > 4 && s[0] == 'f' && s[1] == 'l' && s[3] == '_');
}

static bool is_char(const struct view *v, const struct view_token *t, char c)
{
  return t->len == 1 && view_text(v)[t->off] == c;
}

/* What a rule would make of the view: every `x.f(` that is no member of something else. */
static char *change_heads(const struct view *v, guint *heads)
{
  guint32 n, at = 0;
  const struct view_token *t = view_tokens(v, &n);
  const char *text = view_text(v);
  GString *out = g_string_new(NULL);
  *heads = 0;
  for (guint32 i = 0; i + 4 < n; i++) {
    if (!is_word(v, &t[i]) || !is_char(v, &t[i + 1], '.') || !is_word(v, &t[i + 2]) ||
        !is_char(v, &t[i + 3], '('))
      continue;
    if (i > 0 && (is_char(v, &t[i - 1], '.') || strncmp(text + t[i - 1].off, "->", 2) == 0))
      continue;
    g_string_append_len(out, text + at, (gssize)(t[i].off - at));
    g_string_append_printf(out, "FLC_HEAD(%.*s%s", (int)t[i].len, text + t[i].off,
                           is_char(v, &t[i + 4], ')') ? "" : ", ");
    at = t[i + 3].off + 1;
    i += 3;
    (*heads)++;
  }
  g_string_append(out, text + at);
  return g_string_free(out, FALSE);
}

static void law_edit(struct laws *l, const char *path, guint32 line, const struct view *v)
{
  guint heads;
  char *text = change_heads(v, &heads);
  GError *err = NULL;
  GArray *edits = edits_new();
  if (!view_edits(v, text, edits, &err)) {
    broken(l, path, line, "edit", err->message);
  } else if (edits->len != heads) {
    char *why = g_strdup_printf("%u edits for %u heads", edits->len, heads);
    broken(l, path, line, "edit", why);
    g_free(why);
  }
  l->heads += heads;
  g_clear_error(&err);
  g_array_free(edits, TRUE);
  g_free(text);
}

static void write_view(struct laws *l, const char *path, guint32 line, const struct view *v)
{
  char *name = g_strdup_printf("%s/v%06u.c", l->census, l->origin->len);
  GError *err = NULL;
  if (!g_file_set_contents_full(name, view_text(v), (gssize)view_len(v), G_FILE_SET_CONTENTS_NONE,
                                0644, &err))
    g_error("%s", err->message);
  g_ptr_array_add(l->origin, g_strdup_printf("%s:%u", path, line));
  g_free(name);
}

static void check_island(struct laws *l, const char *path, const struct lexed *lx,
                         const struct scopes *sc, const struct scope *s)
{
  struct view *v = view_encode(lx, sc, s->first, s->end, VIEW_FUNCTION, NULL);
  const guint32 line = island_line(lx, s);
  const gsize from = s->first < lx->n ? lx->tok[s->first].off : lx->len;
  const gsize to = s->end < lx->n ? lx->tok[s->end].off : lx->len;
  l->islands++;
  l->opaque += view_opaque(v);
  law_decode(l, path, line, v, lx->text + from, to - from);
  law_identity(l, path, line, v);
  law_edit(l, path, line, v);
  if (l->census)
    write_view(l, path, line, v);
  view_free(v);
}

static void check_file(struct laws *l, const char *path)
{
  char *text;
  gsize len;
  if (!g_file_get_contents(path, &text, &len, NULL))
    return;
  if (memchr(text, '\0', len) == NULL) {
    struct lexed *lx = lex_text(text, len);
    struct scopes *sc = scopes_find(lx);
    l->files++;
    for (guint32 i = 0; i < sc->n; i++)
      if (sc->s[i].kind == SCOPE_FUNCTION || sc->s[i].kind == SCOPE_LAMBDA ||
          sc->s[i].kind == SCOPE_MACRO)
        check_island(l, path, lx, sc, &sc->s[i]);
    scopes_free(sc);
    lex_free(lx);
  }
  g_free(text);
}

static bool is_source(const char *name)
{
  static const char *const ends[] = {".c", ".cc", ".h", ".cpp", ".hpp", ".hh", ".cxx"};
  for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
    if (g_str_has_suffix(name, ends[i]))
      return true;
  return false;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_tree(struct laws *l, const char *path)
{
  if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
    check_file(l, path);
    return;
  }
  GDir *dir = g_dir_open(path, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir && (name = g_dir_read_name(dir)) != NULL)
    if (name[0] != '.' && strcmp(name, "debian") != 0)
      g_ptr_array_add(names, g_build_filename(path, name, NULL));
  if (dir)
    g_dir_close(dir);
  g_ptr_array_sort(names, by_name);
  for (guint i = 0; i < names->len; i++) {
    const char *child = g_ptr_array_index(names, i);
    if (g_file_test(child, G_FILE_TEST_IS_SYMLINK))
      continue;
    if (g_file_test(child, G_FILE_TEST_IS_DIR) || is_source(child))
      check_tree(l, child);
  }
  g_ptr_array_free(names, TRUE);
}

/* spatch overflows an 8 MB stack on large batches, and says so only on standard error. */
static void more_stack(gpointer unused)
{
  const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  (void)unused;
  if (setrlimit(RLIMIT_STACK, &unlimited) != 0)
    return; /* the hard limit stays: smaller batches would still work */
}

static int by_number(const void *a, const void *b)
{
  const guint x = *(const guint *)a, y = *(const guint *)b;
  return x < y ? -1 : x > y;
}

/* Reads "bad: DIR/v000123.c ..." and the like: any line that marks a file as not read. */
static guint read_census(struct laws *l, const char *out)
{
  GArray *bad = g_array_new(FALSE, FALSE, sizeof(guint));
  GHashTable *seen = g_hash_table_new(NULL, NULL);
  char **lines = g_strsplit(out, "\n", -1);
  guint current = G_MAXUINT;
  for (char **s = lines; *s; s++) {
    const char *v = strstr(*s, "/v");
    char *end = NULL;
    if (g_str_has_prefix(*s, "PARSING") && v)
      current = (guint)strtoul(v + 2, &end, 10);
    if ((g_str_has_prefix(*s, "BAD") || strstr(*s, "EXN")) && current < l->origin->len &&
        g_hash_table_add(seen, GUINT_TO_POINTER(current + 1)))
      g_array_append_val(bad, current);
  }
  if (bad->len)
    qsort(bad->data, bad->len, sizeof(guint), by_number);
  for (guint i = 0; i < bad->len; i++) {
    const guint k = g_array_index(bad, guint, i);
    printf("v%06u.c %s: spatch cannot read this view\n", k,
           (const char *)g_ptr_array_index(l->origin, k));
  }
  const guint n = bad->len;
  g_hash_table_destroy(seen);
  g_array_free(bad, TRUE);
  g_strfreev(lines);
  return n;
}

static void run_census(struct laws *l)
{
  char *builtins = g_build_filename(l->census, "empty", NULL);
  const char *const argv[] = {"spatch", "--parse-c", l->census, "--macro-file-builtins",
                              builtins, NULL};
  char *out = NULL, *err = NULL;
  int status = 0;
  GError *error = NULL;
  if (!g_file_set_contents(builtins, "", 0, &error) ||
      !g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, more_stack, NULL, &out, &err,
                    &status, &error))
    g_error("%s", error->message);
  char *both = g_strconcat(out, "\n", err, NULL);
  char *log = g_strconcat(l->census, ".log", NULL);
  g_file_set_contents(log, both, -1, NULL);
  const guint bad = read_census(l, both);
  printf("census: %u views, %u unread, %.2f %% read\n", l->origin->len, bad,
         100.0 * (l->origin->len - bad) / MAX(l->origin->len, 1));
  g_free(log);
  g_free(both);
  g_free(out);
  g_free(err);
  g_free(builtins);
}

int main(int argc, char **argv)
{
  struct laws l = {.origin = g_ptr_array_new_with_free_func(g_free)};
  int i = 1;
  if (argc > 2 && strcmp(argv[1], "--census") == 0) {
    l.census = argv[2];
    g_mkdir_with_parents(l.census, 0755);
    i = 3;
  }
  for (; i < argc; i++)
    check_tree(&l, argv[i]);
  printf("%u files, %u islands, %u heads changed, %u masked statements, %u failures\n", l.files,
         l.islands, l.heads, l.opaque, l.failures);
  if (l.census && l.origin->len)
    run_census(&l);
  g_ptr_array_free(l.origin, TRUE);
  if (l.islands == 0)
    fprintf(stderr, "laws: nothing to check\n");
  return l.failures != 0 || l.islands == 0;
}
