/* SPDX-License-Identifier: Apache-2.0 */
#include "baseline.h"
#include "guard.h"

#include <fts.h>
#include <string.h>

static gint by_source_path(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct source *const *)a)->path, (*(struct source *const *)b)->path);
}

/* Sources that are not in the tree any more. */
static void add_removed(struct tree *t, const struct journal *j)
{
  for (guint i = 0; i < j->files->len; i++) {
    const struct journal_file *f = g_ptr_array_index(j->files, i);
    if (f->removed && tree_is_source(f->path))
      tree_add(t, f->path, g_strdup(f->text), strlen(f->text));
  }
  g_ptr_array_sort(t->sources, by_source_path);
}

struct tree *baseline_take(const struct tree *now, const struct journal *j, GError **err)
{
  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup(now->root);
  t->sources = tree_sources_new();
  for (guint i = 0; i < now->sources->len; i++) {
    const struct source *s = g_ptr_array_index(now->sources, i);
    const struct journal_file *jf = journal_find(j, s->path);
    if (jf && jf->created) {
      if (!guard_created(jf, s->text, s->len, err)) {
        tree_free(t);
        return NULL;
      }
      continue;
    }
    gsize len = s->len;
    char *text = jf ? journal_baseline(jf, s->text, s->len, &len, err) : g_strndup(s->text, len);
    if (!text) {
      tree_free(t);
      return NULL;
    }
    if (s->binary) { /* g_strndup() stops at a NUL: binary files are only looked at */
      g_free(text);
      text = g_memdup2(s->text, s->len + 1);
    }
    tree_add(t, s->path, text, len);
  }
  add_removed(t, j);
  return t;
}

/* ------------------------------------------------------------------ texts */

static bool add_text(struct tree *t, const struct journal *j, const char *file, const char *path,
                     GError **err)
{
  char *text = NULL;
  gsize len, base_len;
  if (!g_file_get_contents(file, &text, &len, err))
    return false;
  const struct journal_file *f = journal_find(j, path);
  if (f && !f->created && !memchr(text, '\0', len)) {
    char *base = journal_baseline(f, text, len, &base_len, err);
    g_free(text);
    if (!base)
      return false;
    text = base;
    len = base_len;
  }
  tree_add(t, path, text, len);
  return true;
}

static void add_removed_texts(struct tree *t, const struct journal *j)
{
  for (guint i = 0; i < j->files->len; i++) {
    const struct journal_file *f = g_ptr_array_index(j->files, i);
    if (f->removed && !tree_is_source(f->path))
      tree_add(t, f->path, g_strdup(f->text), strlen(f->text));
  }
}

static bool walk(struct tree *t, FTS *fts, const struct journal *j, text_wanted *wanted,
                 gconstpointer data, GError **err)
{
  gsize skip = strlen(t->root) + 1;
  bool ok = true;
  for (FTSENT *e; ok && (e = fts_read(fts));) {
    const char *path = e->fts_pathlen >= skip ? e->fts_path + skip : "";
    if (e->fts_info == FTS_D && e->fts_level > 0 &&
        (e->fts_name[0] == '.' || strcmp(e->fts_name, "debian") == 0))
      fts_set(fts, e, FTS_SKIP);
    else if (e->fts_info == FTS_F && !tree_is_source(path) && wanted(path, data))
      ok = add_text(t, j, e->fts_accpath, path, err);
  }
  return ok;
}

struct tree *baseline_texts(const char *root, const struct journal *j, text_wanted *wanted,
                            gconstpointer data, GError **err)
{
  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup(root);
  t->sources = tree_sources_new();
  char *const roots[] = {t->root, NULL};
  FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  bool ok = fts && walk(t, fts, j, wanted, data, err);
  if (fts)
    fts_close(fts);
  add_removed_texts(t, j);
  g_ptr_array_sort(t->sources, by_source_path);
  if (ok)
    return t;
  tree_free(t);
  return NULL;
}
