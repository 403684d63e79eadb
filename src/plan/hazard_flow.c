/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hazards that show in the statements around a take or a give.  Decided from tokens, in one
 * function at a time: what another function does with the pointer is not seen.
 */
#include "hazard.h"
#include "scan/tokens.h"

#include <string.h>

/* A site, where its function's body ends, and the object that it is about. */
struct flow {
  const struct subject *s;
  const struct site *x;
  const struct scanned *f;
  const struct lexed *lx;
  guint32 first, end;
};

static bool flow_of(const struct subject *s, guint i, struct flow *w)
{
  const struct site *x = g_array_index(s->sites, const struct site *, i);
  const struct scanned *f = inventory_file(s->inv, x->file);
  *w = (struct flow){s, x, f, f->lx, TOK_NONE, TOK_NONE};
  for (guint32 k = x->scope; k != SCOPE_NONE && w->first == TOK_NONE; k = f->sc->s[k].parent)
    if (f->sc->s[k].kind == SCOPE_FUNCTION || f->sc->s[k].kind == SCOPE_LAMBDA ||
        f->sc->s[k].kind == SCOPE_MACRO) {
      w->first = f->sc->s[k].first;
      w->end = f->sc->s[k].end;
    }
  return w->first != TOK_NONE;
}

static void add_at(const struct flow *w, guint32 tok, const char *what, GPtrArray *evidence)
{
  char *at = g_strdup_printf("%s:%u", w->f->src->path, w->lx->tok[tok].line);
  char *function = inventory_function(w->s->inv, w->x);
  hazard_add(evidence, at, "%s%s%s", what, *function ? " in " : "", function);
  g_free(at);
  g_free(function);
}

/* ------------------------------------------------------------------ around a token */

/* The '(' or '{' that encloses token i, or TOK_NONE. */
static guint32 enclosing(const struct flow *w, guint32 i)
{
  for (guint32 p = tok_prev_over(w->lx, i); p != TOK_NONE && p >= w->first;
       p = tok_prev_over(w->lx, p))
    if (TOK_IS_ANY(w->lx, p, "(", "{") && w->lx->tok[p].match > i)
      return p;
  return TOK_NONE;
}

/* The token behind the ';' that ends the statement of token i, or TOK_NONE. */
static guint32 after_statement(const struct flow *w, guint32 i)
{
  for (; i != TOK_NONE && i < w->end; i = tok_next(w->lx, i)) {
    if (tok_is(w->lx, i, ";"))
      return tok_next(w->lx, i);
    if (TOK_IS_ANY(w->lx, i, "(", "[", "{") && w->lx->tok[i].match != TOK_NONE)
      i = w->lx->tok[i].match;
    else if (tok_is(w->lx, i, "}"))
      return TOK_NONE;
  }
  return TOK_NONE;
}

static bool same_text(const struct lexed *lx, guint32 a, guint32 b)
{
  return lx->tok[a].len == lx->tok[b].len &&
         memcmp(lx->text + lx->tok[a].off, lx->text + lx->tok[b].off, lx->tok[a].len) == 0;
}

/* Is token i the variable that token v names, and no member of something else? */
static bool is_variable(const struct flow *w, guint32 i, guint32 v)
{
  guint32 p = tok_prev(w->lx, i);
  return w->lx->tok[i].kind == TOK_IDENT && same_text(w->lx, i, v) &&
         (p == TOK_NONE || !TOK_IS_ANY(w->lx, p, ".", "->", "::"));
}

/* What a give is handed, if it is one name: its token, or TOK_NONE. */
static guint32 given(const struct flow *w)
{
  guint32 open = tok_next(w->lx, w->x->tok), from, to;
  bool behind_pool =
      w->x->kind == SITE_LIST_GIVE || (w->x->is_shim && w->x->kind != SITE_THREAD_GIVE);
  if (!tok_is(w->lx, open, "(") || !tok_argument(w->lx, open, behind_pool ? 1 : 0, &from, &to) ||
      tok_next(w->lx, from) != to || !tok_is_ident(w->lx, from))
    return TOK_NONE;
  return from;
}

/* The first token of the take as it is written: `::A.alloc(`, `THREAD_ALLOC(`. */
static guint32 take_start(const struct flow *w)
{
  guint32 i = w->x->tok, p = tok_prev(w->lx, i);
  while (p != TOK_NONE && TOK_IS_ANY(w->lx, p, ".", "->")) {
    i = tok_name_start(w->lx, tok_prev_over(w->lx, p));
    p = i == TOK_NONE ? TOK_NONE : tok_prev(w->lx, i);
  }
  if (p != TOK_NONE && tok_is(w->lx, p, "::"))
    i = p;
  return i;
}

/* The variable that a take is assigned to, casts between them: its token, or TOK_NONE. */
static guint32 taken_by(const struct flow *w)
{
  guint32 p = take_start(w);
  p = p == TOK_NONE ? p : tok_prev(w->lx, p);
  while (p != TOK_NONE && TOK_IS_ANY(w->lx, p, "(", ")", ">")) {
    guint32 open = tok_is(w->lx, p, ">") ? tok_angle_open(w->lx, p) : p;
    if (tok_is(w->lx, p, ")"))
      open = w->lx->tok[p].match; /* (T *) */
    if (open == TOK_NONE)
      return TOK_NONE;
    p = tok_prev(w->lx, open);
    if (p != TOK_NONE && TOK_IS_ANY(w->lx, p, "static_cast", "reinterpret_cast"))
      p = tok_prev(w->lx, p);
  }
  if (p == TOK_NONE || !tok_is(w->lx, p, "="))
    return TOK_NONE;
  p = tok_prev(w->lx, p);
  return tok_is_ident(w->lx, p) ? p : TOK_NONE;
}

/* ------------------------------------------------------------------ after a give */

/* Uses of the object in what follows the give in its own block: another block may be another
 * path. */
void hazard_used_after_give(const struct subject *s, const struct subjects *all,
                            GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of(s, i, &w) || !site_is_give(w.x->kind))
      continue;
    guint32 p = given(&w), k = p == TOK_NONE ? TOK_NONE : after_statement(&w, w.x->tok);
    for (; k != TOK_NONE && k < w.end; k = tok_next(w.lx, k)) {
      if (TOK_IS_ANY(w.lx, k, "}", "else", "case", "default", "break", "goto", "continue"))
        break;
      if (!is_variable(&w, k, p))
        continue;
      guint32 next = tok_next(w.lx, k);
      if (next == TOK_NONE || !tok_is(w.lx, next, "="))
        add_at(&w, k, "used after the give", evidence);
      break;
    }
  }
}

/* ------------------------------------------------------------------ before a give */

/* A name that is there to be found in memory that is gone: `magic`, `DEAD`. */
static bool is_marker(const struct lexed *lx, guint32 i)
{
  char *text = tok_dup(lx, i), *low = g_ascii_strdown(text, -1);
  bool is = lx->tok[i].kind == TOK_IDENT && (strstr(low, "magic") || strstr(text, "DEAD"));
  g_free(low);
  g_free(text);
  return is;
}

/* A marker that is written before the give.  The compiler may leave out the store, since nobody can
 * read it from an object that has ended. */
void hazard_stale_store(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of(s, i, &w) || !site_is_give(w.x->kind))
      continue;
    for (guint32 k = w.first; k < w.x->tok; k++) {
      guint32 next = w.lx->tok[k].kind == TOK_IDENT ? tok_next(w.lx, k) : TOK_NONE;
      if (next != TOK_NONE && tok_is(w.lx, next, "=") && is_marker(w.lx, k))
        add_at(&w, k, "a marker is written before the give", evidence);
    }
  }
}

/* ------------------------------------------------------------------ at a take */

/* `if (!v`, `if (v == nullptr`, `if (nullptr == v` in the statement that begins at i. */
static bool checks_null(const struct flow *w, guint32 i, guint32 v)
{
  if (i == TOK_NONE || !tok_is(w->lx, i, "if"))
    return false;
  guint32 open = tok_next(w->lx, i);
  for (guint32 k = open; k != TOK_NONE && k < w->lx->tok[open].match; k = tok_next(w->lx, k)) {
    guint32 before = tok_prev(w->lx, k), next = tok_next(w->lx, k);
    if (is_variable(w, k, v) &&
        (tok_is(w->lx, before, "!") || TOK_IS_ANY(w->lx, next, "==", "!=") ||
         TOK_IS_ANY(w->lx, before, "==", "!=") || (before == open && tok_is(w->lx, next, ")"))))
      return true;
  }
  return false;
}

/* Is the take itself the condition: `if ((v = take))`, `if (likely(v = take))`? */
static bool is_condition(const struct flow *w)
{
  for (guint32 p = enclosing(w, take_start(w)); p != TOK_NONE && tok_is(w->lx, p, "(");
       p = enclosing(w, p)) {
    guint32 before = tok_prev(w->lx, p);
    if (before != TOK_NONE && TOK_IS_ANY(w->lx, before, "if", "while"))
      return true;
  }
  return false;
}

void hazard_null_check(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of(s, i, &w) || !site_is_take(w.x->kind))
      continue;
    guint32 v = taken_by(&w), next = v == TOK_NONE ? TOK_NONE : after_statement(&w, w.x->tok);
    if (is_condition(&w))
      add_at(&w, w.x->tok, "the take is a condition", evidence);
    else if (v != TOK_NONE && checks_null(&w, next, v))
      add_at(&w, next, "what was taken is compared with null", evidence);
  }
}

/* `new (p)` at token i: the '(' ; else TOK_NONE. */
static guint32 placement(const struct lexed *lx, guint32 i)
{
  guint32 open = tok_is(lx, i, "new") ? tok_next(lx, i) : TOK_NONE;
  return open != TOK_NONE && tok_is(lx, open, "(") ? open : TOK_NONE;
}

static bool is_placed(const struct flow *w)
{
  guint32 p = enclosing(w, take_start(w)), before = p == TOK_NONE ? p : tok_prev(w->lx, p);
  return before != TOK_NONE && placement(w->lx, before) == p;
}

void hazard_constructed_twice(const struct subject *s, const struct subjects *all,
                              GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; !subject_is_raw(s) && i < s->sites->len; i++) {
    if (!flow_of(s, i, &w) || !site_is_take(w.x->kind))
      continue;
    if (is_placed(&w))
      add_at(&w, w.x->tok, "taken, which constructs, and constructed again", evidence);
    guint32 v = taken_by(&w);
    for (guint32 k = w.x->tok; v != TOK_NONE && k < w.end; k++) {
      guint32 open = w.lx->tok[k].kind == TOK_IDENT ? placement(w.lx, k) : TOK_NONE;
      guint32 what = open == TOK_NONE ? open : tok_next(w.lx, open);
      if (what != TOK_NONE && is_variable(&w, what, v) &&
          tok_next(w.lx, what) == w.lx->tok[open].match) {
        add_at(&w, k, "constructed again after the take", evidence);
        break;
      }
    }
  }
}

/* ------------------------------------------------------------------ in the class */

/* The class that token i stands in: of a member's qualified name, or of the class body; a new
 * string,
 * "" for none. */
static char *class_at(const struct scanned *f, guint32 i)
{
  for (guint32 k = scope_at(f->sc, i); k != SCOPE_NONE; k = f->sc->s[k].parent) {
    const struct scope *sc = &f->sc->s[k];
    const char *colons = sc->name ? g_strrstr(sc->name, "::") : NULL;
    if (sc->kind == SCOPE_FUNCTION && colons)
      return g_strndup(sc->name, (gsize)(colons - sc->name));
    if (sc->kind == SCOPE_CLASS)
      return g_strdup(sc->name);
  }
  return g_strdup("");
}

/* `new (this)`: the object starts anew without having been destroyed. */
void hazard_reset_in_place(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  for (guint32 f = 0; *s->type && f < s->inv->files->len; f++) {
    const struct scanned *file = inventory_file(s->inv, f);
    for (guint32 i = 0; !file->api && i < file->lx->n; i++) {
      guint32 open = file->lx->tok[i].kind == TOK_IDENT ? placement(file->lx, i) : TOK_NONE;
      if (open == TOK_NONE || !tok_is(file->lx, tok_next(file->lx, open), "this"))
        continue;
      char *name = class_at(file, i), *at = NULL;
      if (strcmp(name, s->type) == 0) {
        at = g_strdup_printf("%s:%u", file->src->path, file->lx->tok[i].line);
        hazard_add(evidence, at, "new (this) in %s", name);
      }
      g_free(at);
      g_free(name);
    }
  }
}
