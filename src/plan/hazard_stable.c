/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who counts on memory that stays of one type: a pointer that is a moment too old still finds an
 * object of that type, dead or another one, and what is done to it does no harm.
 */
#include "hazard.h"
#include "scan/tokens.h"

#include <string.h>

/* Does the list hold objects of the pool: is `name` its type, or a base? */
static bool is_type_of(const struct subject *s, const char *name)
{
  return strcmp(s->type, name) == 0 || (s->facts && facts_has_base(s->facts, name));
}

static void add_at(const struct scanned *f, guint32 tok, const char *what, const char *name,
                   GPtrArray *evidence)
{
  char *at = g_strdup_printf("%s:%u", f->src->path, f->lx->tok[tok].line);
  hazard_add(evidence, at, what, name);
  g_free(at);
}

/* ASLL(T, link), ASLLM(T, M, name, link), AtomicSLL<T, ...>: who pops reads the next pointer of an
 * object that another thread may have popped, and given back, in the meantime. */
static void find_atomic_lists(const struct subject *s, const struct scanned *f, guint32 i,
                              GPtrArray *evidence)
{
  guint32 open = TOK_IS_ANY(f->lx, i, "ASLL", "ASLLM", "AtomicSLL") ? tok_next(f->lx, i) : TOK_NONE;
  guint32 type =
      open != TOK_NONE && TOK_IS_ANY(f->lx, open, "(", "<") ? tok_next(f->lx, open) : TOK_NONE;
  guint32 after = type == TOK_NONE ? type : tok_next(f->lx, type);
  if (after == TOK_NONE || !TOK_IS_ANY(f->lx, after, ",", ">", ")"))
    return;
  char *name = tok_dup(f->lx, type);
  if (is_type_of(s, name))
    add_at(f, i, "%s is linked into a lock-free list", name, evidence);
  g_free(name);
}

/* A class of locks that holds a Ptr<T>: who waits for the lock of an object that is gone takes a
 * reference on a mutex that is gone. */
static void find_locks(const struct subject *s, const struct scanned *f, guint32 i,
                       GPtrArray *evidence)
{
  guint32 open = tok_is(f->lx, i, "Ptr") ? tok_next(f->lx, i) : TOK_NONE;
  if (open == TOK_NONE || !tok_is(f->lx, open, "<"))
    return;
  guint32 type = tok_next(f->lx, open), k = scope_at(f->sc, i);
  char *name = tok_dup(f->lx, type);
  if (is_type_of(s, name) && k != SCOPE_NONE && f->sc->s[k].kind == SCOPE_CLASS &&
      strstr(f->sc->s[k].name, "Lock"))
    add_at(f, i, "a lock counts references on %s", name, evidence);
  g_free(name);
}

/* Actions are cancelled by pointers that are kept after they fired. */
static void find_actions(const struct subject *s, GPtrArray *evidence)
{
  if (s->facts && facts_has_base(s->facts, "Action"))
    hazard_add(evidence, s->declared, "is an Action: cancel() may write to one that is given back");
}

void hazard_type_stable(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (subject_is_raw(s))
    return;
  find_actions(s, evidence);
  for (guint32 k = 0; k < s->inv->files->len; k++) {
    const struct scanned *f = inventory_file(s->inv, k);
    for (guint32 i = 0; i < f->lx->n; i++) {
      if (f->lx->tok[i].kind != TOK_IDENT)
        continue;
      find_atomic_lists(s, f, i, evidence);
      find_locks(s, f, i, evidence);
    }
  }
}
