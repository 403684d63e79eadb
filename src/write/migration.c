/* SPDX-License-Identifier: Apache-2.0 */
#include "migration.h"
#include "baseline.h"
#include "guard.h"
#include "rewrite/operators.h"

#include <string.h>

G_DEFINE_QUARK(freelift_migration_error, migration_error)

/* ------------------------------------------------------------------ opening */

/* What the stage needs of a scanned baseline. */
static bool is_ready(struct migration *m, GError **err)
{
  if (!m->inv->sites->len)
    g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_NO_POOLS, MIGRATION_NO_POOLS, m->now->root,
                m->now->sources->len);
  else if (m->stage == STAGE_NATIVE)
    return true;
  else if (guard_stage(m->journal, m->inv, err))
    m->frame = frame_find(m->inv, err);
  return m->frame != NULL;
}

struct migration *migration_open(const char *root, enum stage stage, char *const *exclude,
                                 GError **err)
{
  struct migration *m = g_new0(struct migration, 1);
  m->stage = stage;
  m->now = tree_read(root, exclude, err);
  if (m->now && guard_order(m->now->root, stage, err))
    m->journal = journal_load(m->now->root, stage, err);
  if (m->journal && guard_files(m->journal, stage, m->now, exclude, err))
    m->baseline = baseline_take(m->now, m->journal, err);
  m->inv = m->baseline ? inventory_scan(m->baseline, err) : NULL;
  if (!m->inv || !is_ready(m, err)) {
    migration_free(m);
    return NULL;
  }
  return m;
}

/* Is it a file that the journal has changes of? */
static bool is_journalled(const char *path, gconstpointer journal)
{
  return journal_find(journal, path) != NULL;
}

struct migration *migration_below(const struct migration *m, GError **err)
{
  struct migration *b = g_new0(struct migration, 1);
  struct journal *none = journal_new();
  b->stage = m->stage - 1;
  b->now = baseline_take(m->baseline, none, err); /* a copy */
  b->journal = journal_load(m->now->root, b->stage, err);
  journal_free(none);
  b->texts = baseline_texts(m->now->root, m->journal, is_journalled, m->journal, err);
  if (b->journal && b->texts && guard_files(b->journal, b->stage, b->now, NULL, err))
    b->baseline = baseline_take(b->now, b->journal, err);
  b->inv = b->baseline ? inventory_scan(b->baseline, err) : NULL;
  if (!b->inv || !is_ready(b, err)) {
    migration_free(b);
    return NULL;
  }
  return b;
}

void migration_free(struct migration *m)
{
  if (!m)
    return;
  frame_free(m->frame);
  inventory_free(m->inv);
  tree_free(m->baseline);
  journal_free(m->journal);
  if (m->texts)
    tree_free(m->texts);
  tree_free(m->now);
  g_free(m);
}

/* ------------------------------------------------------------------ units */

bool *migration_units_none(const struct migration *m)
{
  return g_new0(bool, m->inv->units->len);
}

/* Flags the units that the name stands for: a pool's, or the frame's. */
static bool choose_one(const struct migration *m, const char *name, bool *units)
{
  bool found = false;
  for (guint32 u = 0; u < m->inv->units->len; u++)
    if (strcmp(inventory_unit(m->inv, u), name) == 0)
      found = units[u] = true;
  for (guint32 k = 0; k < m->inv->pools->len; k++) {
    const struct pool *p = inventory_pool(m->inv, k);
    if (!p->is_param && strcmp(p->name, name) == 0)
      found = units[p->unit] = true;
  }
  return found;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *all_names(const struct migration *m)
{
  GPtrArray *names = g_ptr_array_new();
  for (guint32 u = 0; u < m->inv->units->len; u++)
    if (!g_ptr_array_find_with_equal_func(names, inventory_unit(m->inv, u), g_str_equal, NULL))
      g_ptr_array_add(names, (gpointer)inventory_unit(m->inv, u));
  g_ptr_array_sort(names, by_name);
  g_ptr_array_add(names, NULL);
  char *list = g_strjoinv("\n  ", (char **)names->pdata);
  g_ptr_array_unref(names);
  return list;
}

bool migration_units_choose(const struct migration *m, const char *names, bool *units, GError **err)
{
  char **list = g_strsplit(names, ",", -1);
  bool ok = true;
  for (char **n = list; ok && *n; n++) {
    ok = choose_one(m, g_strstrip(*n), units);
    if (!ok) {
      char *known = all_names(m);
      g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_NO_UNIT,
                  "no pool is called '%s' in this tree; the pools are:\n  %s", *n, known);
      g_free(known);
    }
  }
  g_strfreev(list);
  return ok;
}

void migration_units_applied(const struct migration *m, bool *units)
{
  GHashTable *in = journal_units(m->journal);
  for (guint32 u = 0; u < m->inv->units->len; u++)
    if (g_hash_table_contains(in, inventory_unit(m->inv, u)))
      units[u] = true;
  g_hash_table_unref(in);
}

/* ------------------------------------------------------------------ steps */

void step_result_free(struct step_result *r)
{
  if (!r)
    return;
  rewriting_free(r->rw);
  journal_free(r->journal);
  g_ptr_array_unref(r->writes);
  g_free(r);
}

static char *text_in(const struct tree *t, const char *path, gsize *len)
{
  for (guint i = 0; t && i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (strcmp(s->path, path) == 0)
      return g_memdup2(s->text, (*len = s->len) + 1);
  }
  return NULL;
}

/* The file as it is: of the tree that was read, or else, where it is no source, on disk. */
static char *text_now(const struct migration *m, const char *path, gsize *len)
{
  char *known = text_in(m->now, path, len);
  known = known ? known : text_in(m->texts, path, len);
  if (known)
    return known;
  char *file = tree_file(m->now, path), *text = NULL;
  if (!g_file_get_contents(file, &text, len, NULL))
    text = NULL;
  g_free(file);
  return text;
}

/* Adds a write when the text differs from what is there now; NULL: the file goes. */
static void write_file(const struct migration *m, GPtrArray *writes, const char *path,
                       const char *text, gsize len)
{
  gsize old_len = 0;
  char *old = text_now(m, path, &old_len);
  bool same = (!text && !old) || (text && old && len == old_len && memcmp(text, old, len) == 0);
  if (!same)
    transaction_add(writes, path, text, len, old, old_len);
  g_free(old);
}

/* A list of a pool that stays goes with the frame. */
static const char *unit_of(const struct rewriting *rw, const struct edit *e, const bool *units)
{
  guint32 unit = e->owner ? rewriting_site(rw, e)->unit : UNIT_FRAME;
  return inventory_unit(rw->inv, units[unit] ? unit : UNIT_FRAME);
}

/* The #include that classes of several units need: a change of each, the same one. */
static void share_include(const struct rewriting *rw, const bool *units, const GArray *edits,
                          const struct edit *include, GArray *out)
{
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if (e->rule == operators_rule)
      changes_add(out, include->off, include->len, include->text, unit_of(rw, e, units),
                  include->rule);
  }
}

/* The changes of one file of the inventory, with the unit of the site that each belongs to. */
static void collect_changes(const struct rewriting *rw, const bool *units, guint32 file,
                            GArray *out)
{
  const GArray *edits = g_ptr_array_index(rw->edits, file);
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if (e->rule == operators_include_rule)
      share_include(rw, units, edits, e, out);
    else
      changes_add(out, e->off, e->len, e->text, unit_of(rw, e, units), e->rule);
  }
}

static void frame_changes(const struct frame_file *ff, GArray *out)
{
  for (guint i = 0; i < ff->edits->len; i++) {
    const struct edit *e = &g_array_index(ff->edits, struct edit, i);
    changes_add(out, e->off, e->len, e->text, "frame", "frame");
  }
}

static gint by_offset(gconstpointer a, gconstpointer b)
{
  const struct change *x = a, *y = b;
  return x->off < y->off ? -1 : x->off > y->off;
}

/* Records a file's changes and adds its write. */
static void step_file(const struct migration *m, struct step_result *r, const char *path,
                      const char *baseline, gsize len, GArray *changes)
{
  g_array_sort(changes, by_offset);
  journal_record(r->journal, path, baseline, len, changes);
  gsize out_len;
  char *out = journal_forward(journal_find(r->journal, path), baseline, len, NULL, &out_len);
  write_file(m, r->writes, path, out, out_len);
  g_free(out);
}

static bool is_frame_file(const struct frame *f, const char *path)
{
  for (guint i = 0; i < f->files->len; i++)
    if (strcmp(((struct frame_file *)g_ptr_array_index(f->files, i))->path, path) == 0)
      return true;
  return false;
}

/* A frame file that is no source (a build list) has its baseline from the journal as well. */
static bool step_frame_file(const struct migration *m, struct step_result *r,
                            const struct frame_file *ff, GError **err)
{
  GArray *changes = changes_new();
  const struct journal_file *jf = journal_find(m->journal, ff->path);
  bool is_source = false;
  for (guint32 i = 0; i < m->inv->files->len; i++)
    is_source |= strcmp(inventory_file(m->inv, i)->src->path, ff->path) == 0;
  if (!is_source && jf) { /* found again in the list as it is now: what is recorded stands */
    gsize len, now_len = 0;
    char *now = text_now(m, ff->path, &now_len);
    char *text = journal_baseline(jf, now ? now : ff->text, now ? now_len : ff->len, &len, err);
    g_free(now);
    if (!text) {
      g_array_unref(changes);
      return false;
    }
    for (guint k = 0; k < jf->blocks->len; k++) {
      const struct block *b = &g_array_index(jf->blocks, struct block, k);
      guint32 off = 0;
      for (guint32 n = 1; n < b->line; n++)
        off = (guint32)(strchr(text + off, '\n') - text) + 1;
      for (guint c = 0; c < b->changes->len; c++) {
        const struct change *x = &g_array_index(b->changes, struct change, c);
        changes_add(changes, off + x->off, x->len, x->text, x->unit, x->rule);
      }
    }
    step_file(m, r, ff->path, text, len, changes);
    g_free(text);
  } else {
    frame_changes(ff, changes);
    step_file(m, r, ff->path, ff->text, ff->len, changes);
  }
  g_array_unref(changes);
  return true;
}

static bool step_frame(const struct migration *m, struct step_result *r, const char *header,
                       GError **err)
{
  if (!guard_header(m->journal, m->now, m->frame->header_path, err))
    return false;
  journal_record_created(r->journal, m->frame->header_path, "frame", header, strlen(header));
  write_file(m, r->writes, m->frame->header_path, header, strlen(header));
  for (guint i = 0; i < m->frame->files->len; i++)
    if (!step_frame_file(m, r, g_ptr_array_index(m->frame->files, i), err))
      return false;
  return true;
}

static bool is_in_inventory(const struct migration *m, const char *path)
{
  bool is = false;
  for (guint32 i = 0; i < m->inv->files->len && !is; i++)
    is = strcmp(inventory_file(m->inv, i)->src->path, path) == 0;
  return is;
}

/* What goes with the freelist: whole files, and what files without sites lose.  In files with
 * sites the rewriting has it. */
static void step_removal(const struct migration *m, struct step_result *r,
                         const struct removal *removal)
{
  for (guint i = 0; i < removal->files->len; i++) {
    const struct removal_file *f = g_ptr_array_index(removal->files, i);
    if (f->gone) {
      journal_record_removed(r->journal, f->path, "frame", f->text, f->len);
      write_file(m, r->writes, f->path, NULL, 0);
    } else if (!is_in_inventory(m, f->path)) {
      GArray *changes = changes_new();
      if (tree_is_source(f->path))
        removal_finish(f);
      for (guint k = 0; k < f->edits->len; k++) {
        const struct edit *e = &g_array_index(f->edits, struct edit, k);
        changes_add(changes, e->off, e->len, e->text, "frame", "freelist");
      }
      step_file(m, r, f->path, f->text, f->len, changes);
      g_array_unref(changes);
    }
  }
}

/* Adds the journal's write: in front on the way there, behind on the way back, so that the journal
 * on disk knows every change at all times. */
static void write_journal(const struct migration *m, struct step_result *r, bool first)
{
  gsize len;
  guint before = r->writes->len;
  char *text = r->journal->files->len ? journal_text(r->journal, &len) : NULL;
  write_file(m, r->writes, stage_journal(m->stage), text, text ? len : 0);
  if (first && r->writes->len > before) {
    gpointer w = g_ptr_array_steal_index(r->writes, before);
    g_ptr_array_insert(r->writes, 0, w);
  }
  g_free(text);
}

struct step_result *migration_forward(const struct migration *m, const bool *units,
                                      const struct rewrite_opts *o, const char *header,
                                      GError **err)
{
  struct rewrite_opts opts = *o;
  opts.units = units;
  struct rewriting *rw = rewrite_run(m->inv, &opts, err);
  if (!rw)
    return NULL;
  struct step_result *r = g_new0(struct step_result, 1);
  r->rw = rw;
  r->journal = journal_new();
  r->writes = transaction_new();
  if (m->frame && units[UNIT_FRAME] && !step_frame(m, r, header, err)) {
    step_result_free(r);
    return NULL;
  }
  if (o->removal)
    step_removal(m, r, o->removal);
  for (guint32 i = 0; i < m->inv->files->len; i++) {
    const struct source *s = inventory_file(m->inv, i)->src;
    if (m->frame && units[UNIT_FRAME] && is_frame_file(m->frame, s->path))
      continue; /* interface headers hold no sites */
    if (removal_takes_file(o->removal, s->path))
      continue;
    GArray *changes = changes_new();
    collect_changes(rw, units, i, changes);
    if (changes->len)
      step_file(m, r, s->path, s->text, s->len, changes);
    else
      write_file(m, r->writes, s->path, s->text, s->len);
    g_array_unref(changes);
  }
  write_journal(m, r, true);
  return r;
}

/* The units that go: the flagged ones, or all that the journal knows. */
static GHashTable *units_going(const struct migration *m, const bool *units)
{
  if (!units)
    return journal_units(m->journal);
  GHashTable *go = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint32 u = 0; u < m->inv->units->len; u++)
    if (units[u])
      g_hash_table_add(go, (gpointer)inventory_unit(m->inv, u));
  return go;
}

static gboolean is_key_of(gpointer key, gpointer value, gpointer set)
{
  (void)value;
  return g_hash_table_contains(set, key);
}

/* One file with the units that stay. */
static bool file_back(const struct migration *m, struct step_result *r,
                      const struct journal_file *jf, GHashTable *go, GHashTable *stay, GError **err)
{
  char *file = tree_file(m->now, jf->path), *text = NULL;
  gsize len, base_len, out_len;
  bool is_gone = jf->created && !g_file_test(file, G_FILE_TEST_EXISTS);
  if (jf->removed) {
    if (g_hash_table_contains(go, jf->removed))
      write_file(m, r->writes, jf->path, jf->text, strlen(jf->text));
    g_free(file);
    return true;
  }
  bool ok = is_gone || g_file_get_contents(file, &text, &len, err);
  if (!is_gone && ok && jf->created && g_hash_table_contains(go, jf->created)) {
    ok = guard_created(jf, text, len, err);
    if (ok)
      write_file(m, r->writes, jf->path, NULL, 0);
  } else if (ok && !jf->created) {
    char *base = journal_baseline(jf, text, len, &base_len, err);
    char *out = base ? journal_forward(jf, base, base_len, stay, &out_len) : NULL;
    if (out)
      write_file(m, r->writes, jf->path, out, out_len);
    ok = out != NULL;
    g_free(base);
    g_free(out);
  }
  g_free(file);
  g_free(text);
  return ok;
}

struct step_result *migration_back(const struct migration *m, const bool *units, GError **err)
{
  GHashTable *go = units_going(m, units), *stay = journal_units(m->journal);
  g_hash_table_foreach_remove(stay, is_key_of, go);
  struct step_result *r = g_new0(struct step_result, 1);
  r->writes = transaction_new();
  r->journal = journal_load(m->now->root, m->stage, err);
  bool ok = r->journal != NULL;
  for (guint i = 0; ok && i < m->journal->files->len; i++)
    ok = file_back(m, r, g_ptr_array_index(m->journal->files, i), go, stay, err);
  if (ok) {
    journal_forget(r->journal, go);
    write_journal(m, r, false);
  } else {
    g_clear_pointer(&r, step_result_free);
  }
  g_hash_table_unref(go);
  g_hash_table_unref(stay);
  return r;
}
