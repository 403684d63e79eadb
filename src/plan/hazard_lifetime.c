/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards of when a pool is used: before main(), at exit; and of objects that no pool made. */
#include "flow.h"

#include <string.h>

/* Adds the sites that stand in functions which are marked. */
static void add_marked(const struct subject *s, const struct subjects *all, GHashTable *marks,
                       const char *when, GPtrArray *evidence)
{
  for (guint i = 0; i < s->sites->len; i++) {
    const struct site *x = g_array_index(s->sites, const struct site *, i);
    const struct function *fn =
        code_function_at(subjects_code(all), inventory_file(s->inv, x->file), x->tok);
    const char *why = fn ? g_hash_table_lookup(marks, fn) : NULL;
    if (!why || !(site_is_take(x->kind) || site_is_give(x->kind)))
      continue;
    char *at = subject_place(s, x), *name = inventory_function(s->inv, x);
    hazard_add(evidence, at, "%s %s in %s, because of %s",
               site_is_take(x->kind) ? "taken" : "given", when, name, why);
    g_free(at);
    g_free(name);
  }
}

/* In no function: the initialiser of a variable, or a lambda in it. */
static bool is_in_initialiser(const struct subject *s, const struct site *x)
{
  const struct scopes *sc = inventory_file(s->inv, x->file)->sc;
  for (guint32 k = x->scope; k != SCOPE_NONE; k = sc->s[k].parent)
    if (sc->s[k].kind == SCOPE_FUNCTION || sc->s[k].kind == SCOPE_MACRO ||
        sc->s[k].kind == SCOPE_CLASS)
      return false;
  return true;
}

void hazard_used_before_main(const struct subject *s, const struct subjects *all,
                             GPtrArray *evidence)
{
  for (guint i = 0; i < s->sites->len; i++) {
    const struct site *x = g_array_index(s->sites, const struct site *, i);
    if (!(site_is_take(x->kind) || site_is_give(x->kind)) || !is_in_initialiser(s, x))
      continue;
    char *at = subject_place(s, x);
    hazard_add(evidence, at, "%s before main in an initialiser",
               site_is_take(x->kind) ? "taken" : "given");
    g_free(at);
  }
  add_marked(s, all, subjects_lifetime(all)->before_main, "before main", evidence);
}

void hazard_used_at_exit(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  add_marked(s, all, subjects_lifetime(all)->at_exit, "at exit", evidence);
}

/* ------------------------------------------------------------------ objects on the stack */

/* Does an object of the pool give itself? */
static bool gives_itself(const struct subject *s)
{
  struct flow w;
  for (guint i = 0; i < s->sites->len; i++) {
    guint32 v = flow_of_give(s, i, &w) ? flow_given(&w) : TOK_NONE;
    if (v != TOK_NONE && tok_is(w.lx, v, "this"))
      return true;
  }
  return false;
}

/* `T name;`, `T name(...)`, `T name{...}`, `T name = ...` in a function, T at token i. */
static bool is_local(const struct scanned *f, guint32 i)
{
  guint32 before = tok_prev(f->lx, i), name = tok_next(f->lx, i), after = tok_next(f->lx, name);
  guint32 k = scope_at(f->sc, i);
  while (k != SCOPE_NONE && f->sc->s[k].kind == SCOPE_BLOCK)
    k = f->sc->s[k].parent;
  return k != SCOPE_NONE &&
         (f->sc->s[k].kind == SCOPE_FUNCTION || f->sc->s[k].kind == SCOPE_LAMBDA) &&
         tok_is_ident(f->lx, name) && after != TOK_NONE &&
         TOK_IS_ANY(f->lx, after, ";", "(", "{", "=", "[") && before != TOK_NONE &&
         TOK_IS_ANY(f->lx, before, ";", "{", "}", ":", "const", ")");
}

static void locals_of(const struct code *c, const struct scanned *f, const char *type,
                      GPtrArray *evidence)
{
  for (guint32 i = 0; i < f->lx->n; i++) {
    if (f->lx->tok[i].dir || !tok_is(f->lx, i, type) || !is_local(f, i) ||
        !code_sees_class(c, f, type))
      continue;
    const struct function *fn = code_function_at(c, f, i);
    char *at = g_strdup_printf("%s:%u", f->src->path, f->lx->tok[i].line);
    hazard_add(evidence, at, "an object of type %s is on the stack%s%s, and its class gives `this`",
               type, fn ? " in " : "", fn ? fn->name : "");
    g_free(at);
  }
}

void hazard_on_stack(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  const struct code *c = subjects_code(all);
  if (subject_is_raw(s) || !gives_itself(s))
    return;
  char *type = code_last_name(s->type);
  for (guint i = 0; i < c->files->len; i++) {
    const struct scanned *f = g_ptr_array_index(c->files, i);
    if (strstr(f->src->text, type))
      locals_of(c, f, type, evidence);
  }
  g_free(type);
}

/* ------------------------------------------------------------------ memory as it was given */

/* Interfaces that have thread_alloc_init() hand out by thread_alloc() what was given, its first
 * word apart, without constructing it. */
static bool reuses_objects(const struct code *c)
{
  const GPtrArray *named = g_hash_table_lookup(c->by_name, "thread_alloc_init");
  for (guint i = 0; named && i < named->len; i++)
    if (((struct function *)g_ptr_array_index(named, i))->f->api)
      return true;
  return false;
}

void hazard_stale_memory(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  struct flow w;
  bool reuses = !subject_is_raw(s) && s->thread_takes && reuses_objects(subjects_code(all));
  for (guint i = 0; reuses && i < s->sites->len; i++) {
    if (!flow_of_take(s, i, &w) || !site_is_thread(w.x->kind))
      continue;
    char *word = tok_dup(w.lx, w.x->tok);
    if (!g_str_has_suffix(word, "_INIT") && !g_str_has_suffix(word, "_init"))
      flow_add(&w, w.x->tok, "may get an object as it was given, not constructed anew", evidence);
    g_free(word);
  }
}
