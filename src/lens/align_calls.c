/* SPDX-License-Identifier: Apache-2.0 */
/* align_calls(): one hunk for each changed call head. */
#include "align.h"

#include <stdbool.h>
#include <stdlib.h>

#define NONE G_MAXUINT32

/* Two tokens that are kept because their brackets are. */
struct anchor {
  guint32 a, b;
  guint32 pair; /* the same for '(' and its ')' */
};

/* For each closing bracket its opening one, else NONE. */
static guint32 *openers(const guint32 *s, guint32 n, const guint8 *kind)
{
  guint32 *opener = g_new0(guint32, n + 1), *stack = g_new(guint32, n + 1), top = 0;
  for (guint32 i = 0; i < n; i++) {
    opener[i] = NONE;
    if (kind[s[i]] == ALIGN_OPEN)
      stack[top++] = i;
    else if (kind[s[i]] == ALIGN_CLOSE && top > 0)
      opener[i] = stack[--top];
  }
  g_free(stack);
  return opener;
}

static int by_a(const void *x, const void *y)
{
  const struct anchor *p = x, *q = y;
  return p->a < q->a ? -1 : p->a > q->a;
}

struct brackets {
  const guint32 *a, *b;
  const guint32 *open_a, *open_b;
  GArray *anchors;
};

static void add_pair(struct brackets *br, guint32 a, guint32 b)
{
  const guint32 oa = br->open_a[a], ob = br->open_b[b];
  if (oa == NONE || ob == NONE || br->a[oa] != br->b[ob])
    return;
  const struct anchor open = {oa, ob, a}, close = {a, b, a};
  g_array_append_val(br->anchors, open);
  g_array_append_val(br->anchors, close);
}

static guint32 next_close(const guint32 *s, guint32 i, guint32 n, const guint8 *kind)
{
  while (i < n && kind[s[i]] != ALIGN_CLOSE)
    i++;
  return i;
}

/* A change of heads leaves every closing bracket where it is, so the first of one side is the
 * first of the other, and so on.  False if that cannot be. */
static bool pair_in_order(struct brackets *br, guint32 na, guint32 nb, const guint8 *kind)
{
  guint32 i = next_close(br->a, 0, na, kind), j = next_close(br->b, 0, nb, kind);
  while (i < na && j < nb) {
    if (br->a[i] != br->b[j])
      return false;
    add_pair(br, i, j);
    i = next_close(br->a, i + 1, na, kind);
    j = next_close(br->b, j + 1, nb, kind);
  }
  return i >= na && j >= nb;
}

/* Otherwise the closing brackets that a shortest edit script keeps. */
static void pair_by_script(struct brackets *br, guint32 na, guint32 nb, const guint8 *kind)
{
  GArray *hunks = align_tokens(br->a, na, br->b, nb);
  guint32 i = 0, j = 0;
  for (guint k = 0; k <= hunks->len; k++) {
    const struct hunk end = {na, na, nb, nb};
    const struct hunk *h = k < hunks->len ? &g_array_index(hunks, struct hunk, k) : &end;
    for (; i < h->a0; i++, j++)
      if (kind[br->a[i]] == ALIGN_CLOSE)
        add_pair(br, i, j);
    i = h->a1;
    j = h->b1;
  }
  g_array_free(hunks, TRUE);
}

/* Sorts the anchors and drops pairs that cross others (`x[i].f(` -> `F(x[i]`). */
static void untangle(GArray *anchors, guint32 na)
{
  bool *dropped = g_new0(bool, na + 1);
  g_array_sort(anchors, by_a);
  for (bool again = true; again;) {
    guint32 last = NONE;
    again = false;
    for (guint i = 0; i < anchors->len; i++) {
      const struct anchor *x = &g_array_index(anchors, struct anchor, i);
      if (dropped[x->pair])
        continue;
      if (last != NONE && x->b <= last)
        again = dropped[x->pair] = true;
      else
        last = x->b;
    }
  }
  guint n = 0;
  for (guint i = 0; i < anchors->len; i++) {
    const struct anchor x = g_array_index(anchors, struct anchor, i);
    if (!dropped[x.pair])
      g_array_index(anchors, struct anchor, n++) = x;
  }
  g_array_set_size(anchors, n);
  g_free(dropped);
}

static GArray *find_anchors(const guint32 *a, guint32 na, const guint32 *b, guint32 nb,
                            const guint8 *kind)
{
  guint32 *open_a = openers(a, na, kind), *open_b = openers(b, nb, kind);
  struct brackets br = {a, b, open_a, open_b, g_array_new(FALSE, FALSE, sizeof(struct anchor))};
  if (!pair_in_order(&br, na, nb, kind)) {
    g_array_set_size(br.anchors, 0);
    pair_by_script(&br, na, nb, kind);
  }
  untangle(br.anchors, na);
  g_free(open_a);
  g_free(open_b);
  return br.anchors;
}

/* Brackets that are no anchors match nothing: each gets a number of its own. */
static guint32 *masked(const guint32 *s, guint32 n, const guint8 *kind, guint32 base)
{
  guint32 *out = g_new(guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    out[i] = kind[s[i]] == ALIGN_OPEN || kind[s[i]] == ALIGN_CLOSE ? base + i : s[i];
  return out;
}

static GArray *align_between(const guint32 *a, guint32 na, const guint32 *b, guint32 nb,
                             const GArray *anchors, const guint8 *kind)
{
  guint32 *ma = masked(a, na, kind, 1u << 30), *mb = masked(b, nb, kind, 1u << 31);
  GArray *out = g_array_new(FALSE, FALSE, sizeof(struct hunk));
  guint32 i = 0, j = 0;
  for (guint k = 0; k <= anchors->len; k++) {
    const struct anchor end = {na, nb, 0};
    const struct anchor *x = k < anchors->len ? &g_array_index(anchors, struct anchor, k) : &end;
    GArray *part = align_tokens(ma + i, x->a - i, mb + j, x->b - j);
    for (guint p = 0; p < part->len; p++) {
      struct hunk h = g_array_index(part, struct hunk, p);
      h.a0 += i, h.a1 += i, h.b0 += j, h.b1 += j;
      g_array_append_val(out, h);
    }
    g_array_free(part, TRUE);
    i = x->a + 1;
    j = x->b + 1;
  }
  g_free(ma);
  g_free(mb);
  return out;
}

static gint32 count(const guint32 *s, guint32 from, guint32 to, guint32 x)
{
  gint32 n = 0;
  for (; from < to; from++)
    n += s[from] == x;
  return n;
}

/* Is there a token that leaves one hunk and comes back in the other? */
static bool exchange(const struct hunk *g, const struct hunk *h, const guint32 *a, const guint32 *b)
{
  for (guint32 i = g->a0; i < g->a1; i++)
    if (count(b, h->b0, h->b1, a[i]) > 0)
      return true;
  for (guint32 i = h->a0; i < h->a1; i++)
    if (count(b, g->b0, g->b1, a[i]) > 0)
      return true;
  return false;
}

static gint32 depth(const guint32 *s, guint32 from, guint32 to, const guint8 *kind)
{
  gint32 d = 0;
  for (; from < to; from++)
    d += (kind[s[from]] == ALIGN_OPEN) - (kind[s[from]] == ALIGN_CLOSE);
  return d;
}

/* Does every name of [a0, a1) that is in all of h's b as well stand in [b0, b1)? */
static bool names_stay(const struct hunk *h, const struct hunk *part, const guint32 *a,
                       const guint32 *b, const guint8 *kind)
{
  for (guint32 i = part->a0; i < part->a1; i++) {
    const guint32 x = a[i];
    const bool called = i + 1 < h->a1 && kind[a[i + 1]] == ALIGN_OPEN;
    if (kind[x] != ALIGN_NAME || called)
      continue;
    const gint32 left = count(a, part->a0, part->a1, x), all = count(b, h->b0, h->b1, x);
    if (count(b, part->b0, part->b1, x) != MIN(left, all))
      return false;
  }
  return true;
}

/* Can a[from, to) stand in the middle of one changed call head? */
static bool in_one_head(const guint32 *a, guint32 from, guint32 to, const guint8 *kind)
{
  gint32 d = 0;
  for (; from < to && d >= 0; from++) {
    if (kind[a[from]] == ALIGN_STOP)
      return false;
    d += (kind[a[from]] == ALIGN_OPEN) - (kind[a[from]] == ALIGN_CLOSE);
  }
  return d >= 0;
}

static bool starts_argument(const guint32 *s, guint32 i, const guint8 *kind)
{
  return kind[s[i - 1]] == ALIGN_OPEN || kind[s[i - 1]] == ALIGN_COMMA;
}

/* Where the second of two changes begins in b, if it begins at p in a, else NONE.  Best is a place
 * with the same token; else the last one, for what moved out of the first head stands before. */
static guint32 split_at(const struct hunk *h, guint32 p, const guint32 *a, const guint32 *b,
                        const guint8 *kind)
{
  const gint32 level = depth(a, h->a0, p, kind);
  guint32 best = NONE;
  for (guint32 q = h->b0 + 1; q < h->b1; q++) {
    if (!starts_argument(b, q, kind) || depth(b, h->b0, q, kind) != level)
      continue;
    const struct hunk first = {h->a0, p, h->b0, q}, rest = {p, h->a1, q, h->b1};
    if (!names_stay(h, &first, a, b, kind) || !names_stay(h, &rest, a, b, kind) ||
        !in_one_head(b, q, h->b1, kind))
      continue;
    best = q;
    if (a[p] == b[q])
      break;
  }
  return best;
}

static void append_trimmed(GArray *out, struct hunk h, const guint32 *a, const guint32 *b)
{
  while (h.a0 < h.a1 && h.b0 < h.b1 && a[h.a0] == b[h.b0])
    h.a0++, h.b0++;
  while (h.a0 < h.a1 && h.b0 < h.b1 && a[h.a1 - 1] == b[h.b1 - 1])
    h.a1--, h.b1--;
  if (h.a0 < h.a1 || h.b0 < h.b1)
    g_array_append_val(out, h);
}

/* Beyond this a hunk is no call head, and looking for places to split it would take long. */
#define HEAD_MAX 200

static void append_parts(GArray *out, struct hunk h, const guint32 *a, const guint32 *b,
                         const guint8 *kind)
{
  const bool small = h.a1 - h.a0 < HEAD_MAX && h.b1 - h.b0 < HEAD_MAX;
  for (guint32 p = h.a0 + 1; small && p < h.a1; p++) {
    const guint32 q = starts_argument(a, p, kind) && in_one_head(a, p, h.a1, kind)
                          ? split_at(&h, p, a, b, kind)
                          : NONE;
    if (q == NONE)
      continue;
    const struct hunk first = {h.a0, p, h.b0, q};
    append_trimmed(out, first, a, b);
    h.a0 = p;
    h.b0 = q;
  }
  append_trimmed(out, h, a, b);
}

/* Does the hunk end with the '(' of a head, or with the `()` of one without arguments, and open as
 * many brackets as it did? */
static bool whole_head(const struct hunk *h, const guint32 *a, const guint32 *b, const guint8 *kind)
{
  const bool opens = h->a1 > h->a0 && kind[a[h->a1 - 1]] == ALIGN_OPEN;
  const bool empty =
      h->a1 > h->a0 + 1 && kind[a[h->a1 - 1]] == ALIGN_CLOSE && kind[a[h->a1 - 2]] == ALIGN_OPEN;
  return (opens || empty) && depth(a, h->a0, h->a1, kind) == depth(b, h->b0, h->b1, kind);
}

/* The next hunk that belongs to the same change as the hunks up to `last`, or `last`. */
static guint reach(const GArray *hunks, const struct hunk *all, guint last, const guint32 *a,
                   const guint32 *b, const guint8 *kind)
{
  for (guint i = last + 1; i < hunks->len && !whole_head(all, a, b, kind); i++) {
    const struct hunk *h = &g_array_index(hunks, struct hunk, i);
    if (!in_one_head(a, all->a1, h->a0, kind))
      break;
    if (exchange(all, h, a, b))
      return i;
  }
  return last;
}

static GArray *group(const GArray *hunks, const guint32 *a, const guint32 *b, const guint8 *kind)
{
  GArray *out = g_array_new(FALSE, FALSE, sizeof(struct hunk));
  for (guint i = 0; i < hunks->len; i++) {
    struct hunk all = g_array_index(hunks, struct hunk, i);
    for (guint next; (next = reach(hunks, &all, i, a, b, kind)) > i; i = next) {
      all.a1 = g_array_index(hunks, struct hunk, next).a1;
      all.b1 = g_array_index(hunks, struct hunk, next).b1;
    }
    append_parts(out, all, a, b, kind);
  }
  return out;
}

GArray *align_calls(const guint32 *a, guint32 na, const guint32 *b, guint32 nb, const guint8 *kind)
{
  GArray *anchors = find_anchors(a, na, b, nb, kind);
  GArray *hunks = align_between(a, na, b, nb, anchors, kind);
  GArray *out = group(hunks, a, b, kind);
  g_array_free(hunks, TRUE);
  g_array_free(anchors, TRUE);
  return out;
}
