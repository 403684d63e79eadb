/* SPDX-License-Identifier: Apache-2.0 */
#include "classes.h"
#include "tokens.h"

#include <string.h>

const char *class_own_name(const char *type)
{
  const char *colon = g_strrstr(type, "::");
  return colon ? colon + strlen("::") : type;
}

/* ------------------------------------------------------------------ names */

/* Puts "a::b::" of the namespace's head in front. */
static void add_namespace(GString *name, const struct lexed *lx, const struct scope *s)
{
  guint32 i = s->head;
  while (TOK_IS_ANY(lx, i, "inline", "namespace"))
    i = tok_next(lx, i);
  if (!tok_is_ident(lx, i))
    return; /* has no name */
  char *own = tok_join(lx, i, tok_prev(lx, s->first - 1));
  g_string_prepend(name, "::");
  g_string_prepend(name, own);
  g_free(own);
}

static char *full_name(const struct lexed *lx, const struct scopes *sc, const struct scope *s)
{
  GString *name = g_string_new(s->name); /* classes around it are in it already */
  for (guint32 up = s->parent; up != SCOPE_NONE; up = sc->s[up].parent)
    if (sc->s[up].kind == SCOPE_NAMESPACE)
      add_namespace(name, lx, &sc->s[up]);
  return g_string_free(name, FALSE);
}

static bool ends_with_name(const char *full, const char *type)
{
  gsize n = strlen(full), m = strlen(type);
  return n >= m && strcmp(full + n - m, type) == 0 &&
         (n == m || (n > m + 1 && full[n - m - 1] == ':'));
}

static bool is_template(const struct lexed *lx, const struct scope *s)
{
  for (guint32 i = s->head; i != TOK_NONE && i < s->first; i = tok_next(lx, i))
    if (tok_is(lx, i, "template"))
      return true;
  return false;
}

/* ------------------------------------------------------------------ finding */

static void find_in_file(const struct inventory *inv, guint32 file, const char *type, GArray *found)
{
  const struct scanned *f = inventory_file(inv, file);
  for (guint32 k = 0; k < f->sc->n; k++) {
    const struct scope *s = &f->sc->s[k];
    if (s->kind != SCOPE_CLASS || !ends_with_name(s->name, class_own_name(type)))
      continue;
    char *full = full_name(f->lx, f->sc, s);
    struct class_place c = {file, k, is_template(f->lx, s)};
    if (ends_with_name(full, type))
      g_array_append_val(found, c);
    g_free(full);
  }
}

GArray *classes_named(struct inventory *inv, const char *type)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(struct class_place));
  struct words *w = words_new();
  words_add(w, class_own_name(type));
  inventory_read_more(inv, w);
  words_free(w);
  for (guint32 i = 0; i < inv->files->len; i++)
    find_in_file(inv, i, type, found);
  return found;
}

/* ------------------------------------------------------------------ operators */

static bool declares_operator(const struct lexed *lx, guint32 i)
{
  return tok_is(lx, i, CLASS_OPERATORS) ||
         (tok_is(lx, i, "operator") && TOK_IS_ANY(lx, tok_next(lx, i), "new", "delete") &&
          !tok_is(lx, tok_next(lx, tok_next(lx, i)), "["));
}

guint32 class_operators(const struct inventory *inv, const struct class_place *c)
{
  const struct scanned *f = inventory_file(inv, c->file);
  const struct scope *s = &f->sc->s[c->scope];
  for (guint32 i = s->first; i < s->end; i++)
    if (declares_operator(f->lx, i) && scope_at(f->sc, i) == c->scope)
      return i;
  return TOK_NONE;
}

/* ------------------------------------------------------------------ a place for an #include */

/* An #if ends, or another branch of it begins: what its branch included holds no longer. */
static void end_branch(GPtrArray *by_depth, bool is_end)
{
  if (by_depth->len > 1)
    g_ptr_array_remove_index(by_depth, by_depth->len - 1);
  if (!is_end)
    g_ptr_array_add(by_depth, NULL);
}

/* The last #include in front of token `end` that holds there, by the depth of #if; or NULL. */
static const struct directive *include_before(const struct scanned *f, guint32 end)
{
  GPtrArray *by_depth = g_ptr_array_new();
  const struct directive *last = NULL;
  g_ptr_array_add(by_depth, NULL);
  for (guint32 k = 0; k < f->lx->ndir && f->lx->dir[k].first < end; k++) {
    const struct directive *d = &f->lx->dir[k];
    if (d->kind == DIR_IF)
      g_ptr_array_add(by_depth, NULL);
    else if (d->kind == DIR_ENDIF || d->kind == DIR_ELSE)
      end_branch(by_depth, d->kind == DIR_ENDIF);
    else if (d->kind == DIR_INCLUDE && scope_at(f->sc, d->first) == SCOPE_NONE)
      g_ptr_array_index(by_depth, by_depth->len - 1) = (gpointer)d;
  }
  for (guint i = 0; i < by_depth->len; i++) {
    const struct directive *d = g_ptr_array_index(by_depth, i);
    last = d && (!last || d->first > last->first) ? d : last;
  }
  g_ptr_array_unref(by_depth);
  return last;
}

guint32 class_include_place(const struct inventory *inv, const struct class_place *c)
{
  const struct scanned *f = inventory_file(inv, c->file);
  const struct directive *d = include_before(f, f->sc->s[c->scope].head);
  guint32 i = d ? d->end : f->lx->n;
  while (i < f->lx->n && f->lx->tok[i].kind != TOK_NEWLINE)
    i++;
  return i < f->lx->n ? f->lx->tok[i].off + f->lx->tok[i].len : G_MAXUINT32;
}
