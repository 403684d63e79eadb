/* SPDX-License-Identifier: Apache-2.0 */
#include "before.h"
#include "calls.h"

#include <string.h>

enum { DEEPEST = 4 };

/* ------------------------------------------------------------------ the object */

bool before_is_member(const struct span *s, guint32 i)
{
  const struct lexed *lx = s->f->lx;
  guint32 p = tok_prev(lx, i);
  if (p == TOK_NONE || !TOK_IS_ANY(lx, p, ".", "->"))
    return !*s->object && !(p != TOK_NONE && tok_is(lx, p, "::"));
  guint32 of = tok_prev(lx, p), before = of == TOK_NONE ? of : tok_prev(lx, of);
  if (of == TOK_NONE || (before != TOK_NONE && TOK_IS_ANY(lx, before, ".", "->", "::")))
    return false;
  return tok_is(lx, of, *s->object ? s->object : "this");
}

/* ------------------------------------------------------------------ the code before a give */

static void add_span(GArray *spans, const struct scanned *f, guint32 from, guint32 to,
                     const char *object)
{
  struct span s = {f, from, to, g_strdup(object)};
  g_array_append_val(spans, s);
}

static bool has_span(const GArray *spans, const struct function *fn)
{
  for (guint i = 0; i < spans->len; i++)
    if (g_array_index(spans, struct span, i).f == fn->f &&
        g_array_index(spans, struct span, i).from == fn->body->first)
      return true;
  return false;
}

char *before_parameter(const struct function *fn, int n)
{
  const struct lexed *lx = fn->f->lx;
  guint32 open = fn->body->head, from, to;
  while (open != TOK_NONE && open < fn->body->first && !tok_is(lx, open, "("))
    open = tok_next(lx, open);
  if (open == TOK_NONE || open >= fn->body->first || !tok_argument(lx, open, n, &from, &to))
    return g_strdup("");
  guint32 name = tok_prev(lx, to);
  return tok_is_ident(lx, name) && name != from ? tok_dup(lx, name) : g_strdup("");
}

/* Which argument of the call at `open` is the object itself; -1: none. */
static int argument_that_is(const struct span *s, guint32 open)
{
  guint32 from, to;
  for (int n = 0; tok_argument(s->f->lx, open, n, &from, &to); n++)
    if (tok_next(s->f->lx, from) == to && tok_is(s->f->lx, from, *s->object ? s->object : "this"))
      return n;
  return -1;
}

static void follow(const struct span *s, const char *type, const struct code *c, guint depth,
                   GArray *spans);

static void enter(const GPtrArray *functions, int argument, const char *type, const struct code *c,
                  guint depth, GArray *spans)
{
  for (guint i = 0; depth && i < functions->len; i++) {
    const struct function *fn = g_ptr_array_index(functions, i);
    char *object = argument < 0 ? g_strdup("") : before_parameter(fn, argument);
    if (!fn->f->api && !has_span(spans, fn) && (argument < 0 || *object)) {
      add_span(spans, fn->f, fn->body->first, fn->body->end, object);
      struct span inner = g_array_index(spans, struct span, spans->len - 1);
      follow(&inner, type, c, depth - 1, spans);
    }
    g_free(object);
  }
}

/* A class or namespace in front of the name at i: `Super::free(`; "" for none.  A new string. */
static char *qualifier_at(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i), q = p == TOK_NONE ? p : tok_prev(lx, p);
  return q != TOK_NONE && tok_is(lx, p, "::") && tok_is_ident(lx, q) ? tok_dup(lx, q)
                                                                     : g_strdup("");
}

/* The functions of the name that the class of the function around token i inherits. */
static GPtrArray *base_members(const struct code *c, const struct span *s, guint32 i,
                               const char *name)
{
  const struct function *fn = code_function_at(c, s->f, i);
  const GPtrArray *heads = fn ? g_hash_table_lookup(c->classes, fn->klass) : NULL;
  GPtrArray *found = g_ptr_array_new();
  for (guint h = 0; heads && h < heads->len; h++) {
    const struct klass_head *k = g_ptr_array_index(heads, h);
    for (guint b = 0; b < k->bases->len; b++) {
      GPtrArray *of = calls_members(c, g_ptr_array_index(k->bases, b), name);
      for (guint n = 0; n < of->len; n++)
        g_ptr_array_add(found, g_ptr_array_index(of, n));
      g_ptr_array_unref(of);
    }
  }
  return found;
}

/* Adds what the span calls on the object: its members, and functions that are handed it. */
static void follow(const struct span *s, const char *type, const struct code *c, guint depth,
                   GArray *spans)
{
  const struct lexed *lx = s->f->lx;
  for (guint32 i = s->from; depth && i < s->to; i++) {
    guint32 open = lx->tok[i].kind == TOK_IDENT ? tok_next(lx, i) : TOK_NONE;
    if (open == TOK_NONE || !tok_is(lx, open, "("))
      continue;
    char *name = tok_dup(lx, i), *of = qualifier_at(lx, i);
    int argument = argument_that_is(s, open);
    GPtrArray *found = NULL;
    if (before_is_member(s, i))
      found = calls_members(c, type, name);
    else if (*of && !*s->object) {
      found = calls_members(c, of, name);
      if (!code_has_class(c, of)) { /* `using super = Base;` */
        g_ptr_array_unref(found);
        found = base_members(c, s, i, name);
      }
    }
    if (found && found->len) {
      enter(found, -1, type, c, depth, spans);
    } else if (argument >= 0) {
      GPtrArray *called = code_functions(c, of, name);
      enter(called, argument, type, c, depth, spans);
      g_ptr_array_unref(called);
    }
    if (found)
      g_ptr_array_unref(found);
    g_free(name);
    g_free(of);
  }
}

static void span_clear(gpointer p)
{
  g_free(((struct span *)p)->object);
}

/* The last name of what is given: `p`, `static_cast<T *>(p)`; TOK_NONE: none. */
static guint32 object_of(const struct flow *w)
{
  guint32 from, to;
  if (!flow_argument(w, &from, &to))
    return TOK_NONE;
  guint32 last = tok_prev(w->lx, to);
  while (last > from && tok_is(w->lx, last, ")"))
    last = tok_prev(w->lx, last);
  guint32 before = tok_prev(w->lx, last);
  return tok_is_ident(w->lx, last) && !TOK_IS_ANY(w->lx, before, ".", "->") ? last : TOK_NONE;
}

static void spans_free(gpointer spans)
{
  g_array_unref(spans);
}

static GArray *spans_new(void)
{
  GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct span));
  g_array_set_clear_func(spans, span_clear);
  return spans;
}

GArray *before_give(const struct flow *give, const struct subjects *all)
{
  guint32 v = object_of(give);
  if (v == TOK_NONE)
    return NULL;
  GArray *spans = spans_new();
  char *object = tok_is(give->lx, v, "this") ? g_strdup("") : tok_dup(give->lx, v);
  char *type = code_last_name(give->s->type);
  add_span(spans, give->f, give->first, give->x->tok, object);
  struct span first = g_array_index(spans, struct span, 0);
  follow(&first, type, subjects_code(all), DEEPEST, spans);
  g_free(object);
  g_free(type);
  return spans;
}

/* ------------------------------------------------------------------ before the give's function */

/* Which parameter of the function the object is; -1: `this`, or none. */
static int parameter_that_is(const struct function *fn, const char *object)
{
  for (int n = 0; *object && n < 8; n++) {
    char *name = before_parameter(fn, n);
    bool is = strcmp(name, object) == 0;
    g_free(name);
    if (is)
      return n;
  }
  return -1;
}

/* The object as the caller hands it to the call at token i: NULL if it is something else. */
static char *handed(const struct scanned *f, guint32 i, int n)
{
  const struct lexed *lx = f->lx;
  guint32 open = tok_next(lx, i), before = tok_prev(lx, i), from, to;
  if (n < 0) /* a member, called on `this` */
    return !TOK_IS_ANY(lx, before, ".", "->") || tok_is(lx, tok_prev(lx, before), "this")
               ? g_strdup("")
               : NULL;
  if (!tok_argument(lx, open, n, &from, &to) || tok_next(lx, from) != to || !tok_is_ident(lx, from))
    return NULL;
  return tok_is(lx, from, "this") ? g_strdup("") : tok_dup(lx, from);
}

GPtrArray *before_callers(const GArray *spans, const char *type, const struct code *c)
{
  GPtrArray *callers = g_ptr_array_new_with_free_func(spans_free);
  const struct span *give = &g_array_index(spans, struct span, 0);
  const struct function *fn = code_function_at(c, give->f, give->from);
  int n = fn ? parameter_that_is(fn, give->object) : -1;
  if (!fn || !*fn->klass || (*give->object && n < 0))
    return callers;
  for (guint k = 0; k < c->functions->len; k++) {
    const struct function *by = g_ptr_array_index(c->functions, k);
    if (by == fn || strcmp(by->klass, fn->klass) != 0)
      continue;
    for (guint32 i = by->body->first; i < by->body->end; i++) {
      const struct lexed *lx = by->f->lx;
      guint32 open = tok_is(lx, i, fn->name) ? tok_next(lx, i) : TOK_NONE;
      char *object = open != TOK_NONE && tok_is(lx, open, "(") ? handed(by->f, i, n) : NULL;
      if (!object)
        continue;
      GArray *before = spans_new();
      add_span(before, by->f, by->body->first, i, object);
      struct span first = g_array_index(before, struct span, 0);
      follow(&first, type, c, DEEPEST, before);
      g_ptr_array_add(callers, before);
      g_free(object);
    }
  }
  return callers;
}
