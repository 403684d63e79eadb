/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory.h"
#include "base/parallel.h"
#include "pool.h"
#include "site.h"

#include <string.h>

G_DEFINE_QUARK(freelift_inventory_error, inventory_error)

/* ------------------------------------------------------------------ reading files */

struct reading {
  struct inventory *inv;
  const struct words *words;
  guint8 *wanted;     /* per source: holds one of the words */
  guint8 *is_scanned; /* per source: is among the files already */
  guint from;         /* first of inv->files to lex */
};

static void look(guint i, gpointer data)
{
  struct reading *r = data;
  const struct source *s = g_ptr_array_index(r->inv->tree->sources, i);
  r->wanted[i] = !r->is_scanned[i] && words_in(r->words, s->text, s->len);
}

static void lex_file(guint i, gpointer data)
{
  struct reading *r = data;
  struct scanned *f = inventory_file(r->inv, r->from + i);
  f->lx = lex_text(f->src->text, f->src->len);
  f->sc = scopes_find(f->lx);
  f->used = g_new0(guint8, f->lx->n + 1);
  f->api = pool_file_is_api(f);
}

/* Lexes the files that hold one of the words and are not lexed yet. */
static bool read_files(struct reading *r, GError **err)
{
  GPtrArray *sources = r->inv->tree->sources;
  parallel_for(sources->len, look, r);
  r->from = r->inv->files->len;
  for (guint i = 0; i < sources->len; i++) {
    if (!r->wanted[i])
      continue;
    struct scanned f = {.src = g_ptr_array_index(sources, i)};
    if (f.src->binary) {
      g_set_error(err, INVENTORY_ERROR, INVENTORY_ERROR_BINARY,
                  "%s: names an allocator but is no text (it holds a NUL byte); remove the byte or "
                  "leave the file out with --exclude",
                  f.src->path);
      return false;
    }
    r->is_scanned[i] = 1;
    g_array_append_val(r->inv->files, f);
  }
  parallel_for(r->inv->files->len - r->from, lex_file, r);
  return true;
}

static void add_word(const char *word, gpointer data)
{
  words_add(data, word);
}

/* ------------------------------------------------------------------ units */

static guint32 root_of(const struct inventory *inv, guint32 pool)
{
  while (inventory_pool(inv, pool)->unit != pool)
    pool = inventory_pool(inv, pool)->unit;
  return pool;
}

void pool_join(struct inventory *inv, guint32 a, guint32 b)
{
  a = root_of(inv, a);
  b = root_of(inv, b);
  inventory_pool(inv, MAX(a, b))->unit = MIN(a, b);
}

/* A thread's list moves with the pool of its name. */
static void join_caches(struct inventory *inv)
{
  for (guint32 k = 0; k < inv->pools->len; k++) {
    const struct pool *p = inventory_pool(inv, k);
    const GArray *same = g_hash_table_lookup(inv->by_name, p->name);
    if (p->kind != POOL_CACHE || p->is_local || !same)
      continue;
    for (guint m = 0; m < same->len; m++) {
      const struct pool *q = inventory_pool(inv, g_array_index(same, guint32, m));
      if (!q->is_local && !q->is_param && !q->owner)
        pool_join(inv, k, g_array_index(same, guint32, m));
    }
  }
}

/* The name of the unit that the pools with this root make up: that of its first real pool. */
static const char *unit_name(const struct inventory *inv, guint32 root, const guint32 *roots)
{
  for (guint32 k = 0; k < inv->pools->len; k++)
    if (roots[k] == root && !inventory_pool(inv, k)->is_param)
      return inventory_pool(inv, k)->name;
  return NULL; /* only a macro's parameter that nothing is ever passed for */
}

static void number_units(struct inventory *inv)
{
  join_caches(inv);
  guint32 *roots = g_new(guint32, inv->pools->len + 1);
  guint32 *unit = g_new0(guint32, inv->pools->len + 1);
  for (guint32 k = 0; k < inv->pools->len; k++)
    roots[k] = root_of(inv, k);
  for (guint32 k = 0; k < inv->pools->len; k++) {
    const char *name = roots[k] == k ? unit_name(inv, k, roots) : NULL;
    if (name) {
      unit[k] = inv->units->len;
      g_ptr_array_add(inv->units, g_strdup(name));
    }
  }
  for (guint32 k = 0; k < inv->pools->len; k++)
    inventory_pool(inv, k)->unit = unit[roots[k]];
  for (guint32 k = 0; k < inv->sites->len; k++) {
    struct site *s = inventory_site(inv, k);
    s->unit = s->pool == NO_POOL ? UNIT_FRAME : inventory_pool(inv, s->pool)->unit;
  }
  g_free(roots);
  g_free(unit);
}

/* ------------------------------------------------------------------ the scan */

static gint by_place(gconstpointer a, gconstpointer b)
{
  const struct site *x = a, *y = b;
  if (x->file != y->file)
    return x->file < y->file ? -1 : 1;
  return x->tok < y->tok ? -1 : x->tok > y->tok;
}

static gint by_source(gconstpointer a, gconstpointer b)
{
  return strcmp(((const struct scanned *)a)->src->path, ((const struct scanned *)b)->src->path);
}

/* The pools of all files read so far; then the files that name one of them.  Those declare none:
 * they do not hold the name of a pool's type, or they would have been read before. */
static bool find_pools(struct inventory *inv, struct reading *r, GError **err)
{
  for (guint32 i = 0; i < inv->files->len; i++)
    if (!inventory_file(inv, i)->api)
      pools_find(inv, i);
  struct words *names = words_new();
  for (guint32 k = 0; k < inv->pools->len; k++)
    if (!inventory_pool(inv, k)->is_local)
      words_add(names, inventory_pool(inv, k)->name);
  r->words = names;
  bool ok = read_files(r, err);
  words_free(names);
  return ok;
}

static bool check_balanced(const struct inventory *inv, GError **err)
{
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct scanned *f = inventory_file(inv, inventory_site(inv, k)->file);
    if (!f->api && f->lx->unbalanced != TOK_NONE) {
      guint32 i = f->lx->unbalanced;
      g_set_error(err, INVENTORY_ERROR, INVENTORY_ERROR_UNBALANCED,
                  "%s:%u:%u: this '%c' has no partner, so what is a function here cannot be told; "
                  "mend the file or leave it out with --exclude",
                  f->src->path, f->lx->tok[i].line, tok_column(f->lx, i),
                  f->lx->text[f->lx->tok[i].off]);
      return false;
    }
  }
  return true;
}

/* A function that is handed an InkFreeList * and calls nothing of the interface is a part of the
 * interface's own works (ATS's no-dump allocator): such a declaration is a mention. */
static void demote_handles(struct inventory *inv)
{
  GHashTable *busy = g_hash_table_new(NULL, NULL);
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->kind == SITE_LIST_TAKE || s->kind == SITE_LIST_GIVE || s->kind == SITE_LIST_MAKE)
      g_hash_table_add(busy, GUINT_TO_POINTER(s->file + 1));
  }
  for (guint32 k = 0; k < inv->sites->len; k++) {
    struct site *s = inventory_site(inv, k);
    if (s->kind == SITE_DECLARE_LIST && inventory_pool(inv, s->pool)->is_local &&
        !g_hash_table_contains(busy, GUINT_TO_POINTER(s->file + 1)))
      s->kind = SITE_MENTION;
  }
  g_hash_table_unref(busy);
}

static bool scan(struct inventory *inv, GError **err)
{
  guint n = inv->tree->sources->len;
  struct words *words = words_new();
  idiom_foreach_word(add_word, words);
  struct reading r = {.inv = inv,
                      .words = words,
                      .wanted = g_new0(guint8, n + 1),
                      .is_scanned = g_new0(guint8, n + 1)};
  bool ok = read_files(&r, err) && find_pools(inv, &r, err);
  words_free(words);
  g_free(r.wanted);
  g_free(r.is_scanned);
  if (!ok)
    return false;
  for (guint32 i = 0; i < inv->files->len; i++)
    if (!inventory_file(inv, i)->api)
      sites_find(inv, i);
  sites_bind_macros(inv);
  demote_handles(inv);
  for (guint32 i = 0; i < inv->files->len; i++)
    if (!inventory_file(inv, i)->api)
      mentions_find(inv, i);
  return check_balanced(inv, err);
}

/* Files in the order of their paths, sites in the order of files and tokens. */
static void put_in_order(struct inventory *inv)
{
  guint n = inv->files->len;
  const struct source **old = g_new(const struct source *, n + 1);
  GHashTable *place = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < n; i++)
    old[i] = inventory_file(inv, i)->src;
  g_array_sort(inv->files, by_source);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert(place, (gpointer)inventory_file(inv, i)->src, GUINT_TO_POINTER(i));
  for (guint32 k = 0; k < inv->sites->len; k++) {
    struct site *s = inventory_site(inv, k);
    s->file = GPOINTER_TO_UINT(g_hash_table_lookup(place, old[s->file]));
  }
  for (guint32 k = 0; k < inv->pools->len; k++) {
    struct pool *p = inventory_pool(inv, k);
    p->file = GPOINTER_TO_UINT(g_hash_table_lookup(place, old[p->file]));
  }
  g_array_sort(inv->sites, by_place);
  g_hash_table_unref(place);
  g_free(old);
}

void inventory_read_more(struct inventory *inv, const struct words *words)
{
  GPtrArray *sources = inv->tree->sources;
  struct reading r = {.inv = inv,
                      .words = words,
                      .wanted = g_new0(guint8, sources->len + 1),
                      .is_scanned = g_new0(guint8, sources->len + 1)};
  for (guint i = 0; i < sources->len; i++) {
    const struct source *s = g_ptr_array_index(sources, i);
    r.is_scanned[i] = s->binary;
    for (guint32 f = 0; f < inv->files->len; f++)
      r.is_scanned[i] |= inventory_file(inv, f)->src == s;
  }
  read_files(&r, NULL); /* fails for binary files only */
  g_free(r.wanted);
  g_free(r.is_scanned);
}

static void by_name_free(gpointer p)
{
  g_array_free(p, TRUE);
}

struct inventory *inventory_scan(struct tree *tree, GError **err)
{
  struct inventory *inv = g_new0(struct inventory, 1);
  inv->tree = tree;
  inv->files = g_array_new(FALSE, FALSE, sizeof(struct scanned));
  inv->pools = g_array_new(FALSE, FALSE, sizeof(struct pool));
  inv->sites = g_array_new(FALSE, FALSE, sizeof(struct site));
  inv->macro_uses = g_array_new(FALSE, FALSE, sizeof(struct macro_use));
  inv->names = words_new();
  inv->units = g_ptr_array_new_with_free_func(g_free);
  inv->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, by_name_free);
  g_ptr_array_add(inv->units, g_strdup("frame"));
  if (!scan(inv, err)) {
    inventory_free(inv);
    return NULL;
  }
  put_in_order(inv);
  number_units(inv);
  return inv;
}

void inventory_free(struct inventory *inv)
{
  if (!inv)
    return;
  for (guint32 i = 0; i < inv->files->len; i++) {
    struct scanned *f = inventory_file(inv, i);
    lex_free(f->lx);
    scopes_free(f->sc);
    g_free(f->used);
  }
  for (guint32 i = 0; i < inv->pools->len; i++)
    pool_release(inventory_pool(inv, i));
  for (guint32 i = 0; i < inv->macro_uses->len; i++)
    g_free(g_array_index(inv->macro_uses, struct macro_use, i).macro);
  g_array_free(inv->files, TRUE);
  g_array_free(inv->pools, TRUE);
  g_array_free(inv->sites, TRUE);
  g_array_free(inv->macro_uses, TRUE);
  g_ptr_array_unref(inv->units);
  g_hash_table_unref(inv->by_name);
  words_free(inv->names);
  g_free(inv);
}

char *inventory_function(const struct inventory *inv, const struct site *s)
{
  const struct scopes *sc = inventory_file(inv, s->file)->sc;
  for (guint32 k = s->scope; k != SCOPE_NONE; k = sc->s[k].parent) {
    if (sc->s[k].kind == SCOPE_MACRO)
      return g_strconcat("#define ", sc->s[k].name, NULL);
    if (sc->s[k].kind == SCOPE_FUNCTION || sc->s[k].kind == SCOPE_CLASS)
      return g_strdup(sc->s[k].name);
  }
  return g_strdup("");
}

const char *inventory_pool_name(const struct inventory *inv, const struct site *s)
{
  return s->pool == NO_POOL ? "" : inventory_pool(inv, s->pool)->name;
}
