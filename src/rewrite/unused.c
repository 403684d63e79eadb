/* SPDX-License-Identifier: Apache-2.0 */
#include "unused.h"
#include "lines.h"
#include "scan/tokens.h"

#include <string.h>

/* `T *name = init;`: tokens [first, end), with the name and the first token of the initialiser. */
struct local {
  guint32 first, end, name, init;
};

static bool same_word(const struct lexed *lx, guint32 a, guint32 b)
{
  const struct token *x = &lx->tok[a], *y = &lx->tok[b];
  return x->kind == TOK_IDENT && y->kind == TOK_IDENT && x->len == y->len &&
         memcmp(lx->text + x->off, lx->text + y->off, x->len) == 0;
}

/* Is it a name of its own: no member, no part of a qualified name, no function? */
static bool is_variable(const struct lexed *lx, guint32 i)
{
  guint32 prev = tok_prev(lx, i), next = tok_next(lx, i);
  return lx->tok[i].kind == TOK_IDENT && !lx->tok[i].dir &&
         (prev == TOK_NONE || !TOK_IS_ANY(lx, prev, ".", "->", "::")) &&
         (next == TOK_NONE || !TOK_IS_ANY(lx, next, "(", "::"));
}

static bool has_word(const char *text, const char *word, gsize len)
{
  for (const char *p = text; (p = strstr(p, word)); p += len)
    if ((p == text || !(g_ascii_isalnum(p[-1]) || p[-1] == '_')) &&
        !(g_ascii_isalnum(p[len]) || p[len] == '_'))
      return true;
  return false;
}

/* Is token i still there when the edits are done?  A name in what comes instead counts for it. */
static bool is_left(const struct lexed *lx, guint32 i, const GArray *edits)
{
  char *word = tok_dup(lx, i);
  bool left = true;
  for (guint k = 0; left && k < edits->len; k++) {
    const struct edit *e = &g_array_index(edits, struct edit, k);
    if (e->off <= lx->tok[i].off && lx->tok[i].off < e->off + e->len)
      left = has_word(e->text, word, lx->tok[i].len);
  }
  g_free(word);
  return left;
}

/* The declaration, in the function [from, to), of what token i names. */
static bool declared_by(const struct lexed *lx, guint32 from, guint32 i, struct local *l)
{
  for (guint32 k = tok_prev(lx, i); k != TOK_NONE && k >= from; k = tok_prev(lx, k)) {
    guint32 eq = tok_next(lx, k), first = k;
    bool is_pointer = false; /* what else there is may do something when it goes */
    if (!same_word(lx, k, i) || !is_variable(lx, k) || !tok_is(lx, eq, "="))
      continue;
    for (guint32 p = tok_prev(lx, k); p != TOK_NONE && p >= from; p = tok_prev(lx, p)) {
      if (lx->tok[p].kind != TOK_IDENT && !TOK_IS_ANY(lx, p, "*", "&", "::"))
        break;
      is_pointer |= tok_is(lx, p, "*");
      first = p;
    }
    guint32 before = tok_prev(lx, first), end = eq;
    while (end != TOK_NONE && !TOK_IS_ANY(lx, end, ";", ",", "{", "}"))
      end = TOK_IS_ANY(lx, end, "(", "[") && lx->tok[end].match != TOK_NONE
                ? tok_next(lx, lx->tok[end].match)
                : tok_next(lx, end);
    if (!is_pointer || before == TOK_NONE || !TOK_IS_ANY(lx, before, ";", "{", "}") ||
        end == TOK_NONE || !tok_is(lx, end, ";"))
      return false;
    *l = (struct local){first, end + 1, k, tok_next(lx, eq)};
    return true;
  }
  return false;
}

static bool is_named(const struct lexed *lx, guint32 from, guint32 to, const struct local *l,
                     const GArray *edits)
{
  for (guint32 i = from; i != TOK_NONE && i < to; i = tok_next(lx, i))
    if (i != l->name && same_word(lx, i, l->name) && is_left(lx, i, edits))
      return true;
  return false;
}

/* Names, members, and the two functions that say which thread this is. */
static bool does_nothing(const struct lexed *lx, const struct local *l)
{
  for (guint32 i = l->init; i < l->end - 1; i = tok_next(lx, i)) {
    guint32 next = tok_next(lx, i);
    bool call = tok_is(lx, next, "(");
    if (call && TOK_IS_ANY(lx, i, "this_ethread", "this_thread") &&
        lx->tok[next].match == tok_next(lx, next))
      i = lx->tok[next].match;
    else if (call || (lx->tok[i].kind != TOK_IDENT && !TOK_IS_ANY(lx, i, "->", ".", "::")))
      return false;
  }
  return true;
}

/* Looks at what token i names, which an edit of the function [from, to) takes out. */
static void look_at(const struct scanned *f, guint32 from, guint32 to, guint32 i,
                    const GArray *edits, GArray *more, GPtrArray *notes)
{
  const struct lexed *lx = f->lx;
  struct local l;
  if (!declared_by(lx, from, i, &l) || !is_left(lx, l.name, edits) ||
      is_named(lx, from, to, &l, edits))
    return;
  if (more && does_nothing(lx, &l)) {
    lines_remove(lx, l.first, l.end, LINES_WITH_COMMENT, more);
    return;
  }
  char *name = tok_dup(lx, l.name);
  char *note = g_strdup_printf("%s:%u: '%s' has no use here any more; is it still needed?",
                               f->src->path, lx->tok[l.name].line, name);
  if (!g_ptr_array_find_with_equal_func(notes, note, g_str_equal, NULL))
    g_ptr_array_add(notes, g_strdup(note));
  g_free(note);
  g_free(name);
}

void unused_locals(const struct inventory *inv, guint32 file, GArray *edits, bool take,
                   GPtrArray *notes)
{
  const struct scanned *f = inventory_file(inv, file);
  GArray *more = take ? edits_new() : NULL;
  for (guint k = 0; k < edits->len; k++) {
    const struct edit *e = &g_array_index(edits, struct edit, k);
    for (guint32 i = e->tok_first; i < e->tok_end; i++) {
      guint32 s = is_variable(f->lx, i) && !is_left(f->lx, i, edits)
                      ? scope_up(f->sc, scope_at(f->sc, i), SCOPE_FUNCTION)
                      : SCOPE_NONE;
      if (s != SCOPE_NONE)
        look_at(f, f->sc->s[s].first, f->sc->s[s].end, i, edits, more, notes);
    }
  }
  if (!more)
    return;
  edits_merge(edits, more, "unused");
  g_array_unref(more);
}
