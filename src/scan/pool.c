/* SPDX-License-Identifier: Apache-2.0 */
#include "pool.h"
#include "site.h"
#include "tokens.h"

#include <string.h>

static const char *text_of(const struct scanned *f, guint32 i)
{
  return f->lx->text + f->lx->tok[i].off;
}

/* ------------------------------------------------------------------ API files */

static bool is_api_name(const char *name)
{
  const char *last = g_strrstr(name, "::");
  last = last ? last + 2 : name;
  return idiom_is_api(last, strlen(last));
}

/* `typedef struct x InkFreeList;` or `int thread_freelist_high_watermark = 512;` at file scope. */
static bool defines_type_or_variable(const struct scanned *f, guint32 i)
{
  const struct lexed *lx = f->lx;
  guint32 p = tok_prev(lx, i), n = tok_next(lx, i);
  const struct idiom_call *call = idiom_call(text_of(f, i), lx->tok[i].len);
  if (call && call->is_value)
    return p != TOK_NONE && tok_is(lx, p, "int") && TOK_IS_ANY(lx, n, "=", ";") &&
           scope_at(f->sc, i) == SCOPE_NONE && !tok_is(lx, tok_prev(lx, p), "extern");
  if (!idiom_type(text_of(f, i), lx->tok[i].len) || !tok_is(lx, n, ";"))
    return false;
  p = tok_prev_over(lx, i);
  for (guint k = 0; p != TOK_NONE && k < 4 && !tok_is(lx, p, ";"); k++) {
    if (tok_is(lx, p, "typedef"))
      return true;
    p = tok_prev_over(lx, p);
  }
  return false;
}

/* At file scope, `extern "C" {` left aside? */
static bool is_top_level(const struct scanned *f, const struct scope *s)
{
  return s->parent == SCOPE_NONE ||
         (f->sc->s[s->parent].kind == SCOPE_LINKAGE && f->sc->s[s->parent].parent == SCOPE_NONE);
}

bool pool_file_is_api(const struct scanned *f)
{
  for (guint32 i = 0; i < f->lx->ndir; i++) {
    const struct directive *d = &f->lx->dir[i];
    if (d->kind == DIR_DEFINE && d->name != TOK_NONE &&
        idiom_call(text_of(f, d->name), f->lx->tok[d->name].len))
      return true;
  }
  for (guint32 i = 0; i < f->sc->n; i++) {
    const struct scope *s = &f->sc->s[i];
    if ((s->kind == SCOPE_CLASS && is_api_name(s->name)) ||
        (s->kind == SCOPE_FUNCTION && is_top_level(f, s) && is_api_name(s->name)))
      return true;
  }
  for (guint32 i = 0; i < f->lx->n; i++)
    if (f->lx->tok[i].kind == TOK_IDENT && !f->lx->tok[i].dir && defines_type_or_variable(f, i))
      return true;
  return false;
}

/* ------------------------------------------------------------------ declarations */

/* What stands around a type's name in a declaration. */
struct decl {
  guint32 type, after; /* the type's name; the first token after its template arguments */
  bool is_extern, is_static, is_typedef;
  char *args;
};

static void decl_specifiers(const struct scanned *f, struct decl *d)
{
  const struct lexed *lx = f->lx;
  for (guint32 p = tok_prev(lx, d->type); p != TOK_NONE; p = tok_prev(lx, p)) {
    if (tok_is(lx, p, "extern"))
      d->is_extern = true;
    else if (tok_is(lx, p, "static"))
      d->is_static = true;
    else if (tok_is(lx, p, "typedef"))
      d->is_typedef = true;
    else if (!TOK_IS_ANY(lx, p, "const", "inline", "thread_local", "struct", "class", "constexpr",
                         "volatile", "::", "mutable", "__thread") &&
             lx->tok[p].kind != TOK_STRING)
      return;
  }
}

/* `(` at i: parameters of a function, rather than arguments of a constructor? */
static bool is_parameters(const struct lexed *lx, guint32 i)
{
  guint32 a = tok_next(lx, i);
  if (a == TOK_NONE || TOK_IS_ANY(lx, a, ")", "void", "unsigned", "int", "char", "bool", "const"))
    return true;
  if (!tok_is_ident(lx, a))
    return false;
  for (guint32 k = a; k != TOK_NONE && k < lx->tok[i].match; k = tok_next(lx, k)) {
    guint32 n = tok_next(lx, k);
    if (TOK_IS_ANY(lx, k, ",", "("))
      return false;
    if (tok_is_ident(lx, k) && tok_is_ident(lx, n))
      return true;
    if (TOK_IS_ANY(lx, k, "*", "&") && (tok_is_ident(lx, n) || TOK_IS_ANY(lx, n, ",", ")")))
      return true;
  }
  return false;
}

/* One declarator at token i; on success *name is its name and the token after it is returned. */
static guint32 declarator(const struct scanned *f, guint32 i, guint32 *name, struct pool *p)
{
  const struct lexed *lx = f->lx;
  bool indirect = false;
  for (; TOK_IS_ANY(lx, i, "*", "&", "&&", "const", "volatile"); i = tok_next(lx, i))
    indirect |= TOK_IS_ANY(lx, i, "*", "&", "&&");
  if (!tok_is_ident(lx, i))
    return TOK_NONE;
  *name = i;
  p->is_pointer = indirect;
  guint32 n = tok_next(lx, i);
  while (n != TOK_NONE && tok_is(lx, n, "[") && lx->tok[n].match != TOK_NONE) {
    p->is_array = true;
    n = tok_next(lx, lx->tok[n].match);
  }
  if (tok_is(lx, n, "(") && (indirect || is_parameters(lx, n)))
    return TOK_NONE;
  return n != TOK_NONE && TOK_IS_ANY(lx, n, ";", ",", "=", "(", "{", ")", ":") ? n : TOK_NONE;
}

/* The first string among the initialiser's tokens: the name that dumps show. */
static char *runtime_name(const struct lexed *lx, guint32 n)
{
  if (!TOK_IS_ANY(lx, n, "(", "{") || lx->tok[n].match == TOK_NONE)
    return NULL;
  guint32 a = tok_next(lx, n);
  if (a == TOK_NONE || lx->tok[a].kind != TOK_STRING || lx->tok[a].len < 2)
    return NULL;
  return g_strndup(lx->text + lx->tok[a].off + 1, lx->tok[a].len - 2);
}

/* Where a local pool can be seen: from its name to the end of its block, or, for a parameter, of
 * the body that follows. */
static void local_extent(const struct scanned *f, guint32 name, struct pool *p)
{
  guint32 s = scope_at(f->sc, name);
  p->from = name;
  p->to = s == SCOPE_NONE ? f->lx->n : f->sc->s[s].end;
  for (guint32 k = 0; k < f->sc->n; k++) {
    const struct scope *b = &f->sc->s[k];
    if ((b->kind == SCOPE_FUNCTION || b->kind == SCOPE_LAMBDA) && b->head <= name &&
        name < b->first)
      p->to = b->end;
  }
}

static guint32 add_declared(struct inventory *inv, guint32 file, const struct decl *d, guint32 name,
                            guint32 n, struct pool p)
{
  const struct scanned *f = inventory_file(inv, file);
  guint32 s = scope_at(f->sc, name);
  enum scope_kind up = s == SCOPE_NONE ? SCOPE_NAMESPACE : f->sc->s[s].kind;
  bool param = tok_in_parens(f->lx, d->type);
  bool code = up == SCOPE_FUNCTION || up == SCOPE_LAMBDA || up == SCOPE_BLOCK;
  p.name = tok_dup(f->lx, name);
  p.args = g_strdup(d->args);
  p.file = file;
  p.is_file_local = d->is_static && up != SCOPE_CLASS;
  if (param || (code && !d->is_extern)) {
    p.is_local = true;
    local_extent(f, name, &p);
  } else if (up == SCOPE_CLASS) {
    p.owner = g_strdup(f->sc->s[s].name);
  }
  p.externs = d->is_extern;
  p.definitions = !d->is_extern;
  p.runtime_name = runtime_name(f->lx, n);
  return pool_add(inv, &p);
}

/* All declarators of the declaration; the number of pools found. */
static guint declare(struct inventory *inv, guint32 file, const struct idiom_type *t,
                     const struct decl *d)
{
  struct scanned *f = inventory_file(inv, file);
  guint found = 0;
  guint32 first = NO_POOL;
  for (guint32 i = d->after; i != TOK_NONE;) {
    struct pool p = {.kind = t->kind};
    guint32 name = TOK_NONE;
    guint32 n = declarator(f, i, &name, &p);
    if (n == TOK_NONE)
      break;
    guint32 pool = add_declared(inv, file, d, name, n, p);
    f->used[name] = 1;
    if (found++ == 0) {
      first = pool;
      site_add(inv, file, d->type, pool_declare_kind(t->kind), pool, t->is_shim);
    } else { /* one type, several pools: they can only move together */
      pool_join(inv, first, pool);
    }
    if (TOK_IS_ANY(f->lx, n, "(", "{", "=")) {
      while (n != TOK_NONE && !TOK_IS_ANY(f->lx, n, ",", ";", ")"))
        n = f->lx->tok[n].match != TOK_NONE && f->lx->tok[n].match > n
                ? tok_next(f->lx, f->lx->tok[n].match)
                : tok_next(f->lx, n);
    }
    if (n == TOK_NONE || !tok_is(f->lx, n, ",") || tok_in_parens(f->lx, d->type))
      break;
    i = tok_next(f->lx, n);
  }
  return found;
}

/* Is the type's name at i one that belongs to something else, or no use at all? */
static bool is_foreign(struct scanned *f, guint32 i, const struct idiom_type *t)
{
  const struct lexed *lx = f->lx;
  guint32 p = tok_prev(lx, i), n = tok_next(lx, i);
  if (p != TOK_NONE && TOK_IS_ANY(lx, p, ".", "->"))
    return true;
  if (p != TOK_NONE && tok_is(lx, p, "::")) {
    guint32 q = tok_prev(lx, p);
    return q != TOK_NONE && (tok_is_ident(lx, q) || tok_is(lx, q, ">")) &&
           !TOK_IS_ANY(lx, q, "extern", "static", "return", "const");
  }
  if (p != TOK_NONE && TOK_IS_ANY(lx, p, "class", "struct", "typename", "using", "namespace")) {
    if (n != TOK_NONE && TOK_IS_ANY(lx, n, ",", ">", "=") && t->kind == POOL_RAW)
      f->own_allocator = true; /* template <typename Allocator> */
    return !(t->is_template ? tok_is(lx, n, "<") : tok_is_ident(lx, n));
  }
  return t->kind == POOL_RAW && (f->own_allocator || tok_is(lx, n, "<"));
}

static void find_at(struct inventory *inv, guint32 file, guint32 i, const struct idiom_type *t)
{
  struct scanned *f = inventory_file(inv, file);
  if (is_foreign(f, i, t))
    return;
  struct decl d = {.type = i, .after = tok_next(f->lx, i), .args = (char *)""};
  if (t->is_template) {
    guint32 open = d.after;
    d.after = tok_is(f->lx, open, "<") ? tok_angle_after(f->lx, open) : TOK_NONE;
    if (d.after == TOK_NONE) {
      site_add(inv, file, i, SITE_MENTION, NO_POOL, t->is_shim);
      return;
    }
    guint32 from = tok_next(f->lx, open), to = tok_prev(f->lx, tok_prev(f->lx, d.after));
    d.args = from <= to ? tok_join(f->lx, from, to) : g_strdup("");
  } else {
    d.args = g_strdup("");
  }
  decl_specifiers(f, &d);
  if (d.is_typedef || !declare(inv, file, t, &d))
    site_add(inv, file, i, SITE_MENTION, NO_POOL, t->is_shim);
  g_free(d.args);
}

void pools_find(struct inventory *inv, guint32 file)
{
  struct scanned *f = inventory_file(inv, file);
  for (guint32 i = 0; i < f->lx->n; i++) {
    const struct token *t = &f->lx->tok[i];
    const struct directive *d = t->dir ? &f->lx->dir[t->dir - 1] : NULL;
    if (t->kind != TOK_IDENT || (d && (d->kind != DIR_DEFINE || i < d->body)))
      continue;
    const struct idiom_type *type = idiom_type(text_of(f, i), t->len);
    if (type && d) /* what it declares depends on the macro's uses: a person has to look */
      site_add(inv, file, i, SITE_MENTION, NO_POOL, type->is_shim);
    else if (type)
      find_at(inv, file, i, type);
  }
}

/* ------------------------------------------------------------------ names */

/* A thread's list has the name of the pool it stands in front of: the two are kept apart. */
static char *key_of(const char *name, enum pool_kind kind)
{
  return g_strconcat(kind == POOL_CACHE ? "cache " : "", name, NULL);
}

/* Two declarations of one pool? */
static bool is_same(const struct pool *a, const struct pool *b)
{
  if (a->is_local || b->is_local || a->is_param || b->is_param)
    return false;
  if (a->is_file_local || b->is_file_local)
    return a->is_file_local && b->is_file_local && a->file == b->file;
  return g_strcmp0(a->owner, b->owner) == 0;
}

void pool_release(struct pool *p)
{
  g_free(p->name);
  g_free(p->args);
  g_free(p->runtime_name);
  g_free(p->owner);
}

guint32 pool_add(struct inventory *inv, const struct pool *p)
{
  char *key = key_of(p->name, p->kind);
  GArray *same = g_hash_table_lookup(inv->by_name, key);
  if (!same) {
    same = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_hash_table_insert(inv->by_name, g_strdup(key), same);
  }
  g_free(key);
  words_add(inv->names, p->name);
  for (guint k = 0; k < same->len; k++) {
    guint32 at = g_array_index(same, guint32, k);
    struct pool *old = inventory_pool(inv, at);
    if (is_same(old, p)) {
      old->definitions += p->definitions;
      old->externs += p->externs;
      old->is_array |= p->is_array;
      if (!old->runtime_name && p->runtime_name)
        old->runtime_name = g_strdup(p->runtime_name);
      struct pool copy = *p;
      pool_release(&copy);
      return at;
    }
  }
  guint32 at = inv->pools->len;
  g_array_append_val(inv->pools, *p);
  inventory_pool(inv, at)->unit = at;
  g_array_append_val(same, at);
  return at;
}
