/* SPDX-License-Identifier: Apache-2.0 */
/* The journal as JSON.  One line an edit, so that a diff of the journal can be read. */
#include "journal.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

enum { FORMAT = 1 };

/* JSON is UTF-8, a source file may be anything: what is not UTF-8 is kept as {"latin-1": ...}, in
 * which every byte is a character. */
static json_t *bytes_json(const char *s)
{
  if (g_utf8_validate(s, -1, NULL))
    return json_string(s);
  char *wide = g_convert(s, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  json_t *o = json_pack("{s:s}", "latin-1", wide ? wide : "");
  g_free(wide);
  return o;
}

/* The way back; a new string, NULL for what bytes_json() does not write. */
static char *json_bytes(json_t *o)
{
  const char *wide = json_string_value(json_object_get(o, "latin-1"));
  if (wide)
    return g_convert(wide, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
  return g_strdup(json_string_value(o));
}

static json_t *change_json(const struct change *c)
{
  return json_pack("{s:i, s:i, s:o, s:o, s:s}", "offset", (int)c->off, "length", (int)c->len,
                   "text", bytes_json(c->text), "unit", bytes_json(c->unit), "rule",
                   c->rule ? c->rule : "");
}

static json_t *file_json(const struct journal_file *f)
{
  json_t *blocks = json_array();
  for (guint i = 0; i < f->blocks->len; i++) {
    const struct block *b = &g_array_index(f->blocks, struct block, i);
    json_t *changes = json_array();
    for (guint k = 0; k < b->changes->len; k++)
      json_array_append_new(changes, change_json(&g_array_index(b->changes, struct change, k)));
    json_array_append_new(blocks, json_pack("{s:i, s:o, s:o}", "line", (int)b->line, "before",
                                            bytes_json(b->before), "changes", changes));
  }
  json_t *o =
      json_pack("{s:o, s:s}", "path", bytes_json(f->path), "sha256", f->sha256 ? f->sha256 : "");
  if (f->created)
    json_object_set_new(o, "created", json_string(f->created));
  if (f->removed) {
    json_object_set_new(o, "removed", json_string(f->removed));
    json_object_set_new(o, "text", bytes_json(f->text));
  }
  json_object_set_new(o, "blocks", blocks);
  return o;
}

char *journal_text(const struct journal *j, gsize *len)
{
  json_t *files = json_array();
  for (guint i = 0; i < j->files->len; i++)
    json_array_append_new(files, file_json(g_ptr_array_index(j->files, i)));
  json_t *top =
      json_pack("{s:s, s:i, s:o}", "written-by", "freelift", "format", FORMAT, "files", files);
  char *dump = json_dumps(top, JSON_INDENT(1));
  json_decref(top);
  char *text = g_strconcat(dump, "\n", NULL);
  free(dump);
  *len = strlen(text);
  return text;
}

static bool read_change(json_t *o, struct block *b, gsize *at)
{
  int off, len;
  const char *rule;
  json_t *text_json, *unit_json;
  if (json_unpack(o, "{s:i, s:i, s:o, s:o, s:s}", "offset", &off, "length", &len, "text",
                  &text_json, "unit", &unit_json, "rule", &rule) != 0)
    return false;
  if (off < 0 || len < 0 || (gsize)off < *at || (gsize)off + (gsize)len > strlen(b->before))
    return false;
  char *text = json_bytes(text_json), *unit = json_bytes(unit_json);
  bool ok = text && unit;
  if (ok)
    changes_add(b->changes, (guint32)off, (guint32)len, text, unit, rule);
  *at = (gsize)off + (gsize)len;
  g_free(text);
  g_free(unit);
  return ok;
}

static bool read_block(json_t *o, struct journal_file *f)
{
  int line;
  gsize i, at = 0;
  json_t *before, *changes, *change;
  if (json_unpack(o, "{s:i, s:o, s:o}", "line", &line, "before", &before, "changes", &changes) !=
          0 ||
      line < 1 || !json_array_size(changes))
    return false;
  struct block b = {(guint32)line, json_bytes(before), changes_new()};
  g_array_append_val(f->blocks, b);
  bool ok = b.before != NULL;
  json_array_foreach(changes, i, change) ok = ok && read_change(change, &b, &at);
  return ok;
}

/* Does the path stay in its tree? */
static bool is_inside(const char *path)
{
  char **parts = g_strsplit(path, "/", -1);
  bool ok =
      *path && !g_path_is_absolute(path) && !g_strv_contains((const char *const *)parts, "..");
  g_strfreev(parts);
  return ok;
}

/* A text that is to be put back byte for byte is held to its sum. */
static bool is_sum_of(const char *sum, const char *text)
{
  char *its = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  bool same = strcmp(its, sum) == 0;
  g_free(its);
  return same;
}

static bool read_file(json_t *o, struct journal *j)
{
  const char *sha, *created = NULL, *removed = NULL;
  json_t *path_json, *blocks, *block, *text = NULL;
  gsize i;
  if (json_unpack(o, "{s:o, s:s, s?s, s?s, s?o, s:o}", "path", &path_json, "sha256", &sha,
                  "created", &created, "removed", &removed, "text", &text, "blocks",
                  &blocks) != 0 ||
      !json_is_array(blocks) || !removed != !text)
    return false;
  char *path = json_bytes(path_json);
  bool ok = path && is_inside(path) && !journal_find(j, path);
  if (ok) {
    struct journal_file *f = journal_add(j, path);
    f->sha256 = g_strdup(sha);
    f->created = g_strdup(created);
    f->removed = g_strdup(removed);
    f->text = text ? json_bytes(text) : NULL;
    ok = !text || (f->text && is_sum_of(sha, f->text));
    json_array_foreach(blocks, i, block) ok = ok && read_block(block, f);
  }
  g_free(path);
  return ok;
}

struct journal *journal_load(const char *root, enum stage stage, GError **err)
{
  char *file = g_build_filename(root, stage_journal(stage), NULL);
  struct journal *j = journal_new();
  json_error_t why;
  json_t *top = NULL, *files, *o;
  int format = 0;
  gsize i;
  bool ok = true;
  if (!g_file_test(file, G_FILE_TEST_EXISTS))
    goto done;
  top = json_load_file(file, 0, &why);
  ok = top && json_unpack_ex(top, &why, 0, "{s:i, s:o}", "format", &format, "files", &files) == 0;
  if (!ok) {
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_READ,
                "%s:%d: %s; restore the file from version control", file, why.line, why.text);
  } else if (format != FORMAT) {
    ok = false;
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_FORMAT,
                "%s: written in format %d by another version of freelift, this one reads format "
                "%d; use that version",
                file, format, FORMAT);
  } else {
    gsize good = 0;
    json_array_foreach(files, i, o) good += good == i && read_file(o, j);
    ok = json_is_array(files) && good == json_array_size(files);
    if (!ok)
      g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_FORMAT,
                  "%s: entry %u of \"files\" is damaged; restore the file from version control",
                  file, (guint)good + 1);
  }
done:
  json_decref(top);
  g_free(file);
  if (!ok) {
    journal_free(j);
    return NULL;
  }
  return j;
}
