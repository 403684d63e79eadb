/* SPDX-License-Identifier: Apache-2.0 */
#include "subject.h"
#include "scan/definition.h"
#include "scan/tokens.h"
#include "setup.h"

#include <string.h>

bool site_is_take(enum site_kind k)
{
  return k == SITE_CLASS_TAKE || k == SITE_RAW_TAKE || k == SITE_THREAD_TAKE ||
         k == SITE_CACHE_TAKE || k == SITE_LIST_TAKE;
}

bool site_is_give(enum site_kind k)
{
  return k == SITE_CLASS_GIVE || k == SITE_RAW_GIVE || k == SITE_BULK_GIVE ||
         k == SITE_THREAD_GIVE || k == SITE_LIST_GIVE;
}

bool site_is_thread(enum site_kind k)
{
  return k == SITE_THREAD_TAKE || k == SITE_CACHE_TAKE || k == SITE_THREAD_GIVE;
}

bool subject_is_raw(const struct subject *s)
{
  return s->pool->kind == POOL_RAW || s->pool->kind == POOL_LIST;
}

bool subject_is_of(const struct subject *s, const struct subjects *all, const char *klass)
{
  if (strcmp(s->type, klass) == 0)
    return true;
  if (s->facts && !s->facts->unknown)
    return facts_has_base(s->facts, klass);
  char *name = code_last_name(s->type);
  bool is = strcmp(name, klass) == 0 || code_is_derived(subjects_code(all), name, klass);
  g_free(name);
  return is;
}

char *subject_place(const struct subject *s, const struct site *x)
{
  return g_strdup_printf("%s:%u", inventory_file(s->inv, x->file)->src->path, x->line);
}

/* ------------------------------------------------------------------ does a give destruct? */

/* `template <class C, bool Destruct_on_free = false> class ClassAllocator` with its '>' at
 * `close`: what the default of a bool is; no such parameter: no pool of this interface destructs.
 */
static enum tri default_of(const struct lexed *lx, guint32 close)
{
  guint32 open = tok_angle_open(lx, close);
  for (guint32 i = open; i != TOK_NONE && i < close; i = tok_next(lx, i)) {
    if (!tok_is(lx, i, "bool"))
      continue;
    for (; i != TOK_NONE && i < close && !tok_is(lx, i, ","); i = tok_next(lx, i)) {
      if (tok_is(lx, i, "true"))
        return TRI_YES;
      if (tok_is(lx, i, "false"))
        return TRI_NO;
    }
    return TRI_UNKNOWN;
  }
  return open == TOK_NONE ? TRI_UNKNOWN : TRI_NO;
}

/* What the interface's own declaration of the class says. */
static enum tri interface_default(const struct inventory *inv, const char *klass)
{
  for (guint32 f = 0; f < inv->files->len; f++) {
    const struct scanned *file = inventory_file(inv, f);
    for (guint32 i = 0; file->api && i < file->lx->n; i++) {
      guint32 key = tok_is(file->lx, i, klass) ? tok_prev(file->lx, i) : TOK_NONE;
      guint32 close = key != TOK_NONE && TOK_IS_ANY(file->lx, key, "class", "struct")
                          ? tok_prev(file->lx, key)
                          : TOK_NONE;
      if (close != TOK_NONE && tok_is(file->lx, close, ">"))
        return default_of(file->lx, close);
    }
  }
  return TRI_UNKNOWN;
}

/* The first comma that stands between template arguments, or NULL. */
static const char *top_comma(const char *args)
{
  int depth = 0;
  for (; *args; args++) {
    depth += (*args == '<' || *args == '(') - (*args == '>' || *args == ')');
    if (*args == ',' && depth == 0)
      return args;
  }
  return NULL;
}

static enum tri destructs(const struct inventory *inv, const struct pool *p)
{
  const char *comma = top_comma(p->args);
  if (!comma)
    return interface_default(inv,
                             p->kind == POOL_TRACKER ? "TrackerClassAllocator" : "ClassAllocator");
  const char *next = top_comma(comma + 1), *end = next ? next : comma + strlen(comma);
  char *word = g_strstrip(g_strndup(comma + 1, (gsize)(end - comma - 1)));
  enum tri is = strcmp(word, "true") == 0    ? TRI_YES
                : strcmp(word, "false") == 0 ? TRI_NO
                                             : TRI_UNKNOWN;
  g_free(word);
  return is;
}

/* ------------------------------------------------------------------ one subject */

/* A site in a macro's body stands for each pool that is passed to the macro. */
static bool uses(const struct inventory *inv, const struct site *s, guint32 pool)
{
  const struct pool *p = inventory_pool(inv, pool);
  return s->pool == pool ||
         (s->pool != NO_POOL && s->unit == p->unit && inventory_pool(inv, s->pool)->is_param);
}

static void find_sites(struct subject *s, guint32 pool)
{
  for (guint32 k = 0; k < s->inv->sites->len; k++) {
    const struct site *x = inventory_site(s->inv, k);
    if (!uses(s->inv, x, pool))
      continue;
    g_array_append_val(s->sites, x);
    s->takes += site_is_take(x->kind);
    s->gives += site_is_give(x->kind);
    s->thread_takes += site_is_take(x->kind) && site_is_thread(x->kind);
    s->thread_gives += site_is_give(x->kind) && site_is_thread(x->kind);
  }
}

static char *declared_at(const struct inventory *inv, guint32 pool)
{
  GArray *defs = definitions_of(inv, pool);
  const struct definition *d = defs->len ? &g_array_index(defs, struct definition, 0) : NULL;
  guint32 file = d ? d->file : inventory_pool(inv, pool)->file;
  char *at = g_strdup_printf("%s:%u", inventory_file(inv, file)->src->path, d ? d->line : 1);
  g_array_unref(defs);
  return at;
}

/* The first template argument. */
static char *type_of(const struct pool *p)
{
  const char *comma = top_comma(p->args);
  return comma ? g_strndup(p->args, (gsize)(comma - p->args)) : g_strdup(p->args);
}

static struct subject *subject_new(const struct inventory *inv, guint32 pool,
                                   const struct type_facts *facts)
{
  struct subject *s = g_new0(struct subject, 1);
  s->inv = inv;
  s->pool = inventory_pool(inv, pool);
  s->facts = facts;
  s->type = subject_is_raw(s) ? g_strdup("") : type_of(s->pool);
  s->declared = declared_at(inv, pool);
  s->destructs = subject_is_raw(s) ? TRI_NO : destructs(inv, s->pool);
  s->sites = g_array_new(FALSE, FALSE, sizeof(const struct site *));
  s->setups = setups_of(inv, pool);
  find_sites(s, pool);
  return s;
}

static void subject_free(gpointer p)
{
  struct subject *s = p;
  g_free(s->group);
  g_free(s->type);
  g_free(s->declared);
  g_array_unref(s->sites);
  g_array_unref(s->setups);
  g_free(s);
}

/* ------------------------------------------------------------------ all of them */

/* Pools proper: no thread's list, no macro's parameter, no other name of a pool. */
static bool is_subject(const struct pool *p)
{
  return p->kind != POOL_CACHE && !p->is_param &&
         !(p->is_local && (p->is_pointer || p->kind == POOL_LIST)) &&
         !(p->is_pointer && p->kind != POOL_LIST);
}

static int by_group(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct subject *const *)a)->group, (*(struct subject *const *)b)->group);
}

/* Locals of one name in one file. */
static void tell_apart(GPtrArray *all)
{
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < all->len; i++) {
    struct subject *s = g_ptr_array_index(all, i);
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, s->group)) + 1;
    g_hash_table_insert(seen, g_strdup(s->group), GUINT_TO_POINTER(n));
    if (n > 1) {
      char *old = s->group;
      s->group = g_strdup_printf("%s %u", old, n);
      g_free(old);
    }
  }
  g_hash_table_unref(seen);
}

static void name_groups(GPtrArray *all)
{
  GHashTable *count = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < all->len; i++) {
    const struct subject *s = g_ptr_array_index(all, i);
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(count, s->pool->name));
    g_hash_table_insert(count, s->pool->name, GUINT_TO_POINTER(n + 1));
  }
  for (guint i = 0; i < all->len; i++) {
    struct subject *s = g_ptr_array_index(all, i);
    bool alone = GPOINTER_TO_UINT(g_hash_table_lookup(count, s->pool->name)) == 1;
    const char *path = inventory_file(s->inv, s->pool->file)->src->path;
    s->group = alone ? g_strdup(s->pool->name) : g_strdup_printf("%s %s", s->pool->name, path);
    g_strdelimit(s->group, "[]", '_'); /* they end a group's name */
  }
  g_hash_table_unref(count);
  tell_apart(all);
}

struct whole_tree {
  struct code *code;
  struct lifetime *lifetime;
};

const struct code *subjects_code(const struct subjects *all)
{
  if (!all->tree->code)
    all->tree->code = code_new(all->inv);
  return all->tree->code;
}

const struct lifetime *subjects_lifetime(const struct subjects *all)
{
  if (!all->tree->lifetime)
    all->tree->lifetime = lifetime_new(subjects_code(all));
  return all->tree->lifetime;
}

struct subjects *subjects_new(const struct inventory *inv, const GPtrArray *facts)
{
  struct subjects *s = g_new0(struct subjects, 1);
  s->all = g_ptr_array_new_with_free_func(subject_free);
  s->inv = inv;
  s->tree = g_new0(struct whole_tree, 1);
  for (guint32 k = 0; k < inv->pools->len; k++)
    if (is_subject(inventory_pool(inv, k)))
      g_ptr_array_add(s->all, subject_new(inv, k, g_ptr_array_index(facts, k)));
  name_groups(s->all);
  g_ptr_array_sort(s->all, by_group);
  return s;
}

void subjects_free(struct subjects *s)
{
  if (!s)
    return;
  g_ptr_array_unref(s->all);
  lifetime_free(s->tree->lifetime);
  code_free(s->tree->code);
  g_free(s->tree);
  g_free(s);
}
