/* SPDX-License-Identifier: Apache-2.0 */
#include "lifetime.h"
#include "calls.h"
#include "scan/tokens.h"

struct finder {
  const struct code *c;
  const struct scanned *f;
  struct lifetime *l;
};

/* A variable that lives as long as the program. */
struct variable {
  guint32 first, name, end; /* its declaration begins, is named, and ends at ';' */
  guint32 type;             /* the last name of its type, or TOK_NONE */
  guint32 init;             /* '(', '{' or '=', or TOK_NONE */
  bool is_pointer;
};

static char *because_of(const struct finder *x, guint32 tok)
{
  char *name = tok_dup(x->f->lx, tok);
  char *why = g_strdup_printf("%s (%s:%u)", name, x->f->src->path, x->f->lx->tok[tok].line);
  g_free(name);
  return why;
}

static void mark(const struct finder *x, GPtrArray *roots, guint32 tok, GHashTable *marks)
{
  char *why = because_of(x, tok);
  calls_reach(x->c, roots, why, marks);
  g_free(why);
  g_ptr_array_unref(roots);
}

/* ------------------------------------------------------------------ a variable */

/* `(int, const T *p)`: parameters, so that what is declared is a function. */
static bool is_parameters(const struct lexed *lx, guint32 open)
{
  guint32 close = lx->tok[open].match, first = tok_next(lx, open);
  if (close == TOK_NONE || first == close)
    return true;
  for (guint32 i = first; i != TOK_NONE && i < close; i = tok_next(lx, i)) {
    guint32 next = tok_next(lx, i);
    if (TOK_IS_ANY(lx, i, "const", "void", "int", "char", "bool", "...") ||
        (tok_is_ident(lx, i) && tok_is_ident(lx, next)) ||
        (TOK_IS_ANY(lx, i, "*", "&", "&&") && TOK_IS_ANY(lx, next, ")", ",")))
      return true;
  }
  return false;
}

static bool is_specifier(const struct lexed *lx, guint32 i)
{
  return TOK_IS_ANY(lx, i, "const", "static", "constexpr", "inline", "thread_local", "volatile");
}

/* `class T ... {` at i: its '{', or TOK_NONE for `struct T name`. */
static guint32 class_body(const struct lexed *lx, guint32 i, guint32 end)
{
  if (!TOK_IS_ANY(lx, i, "class", "struct", "union", "enum"))
    return TOK_NONE;
  while (i != TOK_NONE && i < end && !TOK_IS_ANY(lx, i, "{", "=", "("))
    i = tok_next(lx, i);
  return i != TOK_NONE && i < end && tok_is(lx, i, "{") ? i : TOK_NONE;
}

/* Reads `T<x> a::name = ...;` at [first, end); false: it declares no variable. */
static bool read_variable(const struct lexed *lx, guint32 first, guint32 end, struct variable *v)
{
  *v = (struct variable){first, TOK_NONE, end, TOK_NONE, TOK_NONE, false};
  if (TOK_IS_ANY(lx, first, "using", "typedef", "template", "friend", "extern", "static_assert",
                 "namespace"))
    return false;
  for (guint32 i = first; i != TOK_NONE && i < end; i = tok_next(lx, i)) {
    guint32 body = class_body(lx, i, end), p = tok_prev(lx, i);
    if (body != TOK_NONE) {
      v->name = tok_next(lx, i);
      i = lx->tok[body].match;
    } else if (TOK_IS_ANY(lx, i, "=", "(", "[", "{")) {
      v->init = tok_is(lx, i, "[") ? TOK_NONE : i;
      break;
    } else if (tok_is(lx, i, "<")) {
      i = tok_angle_after(lx, i) == TOK_NONE ? TOK_NONE : tok_prev(lx, tok_angle_after(lx, i));
    } else if (TOK_IS_ANY(lx, i, "*", "&")) {
      v->is_pointer = true;
    } else if (tok_is_ident(lx, i) && !is_specifier(lx, i)) {
      if (i == first || p == TOK_NONE || !tok_is(lx, p, "::"))
        v->type = v->name;
      v->name = i;
    }
    if (i == TOK_NONE)
      return false;
  }
  return v->name != TOK_NONE && v->type != TOK_NONE && tok_is_ident(lx, v->type) &&
         !(v->init != TOK_NONE && tok_is(lx, v->init, "(") && is_parameters(lx, v->init));
}

/* Adds the functions `prefix`T of the class T that token i names, if the file knows it. */
static void add_own(const struct finder *x, guint32 i, const char *prefix, GPtrArray *roots)
{
  char *type = tok_dup(x->f->lx, i), *name = g_strconcat(prefix, type, NULL);
  GPtrArray *own = code_functions(x->c, type, name);
  if (own->len && code_sees_class(x->c, x->f, type))
    for (guint k = 0; k < own->len; k++)
      g_ptr_array_add(roots, g_ptr_array_index(own, k));
  g_ptr_array_unref(own);
  g_free(type);
  g_free(name);
}

/* Its constructor, and what its initialiser calls. */
static void constructs(const struct finder *x, const struct variable *v)
{
  GPtrArray *roots = g_ptr_array_new();
  if (v->init != TOK_NONE)
    calls_in(x->c, x->f, v->init, v->end, "", roots);
  if (!v->is_pointer)
    add_own(x, v->type, "", roots);
  mark(x, roots, v->name, x->l->before_main);
}

/* Its destructor; and those of what a container or smart pointer of the standard holds. */
static void destroys(const struct finder *x, const struct variable *v)
{
  const struct lexed *lx = x->f->lx;
  GPtrArray *roots = g_ptr_array_new();
  guint32 to = tok_name_start(lx, v->name);
  bool is_std = false;
  for (guint32 i = v->first; !v->is_pointer && i < to; i++) {
    is_std |= tok_is(lx, i, "std");
    if (lx->tok[i].kind == TOK_IDENT && (is_std || i == v->type))
      add_own(x, i, "~", roots);
  }
  mark(x, roots, v->name, x->l->at_exit);
}

static void statement(const struct finder *x, guint32 first, guint32 end, bool is_local)
{
  struct variable v;
  if (!read_variable(x->f->lx, first, end, &v))
    return;
  if (!is_local)
    constructs(x, &v);
  destroys(x, &v);
}

/* ------------------------------------------------------------------ all variables */

/* The scope whose first token this is, or NULL. */
static const struct scope *scope_from(const struct scanned *f, guint32 first)
{
  guint32 lo = 0, hi = f->sc->n;
  while (lo < hi) {
    guint32 mid = lo + (hi - lo) / 2;
    if (f->sc->s[mid].first < first)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < f->sc->n && f->sc->s[lo].first == first ? &f->sc->s[lo] : NULL;
}

static void static_locals(const struct finder *x, const struct scope *body)
{
  const struct lexed *lx = x->f->lx;
  for (guint32 i = body->first; i < body->end; i++) {
    guint32 end = i;
    if (lx->tok[i].dir || !tok_is(lx, i, "static"))
      continue;
    while (end != TOK_NONE && end < body->end && !tok_is(lx, end, ";"))
      end = TOK_IS_ANY(lx, end, "(", "{") && lx->tok[end].match != TOK_NONE
                ? tok_next(lx, lx->tok[end].match)
                : tok_next(lx, end);
    if (end != TOK_NONE)
      statement(x, i, end, true);
  }
}

/* The declarations of a file that stand in no function or class. */
static void variables(const struct finder *x)
{
  const struct lexed *lx = x->f->lx;
  guint32 start = TOK_NONE;
  for (guint32 i = 0; i < lx->n; i++) {
    if (tok_is_trivia(&lx->tok[i]) || lx->tok[i].dir)
      continue;
    if (tok_is(lx, i, ";")) {
      if (start != TOK_NONE)
        statement(x, start, i, false);
      start = TOK_NONE;
      continue;
    }
    start = start == TOK_NONE ? i : start;
    const struct scope *in = tok_is(lx, i, "{") ? scope_from(x->f, i + 1) : NULL;
    if (tok_is(lx, i, "}") || (in && (in->kind == SCOPE_NAMESPACE || in->kind == SCOPE_LINKAGE))) {
      start = TOK_NONE;
    } else if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE &&
               lx->tok[i].match > i) {
      if (in && in->kind == SCOPE_FUNCTION) {
        static_locals(x, in);
        start = TOK_NONE;
      }
      i = lx->tok[i].match;
    }
  }
}

/* ------------------------------------------------------------------ by name */

/* atexit(f), atexit(&f), atexit([] { ... }). */
static void handlers(struct lifetime *l, const struct code *c, const char *word)
{
  const GArray *places = code_word(c, word);
  for (guint i = 0; i < places->len; i++) {
    const struct code_place *p = &g_array_index(places, struct code_place, i);
    struct finder x = {c, p->f, l};
    guint32 open = tok_next(p->f->lx, p->tok);
    if (open == TOK_NONE || !tok_is(p->f->lx, open, "(") || p->f->lx->tok[open].match == TOK_NONE)
      continue;
    GPtrArray *roots = g_ptr_array_new();
    for (guint32 k = open; k < p->f->lx->tok[open].match; k++) {
      char *name = p->f->lx->tok[k].kind == TOK_IDENT ? tok_dup(p->f->lx, k) : NULL;
      GPtrArray *found = code_functions(c, "", name ? name : "");
      for (guint n = 0; n < found->len; n++)
        g_ptr_array_add(roots, g_ptr_array_index(found, n));
      g_ptr_array_unref(found);
      g_free(name);
    }
    calls_in(c, p->f, open, p->f->lx->tok[open].match, "", roots);
    mark(&x, roots, p->tok, l->at_exit);
  }
}

/* `__attribute__((constructor)) void f() {`. */
static void attributes(struct lifetime *l, const struct code *c)
{
  const GArray *places = code_word(c, "__attribute__");
  for (guint i = 0; i < places->len; i++) {
    const struct code_place *p = &g_array_index(places, struct code_place, i);
    struct finder x = {c, p->f, l};
    guint32 open = tok_next(p->f->lx, p->tok), in = tok_next(p->f->lx, open);
    guint32 word = tok_next(p->f->lx, in);
    bool starts = word != TOK_NONE && TOK_IS_ANY(p->f->lx, word, "constructor", "__constructor__");
    bool ends = word != TOK_NONE && TOK_IS_ANY(p->f->lx, word, "destructor", "__destructor__");
    for (guint32 k = 0; (starts || ends) && k < p->f->sc->n; k++) {
      const struct scope *s = &p->f->sc->s[k];
      if (s->kind != SCOPE_FUNCTION || s->head > p->tok || s->first <= p->tok)
        continue;
      GPtrArray *roots = g_ptr_array_new();
      g_ptr_array_add(roots, g_hash_table_lookup(c->by_body, s));
      mark(&x, roots, word, starts ? l->before_main : l->at_exit);
    }
  }
}

struct lifetime *lifetime_new(const struct code *c)
{
  struct lifetime *l = g_new0(struct lifetime, 1);
  l->before_main = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  l->at_exit = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  for (guint i = 0; i < c->files->len; i++) {
    struct finder x = {c, g_ptr_array_index(c->files, i), l};
    if (!x.f->api)
      variables(&x);
  }
  handlers(l, c, "atexit");
  handlers(l, c, "at_quick_exit");
  attributes(l, c);
  return l;
}

void lifetime_free(struct lifetime *l)
{
  if (!l)
    return;
  g_hash_table_unref(l->before_main);
  g_hash_table_unref(l->at_exit);
  g_free(l);
}
