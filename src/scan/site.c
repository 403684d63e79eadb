/* SPDX-License-Identifier: Apache-2.0 */
#include "site.h"
#include "pool.h"
#include "resolve.h"
#include "tokens.h"

#include <string.h>

static const char *text_of(const struct scanned *f, guint32 i)
{
  return f->lx->text + f->lx->tok[i].off;
}

void site_add(struct inventory *inv, guint32 file, guint32 tok, enum site_kind kind, guint32 pool,
              bool is_shim)
{
  struct scanned *f = inventory_file(inv, file);
  struct site s = {.kind = kind,
                   .file = file,
                   .tok = tok,
                   .name = TOK_NONE,
                   .line = f->lx->tok[tok].line,
                   .column = tok_column(f->lx, tok),
                   .pool = pool,
                   .scope = scope_at(f->sc, tok),
                   .is_shim = is_shim};
  f->used[tok] = 1;
  g_array_append_val(inv->sites, s);
}

/* The last site added names its pool at token `name`. */
static void site_named(struct inventory *inv, guint32 name)
{
  inventory_site(inv, inv->sites->len - 1)->name = name;
}

/* ------------------------------------------------------------------ what is meant */

/* The macro whose body holds token i, or NULL. */
static const struct directive *macro_of(const struct scanned *f, guint32 i)
{
  guint32 d = f->lx->tok[i].dir;
  return d && f->lx->dir[d - 1].kind == DIR_DEFINE && i >= f->lx->dir[d - 1].body
             ? &f->lx->dir[d - 1]
             : NULL;
}

/* The number of the macro's parameter that token i names, or -1. */
static int param_of(const struct scanned *f, const struct directive *d, guint32 i)
{
  if (!d || d->params == TOK_NONE)
    return -1;
  int n = 0;
  for (guint32 p = tok_next(f->lx, d->params); p != TOK_NONE && !tok_is(f->lx, p, ")");
       p = tok_next(f->lx, p)) {
    if (tok_is(f->lx, p, ","))
      n++;
    else if (f->lx->tok[p].len == f->lx->tok[i].len &&
             memcmp(text_of(f, p), text_of(f, i), f->lx->tok[i].len) == 0)
      return n;
  }
  return -1;
}

/* The stand-in for a macro's parameter: made at its first use. */
static guint32 param_pool(struct inventory *inv, guint32 file, const struct directive *d,
                          guint32 tok, int param, bool certain)
{
  struct scanned *f = inventory_file(inv, file);
  char *macro = tok_dup(f->lx, d->name);
  for (guint k = 0; k < inv->macro_uses->len; k++) {
    struct macro_use *u = &g_array_index(inv->macro_uses, struct macro_use, k);
    const struct pool *p = inventory_pool(inv, u->pool);
    if (u->param == (guint32)param && strcmp(u->macro, macro) == 0 && p->file == file &&
        p->from == d->first) {
      u->certain |= certain;
      g_free(macro);
      return u->pool;
    }
  }
  struct pool p = {.name = tok_dup(f->lx, tok),
                   .args = g_strdup(""),
                   .kind = POOL_CLASS,
                   .is_param = true,
                   .file = file,
                   .from = d->first,
                   .to = d->end};
  struct macro_use u = {
      .macro = macro, .param = (guint32)param, .pool = pool_add(inv, &p), .certain = certain};
  g_array_append_val(inv->macro_uses, u);
  return u.pool;
}

/* The pool that the name at token i means: a macro's parameter, or a declared pool. */
static guint32 meaning(struct inventory *inv, guint32 file, guint32 i, bool certain, bool *shadowed)
{
  const struct scanned *f = inventory_file(inv, file);
  const struct directive *d = macro_of(f, i);
  int param = param_of(f, d, i);
  *shadowed = false;
  if (param >= 0)
    return param_pool(inv, file, d, i, param, certain);
  guint32 p = tok_prev(f->lx, i);
  return pool_resolve(inv, file, i, p != TOK_NONE && TOK_IS_ANY(f->lx, p, ".", "->"), shadowed);
}

/* The name that an argument [from, to) gives its pool by: `::A`, `A[i]`, `&A`, `o->A`, `A.raw()`,
 * `FLC_RAW(A)` -> A.  TOK_NONE if there is none. */
static guint32 name_in(const struct lexed *lx, guint32 from, guint32 to)
{
  guint32 name = TOK_NONE;
  for (guint32 i = from; i != TOK_NONE && i < to; i = tok_next(lx, i)) {
    if (tok_is(lx, i, "[") && lx->tok[i].match != TOK_NONE) {
      i = lx->tok[i].match;
    } else if (tok_is_ident(lx, i)) {
      guint32 n = tok_next(lx, i);
      if (!tok_is(lx, n, "(")) /* a call names no pool: A.raw() */
        name = i;
    }
  }
  return name;
}

/* ------------------------------------------------------------------ calls */

/* Is the name at i (a function of the interface) declared here rather than called? */
static bool is_prototype(const struct scanned *f, guint32 i)
{
  guint32 s = scope_at(f->sc, i);
  enum scope_kind up = s == SCOPE_NONE ? SCOPE_NAMESPACE : f->sc->s[s].kind;
  if (up != SCOPE_NAMESPACE && up != SCOPE_LINKAGE)
    return false;
  guint32 p = tok_prev(f->lx, i);
  while (p != TOK_NONE && TOK_IS_ANY(f->lx, p, "*", "&"))
    p = tok_prev(f->lx, p);
  return tok_is_ident(f->lx, p) || tok_is(f->lx, p, ">");
}

/* `x = ink_freelist_create(...)`: the name that is assigned to. */
static guint32 assigned_name(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  if (p != TOK_NONE && tok_is(lx, p, ")") && lx->tok[p].match != TOK_NONE)
    p = tok_prev(lx, lx->tok[p].match); /* a cast */
  if (p == TOK_NONE || !tok_is(lx, p, "="))
    return TOK_NONE;
  p = tok_prev(lx, p);
  while (p != TOK_NONE && tok_is(lx, p, "]") && lx->tok[p].match != TOK_NONE)
    p = tok_prev(lx, lx->tok[p].match);
  return tok_is_ident(lx, p) ? p : TOK_NONE;
}

static void find_call(struct inventory *inv, guint32 file, guint32 i, const struct idiom_call *c)
{
  struct scanned *f = inventory_file(inv, file);
  const struct lexed *lx = f->lx;
  guint32 open = tok_next(lx, i), prev = tok_prev(lx, i);
  bool is_member = prev != TOK_NONE && TOK_IS_ANY(lx, prev, ".", "->");
  if (is_member || (lx->tok[i].dir && !macro_of(f, i)))
    return;
  if (c->is_value) {
    if (!is_prototype(f, i))
      site_add(inv, file, i, c->kind, NO_POOL, c->is_shim);
    return;
  }
  if (!tok_is(lx, open, "(") || is_prototype(f, i)) {
    f->used[i] = 1;
    return;
  }
  guint32 from, to, name = TOK_NONE, pool = NO_POOL;
  bool shadowed;
  if (c->pool_arg >= 0 && tok_argument(lx, open, c->pool_arg, &from, &to))
    name = name_in(lx, from, to);
  else if (c->kind == SITE_LIST_MAKE)
    name = assigned_name(lx, i);
  if (name != TOK_NONE) {
    pool = meaning(inv, file, name, true, &shadowed);
    f->used[name] = 1;
  }
  site_add(inv, file, i, c->kind, pool, c->is_shim);
  site_named(inv, name);
}

/* ------------------------------------------------------------------ methods */

static void find_method(struct inventory *inv, guint32 file, guint32 i,
                        const struct idiom_method *m)
{
  struct scanned *f = inventory_file(inv, file);
  const struct lexed *lx = f->lx;
  guint32 dot = tok_prev(lx, i);
  if (dot == TOK_NONE || !TOK_IS_ANY(lx, dot, ".", "->") || !tok_is(lx, tok_next(lx, i), "(") ||
      (lx->tok[i].dir && !macro_of(f, i)))
    return;
  guint32 name = tok_prev(lx, dot);
  while (name != TOK_NONE && tok_is(lx, name, "]") && lx->tok[name].match != TOK_NONE)
    name = tok_prev(lx, lx->tok[name].match);
  if (!tok_is_ident(lx, name))
    return;
  bool shadowed;
  guint32 pool = meaning(inv, file, name, false, &shadowed);
  if (pool != NO_POOL) {
    f->used[name] = 1;
    site_add(inv, file, i, m->kind, pool, false);
    site_named(inv, name);
  } else if (shadowed) {
    f->used[name] = 1;
    site_add(inv, file, i, SITE_SHADOWED, NO_POOL, false);
  }
}

/* A pool's name that no call and no declaration has taken. */
static void find_mention(struct inventory *inv, guint32 file, guint32 i)
{
  const struct scanned *f = inventory_file(inv, file);
  guint32 prev = tok_prev(f->lx, i);
  bool member = prev != TOK_NONE && TOK_IS_ANY(f->lx, prev, ".", "->"), shadowed;
  if (f->used[i] || (f->lx->tok[i].dir && !macro_of(f, i)))
    return;
  guint32 pool = pool_resolve(inv, file, i, member, &shadowed);
  if (!member || (pool == NO_POOL && shadowed))
    pool = list_resolve(inv, file, i, member, pool);
  if (pool == NO_POOL || inventory_pool(inv, pool)->is_local)
    return;
  site_add(inv, file, i, SITE_MENTION, pool, false);
}

void sites_find(struct inventory *inv, guint32 file)
{
  struct scanned *f = inventory_file(inv, file);
  for (guint32 i = 0; i < f->lx->n; i++) {
    const struct token *t = &f->lx->tok[i];
    if (t->kind != TOK_IDENT)
      continue;
    const struct idiom_call *c = idiom_call(text_of(f, i), t->len);
    const struct idiom_method *m = c ? NULL : idiom_method(text_of(f, i), t->len);
    if (c)
      find_call(inv, file, i, c);
    else if (m)
      find_method(inv, file, i, m);
  }
}

void mentions_find(struct inventory *inv, guint32 file)
{
  const struct scanned *f = inventory_file(inv, file);
  for (guint32 i = 0; i < f->lx->n; i++)
    if (f->lx->tok[i].kind == TOK_IDENT)
      find_mention(inv, file, i);
}

/* ------------------------------------------------------------------ macros */

/* A use of macro u->macro at token i of the file: what it passes becomes one unit with the
 * stand-in. */
static bool bind_use(struct inventory *inv, guint32 file, guint32 i, struct macro_use *u)
{
  const struct scanned *f = inventory_file(inv, file);
  guint32 open = tok_next(f->lx, i), from, to;
  bool shadowed;
  if (macro_of(f, i) || !tok_is(f->lx, open, "(") ||
      !tok_argument(f->lx, open, (int)u->param, &from, &to))
    return false;
  guint32 name = name_in(f->lx, from, to);
  guint32 pool = name == TOK_NONE ? NO_POOL : pool_resolve(inv, file, name, false, &shadowed);
  if (pool == NO_POOL)
    return false;
  struct pool *stand_in = inventory_pool(inv, u->pool);
  stand_in->kind = inventory_pool(inv, pool)->kind;
  stand_in->is_pointer = inventory_pool(inv, pool)->is_pointer;
  pool_join(inv, u->pool, pool);
  site_add(inv, file, i, SITE_WRAPPED, pool, false);
  f->used[name] = 1;
  return true;
}

static bool bind_macro(struct inventory *inv, struct macro_use *u)
{
  bool bound = false;
  for (guint32 file = 0; file < inv->files->len; file++) {
    const struct scanned *f = inventory_file(inv, file);
    for (guint32 i = 0; !f->api && i < f->lx->n; i++)
      if (f->lx->tok[i].kind == TOK_IDENT && tok_is(f->lx, i, u->macro))
        bound |= bind_use(inv, file, i, u);
  }
  return bound;
}

void sites_bind_macros(struct inventory *inv)
{
  GHashTable *dropped = g_hash_table_new(NULL, NULL);
  for (guint k = 0; k < inv->macro_uses->len; k++) {
    struct macro_use *u = &g_array_index(inv->macro_uses, struct macro_use, k);
    if (!bind_macro(inv, u) && !u->certain)
      g_hash_table_add(dropped, GUINT_TO_POINTER(u->pool + 1));
  }
  guint kept = 0;
  for (guint k = 0; k < inv->sites->len; k++) {
    struct site *s = inventory_site(inv, k);
    if (s->pool != NO_POOL && g_hash_table_contains(dropped, GUINT_TO_POINTER(s->pool + 1)))
      continue;
    *inventory_site(inv, kept++) = *s;
  }
  g_array_set_size(inv->sites, kept);
  g_hash_table_unref(dropped);
}
