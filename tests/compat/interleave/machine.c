/* SPDX-License-Identifier: Apache-2.0 */
#include "compat/freelist.h"
#include "machine.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 256 };

static union flc_list list;
static struct flc_cell cells[CELLS];

/* ---- what is explored */

unsigned machine_threads;
char machine_program[THREADS][OPS + 1];
static struct {
  uint8_t thread, value;
  struct access access;
} trail[DEPTH];
static unsigned depth;

static const char *word_of(unsigned where)
{
  static const char *const words[LOCATIONS] = {"top",       "tag",       "link of 1",
                                               "link of 2", "link of 3", "link of 4"};

  return words[where];
}

static void __attribute__((noreturn)) violation(const char *what)
{
  printf("violation: %s\n  programs:", what);
  for (unsigned t = 0; t < machine_threads; t++)
    printf(" %c=%s", 'a' + t, machine_program[t]);
  printf(" (T take, C take up to %d, G give the last, B give all)\n", CHAIN);
  for (unsigned i = 0; i < depth; i++) {
    const struct access *a = &trail[i].access;

    printf("  %c ", 'a' + trail[i].thread);
    if (a->kind == LOAD)
      printf("reads %s: %u\n", word_of(a->where), trail[i].value);
    else if (a->kind == STORE)
      printf("writes %s: %u\n", word_of(a->where), a->value);
    else
      printf("swaps top %u tag %u for top %u tag %u: %s\n", a->from_value, a->from_tag, a->value,
             a->tag, trail[i].value ? "done" : "refused");
  }
  exit(1);
}

/* ---- one thread: the seams of freelist.h */

static struct thread *self;
static unsigned fed;
static jmp_buf at_access;

static uint8_t number_of(const struct flc_cell *cell)
{
  return cell ? (uint8_t)(cell - cells + 1) : 0;
}

static uint8_t access_next(struct access a)
{
  if (fed < self->log_n)
    return self->log[fed++];
  self->next = a;
  longjmp(at_access, 1);
}

static uint8_t location_of(const void *p)
{
  if (p == &list.head.top)
    return TOP;
  if (p == &list.head.tag)
    return TAG;
  return (uint8_t)(LINK + ((const char *)p - (const char *)cells) / (long)sizeof cells[0]);
}

uintptr_t seam_load(const void *from, int order)
{
  uint8_t where = location_of(from);
  uint8_t found =
      access_next((struct access){.kind = LOAD, .where = where, .order = (uint8_t)order});

  return where == TAG || !found ? found : (uintptr_t)&cells[found - 1];
}

void seam_store(const void *to, uintptr_t what, int order)
{
  access_next((struct access){.kind = STORE,
                              .where = location_of(to),
                              .order = (uint8_t)order,
                              .value = number_of((struct flc_cell *)what)});
}

bool seam_swap(const union flc_list *l, struct flc_head from, struct flc_head to, int order)
{
  (void)l;
  return access_next((struct access){.kind = SWAP,
                                     .where = TOP,
                                     .order = (uint8_t)order,
                                     .value = number_of(to.top),
                                     .tag = (uint8_t)to.tag,
                                     .from_value = number_of(from.top),
                                     .from_tag = (uint8_t)from.tag});
}

/* ---- one operation */

static struct {
  uint8_t n, cell[CELLS];
} outcome;

static void op_take(size_t max)
{
  size_t taken = 0;
  struct flc_cell *cell = flc_list_take(&list, max, &taken);

  outcome.n = (uint8_t)taken;
  for (unsigned i = 0; i < taken && i < CELLS; i++) {
    outcome.cell[i] = number_of(cell);
    if (i + 1 < taken)
      cell = flc_cell_below(cell);
  }
}

/* The newest n of what it holds, linked as flc.c and backend_freelist.c do. */
static void op_give(unsigned n)
{
  const uint8_t *held = self->held + self->held_n;

  outcome.n = 0;
  if (!n)
    return;
  for (unsigned i = 1; i < n; i++)
    flc_cell_link(&cells[held[-(int)i] - 1], &cells[held[-(int)i - 1] - 1]);
  flc_list_give(&list, &cells[held[-1] - 1], &cells[held[-(int)n] - 1]);
}

static unsigned gives(const struct thread *t, char op)
{
  return op == 'B' ? t->held_n : op == 'G' && t->held_n ? 1 : 0;
}

static void op_run(char op)
{
  if (op == 'T')
    op_take(1);
  else if (op == 'C')
    op_take(CHAIN);
  else
    op_give(gives(self, op));
}

/* What was taken is what the swap took off the list, and is written to now. */
static void op_done(struct state *s, unsigned me)
{
  struct thread *t = &s->thread[me];

  if (outcome.n != t->due_n || memcmp(outcome.cell, t->due, t->due_n))
    violation("a take returns other objects than it took off the list");
  for (unsigned i = outcome.n; i--;) {
    uint8_t bit = (uint8_t)(1 << (outcome.cell[i] - 1));

    if (!(t->view.knows & bit))
      violation("a taker does not know what was done to its object before");
    for (unsigned o = 0; o < machine_threads; o++)
      if (o != me)
        s->thread[o].view.knows &= (uint8_t)~bit;
    for (unsigned i2 = 0; i2 < s->memory.head.n; i2++)
      s->memory.head.message[i2].view.knows &= (uint8_t)~bit;
    t->held[t->held_n++] = outcome.cell[i];
  }
  t->due_n = 0;
  memset(t->due, 0, sizeof t->due);
  memset(t->log, 0, sizeof t->log);
  t->log_n = 0;
  t->op++;
}

bool machine_done(const struct state *s, unsigned t)
{
  return !machine_program[t][s->thread[t].op];
}

/* Up to its next access. */
static void advance(struct state *s, unsigned me)
{
  self = &s->thread[me];
  while (!machine_done(s, me)) {
    fed = 0;
    if (setjmp(at_access))
      return;
    op_run(machine_program[me][self->op]);
    op_done(s, me);
  }
  memset(&self->next, 0, sizeof self->next);
}

/* ---- what a swap that succeeds must have done */

static void took(struct state *s, struct thread *t, uint8_t top, unsigned max)
{
  unsigned n = 1;

  if (!s->stack_n)
    violation("taken from an empty list");
  while (n < s->stack_n && n < max && s->stack[n] != top)
    n++;
  if (top != (n < s->stack_n ? s->stack[n] : 0))
    violation(
        "a take leaves a list that is not what lay below: an object is lost or has two owners");
  memcpy(t->due, s->stack, n);
  t->due_n = (uint8_t)n;
  memmove(s->stack, s->stack + n, s->stack_n - n);
  s->stack_n = (uint8_t)(s->stack_n - n);
  memset(s->stack + s->stack_n, 0, CELLS - s->stack_n);
}

static void gave(struct state *s, struct thread *t, uint8_t top, unsigned n)
{
  if (top != t->held[t->held_n - 1])
    violation("a give puts something else on top");
  memmove(s->stack + n, s->stack, s->stack_n);
  for (unsigned i = 0; i < n; i++)
    s->stack[i] = t->held[--t->held_n];
  memset(t->held + t->held_n, 0, n);
  s->stack_n = (uint8_t)(s->stack_n + n);
}

static void swapped(struct state *s, unsigned me)
{
  struct thread *t = &s->thread[me];
  char op = machine_program[me][t->op];

  if (op == 'T' || op == 'C')
    took(s, t, t->next.value, op == 'T' ? 1 : CHAIN);
  else
    gave(s, t, t->next.value, gives(t, op));
}

void machine_check_end(const struct state *s)
{
  unsigned seen = 0, n = 0, held = 0;

  for (uint8_t c = memory_newest(&s->memory, TOP)->value; c;
       c = memory_newest(&s->memory, LINK + c - 1U)->value, n++)
    if (n == s->stack_n || s->stack[n] != c)
      violation("the list is not what was given and not taken");
  for (unsigned i = 0; i < s->stack_n; i++)
    seen |= 1U << s->stack[i];
  for (unsigned t = 0; t < machine_threads; t++)
    for (unsigned i = 0; i < s->thread[t].held_n; i++, held++)
      seen |= 1U << s->thread[t].held[i];
  if (n != s->stack_n || n + held != CELLS || seen != ((1U << CELLS) - 1) << 1)
    violation("an object is lost or has two owners");
}

void machine_step(struct state *s, unsigned me, unsigned choice)
{
  struct thread *t = &s->thread[me];
  struct access a = t->next;
  uint8_t found = memory_do(&s->memory, &t->view, &a, choice);

  if (t->log_n == LOG || depth == DEPTH) {
    fprintf(stderr, "interleave: LOG or DEPTH is too small\n");
    exit(2);
  }
  t->log[t->log_n++] = found;
  trail[depth].thread = (uint8_t)me;
  trail[depth].value = found;
  trail[depth++].access = a;
  if (a.kind == SWAP && found)
    swapped(s, me);
  advance(s, me);
}

void machine_step_back(void)
{
  depth--;
}

void machine_init(struct state *s, unsigned each)
{
  uint8_t next = 1;

  memset(s, 0, sizeof *s);
  for (unsigned t = 0; t < machine_threads; t++) {
    for (unsigned i = 0; i < each; i++)
      s->thread[t].held[s->thread[t].held_n++] = next++;
    s->thread[t].view.knows = (1 << CELLS) - 1;
  }
  while (next <= CELLS)
    s->stack[s->stack_n++] = next++;
  memory_init(&s->memory, s->stack, s->stack_n);
  s->memory.head.message[0].view.knows = (1 << CELLS) - 1;
  depth = 0;
  for (unsigned t = 0; t < machine_threads; t++)
    advance(s, t);
}
