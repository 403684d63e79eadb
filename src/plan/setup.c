/* SPDX-License-Identifier: Apache-2.0 */
#include "setup.h"
#include "scan/definition.h"
#include "scan/tokens.h"

#include <string.h>

static void setup_clear(gpointer p)
{
  struct setup *s = p;
  g_free(s->call);
  g_free(s->size);
  g_free(s->align);
  g_free(s->huge);
  g_free(s->advice);
}

/* Which argument is which; -1: there is none.  Names come first and are not counted. */
struct order {
  int size, align, huge, advice;
};

/* `(name, chunk, align)` of a class pool, `(name, size, chunk, align [, huge])` of raw memory. */
static struct order of_constructor(enum pool_kind kind)
{
  if (kind == POOL_RAW)
    return (struct order){1, 3, 4, -1};
  return (struct order){-1, 2, -1, -1};
}

/* `(name, size, chunk, align [, huge] [, advice])`, after `skip` arguments that name the pool. */
static struct order of_call(int skip, guint arguments, bool with_advice)
{
  int size = skip + 1, align = skip + 3, rest = (int)arguments - (align + 1);
  struct order o = {size, align, -1, -1};
  if (with_advice && rest > 0)
    o.advice = (int)arguments - 1;
  if (rest > (with_advice ? 1 : 0))
    o.huge = align + 1;
  return o;
}

static void add(GArray *setups, const struct inventory *inv, guint32 file, guint32 tok,
                guint32 open, struct order o)
{
  const struct lexed *lx = inventory_file(inv, file)->lx;
  struct setup s = {.file = file, .line = lx->tok[tok].line, .call = tok_dup(lx, tok)};
  s.size = o.size < 0 ? NULL : definition_argument(lx, open, o.size);
  s.align = definition_argument(lx, open, o.align);
  s.huge = o.huge < 0 ? NULL : definition_argument(lx, open, o.huge);
  s.advice = o.advice < 0 ? NULL : definition_argument(lx, open, o.advice);
  g_array_append_val(setups, s);
}

static void add_site(GArray *setups, const struct inventory *inv, const struct site *s)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  guint32 open = tok_next(lx, s->tok);
  if (open == TOK_NONE || !tok_is(lx, open, "("))
    return;
  guint n = definition_arguments(lx, open);
  char *name = tok_dup(lx, s->tok);
  bool create = g_str_has_suffix(name, "create") || g_str_has_suffix(name, "CREATE");
  bool madvise = strstr(name, "madvise") || strstr(name, "MADVISE");
  g_free(name);
  if (s->kind == SITE_RE_INIT)
    add(setups, inv, s->file, s->tok, open, of_call(s->is_shim ? 1 : 0, n, true));
  else
    add(setups, inv, s->file, s->tok, open, of_call(create ? 0 : 1, n, madvise));
}

GArray *setups_of(const struct inventory *inv, guint32 pool)
{
  GArray *setups = g_array_new(FALSE, TRUE, sizeof(struct setup));
  g_array_set_clear_func(setups, setup_clear);
  enum pool_kind kind = inventory_pool(inv, pool)->kind;
  GArray *defs = definitions_of(inv, pool);
  for (guint i = 0; i < defs->len; i++) {
    const struct definition *d = &g_array_index(defs, struct definition, i);
    if (d->open != TOK_NONE && kind != POOL_LIST)
      add(setups, inv, d->file, d->name, d->open, of_constructor(kind));
  }
  g_array_unref(defs);
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->pool == pool && (s->kind == SITE_RE_INIT || s->kind == SITE_LIST_MAKE))
      add_site(setups, inv, s);
  }
  return setups;
}

bool setup_number(const char *text, guint64 *n)
{
  char *end;
  *n = g_ascii_strtoull(text, &end, 0);
  return g_ascii_isdigit(*text) && strspn(end, "uUlLzZ") == strlen(end);
}

bool setup_is_off(const char *text)
{
  guint64 n;
  return !text || strcmp(text, "false") == 0 || (setup_number(text, &n) && n == 0);
}
