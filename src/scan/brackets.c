/* SPDX-License-Identifier: Apache-2.0 */
#include "brackets.h"

#include <string.h>

struct cond { /* one open #if: the bracket stack at its start and at the end of its first branch */
  GArray *at_if, *after;
};

static GArray *stack_copy(const GArray *s)
{
  GArray *c = g_array_sized_new(FALSE, FALSE, sizeof(guint32), s->len);
  if (s->len)
    g_array_append_vals(c, s->data, s->len);
  return c;
}

static void stack_set(GArray *s, const GArray *from)
{
  g_array_set_size(s, 0);
  if (from->len)
    g_array_append_vals(s, from->data, from->len);
}

static void cond_step(enum dir_kind kind, GArray *conds, GArray *stack)
{
  struct cond *top = conds->len ? &g_array_index(conds, struct cond, conds->len - 1) : NULL;
  if (kind == DIR_IF) {
    struct cond c = {.at_if = stack_copy(stack)};
    g_array_append_val(conds, c);
  } else if (kind == DIR_ELSE && top) {
    if (!top->after)
      top->after = stack_copy(stack);
    stack_set(stack, top->at_if);
  } else if (kind == DIR_ENDIF && top) {
    if (top->after) {
      stack_set(stack, top->after);
      g_array_free(top->after, TRUE);
    }
    g_array_free(top->at_if, TRUE);
    g_array_set_size(conds, conds->len - 1);
  }
}

static char opener_of(char close)
{
  return close == ')' ? '(' : close == ']' ? '[' : '{';
}

/* Pairs one bracket; true unless it has no partner.  A closing bracket skips over openers of other
 * kinds that were never closed, but never over a brace. */
static bool pair(struct lexed *lx, GArray *stack, guint32 i)
{
  char c = lx->text[lx->tok[i].off];
  if (strchr("([{", c)) {
    g_array_append_val(stack, i);
    return true;
  }
  for (guint k = stack->len; k-- > 0;) {
    guint32 o = g_array_index(stack, guint32, k);
    char oc = lx->text[lx->tok[o].off];
    if (oc == opener_of(c)) {
      /* In another branch of an #if the opener may have a partner already: the first one counts. */
      if (lx->tok[o].match == TOK_NONE)
        lx->tok[o].match = i;
      lx->tok[i].match = o;
      g_array_set_size(stack, k);
      return true;
    }
    if (oc == '{')
      break;
  }
  return false;
}

static bool is_bracket(const struct lexed *lx, guint32 i)
{
  const struct token *t = &lx->tok[i];
  return t->kind == TOK_PUNCT && t->len == 1 && strchr("()[]{}", lx->text[t->off]);
}

/* Brackets of one directive pair only among themselves. */
static void pair_directive(struct lexed *lx, const struct directive *d)
{
  GArray *stack = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (guint32 i = d->first; i < d->end; i++)
    if (is_bracket(lx, i))
      pair(lx, stack, i);
  g_array_free(stack, TRUE);
}

void brackets_pair(struct lexed *lx)
{
  GArray *stack = g_array_new(FALSE, FALSE, sizeof(guint32));
  GArray *conds = g_array_new(FALSE, FALSE, sizeof(struct cond));
  for (guint32 i = 0; i < lx->n; i++) {
    const struct token *t = &lx->tok[i];
    if (t->dir) {
      const struct directive *d = &lx->dir[t->dir - 1];
      cond_step(d->kind, conds, stack);
      if (d->kind == DIR_DEFINE)
        pair_directive(lx, d);
      i = d->end - 1;
    } else if (is_bracket(lx, i) && !pair(lx, stack, i) && lx->unbalanced == TOK_NONE &&
               conds->len == 0) {
      lx->unbalanced = i;
    }
  }
  if (stack->len && lx->unbalanced == TOK_NONE)
    lx->unbalanced = g_array_index(stack, guint32, 0);
  while (conds->len)
    cond_step(DIR_ENDIF, conds, stack);
  g_array_free(conds, TRUE);
  g_array_free(stack, TRUE);
}
