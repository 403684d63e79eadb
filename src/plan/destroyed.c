/* SPDX-License-Identifier: Apache-2.0 */
#include "destroyed.h"
#include "scan/tokens.h"

#include <string.h>

/* Can token i be a part of `a::b->c[d].e(f)`, read from its end? */
static bool is_of_name(const struct lexed *lx, guint32 i)
{
  if (TOK_IS_ANY(lx, i, ".", "->", "::", "]", ")"))
    return true;
  return tok_is_ident(lx, i) && !TOK_IS_ANY(lx, i, "if", "while", "for", "switch", "else", "do",
                                            "return", "case", "delete", "throw", "goto");
}

/* Is the ':' at i that of a label, `case 1:`, `out:`? */
static bool is_label(const struct lexed *lx, guint32 i)
{
  guint32 before = tok_prev(lx, tok_prev(lx, i));
  return tok_is(lx, i, ":") && (tok_is(lx, tok_prev(lx, i), "default") ||
                                (before != TOK_NONE && TOK_IS_ANY(lx, before, "case", ";", "{")));
}

/* The first token of the statement that ends with the name or call before token `end`; TOK_NONE if
 * it is anything but a name or a call. */
static guint32 statement_start(const struct lexed *lx, guint32 end)
{
  for (guint32 i = end;;) {
    guint32 p = tok_prev(lx, i);
    if (p == TOK_NONE)
      return lx->tok[end].dir ? TOK_NONE : i;
    if (TOK_IS_ANY(lx, p, ";", "{", "}") || is_label(lx, p))
      return i == end ? TOK_NONE : i;
    if (!is_of_name(lx, p))
      return TOK_NONE;
    i = lx->tok[p].match != TOK_NONE && lx->tok[p].match < p ? lx->tok[p].match : p;
  }
}

/* No directive begins or ends among these tokens. */
static bool is_plain(const struct lexed *lx, guint32 from, guint32 to)
{
  guint32 dir = lx->tok[from].dir;
  while (from < to && lx->tok[from].dir == dir)
    from++;
  return from == to;
}

/* The argument of the give that is the object, [*from, *to).  A comma may be in it, between
 * template arguments: it is what is left without the pool and the thread. */
static bool object_given(const struct lexed *lx, const struct site *give, guint32 *from,
                         guint32 *to)
{
  bool thread = give->kind == SITE_THREAD_GIVE;
  bool behind_pool = give->kind == SITE_LIST_GIVE || (give->is_shim && !thread);
  guint32 open = tok_next(lx, give->tok), other;
  int n = 0;
  if (!tok_is(lx, open, "(") || !tok_argument(lx, open, behind_pool ? 1 : 0, from, to))
    return false;
  while (tok_argument(lx, open, n, &other, to))
    n++;
  return thread ? n > 2 && tok_argument(lx, open, n - 3, &other, to) : true;
}

/* What the give is handed, casts and parentheses aside: [*from, *to). */
static bool given(const struct lexed *lx, const struct site *give, guint32 *from, guint32 *to)
{
  if (!object_given(lx, give, from, to))
    return false;
  for (;;) {
    guint32 i = *from, last = tok_prev(lx, *to);
    if (TOK_IS_ANY(lx, i, "static_cast", "reinterpret_cast", "const_cast"))
      i = tok_angle_after(lx, tok_next(lx, i));
    if (i == TOK_NONE || !tok_is(lx, i, "("))
      return i == *from;
    guint32 close = lx->tok[i].match;
    if (close == last) { /* (p), static_cast<T *>(p) */
      *from = tok_next(lx, i);
      *to = close;
    } else if (close != TOK_NONE && tok_is(lx, tok_prev(lx, close), "*")) { /* (T *)p */
      *from = tok_next(lx, close);
    } else {
      return true;
    }
  }
}

static bool same_tokens(const struct lexed *lx, guint32 a, guint32 a_end, guint32 b, guint32 b_end)
{
  char *x = tok_join(lx, a, tok_prev(lx, a_end)), *y = tok_join(lx, b, tok_prev(lx, b_end));
  bool same = strcmp(x, y) == 0;
  g_free(x);
  g_free(y);
  return same;
}

/* The statement that ends with the ';' at `semi`, if it is `object->~T();`: *object_end is behind
 * the object. */
static bool read_destroying(const struct lexed *lx, guint32 semi, struct destroying *d,
                            guint32 *object_end)
{
  guint32 close = tok_prev(lx, semi), open = close == TOK_NONE ? TOK_NONE : lx->tok[close].match;
  if (open == TOK_NONE || !tok_is(lx, close, ")") || tok_next(lx, open) != close)
    return false;
  guint32 name = tok_prev(lx, open);
  if (name != TOK_NONE && tok_is(lx, name, ">"))
    name = tok_prev(lx, tok_angle_open(lx, name));
  guint32 tilde = tok_prev(lx, name);
  if (!tok_is(lx, tilde, "~"))
    return false;
  guint32 arrow = tok_prev(lx, tilde);
  if (arrow != TOK_NONE && tok_is(lx, arrow, "::"))
    arrow = tok_prev(lx, tok_name_start(lx, tilde));
  if (arrow == TOK_NONE || !tok_is(lx, arrow, "->"))
    return false;
  *d = (struct destroying){statement_start(lx, arrow), semi + 1, name};
  *object_end = arrow;
  return d->first != TOK_NONE;
}

/* Where the give's statement begins: `::A[i].free(`, `FLC_DELETE(`. */
static guint32 give_start(const struct lexed *lx, const struct site *give)
{
  guint32 p = tok_prev(lx, give->tok);
  return p != TOK_NONE && TOK_IS_ANY(lx, p, ".", "->") ? statement_start(lx, give->tok) : give->tok;
}

bool give_is_destroyed(const struct inventory *inv, const struct site *give, struct destroying *d)
{
  const struct lexed *lx = inventory_file(inv, give->file)->lx;
  guint32 start = give_start(lx, give), semi = start == TOK_NONE ? start : tok_prev(lx, start);
  guint32 from, to, object_end;
  return semi != TOK_NONE && tok_is(lx, semi, ";") && given(lx, give, &from, &to) &&
         read_destroying(lx, semi, d, &object_end) && is_plain(lx, d->first, give->tok) &&
         same_tokens(lx, d->first, object_end, from, to);
}

bool subject_is_destroyed(const struct subject *s, const struct site *give, struct destroying *d)
{
  if (!give_is_destroyed(s->inv, give, d))
    return false;
  const char *colons = g_strrstr(s->type, "::"), *angle = strchr(s->type, '<');
  const char *type = colons && (!angle || colons < angle) ? colons + strlen("::") : s->type;
  char *name = tok_dup(inventory_file(s->inv, give->file)->lx, d->name);
  gsize len = strlen(name);
  bool own = strncmp(type, name, len) == 0 && (!type[len] || type[len] == '<');
  g_free(name);
  return own || (s->facts && !s->facts->unknown && s->facts->virtual_destructor);
}

bool subject_is_always_destroyed(const struct subject *s)
{
  struct destroying d;
  guint n = 0;
  for (guint i = 0; i < s->sites->len; i++) {
    const struct site *x = g_array_index(s->sites, const struct site *, i);
    n += site_is_give(x->kind) && subject_is_destroyed(s, x, &d);
  }
  return n > 0 && n == s->gives;
}
