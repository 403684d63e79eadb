/* SPDX-License-Identifier: Apache-2.0 */
#include "code.h"
#include "base/parallel.h"
#include "scan/tokens.h"

#include <string.h>

/* What the hazards look for by name, in files of all kinds. */
static const char *const words[] = {"ASLL",   "ASLLM",         "AtomicSLL",       "Ptr",
                                    "atexit", "at_quick_exit", "set_new_handler", "__attribute__"};

/* ------------------------------------------------------------------ names */

char *code_last_name(const char *name)
{
  const char *from = name, *to = NULL;
  int depth = 0;
  for (const char *p = name; *p; p++) {
    if (*p == '<' && !depth++)
      to = p;
    depth -= *p == '>' && depth > 0;
    if (!depth && (*p == ':' || g_ascii_isspace(*p)) && p[1] && !strchr(" *&<", p[1])) {
      from = p + 1;
      to = NULL;
    }
  }
  gsize n = to ? (gsize)(to - from) : strlen(from);
  while (n && strchr(" *&", from[n - 1]))
    n--;
  return g_strndup(from, n);
}

/* "A<x>::B" of "A<x>::B::f", or NULL. */
static char *qualifier(const char *name)
{
  const char *colons = g_strrstr(name, "::");
  return colons ? g_strndup(name, (gsize)(colons - name)) : NULL;
}

/* ------------------------------------------------------------------ functions and classes */

static void list_free(gpointer list)
{
  g_ptr_array_unref(list);
}

static void put(GHashTable *lists, const char *name, gpointer what)
{
  GPtrArray *list = g_hash_table_lookup(lists, name);
  if (!list)
    g_hash_table_insert(lists, g_strdup(name), list = g_ptr_array_new());
  g_ptr_array_add(list, what);
}

static void function_free(gpointer p)
{
  struct function *f = p;
  g_free(f->klass);
  g_free(f->name);
  g_free(f);
}

static void add_function(struct code *c, const struct scanned *f, const struct scope *body)
{
  struct function *fn = g_new0(struct function, 1);
  guint32 k = scope_up(f->sc, body->parent, SCOPE_CLASS);
  char *of = qualifier(body->name);
  fn->f = f;
  fn->body = body;
  fn->name = code_last_name(body->name);
  fn->klass = of ? code_last_name(of) : code_last_name(k == SCOPE_NONE ? "" : f->sc->s[k].name);
  g_free(of);
  g_ptr_array_add(c->functions, fn);
  put(c->by_name, fn->name, fn);
  g_hash_table_insert(c->by_body, (gpointer)body, fn);
}

/* The bases in `class A : public B<x>, C {`, names only. */
static void read_bases(const struct scanned *f, const struct scope *body, GPtrArray *bases)
{
  const struct lexed *lx = f->lx;
  guint32 open = body->first - 1, i = body->head;
  while (i != TOK_NONE && i < open && !tok_is(lx, i, ":"))
    i = tok_is(lx, i, "<") ? tok_angle_after(lx, i) : tok_next(lx, i);
  guint32 last = TOK_NONE;
  for (i = i < open ? tok_next(lx, i) : open; i != TOK_NONE && i <= open;) {
    if (i == open || tok_is(lx, i, ",")) {
      if (last != TOK_NONE)
        g_ptr_array_add(bases, tok_dup(lx, last));
      last = TOK_NONE;
    } else if (tok_is(lx, i, "<")) {
      i = tok_angle_after(lx, i);
      continue;
    } else if (tok_is_ident(lx, i)) {
      last = i;
    }
    i = tok_next(lx, i);
  }
}

static void klass_head_free(gpointer p)
{
  struct klass_head *k = p;
  g_free(k->name);
  g_ptr_array_unref(k->bases);
  g_free(k);
}

static void heads_free(gpointer list)
{
  g_ptr_array_set_free_func(list, klass_head_free);
  g_ptr_array_unref(list);
}

static void add_class(struct code *c, const struct scanned *f, const struct scope *body)
{
  if (!*body->name)
    return;
  struct klass_head *k = g_new0(struct klass_head, 1);
  k->f = f;
  k->body = body;
  k->name = code_last_name(body->name);
  k->bases = g_ptr_array_new_with_free_func(g_free);
  read_bases(f, body, k->bases);
  put(c->classes, k->name, k);
}

static void add_words(struct code *c, const struct scanned *f)
{
  for (gsize w = 0; w < G_N_ELEMENTS(words); w++) {
    if (!strstr(f->src->text, words[w]))
      continue;
    for (guint32 i = 0; i < f->lx->n; i++) {
      struct code_place p = {f, i};
      if (!f->lx->tok[i].dir && tok_is(f->lx, i, words[w]))
        g_array_append_val((GArray *)g_hash_table_lookup(c->words, words[w]), p);
    }
  }
}

static void add_file(struct code *c, const struct scanned *f)
{
  const char *slash = strrchr(f->src->path, '/');
  g_ptr_array_add(c->files, (gpointer)f);
  put(c->by_base, slash ? slash + 1 : f->src->path, (gpointer)f);
  for (guint32 k = 0; k < f->sc->n; k++)
    if (f->sc->s[k].kind == SCOPE_FUNCTION)
      add_function(c, f, &f->sc->s[k]);
    else if (f->sc->s[k].kind == SCOPE_CLASS)
      add_class(c, f, &f->sc->s[k]);
  add_words(c, f);
}

/* ------------------------------------------------------------------ the tree */

static void lex_own(guint i, gpointer data)
{
  struct scanned *f = &g_array_index((GArray *)data, struct scanned, i);
  f->lx = lex_text(f->src->text, f->src->len);
  f->sc = scopes_find(f->lx);
}

static const struct scanned *read_already(const struct inventory *inv, const struct source *src)
{
  for (guint32 i = 0; i < inv->files->len; i++)
    if (inventory_file(inv, i)->src == src)
      return inventory_file(inv, i);
  return NULL;
}

static void set_free(gpointer set)
{
  g_hash_table_unref(set);
}

static void array_free(gpointer a)
{
  g_array_unref(a);
}

struct code *code_new(const struct inventory *inv)
{
  struct code *c = g_new0(struct code, 1);
  const GPtrArray *sources = inv->tree->sources;
  c->own = g_array_new(FALSE, TRUE, sizeof(struct scanned));
  c->files = g_ptr_array_new();
  c->functions = g_ptr_array_new_with_free_func(function_free);
  c->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, list_free);
  c->classes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, heads_free);
  c->words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, array_free);
  c->by_base = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, list_free);
  c->seen = g_hash_table_new_full(NULL, NULL, NULL, set_free);
  c->by_body = g_hash_table_new(NULL, NULL);
  for (gsize w = 0; w < G_N_ELEMENTS(words); w++)
    g_hash_table_insert(c->words, (gpointer)words[w],
                        g_array_new(FALSE, FALSE, sizeof(struct code_place)));
  for (guint i = 0; i < sources->len; i++) {
    struct scanned f = {.src = g_ptr_array_index(sources, i)};
    if (!f.src->binary && !read_already(inv, f.src))
      g_array_append_val(c->own, f);
  }
  parallel_for(c->own->len, lex_own, c->own);
  for (guint i = 0, own = 0; i < sources->len; i++) {
    const struct source *src = g_ptr_array_index(sources, i);
    const struct scanned *f = read_already(inv, src);
    if (!f && !src->binary)
      f = &g_array_index(c->own, struct scanned, own++);
    if (f)
      add_file(c, f);
  }
  return c;
}

void code_free(struct code *c)
{
  if (!c)
    return;
  for (guint i = 0; i < c->own->len; i++) {
    struct scanned *f = &g_array_index(c->own, struct scanned, i);
    lex_free(f->lx);
    scopes_free(f->sc);
  }
  g_hash_table_unref(c->by_body);
  g_hash_table_unref(c->seen);
  g_hash_table_unref(c->by_base);
  g_hash_table_unref(c->words);
  g_hash_table_unref(c->classes);
  g_hash_table_unref(c->by_name);
  g_ptr_array_unref(c->functions);
  g_ptr_array_unref(c->files);
  g_array_unref(c->own);
  g_free(c);
}

/* ------------------------------------------------------------------ questions */

GPtrArray *code_functions(const struct code *c, const char *klass, const char *name)
{
  GPtrArray *found = g_ptr_array_new();
  const GPtrArray *named = g_hash_table_lookup(c->by_name, name);
  for (guint i = 0; named && i < named->len; i++) {
    struct function *f = g_ptr_array_index(named, i);
    if (strcmp(f->klass, klass) == 0)
      g_ptr_array_add(found, f);
  }
  return found;
}

const struct function *code_function_at(const struct code *c, const struct scanned *f, guint32 tok)
{
  for (guint32 k = scope_at(f->sc, tok); k != SCOPE_NONE; k = f->sc->s[k].parent)
    if (f->sc->s[k].kind == SCOPE_FUNCTION)
      return g_hash_table_lookup(c->by_body, &f->sc->s[k]);
  return NULL;
}

static bool derives(const struct code *c, const char *klass, const char *base, guint depth)
{
  const GPtrArray *heads = g_hash_table_lookup(c->classes, klass);
  for (guint i = 0; depth && heads && i < heads->len; i++) {
    const struct klass_head *k = g_ptr_array_index(heads, i);
    for (guint b = 0; b < k->bases->len; b++) {
      const char *name = g_ptr_array_index(k->bases, b);
      if (strcmp(name, base) == 0 || derives(c, name, base, depth - 1))
        return true;
    }
  }
  return false;
}

bool code_is_derived(const struct code *c, const char *klass, const char *base)
{
  enum { DEEPEST = 16 }; /* a class that is its own base is nonsense, but may be read */
  return derives(c, klass, base, DEEPEST);
}

bool code_has_class(const struct code *c, const char *name)
{
  return g_hash_table_contains(c->classes, name);
}

/* The files that a directive names: `#include "a/b.h"` and all that end in b.h. */
static const GPtrArray *included(const struct code *c, const struct lexed *lx,
                                 const struct directive *d)
{
  const GPtrArray *files = NULL;
  for (guint32 i = d->first; i < d->end && !files; i++) {
    if (lx->tok[i].kind != TOK_STRING || lx->tok[i].len < 3)
      continue;
    char *name = g_strndup(lx->text + lx->tok[i].off + 1, lx->tok[i].len - 2);
    char *base = g_path_get_basename(name);
    files = g_hash_table_lookup(c->by_base, base);
    g_free(base);
    g_free(name);
  }
  return files;
}

static void add_seen(const struct code *c, const struct scanned *f, GHashTable *seen)
{
  if (!g_hash_table_add(seen, (gpointer)f))
    return;
  for (guint32 k = 0; k < f->lx->ndir; k++) {
    const GPtrArray *files =
        f->lx->dir[k].kind == DIR_INCLUDE ? included(c, f->lx, &f->lx->dir[k]) : NULL;
    for (guint i = 0; files && i < files->len; i++)
      add_seen(c, g_ptr_array_index(files, i), seen);
  }
}

bool code_sees_class(const struct code *c, const struct scanned *f, const char *klass)
{
  const GPtrArray *heads = g_hash_table_lookup(c->classes, klass);
  GHashTable *seen = heads ? g_hash_table_lookup(c->seen, f) : NULL;
  if (heads && !seen) {
    seen = g_hash_table_new(NULL, NULL);
    add_seen(c, f, seen);
    g_hash_table_insert(c->seen, (gpointer)f, seen);
  }
  for (guint i = 0; heads && i < heads->len; i++)
    if (g_hash_table_contains(seen, ((struct klass_head *)g_ptr_array_index(heads, i))->f))
      return true;
  return false;
}

const GArray *code_word(const struct code *c, const char *word)
{
  return g_hash_table_lookup(c->words, word);
}
