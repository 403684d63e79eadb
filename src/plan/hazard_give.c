/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards of what a give is handed: null, another pool's memory, malloc's, or a base of the type.
 */
#include "flow.h"

#include <string.h>

/* ------------------------------------------------------------------ null */

/* The end of what is done if the condition at `open` holds. */
static guint32 end_of_if(const struct flow *w, guint32 open)
{
  guint32 body = tok_next(w->lx, w->lx->tok[open].match);
  return tok_is(w->lx, body, "{") ? w->lx->tok[body].match : flow_after_statement(w, body);
}

/* Does the statement of `if (` at `open` leave the function or the loop? */
static bool leaves(const struct flow *w, guint32 open)
{
  guint32 to = end_of_if(w, open);
  for (guint32 i = w->lx->tok[open].match; i != TOK_NONE && i < to; i = tok_next(w->lx, i))
    if (TOK_IS_ANY(w->lx, i, "return", "break", "continue", "goto", "throw"))
      return true;
  return false;
}

/* Is the statement at `tok`, which stands in front of the give, one that the give's path always
 * passes: is its block one of those around the give? */
static bool is_on_path(const struct flow *w, guint32 tok)
{
  guint32 block = flow_enclosing(w, tok), before = tok_prev(w->lx, tok);
  while (before != TOK_NONE && before > w->first && !TOK_IS_ANY(w->lx, before, ";", "{", "}"))
    if (TOK_IS_ANY(w->lx, before = tok_prev_over(w->lx, before), "if", "else", "for", "while"))
      return false;
  return block == TOK_NONE || w->lx->tok[block].match > w->x->tok;
}

/* May v be null at the give, as what stands in front of it says? */
static bool may_be_null(const struct flow *w, guint32 v)
{
  bool may = false;
  for (guint32 i = w->first; i < w->x->tok; i++) {
    guint32 next = w->lx->tok[i].kind == TOK_IDENT ? tok_next(w->lx, i) : TOK_NONE;
    if (next == TOK_NONE)
      continue;
    if (tok_is(w->lx, i, "if") && tok_is(w->lx, next, "(") && flow_asks_null(w, next, v)) {
      if (w->x->tok < end_of_if(w, next))
        return false; /* the give is what follows the question */
      may = !leaves(w, next);
    } else if (flow_is_variable(w, i, v) && tok_is(w->lx, next, "=")) {
      if (flow_is_null(w->lx, tok_next(w->lx, next)))
        may = true;
      else if (is_on_path(w, i))
        may = false;
    }
  }
  return may;
}

/* A list ignores null, a thread's list writes to it; delete, ::operator delete and free ignore it.
 */
void hazard_null_give(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  guint32 from, to;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of_give(s, i, &w) || !flow_argument(&w, &from, &to))
      continue;
    guint32 v = flow_given(&w);
    if (tok_next(w.lx, from) == to && flow_is_null(w.lx, from))
      flow_add(&w, w.x->tok, "null is given", evidence);
    else if (v != TOK_NONE && may_be_null(&w, v))
      flow_add(&w, w.x->tok, "what is given may be null", evidence);
  }
}

/* ------------------------------------------------------------------ another pool's */

/* The class that v points to, as the function declares it: `X *v`; a new string, NULL: not told. */
static char *class_of(const struct flow *w, const struct subjects *all, guint32 v)
{
  const struct function *fn = code_function_at(subjects_code(all), w->f, v);
  if (!fn)
    return NULL;
  if (tok_is(w->lx, v, "this"))
    return *fn->klass ? g_strdup(fn->klass) : NULL;
  for (guint32 i = fn->body->head; i < v; i++) {
    guint32 star = w->lx->tok[i].kind == TOK_IDENT && flow_is_variable(w, i, v) ? tok_prev(w->lx, i)
                                                                                : TOK_NONE;
    guint32 type = star != TOK_NONE && tok_is(w->lx, star, "*") ? tok_prev(w->lx, star) : TOK_NONE;
    if (type != TOK_NONE && tok_is_ident(w->lx, type)) {
      char *name = tok_dup(w->lx, type);
      if (code_has_class(subjects_code(all), name))
        return name;
      g_free(name);
    }
  }
  return NULL;
}

/* Can an object of the class come from the pool: is it the pool's type, a base or derived? */
static bool is_kin(const struct subject *s, const struct subjects *all, const char *klass)
{
  char *type = code_last_name(s->type);
  bool is = strcmp(type, klass) == 0 || subject_is_of(s, all, klass) ||
            code_is_derived(subjects_code(all), type, klass) ||
            code_is_derived(subjects_code(all), klass, type) ||
            !code_has_class(subjects_code(all), type);
  g_free(type);
  return is;
}

/* The take of another pool into v, in front of the give and in the same function. */
static const struct site *taken_elsewhere(const struct flow *w, const struct subjects *all,
                                          guint32 v)
{
  const struct site *found = NULL;
  for (guint k = 0; k < all->all->len; k++) {
    const struct subject *o = g_ptr_array_index(all->all, k);
    for (guint i = 0; i < o->sites->len; i++) {
      struct flow t;
      if (!flow_of_take(o, i, &t) || t.f != w->f || t.first != w->first || t.x->tok > w->x->tok)
        continue;
      guint32 by = flow_taken_by(&t);
      if (by == TOK_NONE || !flow_is_variable(w, by, v))
        continue;
      if (o == w->s)
        return NULL;
      found = t.x;
    }
  }
  return found;
}

void hazard_wrong_pool(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  for (guint i = 0; i < s->sites->len; i++) {
    guint32 v = flow_of_give(s, i, &w) ? flow_given(&w) : TOK_NONE;
    if (v == TOK_NONE)
      continue;
    const struct site *take = taken_elsewhere(&w, all, v);
    char *klass = subject_is_raw(s) ? NULL : class_of(&w, all, v), *what = NULL;
    if (take)
      what = g_strdup_printf("gives what was taken from %s at line %u",
                             inventory_pool_name(s->inv, take), take->line);
    else if (klass && !is_kin(s, all, klass))
      what = g_strdup_printf("gives a %s", klass);
    if (what)
      flow_add(&w, w.x->tok, what, evidence);
    g_free(what);
    g_free(klass);
  }
}

/* A give by a pointer to a base whose destructor is not virtual: of the compiler's bases. */
void give_by_base(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  for (guint i = 0; i < s->sites->len; i++) {
    guint32 v = flow_of_give(s, i, &w) ? flow_given(&w) : TOK_NONE;
    char *klass = v == TOK_NONE ? NULL : class_of(&w, all, v);
    if (klass && facts_has_base(s->facts, klass) && !facts_base_is_virtual(s->facts, klass)) {
      char *what = g_strdup_printf(
          "given by a pointer to the base %s, whose destructor is not virtual", klass);
      flow_add(&w, w.x->tok, what, evidence);
      g_free(what);
    }
    g_free(klass);
  }
}

/* ------------------------------------------------------------------ pool or malloc */

static bool is_malloc(const struct lexed *lx, guint32 i)
{
  return TOK_IS_ANY(lx, i, "ats_malloc", "ats_calloc", "ats_memalign", "malloc", "calloc",
                    "memalign", "aligned_alloc", "xmalloc");
}

static bool is_free(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  return TOK_IS_ANY(lx, i, "ats_free", "ats_memalign_free", "free", "xfree") &&
         (p == TOK_NONE || !TOK_IS_ANY(lx, p, ".", "->"));
}

static bool same_name(const struct lexed *lx, guint32 a, guint32 b)
{
  char *x = tok_dup(lx, a), *y = tok_dup(lx, b);
  bool same = strcmp(x, y) == 0;
  g_free(x);
  g_free(y);
  return same;
}

/* Is what malloc gives at token i put where the take's memory goes? */
static bool stands_in_for_take(const struct flow *w, guint32 i)
{
  guint32 start = flow_take_start(w), v = flow_taken_by(w), m = flow_assigned(w->lx, i);
  if (v != TOK_NONE)
    return m != TOK_NONE && same_name(w->lx, v, m);
  guint32 p = start == TOK_NONE ? start : tok_prev(w->lx, start), q = tok_prev(w->lx, i);
  return p != TOK_NONE && q != TOK_NONE && tok_is(w->lx, p, "return") && tok_is(w->lx, q, "return");
}

static bool stands_in_for_give(const struct flow *w, guint32 i)
{
  guint32 open = tok_next(w->lx, i), from, to, gfrom, gto;
  if (!tok_is(w->lx, open, "(") || !tok_argument(w->lx, open, 0, &from, &to) ||
      !flow_argument(w, &gfrom, &gto))
    return false;
  char *a = tok_join(w->lx, from, tok_prev(w->lx, to)),
       *b = tok_join(w->lx, gfrom, tok_prev(w->lx, gto));
  bool same = strcmp(a, b) == 0;
  g_free(a);
  g_free(b);
  return same;
}

/* The same pointer has malloc's memory on another path. */
void hazard_pool_or_malloc(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  (void)all;
  for (guint i = 0; i < s->sites->len; i++) {
    if (!flow_of(s, i, &w) || !(site_is_take(w.x->kind) || site_is_give(w.x->kind)))
      continue;
    bool take = site_is_take(w.x->kind);
    for (guint32 k = w.first; k < w.end; k++) {
      if (w.lx->tok[k].kind != TOK_IDENT || k == w.x->tok)
        continue;
      if (take && is_malloc(w.lx, k) && stands_in_for_take(&w, k))
        flow_add(&w, k, "malloc's memory instead of the pool's", evidence);
      if (!take && is_free(w.lx, k) && stands_in_for_give(&w, k))
        flow_add(&w, k, "freed instead of given", evidence);
    }
  }
}
