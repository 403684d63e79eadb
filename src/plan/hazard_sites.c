/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards that the sites of a pool show. */
#include "destroyed.h"
#include "hazard.h"
#include "scan/tokens.h"

static const struct site *site_of(const struct subject *s, guint i)
{
  return g_array_index(s->sites, const struct site *, i);
}

static void add_site(const struct subject *s, const struct site *x, const char *what,
                     GPtrArray *evidence)
{
  char *at = subject_place(s, x), *function = inventory_function(s->inv, x);
  hazard_add(evidence, at, "%s%s%s", what, *function ? " in " : "", function);
  g_free(at);
  g_free(function);
}

void hazard_only_half(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (s->takes && s->gives)
    return;
  if (!s->takes && !s->gives)
    hazard_add(evidence, s->declared, "nothing takes from it and nothing gives to it");
  for (guint i = 0; i < s->sites->len; i++)
    if (site_is_take(site_of(s, i)->kind))
      add_site(s, site_of(s, i), "taken, and never given: taken", evidence);
    else if (site_is_give(site_of(s, i)->kind))
      add_site(s, site_of(s, i), "given, and never taken: given", evidence);
}

void hazard_bulk_give(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  for (guint i = 0; i < s->sites->len; i++)
    if (site_of(s, i)->kind == SITE_BULK_GIVE)
      add_site(s, site_of(s, i), "a whole chain is given", evidence);
}

void hazard_run_time_list(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (!s->thread_gives || s->thread_gives == s->gives)
    return;
  for (guint i = 0; i < s->sites->len; i++) {
    const struct site *x = site_of(s, i);
    if (site_is_give(x->kind))
      add_site(s, x, site_is_thread(x->kind) ? "to a thread's list" : "to the pool itself",
               evidence);
  }
}

/* ------------------------------------------------------------------ explicit destructor */

/* The first token of the function, macro or lambda that holds the site. */
static guint32 body_of(const struct subject *s, const struct site *x)
{
  const struct scopes *sc = inventory_file(s->inv, x->file)->sc;
  for (guint32 k = x->scope; k != SCOPE_NONE; k = sc->s[k].parent)
    if (sc->s[k].kind == SCOPE_FUNCTION || sc->s[k].kind == SCOPE_LAMBDA ||
        sc->s[k].kind == SCOPE_MACRO)
      return sc->s[k].first;
  return TOK_NONE;
}

/* `p->~T(`, `p->ns::~T(`, `this->~T(` with its '~' at i. */
static bool is_destructor_call(const struct lexed *lx, guint32 i)
{
  guint32 name = tok_next(lx, i), p = tok_prev(lx, i);
  if (!tok_is(lx, i, "~") || !tok_is_ident(lx, name))
    return false;
  if (p != TOK_NONE && tok_is(lx, p, "::")) {
    guint32 first = tok_name_start(lx, i);
    p = first == TOK_NONE ? TOK_NONE : tok_prev(lx, first);
  }
  guint32 n = tok_next(lx, name);
  if (tok_is(lx, n, "<"))
    n = tok_angle_after(lx, n);
  return p != TOK_NONE && TOK_IS_ANY(lx, p, "->", ".") && tok_is(lx, n, "(");
}

/* Is the call at i directly before a give of the same object?  Then the two are one delete, and no
 * other give can follow. */
static bool is_one_with_give(const struct subject *s, guint32 file, guint32 i)
{
  struct destroying d;
  for (guint k = 0; k < s->sites->len; k++) {
    const struct site *x = site_of(s, k);
    if (x->file == file && site_is_give(x->kind) && subject_is_destroyed(s, x, &d) &&
        i >= d.first && i < d.end)
      return true;
  }
  return false;
}

static void calls_before(const struct subject *s, const struct site *x, GPtrArray *evidence)
{
  const struct scanned *f = inventory_file(s->inv, x->file);
  guint32 from = body_of(s, x);
  for (guint32 i = from; from != TOK_NONE && i < x->tok; i++) {
    if (f->lx->tok[i].kind != TOK_PUNCT || !is_destructor_call(f->lx, i) ||
        is_one_with_give(s, x->file, i))
      continue;
    char *at = g_strdup_printf("%s:%u", f->src->path, f->lx->tok[i].line);
    char *name = tok_dup(f->lx, tok_next(f->lx, i));
    hazard_add(evidence, at, "calls ~%s() before the give at line %u", name, x->line);
    g_free(at);
    g_free(name);
  }
}

void hazard_explicit_destructor(const struct subject *s, const struct subjects *all,
                                GPtrArray *evidence)
{
  (void)all;
  for (guint i = 0; i < s->sites->len; i++)
    if (site_is_give(site_of(s, i)->kind))
      calls_before(s, site_of(s, i), evidence);
}
