/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(freelift_journal_error, journal_error)

/* ------------------------------------------------------------------ life cycle */

static void change_clear(gpointer p)
{
  struct change *c = p;
  g_free(c->text);
  g_free(c->unit);
  g_free(c->rule);
}

static void block_clear(gpointer p)
{
  struct block *b = p;
  g_free(b->before);
  g_array_unref(b->changes);
}

GArray *changes_new(void)
{
  GArray *a = g_array_new(FALSE, FALSE, sizeof(struct change));
  g_array_set_clear_func(a, change_clear);
  return a;
}

void changes_add(GArray *changes, guint32 off, guint32 len, const char *text, const char *unit,
                 const char *rule)
{
  struct change c = {off, len, g_strdup(text), g_strdup(unit), g_strdup(rule)};
  g_array_append_val(changes, c);
}

static void file_free(gpointer p)
{
  struct journal_file *f = p;
  g_free(f->path);
  g_free(f->created);
  g_free(f->removed);
  g_free(f->text);
  g_free(f->sha256);
  g_array_unref(f->blocks);
  g_free(f);
}

struct journal *journal_new(void)
{
  struct journal *j = g_new(struct journal, 1);
  j->files = g_ptr_array_new_with_free_func(file_free);
  return j;
}

void journal_free(struct journal *j)
{
  if (!j)
    return;
  g_ptr_array_unref(j->files);
  g_free(j);
}

struct journal_file *journal_find(const struct journal *j, const char *path)
{
  for (guint i = 0; i < j->files->len; i++) {
    struct journal_file *f = g_ptr_array_index(j->files, i);
    if (strcmp(f->path, path) == 0)
      return f;
  }
  return NULL;
}

static gint by_path(gconstpointer a, gconstpointer b)
{
  const struct journal_file *x = *(struct journal_file *const *)a,
                            *y = *(struct journal_file *const *)b;
  return strcmp(x->path, y->path);
}

struct journal_file *journal_add(struct journal *j, const char *path)
{
  struct journal_file *f = journal_find(j, path);
  if (f)
    return f;
  f = g_new0(struct journal_file, 1);
  f->path = g_strdup(path);
  f->blocks = g_array_new(FALSE, FALSE, sizeof(struct block));
  g_array_set_clear_func(f->blocks, block_clear);
  g_ptr_array_add(j->files, f);
  g_ptr_array_sort(j->files, by_path);
  return f;
}

/* ------------------------------------------------------------------ recording */

static gint by_offset(gconstpointer a, gconstpointer b)
{
  const struct change *x = a, *y = b;
  return x->off < y->off ? -1 : x->off > y->off;
}

static guint32 line_of(const char *text, gsize off)
{
  guint32 n = 1;
  for (const char *p = text; (p = memchr(p, '\n', (gsize)(text + off - p))); p++)
    n++;
  return n;
}

static gsize line_start(const char *text, gsize len, gint64 line);
static gsize find_lines(const char *text, gsize len, gsize from, gsize hint, const char *want);

/* All changes of the file's blocks, in bytes of the baseline. */
static void flatten(const struct journal_file *f, const char *baseline, gsize len, GArray *out)
{
  for (guint i = 0; i < f->blocks->len; i++) {
    const struct block *b = &g_array_index(f->blocks, struct block, i);
    gsize off = find_lines(baseline, len, 0, line_start(baseline, len, b->line), b->before);
    for (guint k = 0; k < b->changes->len && off != G_MAXSIZE; k++) {
      const struct change *c = &g_array_index(b->changes, struct change, k);
      changes_add(out, (guint32)off + c->off, c->len, c->text, c->unit, c->rule);
    }
  }
}

static gsize line_end(const char *text, gsize len, gsize off)
{
  while (off < len && text[off] != '\n')
    off++;
  return off;
}

/* Is the last line of text[from, to) empty? */
static bool is_blank(const char *text, gsize from, gsize to)
{
  while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\t' || text[to - 1] == '\r'))
    to--;
  return to == from || text[to - 1] == '\n';
}

/* Puts changes, sorted by offset, into blocks of whole lines. */
static void make_blocks(struct journal_file *f, const char *text, gsize len, const GArray *changes)
{
  g_array_set_size(f->blocks, 0);
  for (guint i = 0; i < changes->len;) {
    gsize from = g_array_index(changes, struct change, i).off, to = from;
    while (from > 0 && text[from - 1] != '\n')
      from--;
    struct block b = {.line = line_of(text, from), .changes = changes_new()};
    for (; i < changes->len; i++) {
      const struct change *c = &g_array_index(changes, struct change, i);
      if (b.changes->len && c->off > to)
        break;
      changes_add(b.changes, c->off - (guint32)from, c->len, c->text, c->unit, c->rule);
      to = line_end(text, len, MAX(to, (gsize)c->off + c->len));
      /* Whole lines went: what tells their place is the next line that is not empty. */
      while (c->len && to < len && text[c->off + c->len - 1] == '\n' && is_blank(text, from, to))
        to = line_end(text, len, to + 1);
    }
    b.before = g_strndup(text + from, to - from);
    g_array_append_val(f->blocks, b);
  }
}

void journal_record(struct journal *j, const char *path, const char *baseline, gsize len,
                    const GArray *changes)
{
  if (!changes->len)
    return;
  struct journal_file *f = journal_add(j, path);
  GArray *all = changes_new();
  flatten(f, baseline, len, all);
  for (guint i = 0; i < changes->len; i++) {
    const struct change *c = &g_array_index(changes, struct change, i);
    changes_add(all, c->off, c->len, c->text, c->unit, c->rule);
  }
  g_array_sort(all, by_offset);
  make_blocks(f, baseline, len, all);
  g_array_unref(all);
  g_free(f->sha256);
  f->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)baseline, len);
}

void journal_record_created(struct journal *j, const char *path, const char *unit, const char *text,
                            gsize len)
{
  struct journal_file *f = journal_add(j, path);
  g_free(f->created);
  g_free(f->sha256);
  f->created = g_strdup(unit);
  f->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, len);
}

void journal_record_removed(struct journal *j, const char *path, const char *unit, const char *text,
                            gsize len)
{
  struct journal_file *f = journal_add(j, path);
  g_free(f->removed);
  g_free(f->text);
  g_free(f->sha256);
  f->removed = g_strdup(unit);
  f->text = g_strndup(text, len);
  f->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, len);
}

/* ------------------------------------------------------------------ there and back */

/* Do two units have the same change? Then it is done once. */
static bool is_same(const struct change *a, const struct change *b)
{
  return a->off == b->off && a->len == b->len && strcmp(a->text, b->text) == 0;
}

/* The block with the changes of the chosen units. */
static char *block_after(const struct block *b, GHashTable *units)
{
  GString *s = g_string_new(NULL);
  const struct change *last = NULL;
  guint32 at = 0;
  for (guint i = 0; i < b->changes->len; i++) {
    const struct change *c = &g_array_index(b->changes, struct change, i);
    if ((units && !g_hash_table_contains(units, c->unit)) || (last && is_same(last, c)))
      continue;
    last = c;
    g_string_append_len(s, b->before + at, c->off - at);
    g_string_append(s, c->text);
    at = c->off + c->len;
  }
  g_string_append(s, b->before + at);
  return g_string_free(s, FALSE);
}

/* Does `want` stand as whole lines at offset off? */
static bool stands_at(const char *text, gsize len, gsize off, const char *want)
{
  gsize n = strlen(want);
  return off + n <= len && (off == 0 || text[off - 1] == '\n') &&
         memcmp(text + off, want, n) == 0 && (off + n == len || text[off + n] == '\n');
}

/* The start of line `line`, or len if there is none. */
static gsize line_start(const char *text, gsize len, gint64 line)
{
  gsize off = 0;
  for (gint64 n = 1; n < line && off < len; n++) {
    const char *e = memchr(text + off, '\n', len - off);
    off = e ? (gsize)(e - text) + 1 : len;
  }
  return off;
}

/* Where `want` stands as whole lines at or after `from`, nearest to `hint`; G_MAXSIZE if nowhere.
 */
static gsize find_lines(const char *text, gsize len, gsize from, gsize hint, const char *want)
{
  gsize best = G_MAXSIZE, best_way = G_MAXSIZE;
  for (gsize off = from;;) { /* the empty line behind the last line end counts */
    gsize way = off > hint ? off - hint : hint - off;
    if (way < best_way && stands_at(text, len, off, want)) {
      best = off;
      best_way = way;
    }
    const char *e = memchr(text + off, '\n', len - off);
    if (!e)
      return best;
    off = (gsize)(e - text) + 1;
  }
}

/* The units of the block's changes: borrowed names, each once. */
static GPtrArray *units_of(const struct block *b)
{
  GPtrArray *units = g_ptr_array_new();
  for (guint i = 0; i < b->changes->len; i++) {
    char *unit = g_array_index(b->changes, struct change, i).unit;
    if (!g_ptr_array_find_with_equal_func(units, unit, g_str_equal, NULL))
      g_ptr_array_add(units, unit);
  }
  return units;
}

/* The texts that the block may have, as new strings: with all of its units, with some, with none.
 * Others than the first are left by a run that was cut short, or put back by hand. */
static GPtrArray *block_states(const struct block *b)
{
  enum { MOST = 6 }; /* more units than this in one line: only all and none are tried */
  GPtrArray *states = g_ptr_array_new_with_free_func(g_free), *units = units_of(b);
  guint all = (1u << MIN(units->len, (guint)MOST)) - 1;
  g_ptr_array_add(states, block_after(b, NULL));
  for (guint mask = all; mask-- > 0;) {
    GHashTable *in = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < MIN(units->len, (guint)MOST); i++)
      if (mask & (1u << i))
        g_hash_table_add(in, g_ptr_array_index(units, i));
    g_ptr_array_add(states, block_after(b, in));
    g_hash_table_unref(in);
  }
  g_ptr_array_unref(units);
  return states;
}

/* Where the block stands at or after `from`, in whatever state, and how long it is there: where it
 * is expected if it is there in any state, else nearby; G_MAXSIZE if nowhere. */
static gsize find_block(const GPtrArray *states, const char *text, gsize len, gsize from,
                        gsize hint, gsize *block_len)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < states->len; i++) {
      const char *state = g_ptr_array_index(states, i);
      gsize off = pass ? find_lines(text, len, from, hint, state)
                  : hint >= from && stands_at(text, len, hint, state) ? hint
                                                                      : G_MAXSIZE;
      *block_len = strlen(state);
      if (off != G_MAXSIZE)
        return off;
    }
  return G_MAXSIZE;
}

static gint64 count_lines(const char *text, gsize len)
{
  gint64 n = 0;
  for (gsize i = 0; i < len; i++)
    n += text[i] == '\n';
  return n;
}

/* The baseline, if each block stands in the text in one of its first `most` states. */
static char *put_back(const struct journal_file *f, const char *text, gsize len, guint most,
                      gsize *out_len, GError **err)
{
  GString *out = g_string_sized_new(len);
  gsize at = 0;
  gint64 drift = 0; /* lines that came in above, by this step or since */
  for (guint i = 0; i < f->blocks->len; i++) {
    const struct block *b = &g_array_index(f->blocks, struct block, i);
    GPtrArray *states = block_states(b);
    g_ptr_array_set_size(states, (gint)MIN(states->len, most));
    gsize hint = line_start(text, len, (gint64)b->line + drift), block_len;
    gsize off = find_block(states, text, len, at, hint, &block_len);
    if (off == G_MAXSIZE) {
      g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                  "%s:%u: this line was changed after freelift wrote it, so it cannot be taken "
                  "back; freelift left here:\n  %s\nput that back (or the line as it was: %s) and "
                  "run again",
                  f->path, (guint)(b->line + drift), (char *)g_ptr_array_index(states, 0),
                  b->before);
      g_ptr_array_unref(states);
      g_string_free(out, TRUE);
      return NULL;
    }
    g_ptr_array_unref(states);
    drift = (gint64)line_of(text, off) - b->line + count_lines(text + off, block_len) -
            count_lines(b->before, strlen(b->before));
    g_string_append_len(out, text + at, (gssize)(off - at));
    g_string_append(out, b->before);
    at = off + block_len;
  }
  g_string_append_len(out, text + at, (gssize)(len - at));
  *out_len = out->len;
  return g_string_free(out, FALSE);
}

/* Files are written whole, so all blocks are in one state, nearly always that with all units: only
 * if that cannot be, a line may be taken for another state of its block. */
char *journal_baseline(const struct journal_file *f, const char *text, gsize len, gsize *out_len,
                       GError **err)
{
  char *out = put_back(f, text, len, 1, out_len, NULL);
  return out ? out : put_back(f, text, len, G_MAXUINT, out_len, err);
}

char *journal_forward(const struct journal_file *f, const char *baseline, gsize len,
                      GHashTable *units, gsize *out_len)
{
  GString *out = g_string_sized_new(len);
  gsize at = 0;
  gint64 drift = 0;
  for (guint i = 0; i < f->blocks->len; i++) {
    const struct block *b = &g_array_index(f->blocks, struct block, i);
    gsize hint = line_start(baseline, len, (gint64)b->line + drift);
    gsize off = find_lines(baseline, len, at, hint, b->before);
    if (off == G_MAXSIZE)
      continue; /* journal_baseline() has found every block: cannot be */
    drift = (gint64)line_of(baseline, off) - b->line;
    char *after = block_after(b, units);
    g_string_append_len(out, baseline + at, (gssize)(off - at));
    g_string_append(out, after);
    at = off + strlen(b->before);
    g_free(after);
  }
  g_string_append_len(out, baseline + at, (gssize)(len - at));
  *out_len = out->len;
  return g_string_free(out, FALSE);
}

gsize journal_place(const struct journal_file *f, const char *baseline, gsize len, gsize off,
                    bool *is_changed)
{
  GArray *all = changes_new();
  const struct change *last = NULL;
  gsize place = off;
  flatten(f, baseline, len, all);
  *is_changed = false;
  for (guint i = 0; i < all->len; i++) {
    const struct change *c = &g_array_index(all, struct change, i);
    if (c->off > off || (last && is_same(last, c)))
      continue;
    last = c;
    *is_changed |= off < (gsize)c->off + c->len;
    place += strlen(c->text) - c->len;
  }
  g_array_unref(all);
  return place;
}

/* ------------------------------------------------------------------ units */

void journal_forget(struct journal *j, GHashTable *units)
{
  for (guint i = j->files->len; i-- > 0;) {
    struct journal_file *f = g_ptr_array_index(j->files, i);
    for (guint k = f->blocks->len; k-- > 0;) {
      struct block *b = &g_array_index(f->blocks, struct block, k);
      for (guint m = b->changes->len; m-- > 0;)
        if (g_hash_table_contains(units, g_array_index(b->changes, struct change, m).unit))
          g_array_remove_index(b->changes, m);
      if (!b->changes->len)
        g_array_remove_index(f->blocks, k);
    }
    if (f->removed && g_hash_table_contains(units, f->removed))
      g_clear_pointer(&f->removed, g_free);
    if (!f->blocks->len && !f->removed && (!f->created || g_hash_table_contains(units, f->created)))
      g_ptr_array_remove_index(j->files, i);
  }
}

GHashTable *journal_units(const struct journal *j)
{
  GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < j->files->len; i++) {
    const struct journal_file *f = g_ptr_array_index(j->files, i);
    if (f->created)
      g_hash_table_add(set, f->created);
    if (f->removed)
      g_hash_table_add(set, f->removed);
    for (guint k = 0; k < f->blocks->len; k++) {
      const struct block *b = &g_array_index(f->blocks, struct block, k);
      for (guint m = 0; m < b->changes->len; m++)
        g_hash_table_add(set, g_array_index(b->changes, struct change, m).unit);
    }
  }
  return set;
}
