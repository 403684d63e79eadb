/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hazards of a destructor that the pool skips and delete would run: does it take locks, send events
 * or give to other pools?  Of the destructors that would do something after what is cleaned by
 * hand.
 */
#include "calls.h"
#include "flow.h"
#include "skipped.h"

#include <string.h>

typedef void look_into(const struct subject *s, const struct subjects *all,
                       const struct type_part *p, const struct function *fn, GPtrArray *evidence);

/* The functions that the part's destructor reaches.  A Ptr<X> that holds the last reference calls
 * X::free(). */
static GHashTable *reached(const struct type_part *p, const struct code *c)
{
  GHashTable *marks = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  const char *inner = g_str_has_prefix(p->klass, "Ptr<") ? p->klass + strlen("Ptr<") : NULL;
  char *of = inner ? g_strndup(inner, strcspn(inner, ">")) : NULL,
       *last = of ? code_last_name(of) : NULL;
  GPtrArray *roots = last ? calls_members(c, last, "free") : skipped_destructors(p, c);
  calls_reach(c, roots, "", marks);
  g_ptr_array_unref(roots);
  g_free(of);
  g_free(last);
  return marks;
}

static void look(const struct subject *s, const struct subjects *all, look_into *into,
                 GPtrArray *evidence)
{
  struct skipped *k = skipped_of(s, all);
  for (guint i = 0; i < k->left->len; i++) {
    const struct type_part *p = g_ptr_array_index(k->left, i);
    GHashTable *marks = reached(p, subjects_code(all));
    for (guint n = 0; n < subjects_code(all)->functions->len; n++) { /* in the order of files */
      const struct function *fn = g_ptr_array_index(subjects_code(all)->functions, n);
      if (g_hash_table_contains(marks, fn))
        into(s, all, p, fn, evidence);
    }
    g_hash_table_unref(marks);
  }
  skipped_free(k);
}

/* "member m of type T", "the destructor of T"; a new string. */
static char *part_name(const struct type_part *p)
{
  return *p->path ? g_strdup_printf("member %s of type %s", p->path, p->klass)
                  : g_strdup_printf("the destructor of %s", p->klass);
}

static void add(const struct scanned *f, guint32 tok, const char *does, const char *what,
                const struct type_part *p, GPtrArray *evidence)
{
  char *name = part_name(p), *at = g_strdup_printf("%s:%u", f->src->path, f->lx->tok[tok].line);
  hazard_add(evidence, at, "%s %s %s", name, does, what);
  g_free(name);
  g_free(at);
}

/* ------------------------------------------------------------------ gives to other pools */

static void look_for_gives(const struct subject *s, const struct subjects *all,
                           const struct type_part *p, const struct function *fn,
                           GPtrArray *evidence)
{
  for (guint i = 0; i < all->all->len; i++) {
    const struct subject *o = g_ptr_array_index(all->all, i);
    for (guint k = 0; o != s && k < o->sites->len; k++) {
      const struct site *x = g_array_index(o->sites, const struct site *, k);
      if (site_is_give(x->kind) && inventory_file(s->inv, x->file) == fn->f &&
          x->tok >= fn->body->first && x->tok < fn->body->end)
        add(fn->f, x->tok, "gives to", o->group, p, evidence);
    }
  }
}

void hazard_destructor_gives(const struct subject *s, const struct subjects *all,
                             GPtrArray *evidence)
{
  look(s, all, look_for_gives, evidence);
}

/* ------------------------------------------------------------------ locks and events */

static bool is_lock(const char *word)
{
  static const char *const locks[] = {
      "ink_mutex_acquire", "ink_mutex_try_acquire", "ink_rwlock_rdlock",
      "ink_rwlock_wrlock", "ink_scoped_mutex_lock", "pthread_mutex_lock",
      "lock_guard",        "unique_lock",           "scoped_lock",
      "shared_lock"};
  for (gsize i = 0; i < G_N_ELEMENTS(locks); i++)
    if (strcmp(word, locks[i]) == 0)
      return true;
  return strstr(word, "MUTEX") && strstr(word, "LOCK") && !strstr(word, "UN");
}

static bool is_event(const char *word)
{
  return g_str_has_prefix(word, "schedule_") || strcmp(word, "handleEvent") == 0 ||
         strcmp(word, "dispatchEvent") == 0;
}

static void look_for_locks(const struct subject *s, const struct subjects *all,
                           const struct type_part *p, const struct function *fn,
                           GPtrArray *evidence)
{
  (void)s;
  (void)all;
  for (guint32 i = fn->body->first; i < fn->body->end; i++) {
    if (fn->f->lx->tok[i].kind != TOK_IDENT)
      continue;
    char *word = tok_dup(fn->f->lx, i);
    if (is_lock(word))
      add(fn->f, i, "takes a lock:", word, p, evidence);
    else if (is_event(word))
      add(fn->f, i, "sends an event:", word, p, evidence);
    g_free(word);
  }
}

void hazard_destructor_locks(const struct subject *s, const struct subjects *all,
                             GPtrArray *evidence)
{
  look(s, all, look_for_locks, evidence);
}
