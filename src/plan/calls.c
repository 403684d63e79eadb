/* SPDX-License-Identifier: Apache-2.0 */
#include "calls.h"
#include "scan/tokens.h"

#include <string.h>

enum { DEEPEST_BASE = 16, DEEPEST_CALL = 4 };

static void add_all(GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add(to, g_ptr_array_index(from, i));
  g_ptr_array_unref(from);
}

static void add_members(const struct code *c, const char *klass, const char *name, guint depth,
                        GPtrArray *found)
{
  guint before = found->len;
  add_all(found, code_functions(c, klass, name));
  const GPtrArray *heads = g_hash_table_lookup(c->classes, klass);
  for (guint i = 0; depth && found->len == before && heads && i < heads->len; i++) {
    const struct klass_head *k = g_ptr_array_index(heads, i);
    for (guint b = 0; b < k->bases->len; b++)
      add_members(c, g_ptr_array_index(k->bases, b), name, depth - 1, found);
  }
}

GPtrArray *calls_members(const struct code *c, const char *klass, const char *name)
{
  GPtrArray *found = g_ptr_array_new();
  if (*klass)
    add_members(c, klass, name, DEEPEST_BASE, found);
  return found;
}

/* A function of no class: the file's own, else all of the name. */
static void add_free(const struct code *c, const struct scanned *f, const char *name,
                     GPtrArray *called)
{
  GPtrArray *found = code_functions(c, "", name);
  guint before = called->len;
  for (guint i = 0; i < found->len; i++)
    if (((struct function *)g_ptr_array_index(found, i))->f == f)
      g_ptr_array_add(called, g_ptr_array_index(found, i));
  if (called->len == before)
    add_all(called, found);
  else
    g_ptr_array_unref(found);
}

/* `X::name(`: X is a class, or a namespace. */
static void add_qualified(const struct code *c, const struct scanned *f, guint32 colons,
                          const char *name, GPtrArray *called)
{
  guint32 last = tok_prev(f->lx, colons), open = last;
  if (last != TOK_NONE && tok_is(f->lx, last, ">"))
    open = tok_angle_open(f->lx, last), last = open == TOK_NONE ? open : tok_prev(f->lx, open);
  char *of = last != TOK_NONE && tok_is_ident(f->lx, last) ? tok_dup(f->lx, last) : g_strdup("");
  GPtrArray *found = calls_members(c, of, name);
  if (found->len || code_has_class(c, of))
    add_all(called, found);
  else
    g_ptr_array_unref(found), add_free(c, f, name, called);
  g_free(of);
}

static void add_unqualified(const struct code *c, const struct scanned *f, const char *klass,
                            const char *name, GPtrArray *called)
{
  GPtrArray *found = calls_members(c, klass, name);
  if (!found->len)
    add_free(c, f, name, called);
  if (!found->len && code_has_class(c, name)) /* T(...) */
    add_all(called, code_functions(c, name, name));
  add_all(called, found);
}

void calls_in(const struct code *c, const struct scanned *f, guint32 from, guint32 to,
              const char *klass, GPtrArray *called)
{
  const struct lexed *lx = f->lx;
  for (guint32 i = from; i < to; i++) {
    guint32 open = lx->tok[i].kind == TOK_IDENT ? tok_next(lx, i) : TOK_NONE;
    if (open != TOK_NONE && tok_is(lx, open, "<"))
      open = tok_angle_after(lx, open);
    if (open == TOK_NONE || !tok_is(lx, open, "("))
      continue;
    char *name = tok_dup(lx, i);
    guint32 p = tok_prev(lx, i);
    if (p != TOK_NONE && tok_is(lx, p, "::"))
      add_qualified(c, f, p, name, called);
    else if (p == TOK_NONE || !TOK_IS_ANY(lx, p, ".", "->") || tok_is(lx, tok_prev(lx, p), "this"))
      add_unqualified(c, f, klass, name, called);
    g_free(name);
  }
}

static void reach(const struct code *c, const GPtrArray *from, const char *why, guint depth,
                  GHashTable *marks)
{
  for (guint i = 0; depth && i < from->len; i++) {
    const struct function *fn = g_ptr_array_index(from, i);
    if (fn->f->api || g_hash_table_contains(marks, fn))
      continue;
    g_hash_table_insert(marks, (gpointer)fn, g_strdup(why));
    GPtrArray *called = g_ptr_array_new();
    calls_in(c, fn->f, fn->body->first, fn->body->end, fn->klass, called);
    reach(c, called, why, depth - 1, marks);
    g_ptr_array_unref(called);
  }
}

void calls_reach(const struct code *c, const GPtrArray *roots, const char *why, GHashTable *marks)
{
  reach(c, roots, why, DEEPEST_CALL, marks);
}
