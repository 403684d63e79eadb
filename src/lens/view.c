/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <string.h>

G_DEFINE_QUARK(freelift_view_error, view_error)

static void mask_free(gpointer p)
{
  struct mask *m = p;
  g_free(m->text);
  g_free(m);
}

void view_free(struct view *v)
{
  if (!v)
    return;
  if (v->mask) {
    g_hash_table_destroy(v->by_name);
    g_hash_table_destroy(v->by_text);
    g_ptr_array_free(v->mask, TRUE);
  }
  g_string_free(v->text, TRUE);
  g_array_free(v->tok, TRUE);
  g_free(v->preamble);
  g_free(v);
}

void view_mask_add(struct view *v, char role, guint32 number, const char *text)
{
  if (!v->mask) {
    v->mask = g_ptr_array_new_with_free_func(mask_free);
    v->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    v->by_text = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  }
  struct mask *m = g_new(struct mask, 1);
  *m = (struct mask){role, number, g_strdup(text)};
  g_ptr_array_add(v->mask, m);
  g_hash_table_insert(v->by_name, g_strdup_printf("fl%c_%u", role, number), m);
  g_hash_table_insert(v->by_text, g_strdup_printf("%c%s", role, text), m);
}

void view_mask_drop(struct view *v, guint n)
{
  while (v->mask && v->mask->len > n) {
    const struct mask *m = g_ptr_array_index(v->mask, v->mask->len - 1);
    char *name = g_strdup_printf("fl%c_%u", m->role, m->number);
    char *text = g_strdup_printf("%c%s", m->role, m->text);
    g_hash_table_remove(v->by_name, name);
    g_hash_table_remove(v->by_text, text);
    g_free(name);
    g_free(text);
    v->number--;
    g_ptr_array_set_size(v->mask, (gint)v->mask->len - 1);
  }
}

guint32 view_number(struct view *v, char role, const char *text)
{
  if (v->mask) {
    char *key = g_strdup_printf("%c%s", role, text);
    const struct mask *m = g_hash_table_lookup(v->by_text, key);
    g_free(key);
    if (m)
      return m->number;
  }
  view_mask_add(v, role, ++v->number, text);
  return v->number;
}

const struct mask *view_mask(const struct view *v, const char *name, gsize len)
{
  if (!v->mask)
    return NULL;
  if (len > 2 && name[0] == '"') { /* "fls_1" */
    name++;
    len -= 2;
  }
  char *key = g_strndup(name, len);
  const struct mask *m = g_hash_table_lookup(v->by_name, key);
  g_free(key);
  return m;
}

const char *view_text(const struct view *v)
{
  return v->text->str;
}

gsize view_len(const struct view *v)
{
  return v->text->len;
}

guint32 view_opaque(const struct view *v)
{
  return v->opaque;
}

const struct view_token *view_tokens(const struct view *v, guint32 *n)
{
  *n = v->tok->len;
  return (const struct view_token *)(void *)v->tok->data;
}

guint32 view_find_token(const struct view *v, guint32 orig)
{
  guint32 n;
  const struct view_token *t = view_tokens(v, &n);
  for (guint32 i = 0; i < n; i++)
    if (t[i].first <= orig && orig < t[i].end)
      return i;
  return TOK_NONE;
}

guint32 view_original(const struct view *v, guint32 i)
{
  guint32 n;
  const struct view_token *t = view_tokens(v, &n);
  return i < n && t[i].end > t[i].first ? t[i].first : TOK_NONE;
}

guint32 view_line(const struct view *v, guint32 line)
{
  return line < 3 ? v->line : v->line + line - 3;
}
