/* SPDX-License-Identifier: Apache-2.0 */
#include "edit.h"

#include <string.h>

G_DEFINE_QUARK(freelift_edit_error, edit_error)

static void edit_clear(gpointer p)
{
  struct edit *e = p;
  g_free(e->text);
}

GArray *edits_new(void)
{
  GArray *edits = g_array_new(FALSE, FALSE, sizeof(struct edit));
  g_array_set_clear_func(edits, edit_clear);
  return edits;
}

void edits_add(GArray *edits, guint32 off, guint32 len, char *text, guint32 tok_first,
               guint32 tok_end)
{
  const struct edit e = {
      .off = off, .len = len, .text = text, .tok_first = tok_first, .tok_end = tok_end};
  g_array_append_val(edits, e);
}

void edits_merge(GArray *edits, const GArray *from, const char *rule)
{
  for (guint i = 0; i < from->len; i++) {
    struct edit e = g_array_index(from, struct edit, i);
    e.text = g_strdup(e.text);
    e.rule = rule;
    g_array_append_val(edits, e);
  }
}

static gint edit_compare(gconstpointer a, gconstpointer b)
{
  const struct edit *x = a, *y = b;
  if (x->off != y->off)
    return x->off < y->off ? -1 : 1;
  if (x->len != y->len)
    return x->len < y->len ? -1 : 1;
  return strcmp(x->text, y->text);
}

static bool edit_same(const struct edit *a, const struct edit *b)
{
  return edit_compare(a, b) == 0;
}

/* b does not begin before a. */
static bool edit_clash(const struct edit *a, const struct edit *b)
{
  return b->off < a->off + a->len || b->off == a->off;
}

static gboolean edits_check(const GArray *edits, GError **err)
{
  for (guint i = 1; i < edits->len; i++) {
    const struct edit *a = &g_array_index(edits, struct edit, i - 1);
    const struct edit *b = &g_array_index(edits, struct edit, i);
    if (b->off < a->off || edit_clash(a, b)) {
      g_set_error(err, EDIT_ERROR, EDIT_CLASH,
                  "two edits of the same place (byte %u, from %s, and byte %u, from %s)", a->off,
                  a->rule ? a->rule : "a rule", b->off, b->rule ? b->rule : "a rule");
      return FALSE;
    }
  }
  return TRUE;
}

gboolean edits_settle(GArray *edits, GError **err)
{
  g_array_sort(edits, edit_compare);
  for (guint i = edits->len; i-- > 1;)
    if (edit_same(&g_array_index(edits, struct edit, i - 1), &g_array_index(edits, struct edit, i)))
      g_array_remove_index(edits, i);
  return edits_check(edits, err);
}

char *edits_apply(const GArray *edits, const char *text, gsize len, gsize *new_len, GError **err)
{
  if (!edits_check(edits, err))
    return NULL;
  GString *out = g_string_sized_new(len + 64);
  gsize at = 0;
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if ((gsize)e->off + e->len > len) {
      g_set_error(err, EDIT_ERROR, EDIT_RANGE, "an edit at byte %u lies outside of the text",
                  e->off);
      g_string_free(out, TRUE);
      return NULL;
    }
    g_string_append_len(out, text + at, (gssize)(e->off - at));
    g_string_append(out, e->text);
    at = (gsize)e->off + e->len;
  }
  g_string_append_len(out, text + at, (gssize)(len - at));
  if (new_len)
    *new_len = out->len;
  return g_string_free(out, FALSE);
}
