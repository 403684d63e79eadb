/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards of the memory itself: alignment, advice, size. */
#include "hazard.h"
#include "setup.h"

#include <string.h>

enum { MALLOC_ALIGN = 16, PAGE = 4096 };

static char *place_of(const struct subject *s, const struct setup *u)
{
  return g_strdup_printf("%s:%u", inventory_file(s->inv, u->file)->src->path, u->line);
}

/* Adds each set-up whose alignment is more than `most`, or no number. */
static void aligned_above(const struct subject *s, guint64 most, GPtrArray *evidence)
{
  for (guint i = 0; i < s->setups->len; i++) {
    const struct setup *u = &g_array_index(s->setups, struct setup, i);
    guint64 n = 0;
    bool known = !u->align || setup_number(u->align, &n);
    char *at = place_of(s, u);
    if (!known)
      hazard_add(evidence, at, "%s aligns to '%s', which is no number here", u->call, u->align);
    else if (n > most)
      hazard_add(evidence, at, "%s aligns to %s", u->call, u->align);
    g_free(at);
  }
}

void hazard_over_aligned(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s) && s->facts->align > MALLOC_ALIGN)
    hazard_add(evidence, s->declared, "%s is aligned to %" G_GINT64_FORMAT, s->type,
               s->facts->align);
  aligned_above(s, MALLOC_ALIGN, evidence);
}

void hazard_page_aligned(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s) && s->facts->align >= PAGE)
    hazard_add(evidence, s->declared, "%s is aligned to %" G_GINT64_FORMAT, s->type,
               s->facts->align);
  aligned_above(s, PAGE - 1, evidence);
}

void hazard_advice(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  for (guint i = 0; i < s->setups->len; i++) {
    const struct setup *u = &g_array_index(s->setups, struct setup, i);
    char *at = place_of(s, u);
    if (!setup_is_off(u->advice))
      hazard_add(evidence, at, "%s advises the kernel: %s", u->call, u->advice);
    if (!setup_is_off(u->huge))
      hazard_add(evidence, at, "%s may ask for huge pages: %s", u->call, u->huge);
    g_free(at);
  }
}

/* `sizeof(T)` and nothing else. */
static bool is_of_a_type(const char *size)
{
  const char *close = strchr(size, ')');
  return g_str_has_prefix(size, "sizeof(") && close && !close[1];
}

void hazard_other_size(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  for (guint i = 0; subject_is_raw(s) && i < s->setups->len; i++) {
    const struct setup *u = &g_array_index(s->setups, struct setup, i);
    char *at = place_of(s, u);
    if (u->size && !is_of_a_type(u->size))
      hazard_add(evidence, at, "%s gives blocks of '%s' bytes, the size of no type", u->call,
                 u->size);
    g_free(at);
  }
}
