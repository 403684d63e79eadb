/* SPDX-License-Identifier: Apache-2.0 */
#include "hazard.h"

#include <string.h>

static const struct hazard hazards[] = {
#define HAZARD(function, name, against) {name, hazard_##function, against},
#include "hazards.def"
#undef HAZARD
};

guint hazards_count(void)
{
  return G_N_ELEMENTS(hazards);
}

const struct hazard *hazard_at(guint i)
{
  return &hazards[i];
}

const struct hazard *hazard_named(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(hazards); i++)
    if (strcmp(hazards[i].name, name) == 0)
      return &hazards[i];
  return NULL;
}

static void list_free(gpointer list)
{
  g_ptr_array_unref(list);
}

GPtrArray *hazards_of(const struct subject *s, const struct subjects *all)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func(list_free);
  for (gsize i = 0; i < G_N_ELEMENTS(hazards); i++) {
    GPtrArray *evidence = g_ptr_array_new_with_free_func(g_free);
    hazards[i].find(s, all, evidence);
    g_ptr_array_add(lists, evidence);
  }
  return lists;
}

void hazard_add(GPtrArray *evidence, const char *place, const char *what, ...)
{
  va_list ap;
  va_start(ap, what);
  char *text = g_strdup_vprintf(what, ap);
  va_end(ap);
  char *line = g_strconcat(place, " ", text, NULL);
  if (g_ptr_array_find_with_equal_func(evidence, line, g_str_equal, NULL))
    g_free(line);
  else
    g_ptr_array_add(evidence, line);
  g_free(text);
}

void hazard_add_all(GPtrArray *evidence, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add(evidence, g_strdup(g_ptr_array_index(lines, i)));
}

bool hazard_type_is_known(const struct subject *s)
{
  return s->facts && !s->facts->unknown;
}
