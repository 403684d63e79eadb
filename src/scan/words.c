/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <string.h>

/* A filter in front of the set: one bit for each shape, which is the first, the middle and the last
 * byte and the length of a word, mixed.  Nearly all identifiers of a file end there, without being
 * hashed. */
enum { SHAPES = 1 << 14 };

struct words {
  guint64 shapes[SHAPES / 64];
  GHashTable *set; /* owned strings */
  guint8 is_ident[256];
};

static inline guint32 shape_of(const char *s, gsize len)
{
  const guint8 *p = (const guint8 *)s;
  guint32 x = p[0] | (guint32)p[len / 2] << 8 | (guint32)p[len - 1] << 16;
  x = (x ^ (guint32)len << 3) * 2654435761u; /* Knuth's multiplicative hash */
  return x >> 18;
}

static inline bool may_have(const struct words *w, const char *s, gsize len)
{
  guint32 shape = shape_of(s, len);
  return w->shapes[shape / 64] >> (shape % 64) & 1;
}

struct words *words_new(void)
{
  struct words *w = g_new0(struct words, 1);
  w->set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int c = 0; c < 256; c++)
    w->is_ident[c] = g_ascii_isalnum((char)c) || c == '_' || c == '$' || c >= 0x80;
  return w;
}

void words_free(struct words *w)
{
  if (!w)
    return;
  g_hash_table_unref(w->set);
  g_free(w);
}

void words_add(struct words *w, const char *word)
{
  if (!*word)
    return;
  guint32 shape = shape_of(word, strlen(word));
  w->shapes[shape / 64] |= G_GUINT64_CONSTANT(1) << (shape % 64);
  g_hash_table_add(w->set, g_strdup(word));
}

bool words_has(const struct words *w, const char *s, gsize len)
{
  if (!len || !may_have(w, s, len))
    return false;
  char key[256], *at = len < sizeof(key) ? key : g_malloc(len + 1);
  memcpy(at, s, len);
  at[len] = '\0';
  bool found = g_hash_table_contains(w->set, at);
  if (at != key)
    g_free(at);
  return found;
}

bool words_in(const struct words *w, const char *text, gsize len)
{
  const guint8 *p = (const guint8 *)text, *end = p + len;
  while (p < end) {
    if (!w->is_ident[*p]) {
      p++;
      continue;
    }
    const guint8 *q = p + 1;
    while (q < end && w->is_ident[*q])
      q++;
    if (may_have(w, (const char *)p, (gsize)(q - p)) &&
        words_has(w, (const char *)p, (gsize)(q - p)))
      return true;
    p = q;
  }
  return false;
}
