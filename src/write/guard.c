/* SPDX-License-Identifier: Apache-2.0 */
#include "guard.h"

#include <string.h>

bool guard_created(const struct journal_file *f, const char *text, gsize len, GError **err)
{
  char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, len);
  bool same = strcmp(sum, f->sha256) == 0;
  g_free(sum);
  if (!same)
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                "%s: freelift added this file and it was changed since; put it back (git checkout) "
                "or move your changes elsewhere, and run again",
                f->path);
  return same;
}

/* In memory, or on disk: a tree of a stage before has files that the one after took out. */
static bool is_there(const struct tree *t, const char *path)
{
  for (guint i = 0; i < t->sources->len; i++)
    if (strcmp(((const struct source *)g_ptr_array_index(t->sources, i))->path, path) == 0)
      return true;
  char *file = tree_file(t, path);
  bool there = g_file_test(file, G_FILE_TEST_EXISTS);
  g_free(file);
  return there;
}

bool guard_files(const struct journal *j, enum stage stage, const struct tree *now,
                 char *const *exclude, GError **err)
{
  for (guint i = 0; i < j->files->len; i++) {
    const struct journal_file *f = g_ptr_array_index(j->files, i);
    if (tree_is_excluded(f->path, exclude)) {
      g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                  "%s: freelift has changed this file, so it cannot be left out now; run without "
                  "the --exclude that matches it",
                  f->path);
      return false;
    }
    if (f->removed && is_there(now, f->path)) {
      g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                  "%s: freelift took this file out, and it is there again; move yours away, and "
                  "run again",
                  f->path);
      return false;
    }
    if (!f->created && !f->removed && !is_there(now, f->path)) {
      g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                  "%s: freelift has changed this file, and it is not there any more; put it back "
                  "under this name, or, if it is gone for good, take its entry out of %s, and run "
                  "again",
                  f->path, stage_journal(stage));
      return false;
    }
  }
  return true;
}

static bool has_journal(const char *root, enum stage stage)
{
  char *path = g_build_filename(root, stage_journal(stage), NULL);
  bool has = g_file_test(path, G_FILE_TEST_EXISTS);
  g_free(path);
  return has;
}

enum stage guard_newest(const char *root)
{
  return has_journal(root, STAGE_NATIVE) ? STAGE_NATIVE : STAGE_SHIM;
}

bool guard_order(const char *root, enum stage stage, GError **err)
{
  if (stage == STAGE_SHIM && has_journal(root, STAGE_NATIVE))
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_ORDER,
                "%s: has pools in the stage native, which stands on the shim; 'freelift revert' "
                "takes them back to the shim first",
                root);
  else if (stage == STAGE_NATIVE && !has_journal(root, STAGE_SHIM))
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_ORDER,
                "%s: has no %s: the stage native starts from the shim; 'freelift apply --to shim "
                "--write' first",
                root, stage_journal(STAGE_SHIM));
  else
    return true;
  return false;
}

bool guard_stage(const struct journal *j, const struct inventory *baseline, GError **err)
{
  for (guint32 k = 0; !j->files->len && k < baseline->sites->len; k++) {
    const struct site *s = inventory_site(baseline, k);
    if (!s->is_shim)
      continue;
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                "%s:%u:%u: is in the shim's words already, but the tree has no %s, so nobody knows "
                "what it was made from; restore the journal from version control and run again",
                inventory_file(baseline, s->file)->src->path, s->line, s->column,
                stage_journal(STAGE_SHIM));
    return false;
  }
  return true;
}

static bool names_pool(const struct source *s, const struct pool *p)
{
  struct words *w = words_new();
  words_add(w, p->name);
  bool found = words_in(w, s->text, s->len);
  words_free(w);
  return found;
}

bool guard_excluded(const struct tree *now, const struct inventory *inv, const bool *units,
                    GError **err)
{
  for (guint i = 0; now->excluded && i < now->excluded->len; i++) {
    const struct source *s = g_ptr_array_index(now->excluded, i);
    for (guint32 k = 0; k < inv->pools->len; k++) {
      const struct pool *p = inventory_pool(inv, k);
      if (!units[p->unit] || p->is_local || p->is_param || p->is_file_local || !names_pool(s, p))
        continue;
      g_set_error(
          err, INVENTORY_ERROR, INVENTORY_ERROR_EXCLUDED,
          "%s: is left out by --exclude but names the pool '%s', and a pool moves with all "
          "of its sites or not at all; run without this --exclude, or move other pools with "
          "--only",
          s->path, p->name);
      return false;
    }
  }
  return true;
}

bool guard_by_hand(const struct inventory *baseline, const bool *units, GError **err)
{
  for (guint32 k = 0; k < baseline->sites->len; k++) {
    const struct site *s = inventory_site(baseline, k);
    if (!s->is_shim || !(units[UNIT_FRAME] || units[s->unit]))
      continue;
    g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
                "%s:%u:%u: would stay in the shim's words, since it is not what freelift wrote; "
                "write what was added by hand in the freelist's words first, or take back other "
                "pools with --only",
                inventory_file(baseline, s->file)->src->path, s->line, s->column);
    return false;
  }
  return true;
}

bool guard_header(const struct journal *j, const struct tree *now, const char *path, GError **err)
{
  const struct journal_file *f = journal_find(j, path);
  if ((f && f->created) || !is_there(now, path))
    return true;
  g_set_error(err, JOURNAL_ERROR, JOURNAL_ERROR_DRIFT,
              "%s: exists already, and freelift did not add it; the shim's header goes there: move "
              "the file away and run again",
              path);
  return false;
}
