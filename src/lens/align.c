/* SPDX-License-Identifier: Apache-2.0 */
#include "align.h"

#include <stdbool.h>
#include <string.h>

/* Beyond this many changed tokens the rest is one hunk: memory grows with the square. */
#define CHANGES_MAX 4000

struct trace {
  const guint32 *a, *b;
  gint32 na, nb;
  GPtrArray *rounds; /* for each d the furthest x on each diagonal -d..d */
};

/* One round of Myers' greedy algorithm; true when the end was reached. */
static bool trace_round(struct trace *t, gint32 d, gint32 *v)
{
  const gint32 *old = d > 0 ? (const gint32 *)g_ptr_array_index(t->rounds, d - 1) + (d - 1) : NULL;
  for (gint32 k = -d; k <= d; k += 2) {
    gint32 x = 0;
    if (d > 0 && (k == -d || (k != d && old[k - 1] < old[k + 1])))
      x = old[k + 1];
    else if (d > 0)
      x = old[k - 1] + 1;
    gint32 y = x - k;
    while (x < t->na && y < t->nb && t->a[x] == t->b[y])
      x++, y++;
    v[k] = x;
    if (x >= t->na && y >= t->nb)
      return true;
  }
  return false;
}

static void hunk_prepend(GArray *hunks, guint32 a0, guint32 a1, guint32 b0, guint32 b1)
{
  struct hunk *last = hunks->len ? &g_array_index(hunks, struct hunk, hunks->len - 1) : NULL;
  if (last && last->a0 == a1 && last->b0 == b1) {
    last->a0 = a0;
    last->b0 = b0;
    return;
  }
  const struct hunk h = {a0, a1, b0, b1};
  g_array_append_val(hunks, h);
}

/* Walks back from the end; hunks come out last first. */
static void trace_back(const struct trace *t, gint32 d, GArray *hunks)
{
  gint32 x = t->na, y = t->nb;
  for (; d > 0; d--) {
    const gint32 *old = (const gint32 *)g_ptr_array_index(t->rounds, d - 1) + (d - 1);
    const gint32 k = x - y;
    const bool down = k == -d || (k != d && old[k - 1] < old[k + 1]);
    const gint32 px = down ? old[k + 1] : old[k - 1];
    const gint32 py = px - (down ? k + 1 : k - 1);
    const gint32 sx = down ? px : px + 1, sy = down ? py + 1 : py; /* after the step */
    hunk_prepend(hunks, (guint32)px, (guint32)sx, (guint32)py, (guint32)sy);
    x = px;
    y = py;
  }
}

GArray *align_tokens(const guint32 *a, guint32 na, const guint32 *b, guint32 nb)
{
  GArray *hunks = g_array_new(FALSE, FALSE, sizeof(struct hunk));
  guint32 head = 0, tail = 0;
  while (head < na && head < nb && a[head] == b[head])
    head++;
  while (tail < na - head && tail < nb - head && a[na - 1 - tail] == b[nb - 1 - tail])
    tail++;
  struct trace t = {a + head, b + head, (gint32)(na - head - tail), (gint32)(nb - head - tail),
                    g_ptr_array_new_with_free_func(g_free)};
  const gint32 most = MIN(t.na + t.nb, CHANGES_MAX);
  bool done = t.na == 0 && t.nb == 0;
  for (gint32 d = 0; d <= most && !done; d++) {
    gint32 *v = g_new(gint32, 2 * (gsize)d + 1);
    g_ptr_array_add(t.rounds, v);
    done = trace_round(&t, d, v + d);
    if (done)
      trace_back(&t, d, hunks);
  }
  if (!done)
    hunk_prepend(hunks, 0, (guint32)t.na, 0, (guint32)t.nb);
  g_ptr_array_free(t.rounds, TRUE);
  for (guint i = 0; i < hunks->len / 2; i++) {
    struct hunk *x = &g_array_index(hunks, struct hunk, i);
    struct hunk *y = &g_array_index(hunks, struct hunk, hunks->len - 1 - i);
    const struct hunk swap = *x;
    *x = *y;
    *y = swap;
  }
  for (guint i = 0; i < hunks->len; i++) {
    struct hunk *h = &g_array_index(hunks, struct hunk, i);
    h->a0 += head, h->a1 += head, h->b0 += head, h->b1 += head;
  }
  return hunks;
}
