/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve.h"
#include "tokens.h"

#include <string.h>

static const char *text_of(const struct scanned *f, guint32 i)
{
  return f->lx->text + f->lx->tok[i].off;
}

static bool same_name(const struct scanned *f, guint32 k, const struct scanned *g, guint32 i)
{
  return f->lx->tok[k].kind == TOK_IDENT && f->lx->tok[k].len == g->lx->tok[i].len &&
         memcmp(text_of(f, k), text_of(g, i), f->lx->tok[k].len) == 0;
}

/* ------------------------------------------------------------------ declarations of other things
 */

/* `auto [p, q] =` and `[p = x](...) {`: the name at k is declared between brackets. */
static bool is_in_declaring_brackets(const struct lexed *lx, guint32 k)
{
  guint32 open = tok_prev(lx, k);
  while (open != TOK_NONE && !TOK_IS_ANY(lx, open, "[", ";", "{", "}", "("))
    open = tok_prev_over(lx, open);
  if (open == TOK_NONE || !tok_is(lx, open, "["))
    return false;
  guint32 p = tok_prev(lx, open);
  while (p != TOK_NONE && TOK_IS_ANY(lx, p, "&", "&&"))
    p = tok_prev(lx, p);
  bool capture = tok_is(lx, tok_next(lx, k), "=") && TOK_IS_ANY(lx, tok_prev(lx, k), "[", ",", "&");
  return tok_is(lx, p, "auto") || (capture && !tok_is_ident(lx, tok_prev(lx, open)));
}

/* Does the name at k, which no pool's declaration has taken, declare something? */
static bool declares(const struct scanned *f, guint32 k)
{
  const struct lexed *lx = f->lx;
  if (lx->tok[k].dir || f->used[k])
    return false;
  if (is_in_declaring_brackets(lx, k))
    return true;
  guint32 n = tok_next(lx, k), p = tok_prev(lx, k);
  bool indirect = false;
  for (; p != TOK_NONE && TOK_IS_ANY(lx, p, "*", "&", "&&"); p = tok_prev(lx, p))
    indirect = true;
  while (p != TOK_NONE && TOK_IS_ANY(lx, p, "const", "volatile"))
    p = tok_prev(lx, p);
  if (p == TOK_NONE || n == TOK_NONE || !TOK_IS_ANY(lx, n, ";", "=", "(", "{", "[", ",", ")", ":"))
    return false;
  if (tok_is(lx, p, ")") && lx->tok[p].match != TOK_NONE) /* decltype(auto) p */
    return tok_is(lx, tok_prev(lx, lx->tok[p].match), "decltype");
  if (!(tok_is_ident(lx, p) || (tok_is(lx, p, ">") && tok_angle_open(lx, p) != TOK_NONE)) ||
      TOK_IS_ANY(lx, p, "return", "else", "case", "throw", "delete", "new", "goto", "sizeof", "do",
                 "co_return"))
    return false;
  guint32 before = tok_prev(lx, tok_name_start(lx, p));
  /* `a * pool;` is no declaration unless a statement or parameter starts at `a`. */
  return !indirect || before == TOK_NONE ||
         TOK_IS_ANY(lx, before, ";", "{", "}", "(", ",", ":", "const", "static", "struct");
}

/* The function in whose body or head token i lies, or SCOPE_NONE. */
static guint32 function_of(const struct scopes *sc, guint32 i)
{
  guint32 s = scope_up(sc, scope_at(sc, i), SCOPE_FUNCTION);
  for (guint32 k = 0; s == SCOPE_NONE && k < sc->n; k++)
    if (sc->s[k].kind == SCOPE_FUNCTION && sc->s[k].head <= i && i < sc->s[k].first)
      s = k;
  return s;
}

/* From the head of the enclosing function to token i, in a block that is still open there. */
static bool hidden_by_local(const struct scanned *f, guint32 i)
{
  guint32 s = function_of(f->sc, i);
  for (guint32 k = s == SCOPE_NONE ? i : f->sc->s[s].head; k < i; k++) {
    if (!same_name(f, k, f, i) || !declares(f, k))
      continue;
    guint32 block = scope_at(f->sc, k);
    if (block == SCOPE_NONE || f->sc->s[block].first > i || i < f->sc->s[block].end ||
        k < f->sc->s[s].first)
      return true;
  }
  return s != SCOPE_NONE && declares(f, i); /* `T x{...}` itself */
}

/* Directly in scope `s` (SCOPE_NONE: the file), not as a parameter. */
static bool declared_in(const struct scanned *f, guint32 s, const struct scanned *g, guint32 i)
{
  guint32 from = s == SCOPE_NONE ? 0 : f->sc->s[s].first,
          to = s == SCOPE_NONE ? f->lx->n : f->sc->s[s].end;
  for (guint32 k = from; k < to; k++)
    if (same_name(f, k, g, i) && declares(f, k) && scope_at(f->sc, k) == s &&
        !tok_in_parens(f->lx, k) && function_of(f->sc, k) == function_of(f->sc, from))
      return true;
  return false;
}

/* ------------------------------------------------------------------ classes */

/* "A" and "Outer::A" may be the same class. */
static bool same_class(const char *a, gsize alen, const char *b)
{
  gsize blen = strlen(b), n = MIN(alen, blen);
  const char *longer = alen > blen ? a : b;
  gsize rest = MAX(alen, blen) - n;
  return n && memcmp(a + alen - n, b + blen - n, n) == 0 &&
         (!rest || (rest > 2 && longer[rest - 1] == ':'));
}

/* The class that the code at token i is in: that around it, or that of `X::f`.  "" if none. */
static const char *class_of(const struct scanned *f, guint32 i, gsize *len)
{
  guint32 cls = scope_up(f->sc, scope_at(f->sc, i), SCOPE_CLASS), fn = function_of(f->sc, i);
  const char *name = "";
  *len = 0;
  if (cls != SCOPE_NONE) {
    name = f->sc->s[cls].name;
    *len = strlen(name);
  } else if (fn != SCOPE_NONE) {
    name = f->sc->s[fn].name;
    const char *last = g_strrstr(name, "::");
    *len = last ? (gsize)(last - name) : 0;
  }
  return name;
}

/* Has that class, as far as this file shows it, another member of this name? */
static bool hidden_by_member(const struct scanned *f, guint32 i)
{
  gsize len;
  const char *name = class_of(f, i, &len);
  for (guint32 s = 0; len && s < f->sc->n; s++)
    if (f->sc->s[s].kind == SCOPE_CLASS && same_class(name, len, f->sc->s[s].name) &&
        declared_in(f, s, f, i))
      return true;
  return false;
}

/* A variable of the file, or of a namespace around token i. */
static bool hidden_in_file(const struct scanned *f, guint32 i)
{
  for (guint32 s = scope_at(f->sc, i); s != SCOPE_NONE; s = f->sc->s[s].parent)
    if ((f->sc->s[s].kind == SCOPE_NAMESPACE || f->sc->s[s].kind == SCOPE_LINKAGE) &&
        declared_in(f, s, f, i))
      return true;
  return declared_in(f, SCOPE_NONE, f, i);
}

/* Does some class have a member of this name that is no pool?  Then `o->name` may be that. */
static bool is_ambiguous(const struct inventory *inv, const struct scanned *g, guint32 i)
{
  for (guint32 n = 0; n < inv->files->len; n++) {
    const struct scanned *f = inventory_file(inv, n);
    for (guint32 s = 0; !f->api && s < f->sc->n; s++)
      if (f->sc->s[s].kind == SCOPE_CLASS && declared_in(f, s, g, i))
        return true;
  }
  return false;
}

/* ------------------------------------------------------------------ pools */

/* Pools of one name, by where they can be seen from token i. */
struct candidates {
  guint32 local, own, member, in_file, global;
};

static struct candidates candidates_for(const struct inventory *inv, guint32 file, guint32 i)
{
  const struct scanned *f = inventory_file(inv, file);
  struct candidates c = {NO_POOL, NO_POOL, NO_POOL, NO_POOL, NO_POOL};
  char *name = tok_dup(f->lx, i);
  const GArray *same = g_hash_table_lookup(inv->by_name, name);
  g_free(name);
  gsize len;
  const char *cls = class_of(f, i, &len);
  for (guint k = 0; same && k < same->len; k++) {
    guint32 at = g_array_index(same, guint32, k);
    const struct pool *p = inventory_pool(inv, at);
    if (p->is_param)
      continue;
    if (p->is_local) {
      if (p->file == file && p->from <= i && i < p->to)
        c.local = at; /* the last one that fits is the innermost */
    } else if (p->owner) {
      c.member = at;
      if (len && same_class(cls, len, p->owner))
        c.own = at;
    } else if (p->is_file_local) {
      c.in_file = p->file == file ? at : c.in_file;
    } else {
      c.global = at;
    }
  }
  return c;
}

static guint32 hidden(bool *shadowed)
{
  *shadowed = true;
  return NO_POOL;
}

/* `o->name`; `this->name` is known better. */
static guint32 resolve_member(const struct inventory *inv, const struct scanned *f, guint32 i,
                              const struct candidates *c, bool *shadowed)
{
  bool is_this = tok_is(f->lx, tok_prev(f->lx, tok_prev(f->lx, i)), "this");
  if (is_this && c->own != NO_POOL)
    return c->own;
  if (c->member == NO_POOL)
    return c->global == NO_POOL && c->in_file == NO_POOL ? NO_POOL : hidden(shadowed);
  return is_ambiguous(inv, f, i) ? hidden(shadowed) : c->member;
}

guint32 pool_resolve(const struct inventory *inv, guint32 file, guint32 i, bool member,
                     bool *shadowed)
{
  const struct scanned *f = inventory_file(inv, file);
  *shadowed = false;
  if (!words_has(inv->names, text_of(f, i), f->lx->tok[i].len))
    return NO_POOL;
  struct candidates c = candidates_for(inv, file, i);
  if (member)
    return resolve_member(inv, f, i, &c, shadowed);
  if (c.local != NO_POOL)
    return c.local;
  guint32 outer = c.in_file != NO_POOL ? c.in_file : c.global;
  if (c.member == NO_POOL && outer == NO_POOL)
    return NO_POOL;
  if (hidden_by_local(f, i))
    return hidden(shadowed);
  if (c.own != NO_POOL)
    return c.own;
  if (hidden_by_member(f, i) || (c.in_file == NO_POOL && hidden_in_file(f, i)))
    return hidden(shadowed);
  if (outer != NO_POOL)
    return outer;
  gsize len;
  class_of(f, i, &len);
  return len ? c.member : NO_POOL; /* of a base class, most likely */
}

guint32 list_resolve(const struct inventory *inv, guint32 file, guint32 i, bool member,
                     guint32 otherwise)
{
  const struct scanned *f = inventory_file(inv, file);
  char *key = g_strdup_printf("cache %.*s", (int)f->lx->tok[i].len, text_of(f, i));
  const GArray *same = g_hash_table_lookup(inv->by_name, key);
  g_free(key);
  gsize len;
  const char *cls = class_of(f, i, &len);
  bool own = len && !tok_is(f->lx, tok_prev(f->lx, i), "::") && !hidden_by_local(f, i);
  for (guint k = 0; same && k < same->len; k++) {
    guint32 at = g_array_index(same, guint32, k);
    const struct pool *p = inventory_pool(inv, at);
    if (member || (own && p->owner && same_class(cls, len, p->owner)))
      return at;
  }
  return otherwise;
}
