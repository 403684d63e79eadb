/* SPDX-License-Identifier: Apache-2.0 */
#include "fingerprint.h"

#include <string.h>

enum { DIGITS = 16 };

static const struct source *source_of(const struct tree *t, const char *path)
{
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (strcmp(s->path, path) == 0)
      return s;
  }
  return NULL;
}

const char *finding_line(const struct tree *t, const struct finding *f, gsize *len)
{
  const struct source *s = f->line ? source_of(t, f->path) : NULL;
  const char *at = s ? s->text : "", *end = at + (s ? s->len : 0);
  for (guint32 line = 1; line < f->line && at < end; line++) {
    const char *next = memchr(at, '\n', (gsize)(end - at));
    at = next ? next + 1 : end;
  }
  const char *last = memchr(at, '\n', (gsize)(end - at));
  *len = (gsize)((last ? last : end) - at);
  return at;
}

/* The line's text without white space; a new string. */
static char *line_text(const struct tree *t, const struct finding *f)
{
  gsize len;
  const char *line = finding_line(t, f, &len);
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isspace(line[i]))
      g_string_append_c(text, line[i]);
  return g_string_free(text, FALSE);
}

static char *hash_of(const struct tree *t, const struct finding *f)
{
  char *line = f->subject ? g_strdup(f->subject) : line_text(t, f);
  char *all = g_strjoin("\n", f->rule, f->path, line, NULL);
  char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
  hash[DIGITS] = '\0';
  g_free(line);
  g_free(all);
  return hash;
}

GPtrArray *fingerprints(const struct tree *t, const GPtrArray *findings)
{
  GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < findings->len; i++) {
    char *hash = hash_of(t, g_ptr_array_index(findings, i));
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, hash)) + 1;
    g_ptr_array_add(all, g_strdup_printf("%s:%u", hash, n));
    g_hash_table_insert(seen, hash, GUINT_TO_POINTER(n));
  }
  g_hash_table_unref(seen);
  return all;
}
