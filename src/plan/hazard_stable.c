/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who counts on memory that stays of one type: a pointer that is a moment too old still finds an
 * object of that type, dead or another one, and what is done to it does no harm.
 *
 * Lists and locks stand in headers that name no pool, and often hold a base, so the whole tree is
 * looked at.
 */
#include "hazard.h"
#include "scan/tokens.h"

#include <string.h>

static void add_at(const struct scanned *f, guint32 tok, const char *what, const char *name,
                   GPtrArray *evidence)
{
  char *at = g_strdup_printf("%s:%u", f->src->path, f->lx->tok[tok].line);
  hazard_add(evidence, at, what, name);
  g_free(at);
}

/* ASLL(T, link), ASLLM(T, M, name, link), AtomicSLL<T, ...>: who pops reads the next pointer of an
 * object that another thread may have popped, and given back, in the meantime. */
static void find_atomic_list(const struct subject *s, const struct subjects *all,
                             const struct code_place *p, GPtrArray *evidence)
{
  const struct lexed *lx = p->f->lx;
  guint32 open = tok_next(lx, p->tok), type = tok_next(lx, open), after = tok_next(lx, type);
  if (after == TOK_NONE || !TOK_IS_ANY(lx, open, "(", "<") || !TOK_IS_ANY(lx, after, ",", ">", ")"))
    return;
  char *name = tok_dup(lx, type);
  if (subject_is_of(s, all, name))
    add_at(p->f, p->tok, "%s is linked into a lock-free list", name, evidence);
  g_free(name);
}

/* A class of locks that holds a Ptr<T>: who waits for the lock of an object that is gone takes a
 * reference on a mutex that is gone. */
static void find_lock(const struct subject *s, const struct subjects *all,
                      const struct code_place *p, GPtrArray *evidence)
{
  const struct lexed *lx = p->f->lx;
  guint32 open = tok_next(lx, p->tok), type = tok_next(lx, open);
  guint32 k = scope_at(p->f->sc, p->tok);
  if (type == TOK_NONE || !tok_is(lx, open, "<") || k == SCOPE_NONE ||
      p->f->sc->s[k].kind != SCOPE_CLASS || !strstr(p->f->sc->s[k].name, "Lock"))
    return;
  char *name = tok_dup(lx, type);
  if (subject_is_of(s, all, name))
    add_at(p->f, p->tok, "a lock counts references on %s", name, evidence);
  g_free(name);
}

typedef void find_at(const struct subject *s, const struct subjects *all,
                     const struct code_place *p, GPtrArray *evidence);

/* Actions are cancelled by pointers that are kept after they fired. */
static void find_actions(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  if (subject_is_of(s, all, "Action"))
    hazard_add(evidence, s->declared, "is an Action: cancel() may write to one that is given back");
}

void hazard_type_stable(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  static const struct {
    const char *word;
    find_at *find;
  } kinds[] = {{"ASLL", find_atomic_list},
               {"ASLLM", find_atomic_list},
               {"AtomicSLL", find_atomic_list},
               {"Ptr", find_lock}};
  if (subject_is_raw(s))
    return;
  find_actions(s, all, evidence);
  for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
    const GArray *places = code_word(subjects_code(all), kinds[k].word);
    for (guint i = 0; i < places->len; i++)
      kinds[k].find(s, all, &g_array_index(places, struct code_place, i), evidence);
  }
}
