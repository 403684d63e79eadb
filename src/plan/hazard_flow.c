/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hazards that show in the statements around a take or a give.  Decided from tokens, in one
 * function at a time: what another function does with the pointer is not seen.
 */
#include "flow.h"

#include <string.h>

/* ------------------------------------------------------------------ after a give */

/* Uses of the object in what follows the give in its own block: another block may be another
 * path. */
void hazard_used_after_give(const struct subject *s, const struct subjects *all,
                            GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of_give(s, i, &w))
      continue;
    guint32 p = flow_given(&w), k = p == TOK_NONE ? TOK_NONE : flow_after_statement(&w, w.x->tok);
    for (; k != TOK_NONE && k < w.end; k = tok_next(w.lx, k)) {
      if (TOK_IS_ANY(w.lx, k, "}", "else", "case", "default", "break", "goto", "continue"))
        break;
      if (!flow_is_variable(&w, k, p))
        continue;
      guint32 next = tok_next(w.lx, k);
      if (next == TOK_NONE || !tok_is(w.lx, next, "="))
        flow_add(&w, k, "used after the give", evidence);
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
    if (!flow_of_give(s, i, &w))
      continue;
    for (guint32 k = w.first; k < w.x->tok; k++) {
      guint32 next = w.lx->tok[k].kind == TOK_IDENT ? tok_next(w.lx, k) : TOK_NONE;
      if (next != TOK_NONE && tok_is(w.lx, next, "=") && is_marker(w.lx, k))
        flow_add(&w, k, "a marker is written before the give", evidence);
    }
  }
}

/* ------------------------------------------------------------------ at a take */

/* Is the take itself the condition: `if ((v = take))`, `if (likely(v = take))`? */
static bool is_condition(const struct flow *w)
{
  for (guint32 p = flow_enclosing(w, flow_take_start(w)); p != TOK_NONE && tok_is(w->lx, p, "(");
       p = flow_enclosing(w, p)) {
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
    if (!flow_of_take(s, i, &w))
      continue;
    guint32 v = flow_taken_by(&w),
            next = v == TOK_NONE ? TOK_NONE : flow_after_statement(&w, w.x->tok);
    if (is_condition(&w))
      flow_add(&w, w.x->tok, "the take is a condition", evidence);
    else if (v != TOK_NONE && next != TOK_NONE && tok_is(w.lx, next, "if") &&
             flow_asks_null(&w, tok_next(w.lx, next), v))
      flow_add(&w, next, "what was taken is compared with null", evidence);
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
  guint32 p = flow_enclosing(w, flow_take_start(w)),
          before = p == TOK_NONE ? p : tok_prev(w->lx, p);
  return before != TOK_NONE && placement(w->lx, before) == p;
}

/* The variable that `new (p)` at token k constructs on, casts in front of it or not, or TOK_NONE.
 */
static guint32 placed_on(const struct flow *w, guint32 k)
{
  guint32 open = w->lx->tok[k].kind == TOK_IDENT ? placement(w->lx, k) : TOK_NONE, from, to;
  if (open == TOK_NONE || !tok_argument(w->lx, open, 0, &from, &to))
    return TOK_NONE;
  guint32 last = tok_prev(w->lx, to);
  if (tok_is(w->lx, last, ")")) /* static_cast<void *>(p) */
    last = tok_prev(w->lx, last);
  guint32 before = tok_prev(w->lx, last);
  return tok_is_ident(w->lx, last) && TOK_IS_ANY(w->lx, before, "(", ")") ? last : TOK_NONE;
}

/* Constructed behind the take on the variable v, or on one that it is assigned to: `q = v;`. */
static void find_placement(const struct flow *w, guint32 v, GPtrArray *evidence)
{
  guint32 other = v;
  for (guint32 k = tok_next(w->lx, w->x->tok); k != TOK_NONE && k < w->end;
       k = tok_next(w->lx, k)) {
    guint32 on = placed_on(w, k), before = tok_prev(w->lx, k), next = tok_next(w->lx, k);
    if (on != TOK_NONE && (flow_is_variable(w, on, v) || flow_is_variable(w, on, other))) {
      flow_add(w, k, "constructed again after the take", evidence);
      return;
    }
    if (flow_is_variable(w, k, v) && tok_is(w->lx, before, "=") && tok_is(w->lx, next, ";") &&
        tok_is_ident(w->lx, tok_prev(w->lx, before)))
      other = tok_prev(w->lx, before);
  }
}

void hazard_constructed_twice(const struct subject *s, const struct subjects *all,
                              GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; !subject_is_raw(s) && i < s->sites->len; i++) {
    if (!flow_of_take(s, i, &w))
      continue;
    if (is_placed(&w))
      flow_add(&w, w.x->tok, "taken, which constructs, and constructed again", evidence);
    guint32 v = flow_taken_by(&w);
    if (v != TOK_NONE)
      find_placement(&w, v, evidence);
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
