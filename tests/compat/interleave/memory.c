/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool acquires(int order)
{
  return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE;
}

static bool releases(int order)
{
  return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static struct history *history_of(struct memory *m, unsigned where)
{
  return where < LINK ? &m->head : &m->link[where - LINK];
}

static void learn(struct view *view, const struct view *from)
{
  for (unsigned i = 0; i < LOCATIONS; i++)
    if (view->at[i] < from->at[i])
      view->at[i] = from->at[i];
  view->knows |= from->knows;
}

static struct message *append(struct history *h)
{
  if (h->n == HISTORY) {
    fprintf(stderr, "interleave: HISTORY is too small\n");
    exit(2);
  }
  memset(&h->message[h->n], 0, sizeof h->message[0]);
  return &h->message[h->n++];
}

void memory_init(struct memory *m, const uint8_t *stack, unsigned n)
{
  memset(m, 0, sizeof *m);
  append(&m->head)->value = n ? stack[0] : 0;
  for (unsigned i = 0; i < CELLS; i++)
    append(&m->link[i]);
  for (unsigned i = 0; i + 1 < n; i++)
    m->link[stack[i] - 1].message[0].value = stack[i + 1];
}

unsigned memory_choices(const struct memory *m, const struct view *view, const struct access *a)
{
  return a->kind == LOAD
             ? (unsigned)(history_of((struct memory *)m, a->where)->n - view->at[a->where])
             : 1;
}

static uint8_t load(struct memory *m, struct view *view, const struct access *a, unsigned choice)
{
  unsigned i = view->at[a->where] + choice;
  const struct message *found = &history_of(m, a->where)->message[i];

  view->at[a->where] = (uint8_t)i;
  if (acquires(a->order))
    learn(view, &found->view);
  return a->where == TAG ? found->tag : found->value;
}

static void store(struct memory *m, struct view *view, const struct access *a)
{
  struct history *h = history_of(m, a->where);
  struct message *new = append(h);

  new->value = a->value;
  view->at[a->where] = (uint8_t)(h->n - 1);
  if (releases(a->order))
    new->view = *view;
}

static bool swap(struct memory *m, struct view *view, const struct access *a)
{
  struct history *h = &m->head;
  const struct message *found = &h->message[h->n - 1];
  struct message *new;

  view->at[TOP] = view->at[TAG] = (uint8_t)(h->n - 1);
  if (acquires(a->order))
    learn(view, &found->view);
  if (found->value != a->from_value || found->tag != a->from_tag)
    return false;
  new = append(h);
  new->value = a->value;
  new->tag = a->tag;
  view->at[TOP] = view->at[TAG] = (uint8_t)(h->n - 1);
  if (releases(a->order))
    new->view = *view;
  /* A swap goes on with what the write before it released. */
  learn(&new->view, &new[-1].view);
  return true;
}

uint8_t memory_do(struct memory *m, struct view *view, const struct access *a, unsigned choice)
{
  switch (a->kind) {
  case LOAD:
    return load(m, view, a, choice);
  case STORE:
    store(m, view, a);
    return 0;
  default:
    return swap(m, view, a);
  }
}

static void shift(struct view *view, unsigned where, unsigned by)
{
  view->at[where] = (uint8_t)(view->at[where] < by ? 0 : view->at[where] - by);
}

static unsigned oldest(struct view *views[], unsigned n_views, unsigned where, unsigned newest)
{
  for (unsigned i = 0; i < n_views; i++)
    if (views[i]->at[where] < newest)
      newest = views[i]->at[where];
  return newest;
}

static void shift_all(struct memory *m, struct view *views[], unsigned n_views, unsigned where,
                      unsigned by)
{
  for (unsigned i = 0; i < n_views; i++)
    shift(views[i], where, by);
  for (unsigned l = TAG; l < LOCATIONS; l++) {
    struct history *h = history_of(m, l);

    for (unsigned i = 0; i < h->n; i++)
      shift(&h->message[i].view, where, by);
  }
}

void memory_tidy(struct memory *m, struct view *views[], unsigned n_views)
{
  for (unsigned l = TAG; l < LOCATIONS; l++) {
    struct history *h = history_of(m, l);
    unsigned old = oldest(views, n_views, l, h->n - 1U);

    if (l == TAG) /* both halves are in one history */
      old = oldest(views, n_views, TOP, old);
    if (!old)
      continue;
    memmove(h->message, h->message + old, (h->n - old) * sizeof h->message[0]);
    memset(h->message + h->n - old, 0, old * sizeof h->message[0]);
    h->n = (uint8_t)(h->n - old);
    shift_all(m, views, n_views, l, old);
    if (l == TAG)
      shift_all(m, views, n_views, TOP, old);
  }
}

const struct message *memory_newest(const struct memory *m, unsigned where)
{
  const struct history *h = history_of((struct memory *)m, where);

  return &h->message[h->n - 1];
}
