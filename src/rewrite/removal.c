/* SPDX-License-Identifier: Apache-2.0 */
#include "removal.h"
#include "lens/edit.h"
#include "removal_p.h"
#include "scan/tokens.h"

#include <string.h>

G_DEFINE_QUARK(freelift_removal_error, removal_error)

static void file_free(gpointer p)
{
  struct removal_file *f = p;
  g_free(f->path);
  g_free(f->text);
  g_array_unref(f->edits);
  g_free(f);
}

static struct removal_file *file_new(const char *path, const char *text, gsize len, bool gone)
{
  struct removal_file *f = g_new(struct removal_file, 1);
  *f = (struct removal_file){g_strdup(path), g_strndup(text, len), len, gone, edits_new()};
  return f;
}

/* Keeps the file if anything becomes of it. */
static void file_add(struct removal *r, struct removal_file *f)
{
  if (f->gone || f->edits->len)
    g_ptr_array_add(r->files, f);
  else
    file_free(f);
}

/* ------------------------------------------------------------------ sources */

static GHashTable *bodies_of(const struct scopes *sc)
{
  GHashTable *bodies = g_hash_table_new(NULL, NULL);
  for (guint32 k = 0; k < sc->n; k++)
    if (sc->s[k].kind != SCOPE_MACRO && sc->s[k].first > 0)
      g_hash_table_insert(bodies, GUINT_TO_POINTER(sc->s[k].first - 1), GUINT_TO_POINTER(k + 1));
  return bodies;
}

static bool edit_source(const struct names *n, const struct tree *t, struct removal_file *f,
                        GError **err)
{
  struct lexed *lx = lex_text(f->text, f->len);
  struct scopes *sc = scopes_find(lx);
  struct code_pass p = {n, t, f->path, lx, sc, bodies_of(sc), f->edits, err};
  bool ok = removal_declarations(&p);
  if (ok) {
    removal_directives(&p);
    removal_rows(&p);
    ok = edits_settle(f->edits, err);
  }
  g_hash_table_unref(p.bodies);
  scopes_free(sc);
  lex_free(lx);
  return ok;
}

static bool take_source(struct removal *r, const struct tree *t, const struct source *s,
                        GError **err)
{
  bool gone = names_takes_file(r->names, s->path);
  if (s->binary || (!gone && !words_in(r->names->any, s->text, s->len)))
    return true;
  struct removal_file *f = file_new(s->path, s->text, s->len, gone);
  bool ok = gone || edit_source(r->names, t, f, err);
  if (ok)
    file_add(r, f);
  else
    file_free(f);
  return ok;
}

/* ------------------------------------------------------------------ texts */

/* Build lists and documents. */
static bool edit_texts(struct removal *r, const struct tree *texts, GError **err)
{
  bool ok = true;
  for (guint i = 0; ok && i < texts->sources->len; i++) {
    const struct source *s = g_ptr_array_index(texts->sources, i);
    bool gone = names_takes_file(r->names, s->path);
    if (s->binary && !gone)
      continue;
    struct removal_file *f = file_new(s->path, s->text, s->len, gone);
    if (!gone)
      removal_text(r->names, f->path, f->text, f->len, f->edits);
    ok = edits_settle(f->edits, err);
    removal_empty_lines(f->text, f->len, f->edits);
    file_add(r, f);
  }
  return ok;
}

bool removal_wants_text(const char *path, gconstpointer names)
{
  return removal_is_text(path) || names_takes_file(names, path);
}

/* ------------------------------------------------------------------ public */

static gint by_path(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct removal_file *const *)a)->path, (*(struct removal_file *const *)b)->path);
}

struct removal *removal_find(const struct tree *t, const struct tree *texts,
                             const struct names *names, GError **err)
{
  struct removal *r = g_new0(struct removal, 1);
  r->names = names;
  r->files = g_ptr_array_new_with_free_func(file_free);
  bool ok = true;
  for (guint i = 0; ok && i < t->sources->len; i++)
    ok = take_source(r, t, g_ptr_array_index(t->sources, i), err);
  ok = ok && edit_texts(r, texts, err);
  g_ptr_array_sort(r->files, by_path);
  if (ok)
    return r;
  removal_free(r);
  return NULL;
}

void removal_replace(struct removal *r, const struct source *s, const char *text)
{
  for (guint i = r->files->len; i-- > 0;)
    if (strcmp(((struct removal_file *)g_ptr_array_index(r->files, i))->path, s->path) == 0)
      g_ptr_array_remove_index(r->files, i);
  struct removal_file *f = file_new(s->path, s->text, s->len, false);
  edits_add(f->edits, 0, (guint32)s->len, g_strdup(text), 0, 0);
  g_ptr_array_add(r->files, f);
  g_ptr_array_sort(r->files, by_path);
}

void removal_free(struct removal *r)
{
  if (!r)
    return;
  g_ptr_array_unref(r->files);
  g_free(r);
}

const struct removal_file *removal_of(const struct removal *r, const char *path)
{
  for (guint i = 0; r && i < r->files->len; i++) {
    const struct removal_file *f = g_ptr_array_index(r->files, i);
    if (strcmp(f->path, path) == 0)
      return f;
  }
  return NULL;
}

bool removal_takes_file(const struct removal *r, const char *path)
{
  const struct removal_file *f = removal_of(r, path);
  return f && f->gone;
}
