/* SPDX-License-Identifier: Apache-2.0 */
#include "skipped.h"
#include "calls.h"
#include "cleanup.h"

#include <string.h>

/* One pool, and the code before each of its gives. */
struct look {
  const struct subject *s;
  const struct code *c;
  GPtrArray *gives;   /* GArray *, of before_give() */
  GPtrArray *callers; /* GPtrArray *, of before_callers(), side by side with gives */
  GArray *sites;      /* const struct site *, side by side with gives */
  struct skipped *k;
};

/* ------------------------------------------------------------------ destructors' bodies */

GPtrArray *skipped_destructors(const struct type_part *p, const struct code *c)
{
  char *klass = code_last_name(p->klass), *name = g_strconcat("~", klass, NULL);
  GPtrArray *found = p->is_written ? code_functions(c, klass, name) : g_ptr_array_new();
  g_free(klass);
  g_free(name);
  return found;
}

/* `m = nullptr;` at token i: the token behind it, or TOK_NONE. */
static guint32 after_forgetting(const struct lexed *lx, guint32 i)
{
  if (tok_is(lx, i, "this") && tok_is(lx, tok_next(lx, i), "->"))
    i = tok_next(lx, tok_next(lx, i));
  guint32 equals = tok_next(lx, i), value = tok_next(lx, equals), end = tok_next(lx, value);
  return end != TOK_NONE && tok_is_ident(lx, i) && tok_is(lx, equals, "=") &&
                 flow_is_null(lx, value) && tok_is(lx, end, ";")
             ? tok_next(lx, end)
             : TOK_NONE;
}

static bool is_empty(const struct code *c, const struct function *fn, guint depth);

/* `clear();` at token i, where clear() is empty too: the token behind it, or TOK_NONE. */
static guint32 after_nothing(const struct code *c, const struct function *fn, guint32 i,
                             guint depth)
{
  const struct lexed *lx = fn->f->lx;
  guint32 open = tok_next(lx, i), close = tok_next(lx, open), end = tok_next(lx, close);
  if (!depth || end == TOK_NONE || !tok_is_ident(lx, i) || !tok_is(lx, open, "(") ||
      !tok_is(lx, close, ")") || !tok_is(lx, end, ";"))
    return TOK_NONE;
  char *name = tok_dup(lx, i);
  GPtrArray *called = calls_members(c, fn->klass, name);
  bool nothing = called->len > 0;
  for (guint k = 0; k < called->len; k++)
    nothing = nothing && is_empty(c, g_ptr_array_index(called, k), depth - 1);
  g_ptr_array_unref(called);
  g_free(name);
  return nothing ? tok_next(lx, end) : TOK_NONE;
}

/* Has the function no code, or none but what sets members to null? */
static bool is_empty(const struct code *c, const struct function *fn, guint depth)
{
  const struct lexed *lx = fn->f->lx;
  guint32 i = fn->body->first;
  if (i < fn->body->end && (tok_is_trivia(&lx->tok[i]) || lx->tok[i].dir))
    i = tok_next(lx, i);
  while (i != TOK_NONE && i < fn->body->end) {
    guint32 next = tok_is(lx, i, ";") ? tok_next(lx, i) : after_forgetting(lx, i);
    i = next != TOK_NONE ? next : after_nothing(c, fn, i, depth);
    if (i == TOK_NONE)
      return false;
  }
  return true;
}

/* Is the part's destructor known to have no code of its own? */
static bool does_nothing(const struct type_part *p, const struct code *c)
{
  GPtrArray *found = skipped_destructors(p, c);
  bool nothing = found->len > 0;
  for (guint i = 0; i < found->len; i++)
    nothing = nothing && is_empty(c, g_ptr_array_index(found, i), 2);
  g_ptr_array_unref(found);
  return nothing;
}

/* ------------------------------------------------------------------ members */

/* Is the member cleaned in this code?  *place: where, as cleanup_of(). */
static bool is_cleaned(const struct look *l, const GArray *spans, const struct type_part *p,
                       char **place)
{
  g_free(*place);
  *place = cleanup_destroys(spans) ? g_strdup("its destructor is called by hand") : NULL;
  return *place || cleanup_of(l->c, spans, p->path, p->types, place) != CLEANED_NOT;
}

static bool all_clean(const struct look *l, const GPtrArray *callers, const struct type_part *p,
                      char **place)
{
  for (guint i = 0; i < callers->len; i++)
    if (!is_cleaned(l, g_ptr_array_index(callers, i), p, place))
      return false;
  return callers->len > 0;
}

/* The give before which nobody cleans the member, or NULL: by hand before all of them, the last of
 * them at *place (a new string). */
static const struct site *uncleaned(const struct look *l, const struct type_part *p, char **place)
{
  *place = NULL;
  for (guint i = 0; i < l->gives->len; i++)
    if (!is_cleaned(l, g_ptr_array_index(l->gives, i), p, place) &&
        !all_clean(l, g_ptr_array_index(l->callers, i), p, place))
      return g_array_index(l->sites, const struct site *, i);
  return NULL;
}

/* Where a member of the class is given a copy: `hash = other;`, `p->hash = *other;`, or NULL. */
static char *copied_at(const struct look *l, const char *path)
{
  if (strchr(path, '.'))
    return NULL;
  char *type = code_last_name(l->s->type), *at = NULL;
  for (guint i = 0; i < l->c->functions->len && !at; i++) {
    const struct function *fn = g_ptr_array_index(l->c->functions, i);
    const struct lexed *lx = fn->f->lx;
    if (strcmp(fn->klass, type) != 0)
      continue;
    for (guint32 t = fn->body->first; t < fn->body->end && !at; t++) {
      guint32 next = tok_is(lx, t, path) ? tok_next(lx, t) : TOK_NONE, before = tok_prev(lx, t);
      if (next != TOK_NONE && tok_is(lx, next, "=") && !TOK_IS_ANY(lx, before, ".", "->", "::") &&
          !flow_is_null(lx, tok_next(lx, next)))
        at = g_strdup_printf("%s:%u", fn->f->src->path, lx->tok[t].line);
    }
  }
  g_free(type);
  return at;
}

/* How often the file names it, up to two. */
static guint mentions(const struct scanned *f, const char *name)
{
  guint n = 0;
  if (!strstr(f->src->text, name))
    return 0;
  for (guint32 i = 0; i < f->lx->n && n < 2; i++)
    n += tok_is(f->lx, i, name);
  return n;
}

/* Is one of the path's names to be found nowhere but where it is declared?  Then nothing is ever
 * put there. */
static bool is_unused(const struct look *l, const char *path)
{
  char **names = g_strsplit(path, ".", -1);
  bool unused = false;
  for (guint k = 0; names[k] && !unused; k++) {
    guint n = 0;
    for (guint i = 0; i < l->c->files->len && n < 2; i++)
      n += mentions(g_ptr_array_index(l->c->files, i), names[k]);
    unused = n < 2;
  }
  g_strfreev(names);
  return unused;
}

static void add_member(const struct look *l, const struct type_part *p)
{
  char *place, *copied = NULL;
  const struct site *give = uncleaned(l, p, &place);
  if (give && is_unused(l, p->path)) {
    g_free(place);
    return;
  }
  if (give && p->is_shallow)
    copied = copied_at(l, p->path);
  if (copied) {
    hazard_add(l->k->breaks, p->place,
               "member %s of type %s is copied at %s as the compiler makes it: two would release "
               "the same",
               p->path, p->klass, copied);
  } else if (give) {
    char *at = subject_place(l->s, give);
    hazard_add(l->k->leaks, p->place, "member %s of type %s: not cleaned before the give at %s",
               p->path, p->klass, at);
    g_free(at);
  } else {
    hazard_add(l->k->cleaned, p->place, "member %s: %s", p->path, place);
  }
  if (give)
    g_ptr_array_add(l->k->left, (gpointer)p);
  g_free(copied);
  g_free(place);
}

/* ------------------------------------------------------------------ the object's own destructor */

/* Does the first use of the name at token i bear that it is null: `if (m)`, `m != nullptr`, `delete
 * m`, `ats_free(m)`, `m = ...`? */
static bool bears_null(const struct lexed *lx, guint32 i)
{
  guint32 before = tok_prev(lx, i), next = tok_next(lx, i);
  if (TOK_IS_ANY(lx, next, "==", "!="))
    return flow_is_null(lx, tok_next(lx, next));
  if (TOK_IS_ANY(lx, before, "==", "!="))
    return flow_is_null(lx, tok_prev(lx, before));
  if (TOK_IS_ANY(lx, next, "=", ".") || TOK_IS_ANY(lx, before, "delete", "!", "]", "&&", "||"))
    return true;
  if (!TOK_IS_ANY(lx, before, "(") || !TOK_IS_ANY(lx, next, ")", "&&", "||"))
    return false;
  guint32 call = tok_prev(lx, before);
  return TOK_IS_ANY(lx, call, "if", "while", "likely", "unlikely", "ats_free", "free");
}

/* Is what is left of the name at token i released here: `delete m`, `ats_free(m)`? */
static bool releases(const struct lexed *lx, guint32 i, guint32 end)
{
  for (guint32 k = i; k < end; k++) {
    if (lx->tok[k].len != lx->tok[i].len || lx->tok[k].kind != TOK_IDENT ||
        memcmp(lx->text + lx->tok[k].off, lx->text + lx->tok[i].off, lx->tok[i].len) != 0)
      continue;
    guint32 before = tok_prev(lx, k), call = tok_prev(lx, before);
    if (tok_is(lx, before, "delete") ||
        (tok_is(lx, before, "(") && TOK_IS_ANY(lx, call, "ats_free", "free", "xfree")))
      return true;
  }
  return false;
}

/* What the gives did to the member of this name: the least of them. */
static enum cleaned done_before(const struct look *l, const char *name, char **at)
{
  enum cleaned least = CLEANED_EMPTY;
  *at = NULL;
  for (guint g = 0; g < l->gives->len; g++) {
    g_free(*at);
    enum cleaned is = cleanup_of(l->c, g_ptr_array_index(l->gives, g), name, "", at);
    least = MIN(least, is);
  }
  return least;
}

/* Adds what the destructor uses that the gives have emptied or released before.  True if there is
 * nothing else in it than to empty what is empty. */
static bool find_breaks(const struct look *l, const struct function *fn)
{
  const struct lexed *lx = fn->f->lx;
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool is_idle = true;
  for (guint32 i = fn->body->first; i < fn->body->end; i++) {
    guint32 before = lx->tok[i].kind == TOK_IDENT ? tok_prev(lx, i) : TOK_NONE;
    if (before == TOK_NONE || TOK_IS_ANY(lx, before, ".", "->", "::") ||
        TOK_IS_ANY(lx, i, "if", "delete", "nullptr", "NULL", "this"))
      continue;
    char *name = tok_dup(lx, i), *at = NULL;
    if (!g_hash_table_add(seen, name))
      continue;
    enum cleaned is = done_before(l, name, &at);
    bool harm = is == CLEANED_EMPTY ? !bears_null(lx, i)
                                    : is == CLEANED_RELEASED && releases(lx, i, fn->body->end);
    char *place = g_strdup_printf("%s:%u", fn->f->src->path, lx->tok[i].line);
    if (harm)
      hazard_add(l->k->breaks, place, "%s uses %s, which is %s before the give at %s", fn->name,
                 name, is == CLEANED_EMPTY ? "emptied" : "released and not emptied", at);
    is_idle = is_idle && is == CLEANED_EMPTY && !harm;
    g_free(place);
    g_free(at);
  }
  g_hash_table_unref(seen);
  return is_idle;
}

static void add_own(const struct look *l, const struct type_part *p)
{
  GPtrArray *found = skipped_destructors(p, l->c);
  bool is_idle = found->len > 0;
  for (guint i = 0; i < found->len; i++)
    is_idle = find_breaks(l, g_ptr_array_index(found, i)) && is_idle;
  if (!is_idle) {
    hazard_add(l->k->runs, p->place, "the destructor of %s%s", p->klass,
               found->len ? "" : ", whose code is not read");
    g_ptr_array_add(l->k->left, (gpointer)p);
  }
  g_ptr_array_unref(found);
}

/* ------------------------------------------------------------------ one pool */

static void spans_free(gpointer spans)
{
  g_array_unref(spans);
}

static void callers_free(gpointer callers)
{
  g_ptr_array_unref(callers);
}

static GPtrArray *list_new(void)
{
  return g_ptr_array_new_with_free_func(g_free);
}

static void look_at(const struct look *l, const struct subjects *all)
{
  struct flow w;
  for (guint i = 0; i < l->s->sites->len; i++) {
    GArray *spans = flow_of_give(l->s, i, &w) ? before_give(&w, all) : NULL;
    if (!spans)
      continue;
    char *type = code_last_name(l->s->type);
    g_ptr_array_add(l->gives, spans);
    g_ptr_array_add(l->callers, before_callers(spans, type, l->c));
    g_free(type);
    g_array_append_val(l->sites, w.x);
  }
  l->k->is_asked = l->gives->len > 0;
  for (guint i = 0; l->k->is_asked && i < l->s->facts->parts->len; i++) {
    const struct type_part *p = g_ptr_array_index(l->s->facts->parts, i);
    if (does_nothing(p, l->c))
      continue;
    if (*p->path)
      add_member(l, p);
    else
      add_own(l, p);
  }
}

struct skipped *skipped_of(const struct subject *s, const struct subjects *all)
{
  struct skipped *k = g_new0(struct skipped, 1);
  k->leaks = list_new();
  k->breaks = list_new();
  k->runs = list_new();
  k->cleaned = list_new();
  k->left = g_ptr_array_new();
  if (!hazard_type_is_known(s) || s->destructs == TRI_YES || s->facts->trivial == TRI_YES)
    return k;
  struct look l = {s,
                   subjects_code(all),
                   g_ptr_array_new_with_free_func(spans_free),
                   g_ptr_array_new_with_free_func(callers_free),
                   g_array_new(FALSE, FALSE, sizeof(const struct site *)),
                   k};
  look_at(&l, all);
  g_ptr_array_unref(l.gives);
  g_ptr_array_unref(l.callers);
  g_array_unref(l.sites);
  return k;
}

void skipped_free(struct skipped *k)
{
  if (!k)
    return;
  g_ptr_array_unref(k->leaks);
  g_ptr_array_unref(k->breaks);
  g_ptr_array_unref(k->runs);
  g_ptr_array_unref(k->cleaned);
  g_ptr_array_unref(k->left);
  g_free(k);
}

char *skipped_verdict(const struct skipped *k)
{
  const char *const says[] = {k->leaks->len ? "mend a leak" : NULL,
                              k->breaks->len ? "break something" : NULL,
                              k->runs->len && !k->breaks->len ? "run more code" : NULL};
  GString *s = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(says); i++)
    if (says[i])
      g_string_append_printf(s, "%s%s", s->len ? ", " : "", says[i]);
  if (!s->len)
    g_string_append(s, "change nothing");
  return g_string_free(s, FALSE);
}
