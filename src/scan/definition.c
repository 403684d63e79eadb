/* SPDX-License-Identifier: Apache-2.0 */
#include "definition.h"
#include "tokens.h"

/* Does the declaration whose type is named at i begin with extern? */
static bool is_extern(const struct lexed *lx, guint32 i)
{
  for (guint32 p = tok_prev(lx, i); p != TOK_NONE; p = tok_prev(lx, p)) {
    if (tok_is(lx, p, "extern"))
      return true;
    if (TOK_IS_ANY(lx, p, ";", "{", "}", ">", ")"))
      return false;
  }
  return false;
}

/* The pool's name in the declaration whose type is named at i; TOK_NONE if another pool's. */
static guint32 name_after(const struct lexed *lx, guint32 i, const char *name)
{
  guint32 k = tok_next(lx, i);
  if (tok_is(lx, k, "<"))
    k = tok_angle_after(lx, k);
  for (; k != TOK_NONE && !TOK_IS_ANY(lx, k, ";", "}"); k = tok_next(lx, k)) {
    if (tok_is(lx, k, name))
      return k;
    if (TOK_IS_ANY(lx, k, "(", "[", "{") && lx->tok[k].match != TOK_NONE && lx->tok[k].match > k)
      k = lx->tok[k].match;
  }
  return TOK_NONE;
}

static guint32 initialiser(const struct lexed *lx, guint32 name)
{
  guint32 n = tok_next(lx, name);
  while (tok_is(lx, n, "[") && lx->tok[n].match != TOK_NONE)
    n = tok_next(lx, lx->tok[n].match);
  return TOK_IS_ANY(lx, n, "(", "{") ? n : TOK_NONE;
}

static bool is_declaration(enum site_kind k)
{
  return k == SITE_DECLARE_CLASS || k == SITE_DECLARE_TRACKER || k == SITE_DECLARE_RAW ||
         k == SITE_DECLARE_CACHE || k == SITE_DECLARE_LIST;
}

/* Several pools of one declaration have one site: that of the first. */
static bool may_declare(const struct inventory *inv, const struct site *s, guint32 pool)
{
  const struct pool *p = inventory_pool(inv, pool);
  return is_declaration(s->kind) &&
         (s->pool == pool || (s->unit == p->unit && s->pool != NO_POOL &&
                              inventory_pool(inv, s->pool)->kind == p->kind &&
                              inventory_pool(inv, s->pool)->file == p->file));
}

GArray *definitions_of(const struct inventory *inv, guint32 pool)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(struct definition));
  guint definitions = 0;
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (!may_declare(inv, s, pool))
      continue;
    const struct lexed *lx = inventory_file(inv, s->file)->lx;
    guint32 name = name_after(lx, s->tok, inventory_pool(inv, pool)->name);
    if (name == TOK_NONE)
      continue;
    struct definition d = {s->file,
                           name,
                           lx->tok[name].line,
                           tok_column(lx, name),
                           initialiser(lx, name),
                           is_extern(lx, s->tok)};
    if (d.is_extern)
      g_array_append_val(found, d);
    else
      g_array_insert_val(found, definitions++, d);
  }
  return found;
}

char *definition_argument(const struct lexed *lx, guint32 open, int n)
{
  guint32 from, to;
  if (open == TOK_NONE || !tok_argument(lx, open, n, &from, &to))
    return NULL;
  return tok_join(lx, from, tok_prev(lx, to));
}

guint definition_arguments(const struct lexed *lx, guint32 open)
{
  guint32 from, to;
  guint n = 0;
  while (open != TOK_NONE && tok_argument(lx, open, (int)n, &from, &to))
    n++;
  return n;
}
