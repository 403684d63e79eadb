/* SPDX-License-Identifier: Apache-2.0 */
/* Declarations, macros, #include lines and rows of tables. */
#include "declaration.h"
#include "frame.h"
#include "removal_p.h"
#include "scan/tokens.h"

#include <string.h>

static bool takes(const struct code_pass *p, guint32 i)
{
  const struct token *t = &p->lx->tok[i];
  return t->kind == TOK_IDENT && names_takes(p->names, p->path, p->lx->text + t->off, t->len);
}

/* Takes tokens [first, end) out, with the comment above. */
static void cut(struct code_pass *p, guint32 first, guint32 end)
{
  guint32 from, to;
  declaration_lines(p->lx, first, end, true, &from, &to);
  edits_add(p->edits, from, to - from, g_strdup(""), first, end);
}

/* ------------------------------------------------------------------ declarations */

/* One declaration or definition: tokens [first, end).  open: '{' of a namespace, a linkage or a
 * class that is to be looked into, or TOK_NONE. */
struct item {
  guint32 first, end, open;
  bool is_nest; /* a namespace or a linkage: its inside is more items, and [first, end) its head */
};

static const struct scope *body_of(const struct code_pass *p, guint32 brace)
{
  gpointer k = g_hash_table_lookup(p->bodies, GUINT_TO_POINTER(brace));
  return k ? &p->sc->s[GPOINTER_TO_UINT(k) - 1] : NULL;
}

static guint32 after_bracket(const struct lexed *lx, guint32 i)
{
  return lx->tok[i].match != TOK_NONE && lx->tok[i].match > i ? lx->tok[i].match : i;
}

static struct item read_item(const struct code_pass *p, guint32 i, guint32 end)
{
  const struct lexed *lx = p->lx;
  struct item it = {i, i + 1, TOK_NONE, false};
  for (; i != TOK_NONE && i < end; i = tok_next(lx, i)) {
    it.end = i + 1;
    if (tok_is(lx, i, ";") || tok_is(lx, i, "}"))
      return it;
    if (tok_is(lx, i, ":") && tok_prev(lx, i) == it.first &&
        TOK_IS_ANY(lx, it.first, "public", "private", "protected"))
      return it;
    if (TOK_IS_ANY(lx, i, "(", "[")) {
      i = after_bracket(lx, i);
    } else if (tok_is(lx, i, "{")) {
      const struct scope *s = body_of(p, i);
      guint32 close = after_bracket(lx, i);
      if (s && (s->kind == SCOPE_NAMESPACE || s->kind == SCOPE_LINKAGE)) {
        it.open = i;
        it.is_nest = true;
        return it;
      }
      if (s && s->kind == SCOPE_CLASS)
        it.open = i;
      i = close;
      it.end = i + 1;
      if (s && s->kind == SCOPE_FUNCTION)
        return it;
    }
  }
  return it;
}

/* Does a declarator's name end at token i: `x;`, `x(`, `x = `, `class x {`, `x::y(`? */
static bool ends_name(const struct lexed *lx, guint32 i)
{
  guint32 n = tok_next(lx, i);
  while (n != TOK_NONE && tok_is(lx, n, "::")) {
    n = tok_next(lx, n);
    n = n != TOK_NONE && tok_is(lx, n, "~") ? tok_next(lx, n) : n;
    n = n == TOK_NONE ? n : tok_next(lx, n);
  }
  return n != TOK_NONE && TOK_IS_ANY(lx, n, ";", "(", "=", "[", "{", ",", ":");
}

/* The token of a listed name that the item declares, or TOK_NONE. */
static guint32 declared_name(const struct code_pass *p, const struct item *it)
{
  const struct lexed *lx = p->lx;
  for (guint32 i = it->first; i != TOK_NONE && i < it->end; i = tok_next(lx, i)) {
    if (takes(p, i) && ends_name(lx, i))
      return i;
    if (TOK_IS_ANY(lx, i, "=", ":")) /* an initialiser, base classes, a member's initialisers */
      return TOK_NONE;
    if (tok_is(lx, i, "<") && tok_angle_after(lx, i) != TOK_NONE)
      i = tok_prev(lx, tok_angle_after(lx, i));
    else if (TOK_IS_ANY(lx, i, "(", "[", "{"))
      i = after_bracket(lx, i);
  }
  return TOK_NONE;
}

/* Is it one of several names of one declaration? */
static bool is_one_of_many(const struct lexed *lx, const struct item *it, guint32 name)
{
  for (guint32 i = name; i != TOK_NONE && i < it->end; i = tok_next(lx, i)) {
    if (tok_is(lx, i, ","))
      return true;
    if (TOK_IS_ANY(lx, i, "(", "[", "{"))
      i = after_bracket(lx, i);
  }
  return false;
}

static bool refuse(const struct code_pass *p, guint32 name)
{
  char *what = tok_dup(p->lx, name);
  g_set_error(p->err, REMOVAL_ERROR, REMOVAL_ERROR_FORM,
              "%s:%u:%u: '%s' goes with the freelist, but is declared together with others; give "
              "it a declaration of its own and run again; nothing was changed",
              p->path, p->lx->tok[name].line, tok_column(p->lx, name), what);
  g_free(what);
  return false;
}

static bool walk(struct code_pass *p, guint32 from, guint32 end)
{
  const struct lexed *lx = p->lx;
  bool ok = true;
  for (guint32 i = from; ok && i != TOK_NONE && i < end;) {
    struct item it = read_item(p, i, end);
    guint32 name = it.is_nest ? TOK_NONE : declared_name(p, &it);
    if (name != TOK_NONE && is_one_of_many(lx, &it, name))
      return refuse(p, name);
    if (name != TOK_NONE)
      cut(p, it.first, it.end);
    else if (it.open != TOK_NONE && !it.is_nest)
      ok = walk(p, tok_next(lx, it.open), lx->tok[it.open].match);
    i = tok_next(lx, it.is_nest ? it.open : it.end - 1);
  }
  return ok;
}

bool removal_declarations(struct code_pass *p)
{
  guint32 first = 0;
  while (first < p->lx->n && (tok_is_trivia(&p->lx->tok[first]) || p->lx->tok[first].dir))
    first++;
  return first >= p->lx->n || walk(p, first, p->lx->n);
}

/* ------------------------------------------------------------------ directives */

/* Does the name between the quotes lead to a file of the tree that goes? */
static bool leads_to_gone(const struct code_pass *p, const char *name)
{
  for (guint i = 0; i < p->tree->sources->len; i++) {
    const struct source *s = g_ptr_array_index(p->tree->sources, i);
    gsize n = strlen(s->path), k = strlen(name);
    if (n >= k && strcmp(s->path + n - k, name) == 0 && (n == k || s->path[n - k - 1] == '/') &&
        names_takes_file(p->names, s->path))
      return true;
  }
  return false;
}

/* The name that a directive includes: a new string, or NULL. */
static char *included(const struct lexed *lx, const struct directive *d)
{
  for (guint32 i = d->first; d->kind == DIR_INCLUDE && i < d->end; i++)
    if (lx->tok[i].kind == TOK_STRING && lx->tok[i].len > 2)
      return g_strndup(lx->text + lx->tok[i].off + 1, lx->tok[i].len - 2);
  return NULL;
}

static bool includes(const struct code_pass *p, const char *name)
{
  bool found = false;
  for (guint32 k = 0; k < p->lx->ndir && !found; k++) {
    char *other = included(p->lx, &p->lx->dir[k]);
    found = g_strcmp0(other, name) == 0;
    g_free(other);
  }
  return found;
}

/* What stands for an include that goes, unless the file has it already. */
static const char *instead_of(const struct code_pass *p, const char *name)
{
  const char *other = g_hash_table_lookup(p->names->include, name);
  return other && !includes(p, other) ? other : NULL;
}

static void take_include(struct code_pass *p, const struct directive *d)
{
  char *name = included(p->lx, d);
  guint32 from = p->lx->tok[d->first].off, last = d->end - 1;
  guint32 to = p->lx->tok[last].off + p->lx->tok[last].len;
  if (name && leads_to_gone(p, name)) {
    const char *other = instead_of(p, name);
    char *text = other ? g_strdup_printf("#include \"%s\"", other) : g_strdup("");
    /* The shim's came in place of an empty line. */
    if (!other && !g_str_has_suffix(name, FRAME_HEADER))
      declaration_lines(p->lx, d->first, d->end, false, &from, &to);
    edits_add(p->edits, from, to - from, text, d->first, d->end);
  }
  g_free(name);
}

void removal_directives(struct code_pass *p)
{
  for (guint32 k = 0; k < p->lx->ndir; k++) {
    const struct directive *d = &p->lx->dir[k];
    if (d->kind == DIR_INCLUDE)
      take_include(p, d);
    else if (d->kind == DIR_DEFINE && takes(p, d->name))
      cut(p, d->first, d->end);
  }
}

/* ------------------------------------------------------------------ rows of tables */

static bool is_text_of(const struct lexed *lx, guint32 i, char *const *list)
{
  const struct token *t = &lx->tok[i];
  return t->kind == TOK_STRING && t->len > 2 && names_in(list, lx->text + t->off + 1, t->len - 2);
}

/* A row `{..., "NAME", ...}` whose name is token i: its '{', or TOK_NONE. */
static guint32 row_of(const struct lexed *lx, guint32 i)
{
  guint32 open = tok_prev_over(lx, i);
  while (open != TOK_NONE && !TOK_IS_ANY(lx, open, "{", "(", ";", "}"))
    open = tok_prev_over(lx, open);
  if (open == TOK_NONE || !tok_is(lx, open, "{") || lx->tok[open].match == TOK_NONE)
    return TOK_NONE;
  guint32 before = tok_prev(lx, open);
  return before != TOK_NONE && TOK_IS_ANY(lx, before, ",", "{") ? open : TOK_NONE;
}

static void take_row(struct code_pass *p, guint32 open)
{
  guint32 end = p->lx->tok[open].match + 1, comma = tok_next(p->lx, end - 1);
  if (comma != TOK_NONE && tok_is(p->lx, comma, ","))
    end = comma + 1;
  cut(p, open, end);
}

/* The help text of an option is the next string of its row, in one piece or several. */
static void change_help(struct code_pass *p, guint32 open, guint32 name)
{
  const struct lexed *lx = p->lx;
  guint32 i = tok_next(lx, name), close = lx->tok[open].match;
  while (i != TOK_NONE && i < close && lx->tok[i].kind != TOK_STRING)
    i = tok_next(lx, i);
  if (i == TOK_NONE || i >= close)
    return;
  guint32 last = i;
  for (guint32 k = i; lx->tok[k].kind == TOK_STRING; k = tok_next(lx, k))
    last = k;
  edits_add(p->edits, lx->tok[i].off, lx->tok[last].off + lx->tok[last].len - lx->tok[i].off,
            g_strdup_printf("\"%s\"", p->names->help), i, last + 1);
}

void removal_rows(struct code_pass *p)
{
  for (guint32 i = 0; i < p->lx->n; i++) {
    bool record = is_text_of(p->lx, i, p->names->records);
    bool option = !record && is_text_of(p->lx, i, p->names->options);
    guint32 open = record || option ? row_of(p->lx, i) : TOK_NONE;
    if (open == TOK_NONE)
      continue;
    if (record)
      take_row(p, open);
    else if (*p->names->help)
      change_help(p, open, i);
  }
}
