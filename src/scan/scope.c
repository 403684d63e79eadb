/* SPDX-License-Identifier: Apache-2.0 */
#include "scope.h"
#include "tokens.h"

#include <string.h>

/* The walk over a file's braces. */
struct finder {
  const struct lexed *lx;
  GArray *out;       /* struct scope */
  guint32 *scope_of; /* per token: 1 + index of the scope that this '{' opens, else 0 */
};

/* ------------------------------------------------------------------ lambdas */

/* Does a lambda introducer start at '[' i? */
static bool is_introducer(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  if (p == TOK_NONE)
    return false;
  if (tok_is(lx, p, "[") || tok_is(lx, tok_next(lx, i), "["))
    return false; /* an attribute */
  if (tok_is_ident(lx, p))
    return TOK_IS_ANY(lx, p, "return", "co_return", "case", "else");
  return !(tok_is(lx, p, ")") || tok_is(lx, p, "]") || tok_is(lx, p, ">") ||
           lx->tok[p].kind == TOK_STRING);
}

/* b at '{': the '[' of the lambda whose body it opens, or TOK_NONE. */
static guint32 lambda_head(const struct lexed *lx, guint32 b)
{
  guint32 p = tok_prev(lx, b);
  /* A trailing return type: back to its arrow. */
  guint32 q = p;
  for (guint k = 0; k < 24 && q != TOK_NONE; k++, q = tok_prev(lx, q)) {
    if (tok_is(lx, q, "->")) {
      p = tok_prev(lx, q);
      break;
    }
    if (tok_is(lx, q, ")") && lx->tok[q].match < q)
      q = lx->tok[q].match;
    else if (!tok_is_ident(lx, q) && !TOK_IS_ANY(lx, q, "::", "<", ">", "*", "&", ","))
      break;
  }
  for (guint32 m = p; m != TOK_NONE; p = m = tok_prev(lx, m)) { /* mutable, noexcept(x) */
    if (tok_is(lx, m, ")") && lx->tok[m].match < m)
      m = tok_prev(lx, lx->tok[m].match);
    if (!TOK_IS_ANY(lx, m, "mutable", "constexpr", "noexcept", "throw"))
      break;
  }
  if (p != TOK_NONE && tok_is(lx, p, ")") && lx->tok[p].match != TOK_NONE) {
    p = tok_prev(lx, lx->tok[p].match);
    if (p != TOK_NONE && tok_is(lx, p, ">")) { /* []<class T>(T x) { */
      guint32 o = tok_angle_open(lx, p);
      p = o == TOK_NONE ? TOK_NONE : tok_prev(lx, o);
    }
  }
  if (p == TOK_NONE || !tok_is(lx, p, "]") || lx->tok[p].match == TOK_NONE)
    return TOK_NONE;
  return is_introducer(lx, lx->tok[p].match) ? lx->tok[p].match : TOK_NONE;
}

/* ------------------------------------------------------------------ heads */

/* The first token of the declaration or statement that '{' b belongs to. */
static guint32 head_start(const struct finder *f, guint32 b)
{
  const struct lexed *lx = f->lx;
  guint32 at = b;
  for (;;) {
    guint32 p = tok_prev(lx, at);
    if (p == TOK_NONE || TOK_IS_ANY(lx, p, ";", "{"))
      return at;
    if (tok_is(lx, p, "}")) {
      guint32 o = lx->tok[p].match;
      if (o == TOK_NONE || o > p || !f->scope_of[o] ||
          g_array_index(f->out, struct scope, f->scope_of[o] - 1).kind != SCOPE_INIT)
        return at;
      at = o;
    } else if (tok_is(lx, p, ":") &&
               TOK_IS_ANY(lx, tok_prev(lx, p), "public", "private", "protected", "default")) {
      return at;
    } else {
      guint32 m = lx->tok[p].match;
      at = (tok_is(lx, p, ")") || tok_is(lx, p, "]")) && m < p ? m : p;
    }
  }
}

/* What stands in a head at its top level. */
struct head {
  guint32 cls, enm, eq, oper, colon; /* class key, `enum`, '=', `operator`, first ':' or TOK_NONE */
  guint32 params;                    /* '(' of what looks like the parameter list, or TOK_NONE */
};

static bool is_annotation(const struct lexed *lx, guint32 i)
{
  return TOK_IS_ANY(lx, i, "noexcept", "__attribute__", "__declspec", "alignas", "throw",
                    "decltype", "requires", "__asm__", "asm", "explicit");
}

static void head_paren(const struct lexed *lx, struct head *h, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  if (p == TOK_NONE || is_annotation(lx, p) || h->colon != TOK_NONE)
    return;
  if (h->params != TOK_NONE && tok_is_ident(lx, p) && tok_is(lx, tok_prev(lx, p), ")"))
    return; /* f() MACRO(x) { */
  if (tok_is_ident(lx, p) || TOK_IS_ANY(lx, p, ">", ")") || h->oper != TOK_NONE)
    h->params = i;
}

static struct head head_read(const struct lexed *lx, guint32 from, guint32 b)
{
  struct head h = {TOK_NONE, TOK_NONE, TOK_NONE, TOK_NONE, TOK_NONE, TOK_NONE};
  for (guint32 i = from; i < b; i = tok_next(lx, i)) {
    guint32 m = lx->tok[i].match;
    if (tok_is(lx, i, "template") && tok_is(lx, tok_next(lx, i), "<")) {
      guint32 after = tok_angle_after(lx, tok_next(lx, i));
      if (after == TOK_NONE || after > b)
        return h;
      if (after == b)
        break;
      i = tok_prev(lx, after);
    } else if (TOK_IS_ANY(lx, i, "class", "struct", "union") && h.cls == TOK_NONE) {
      h.cls = i;
    } else if (tok_is(lx, i, "enum") && h.enm == TOK_NONE) {
      h.enm = i;
    } else if (tok_is(lx, i, "operator")) {
      h.oper = i;
      guint32 q = tok_next(lx, i); /* operator() and operator= are no parameters, no '=' */
      if (TOK_IS_ANY(lx, q, "(", "[") && lx->tok[q].match != TOK_NONE)
        i = lx->tok[q].match;
      else if (q != TOK_NONE && q < b)
        i = q;
    } else if (tok_is(lx, i, "->") && h.params != TOK_NONE) {
      break; /* a trailing return type: what looks like parameters there is none */
    } else if (tok_is(lx, i, "=") && h.oper == TOK_NONE && h.eq == TOK_NONE) {
      h.eq = i;
    } else if (tok_is(lx, i, ":") && h.colon == TOK_NONE) {
      h.colon = i;
    } else if (tok_is(lx, i, "(")) {
      head_paren(lx, &h, i);
    }
    if (TOK_IS_ANY(lx, i, "(", "[", "{") && m != TOK_NONE && m > i && m < b)
      i = m;
  }
  return h;
}

/* ------------------------------------------------------------------ names */

static char *function_name(const struct lexed *lx, const struct head *h)
{
  if (h->params == TOK_NONE)
    return g_strdup("");
  guint32 last = tok_prev(lx, h->params);
  if (tok_is(lx, last, ")") && h->oper == TOK_NONE && lx->tok[last].match < last) {
    guint32 open = lx->tok[last].match, in = tok_next(lx, open);
    if (tok_is(lx, in, "*")) /* int (*f(int x))(char) { */
      return tok_dup(lx, tok_is_ident(lx, tok_next(lx, in)) ? tok_next(lx, in) : in);
    return tok_join(lx, tok_name_start(lx, tok_prev(lx, open)), last); /* M(a)(int x) { */
  }
  guint32 from = h->oper != TOK_NONE ? tok_name_start(lx, h->oper) : tok_name_start(lx, last);
  return tok_join(lx, from, last);
}

/* The class's own name: the last name before its bases, template arguments included. */
static char *class_name(const struct lexed *lx, guint32 key, guint32 b)
{
  char *name = NULL;
  for (guint32 i = tok_next(lx, key); i < b; i = tok_next(lx, i)) {
    if (tok_is(lx, i, ":"))
      break;
    if (TOK_IS_ANY(lx, i, "(", "[") && lx->tok[i].match < b)
      i = lx->tok[i].match;
    else if (tok_is(lx, i, "<"))
      break;
    else if (tok_is_ident(lx, i) && !is_annotation(lx, i) && !TOK_IS_ANY(lx, i, "final", "class")) {
      g_free(name);
      name = tok_dup(lx, i);
    }
  }
  return name ? name : g_strdup("");
}

static char *qualify(const struct finder *f, guint32 parent, char *name)
{
  for (; parent != SCOPE_NONE; parent = g_array_index(f->out, struct scope, parent).parent) {
    const struct scope *s = &g_array_index(f->out, struct scope, parent);
    if ((s->kind == SCOPE_CLASS || s->kind == SCOPE_FUNCTION) && *s->name) {
      char *full = g_strconcat(s->name, "::", name, NULL);
      g_free(name);
      return full;
    }
  }
  return name;
}

/* ------------------------------------------------------------------ kinds */

static bool holds_semicolon(const struct lexed *lx, guint32 b)
{
  guint32 end = lx->tok[b].match;
  for (guint32 i = tok_next(lx, b); i < end; i = tok_next(lx, i)) {
    if (tok_is(lx, i, ";"))
      return true;
    if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE && lx->tok[i].match > i)
      i = lx->tok[i].match;
  }
  return false;
}

/* `Foo() : a{1}, b{2} {`: is '{' b one of those after a member's name? */
static bool is_member_init(const struct lexed *lx, const struct head *h, guint32 b)
{
  guint32 p = tok_prev(lx, b);
  if (h->colon == TOK_NONE || h->params == TOK_NONE || h->colon < h->params ||
      !(tok_is_ident(lx, p) || tok_is(lx, p, ">")))
    return false;
  return TOK_IS_ANY(lx, tok_prev(lx, tok_name_start(lx, p)), ":", ",");
}

static enum scope_kind kind_in_declarations(struct finder *f, guint32 b, struct scope *s)
{
  const struct lexed *lx = f->lx;
  guint32 h0 = head_start(f, b);
  s->head = h0;
  if (h0 == b)
    return SCOPE_BLOCK;
  guint32 w = tok_is(lx, h0, "inline") ? tok_next(lx, h0) : h0;
  if (tok_is(lx, w, "namespace"))
    return SCOPE_NAMESPACE;
  if (tok_is(lx, h0, "extern") && tok_next(lx, tok_next(lx, h0)) == b)
    return SCOPE_LINKAGE;
  struct head h = head_read(lx, h0, b);
  if (h.enm != TOK_NONE && h.params == TOK_NONE && h.eq == TOK_NONE)
    return SCOPE_ENUM;
  if (h.eq != TOK_NONE && (h.params == TOK_NONE || h.eq > h.params))
    return SCOPE_INIT;
  bool macro_after_key = h.cls != TOK_NONE && h.params != TOK_NONE &&
                         tok_prev(lx, tok_prev(lx, h.params)) == h.cls &&
                         tok_next(lx, lx->tok[h.params].match) != b;
  if (h.cls != TOK_NONE && (h.params == TOK_NONE || macro_after_key)) {
    s->name = class_name(lx, h.cls, b);
    return SCOPE_CLASS;
  }
  if (h.params == TOK_NONE || is_member_init(lx, &h, b))
    return SCOPE_INIT;
  s->name = function_name(lx, &h);
  return SCOPE_FUNCTION;
}

static enum scope_kind kind_in_code(struct finder *f, guint32 b, bool in_parens, struct scope *s)
{
  const struct lexed *lx = f->lx;
  guint32 p = tok_prev(lx, b);
  while (tok_is(lx, p, "]") && tok_is(lx, lx->tok[p].match + 1, "[") && lx->tok[p].match < p)
    p = tok_prev(lx, lx->tok[p].match); /* an attribute */
  s->head = p == TOK_NONE ? b : p;
  if (in_parens)
    return tok_is(lx, p, "(") && holds_semicolon(lx, b) ? SCOPE_BLOCK : SCOPE_INIT;
  if (TOK_IS_ANY(lx, p, ")", "else", "do", "try", ";", "{", "}", ":"))
    return SCOPE_BLOCK;
  guint32 h0 = head_start(f, b);
  struct head h = head_read(lx, h0, b);
  if (h.eq == TOK_NONE && h.params == TOK_NONE && (h.enm != TOK_NONE || h.cls != TOK_NONE)) {
    s->head = h0;
    if (h.enm != TOK_NONE)
      return SCOPE_ENUM;
    s->name = class_name(lx, h.cls, b);
    return SCOPE_CLASS;
  }
  return tok_is_ident(lx, p) && holds_semicolon(lx, b) ? SCOPE_BLOCK : SCOPE_INIT;
}

static void classify(struct finder *f, guint32 b, guint32 parent, bool in_parens)
{
  struct scope s = {.head = b, .first = b + 1, .end = f->lx->tok[b].match, .parent = parent};
  enum scope_kind up =
      parent == SCOPE_NONE ? SCOPE_NAMESPACE : g_array_index(f->out, struct scope, parent).kind;
  guint32 lambda = lambda_head(f->lx, b);
  bool declarations = up == SCOPE_NAMESPACE || up == SCOPE_LINKAGE || up == SCOPE_CLASS;
  if (lambda != TOK_NONE) {
    s.kind = SCOPE_LAMBDA;
    s.head = lambda;
  } else if (up == SCOPE_INIT || up == SCOPE_ENUM || (declarations && in_parens)) {
    s.kind = SCOPE_INIT;
  } else if (declarations) {
    s.kind = kind_in_declarations(f, b, &s);
  } else {
    s.kind = kind_in_code(f, b, in_parens, &s);
  }
  s.name = s.name ? s.name : g_strdup("");
  if ((s.kind == SCOPE_FUNCTION || s.kind == SCOPE_CLASS) && *s.name)
    s.name = qualify(f, parent, s.name);
  g_array_append_val(f->out, s);
  f->scope_of[b] = f->out->len;
}

static void add_macro(struct finder *f, const struct directive *d)
{
  if (d->kind != DIR_DEFINE || d->name == TOK_NONE || d->body >= d->end)
    return;
  struct scope s = {.kind = SCOPE_MACRO,
                    .head = d->first,
                    .first = d->body,
                    .end = d->end,
                    .parent = SCOPE_NONE,
                    .name = tok_dup(f->lx, d->name)};
  g_array_append_val(f->out, s);
}

/* Walks all tokens with the open brackets on a stack; a bracket without a partner opens nothing. */
static void walk(struct finder *f)
{
  const struct lexed *lx = f->lx;
  GArray *open = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (guint32 i = 0; i < lx->n; i++) {
    if (lx->tok[i].dir) {
      const struct directive *d = &lx->dir[lx->tok[i].dir - 1];
      add_macro(f, d);
      i = d->end - 1;
      continue;
    }
    while (open->len && lx->tok[g_array_index(open, guint32, open->len - 1)].match <= i)
      g_array_set_size(open, open->len - 1);
    if (!TOK_IS_ANY(lx, i, "(", "[", "{") || lx->tok[i].match == TOK_NONE || lx->tok[i].match < i)
      continue;
    if (tok_is(lx, i, "{")) {
      guint32 parent = SCOPE_NONE;
      for (guint k = open->len; k-- > 0 && parent == SCOPE_NONE;) {
        guint32 o = f->scope_of[g_array_index(open, guint32, k)];
        parent = o ? o - 1 : SCOPE_NONE;
      }
      bool in_parens = open->len && !tok_is(lx, g_array_index(open, guint32, open->len - 1), "{");
      classify(f, i, parent, in_parens);
    }
    g_array_append_val(open, i);
  }
  g_array_free(open, TRUE);
}

struct scopes *scopes_find(const struct lexed *lx)
{
  struct finder f = {.lx = lx,
                     .out = g_array_new(FALSE, FALSE, sizeof(struct scope)),
                     .scope_of = g_new0(guint32, lx->n + 1)};
  walk(&f);
  g_free(f.scope_of);
  struct scopes *sc = g_new(struct scopes, 1);
  sc->n = f.out->len;
  sc->s = (struct scope *)(void *)g_array_free(f.out, FALSE);
  return sc;
}

void scopes_free(struct scopes *sc)
{
  if (!sc)
    return;
  for (guint32 i = 0; i < sc->n; i++)
    g_free(sc->s[i].name);
  g_free(sc->s);
  g_free(sc);
}

guint32 scope_at(const struct scopes *sc, guint32 i)
{
  guint32 lo = 0, hi = sc->n; /* the last scope that starts at or before i */
  while (lo < hi) {
    guint32 mid = lo + (hi - lo) / 2;
    if (sc->s[mid].first <= i)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (guint32 s = lo; s-- > 0;) {
    if (i < sc->s[s].end)
      return s;
    /* A macro in between belongs to no scope and has none: go on with the one before it. */
    if (sc->s[s].kind == SCOPE_MACRO || sc->s[s].parent == SCOPE_NONE)
      continue;
    guint32 up = sc->s[s].parent;
    while (up != SCOPE_NONE && i >= sc->s[up].end)
      up = sc->s[up].parent;
    if (up != SCOPE_NONE)
      return up;
  }
  return SCOPE_NONE;
}

guint32 scope_up(const struct scopes *sc, guint32 s, enum scope_kind kind)
{
  while (s != SCOPE_NONE && sc->s[s].kind != kind)
    s = sc->s[s].parent;
  return s;
}
