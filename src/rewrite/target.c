/* SPDX-License-Identifier: Apache-2.0 */
#include "target.h"
#include "scan/tokens.h"

#include <string.h>

bool target_is_movable(const struct site *s)
{
  return site_kind_is_moved(s->kind) && !s->is_shim;
}

bool target_is_native(const struct site *s)
{
  return site_kind_is_moved(s->kind) && s->is_shim && s->pool != NO_POOL &&
         !target_is_declaration(s);
}

bool target_is_declaration(const struct site *s)
{
  return s->kind >= SITE_DECLARE_CLASS && s->kind <= SITE_DECLARE_LIST;
}

/* ------------------------------------------------------------------ heads */

static bool is_method(const struct lexed *lx, guint32 tok)
{
  guint32 p = tok_prev(lx, tok);
  return p != TOK_NONE && TOK_IS_ANY(lx, p, ".", "->");
}

/* The first token of the object that the method at tok is called on: `::o->A[i].alloc(` -> `::`. */
static guint32 object_start(const struct lexed *lx, guint32 tok)
{
  guint32 i = tok_prev(lx, tok); /* the dot */
  for (;;) {
    guint32 p = tok_prev_over(lx, i);
    if (p == TOK_NONE)
      return i;
    if (TOK_IS_ANY(lx, p, "[", "(")) { /* a subscript, a call's arguments: go on to its left */
      i = p;
      continue;
    }
    if (TOK_IS_ANY(lx, p, "return", "co_return", "throw", "case", "else") ||
        (!tok_is_ident(lx, p) && !(tok_is(lx, p, ">") && tok_angle_open(lx, p) != TOK_NONE)))
      return i;
    p = tok_name_start(lx, p);
    guint32 q = tok_prev(lx, p);
    if (q != TOK_NONE && tok_is(lx, q, "::") && !tok_is_ident(lx, tok_prev(lx, q)))
      return q;
    if (q == TOK_NONE || !TOK_IS_ANY(lx, q, ".", "->"))
      return p;
    i = q;
  }
}

struct head target_head(const struct inventory *inv, const struct site *s)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  struct head h = {s->tok, s->tok + 1};
  if (target_is_declaration(s))
    return h;
  guint32 open = tok_next(lx, s->tok);
  if (open != TOK_NONE && tok_is(lx, open, "("))
    h.end = open + 1;
  if (is_method(lx, s->tok))
    h.first = object_start(lx, s->tok);
  return h;
}

/* ------------------------------------------------------------------ islands */

bool target_closer(enum view_zoom *zoom)
{
  if (*zoom == VIEW_FUNCTION)
    *zoom = VIEW_STATEMENT;
  else if (*zoom == VIEW_STATEMENT)
    *zoom = VIEW_EXPRESSION;
  else
    return false;
  return true;
}

const char *target_zoom_name(enum view_zoom zoom)
{
  static const char *const names[] = {"function", "statement", "expression", "declaration"};
  return names[zoom];
}

/* Is token i inside the parentheses of a parameter list? */
static bool is_parameter(const struct lexed *lx, guint32 i)
{
  for (guint32 p = tok_prev_over(lx, i); p != TOK_NONE; p = tok_prev_over(lx, p)) {
    if (TOK_IS_ANY(lx, p, ";", "{", "}"))
      return false;
    if (tok_is(lx, p, "(") && lx->tok[p].match > i)
      return true;
  }
  return false;
}

/* The declaration that the type's name at tok begins: from its first specifier to its ';', or, for
 * a parameter, to the ',' or ')' after it. */
static struct island declaration(const struct lexed *lx, guint32 tok)
{
  struct island is = {VIEW_DECLARATION, tok, tok + 1};
  for (guint32 p = tok_prev(lx, tok); p != TOK_NONE; p = tok_prev(lx, p)) {
    if (!TOK_IS_ANY(lx, p, "extern", "static", "const", "inline", "thread_local", "struct",
                    "::", "constexpr", "mutable", "volatile", "__thread", "class"))
      break;
    is.first = p;
  }
  const bool parameter = is_parameter(lx, tok);
  guint32 i = tok_next(lx, tok);
  if (i != TOK_NONE && tok_is(lx, i, "<"))
    i = tok_angle_after(lx, i);
  for (; i != TOK_NONE; i = tok_next(lx, i)) {
    if (tok_is(lx, i, ";")) {
      is.end = i + 1;
      break;
    }
    if (TOK_IS_ANY(lx, i, ")", "}") || (parameter && tok_is(lx, i, ",")))
      break;
    is.end = i + 1;
    if (TOK_IS_ANY(lx, i, "(", "[", "{") && lx->tok[i].match != TOK_NONE && lx->tok[i].match > i)
      is.end = (i = lx->tok[i].match) + 1;
  }
  return is;
}

/* The body that is shown as a function: of a function, a lambda or a macro. */
static bool body(const struct scopes *sc, guint32 s, struct island *out)
{
  for (; s != SCOPE_NONE; s = sc->s[s].parent) {
    const struct scope *b = &sc->s[s];
    if (b->kind == SCOPE_FUNCTION || b->kind == SCOPE_LAMBDA || b->kind == SCOPE_MACRO) {
      *out = (struct island){VIEW_FUNCTION, b->first, b->end};
      return true;
    }
    if (b->kind == SCOPE_CLASS)
      return false; /* a member's initialiser: in no body, though the class may be in one */
  }
  return false;
}

bool target_island(const struct inventory *inv, const struct site *s, enum view_zoom zoom,
                   struct island *out)
{
  const struct scanned *f = inventory_file(inv, s->file);
  if (target_is_declaration(s)) {
    *out = declaration(f->lx, s->tok);
    return zoom == VIEW_FUNCTION;
  }
  if (zoom == VIEW_FUNCTION && body(f->sc, s->scope, out))
    return true;
  if (zoom == VIEW_FUNCTION)
    zoom = VIEW_STATEMENT;
  out->zoom = zoom;
  if (zoom == VIEW_STATEMENT && view_statement_bounds(f->lx, f->sc, s->tok, &out->first, &out->end))
    return true;
  out->zoom = VIEW_EXPRESSION;
  if (view_call_bounds(f->lx, f->sc, s->tok, &out->first, &out->end))
    return true;
  *out = (struct island){VIEW_EXPRESSION, s->tok, s->tok + 1}; /* a variable */
  return true;
}

/* ------------------------------------------------------------------ preamble */

static const char *shown_type(enum pool_kind k)
{
  static const char *const types[] = {"ClassAllocator", "TrackerClassAllocator", "Allocator",
                                      "ProxyAllocator", "InkFreeList"};
  return types[k];
}

static const char *shown_strategy(enum strategy s)
{
  switch (s) {
  case STRATEGY_DELETE:
    return "DeletePool";
  case STRATEGY_CLASS:
    return "ClassPool";
  case STRATEGY_RELEASE:
  case STRATEGY_CLASS_RELEASE:
    return "ReleasePool";
  case STRATEGY_BLOCK:
    return "BlockPool";
  default:
    return "KeptPool";
  }
}

static bool is_declared_inside(const struct pool *p, guint32 file, const struct island *is)
{
  return p->is_local && p->file == file && p->from >= is->first && p->from < is->end;
}

/* What the preamble declares a name as: its type, and whether it is a pointer or an array. */
static char *declared(const struct pool *p, const struct decision *d)
{
  return g_strdup_printf("struct %s %s%s%s", d ? shown_strategy(d->strategy) : shown_type(p->kind),
                         p->kind == POOL_LIST || p->kind == POOL_CACHE ? "*" : "", p->name,
                         p->is_array ? "[9]" : "");
}

/* A pool that is a member, `o->a.pool`: declares its object as a structure with just that member,
 * so that the rules know the pool's type.  The object's name is in *root.  NULL if it is no member.
 */
static char *declared_member(const struct inventory *inv, const struct site *s, const char *shown,
                             char **root)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  guint32 i = s->name, dot = i == TOK_NONE ? TOK_NONE : tok_prev(lx, i);
  if (dot == TOK_NONE || !TOK_IS_ANY(lx, dot, ".", "->"))
    return NULL;
  char *field = g_strdup(shown);
  for (guint level = 0; dot != TOK_NONE && TOK_IS_ANY(lx, dot, ".", "->"); level++) {
    bool array = false;
    for (i = tok_prev(lx, dot); i != TOK_NONE && tok_is(lx, i, "]"); i = tok_prev(lx, i)) {
      array = true;
      i = lx->tok[i].match;
    }
    if (!tok_is_ident(lx, i)) { /* a call: its type stays unknown */
      g_free(field);
      return NULL;
    }
    g_free(*root);
    *root = tok_dup(lx, i);
    char *outer = g_strdup_printf("struct flp_%u_%u { %s; } %s%s%s", s->tok, level, field,
                                  tok_is(lx, dot, "->") ? "*" : "", *root, array ? "[9]" : "");
    g_free(field);
    field = outer;
    dot = tok_prev(lx, i);
  }
  return field;
}

char *target_preamble(const struct inventory *inv, const struct decisions *native,
                      const GArray *sites, const struct island *is)
{
  GString *line = g_string_new(NULL);
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (is->zoom == VIEW_DECLARATION)
    sites = NULL; /* shows its own type, and nothing else is to be matched in it */
  for (guint i = 0; sites && i < sites->len; i++) {
    const struct site *s = inventory_site(inv, g_array_index(sites, guint32, i));
    const struct pool *p = s->pool == NO_POOL ? NULL : inventory_pool(inv, s->pool);
    if (!p || is_declared_inside(p, s->file, is))
      continue;
    char *shown = declared(p, native ? decision_of(native, s->pool) : NULL), *root = NULL;
    char *member = declared_member(inv, s, shown, &root);
    if (g_hash_table_add(seen, root ? root : g_strdup(p->name)))
      g_string_append_printf(line, "%s%s;", line->len ? " " : "", member ? member : shown);
    g_free(member);
    g_free(shown);
  }
  g_hash_table_unref(seen);
  return g_string_free(line, FALSE);
}
