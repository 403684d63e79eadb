/* SPDX-License-Identifier: Apache-2.0 */
#include "facts.h"

#include <string.h>

static GPtrArray *list_new(void)
{
  return g_ptr_array_new_with_free_func(g_free);
}

static void part_free(gpointer p)
{
  struct type_part *x = p;
  g_free(x->path);
  g_free(x->types);
  g_free(x->klass);
  g_free(x->place);
  g_free(x);
}

struct type_facts *facts_new(void)
{
  struct type_facts *f = g_new0(struct type_facts, 1);
  f->unknown = g_strdup("not looked at");
  f->skipped = list_new();
  f->private_destructor = list_new();
  f->deleted_destructor = list_new();
  f->private_constructor = list_new();
  f->operator_new = list_new();
  f->zeroed = list_new();
  f->parts = g_ptr_array_new_with_free_func(part_free);
  f->bases = list_new();
  f->virtual_bases = list_new();
  return f;
}

void facts_free(struct type_facts *f)
{
  if (!f)
    return;
  GPtrArray *const lists[] = {f->skipped,      f->private_destructor,  f->deleted_destructor,
                              f->operator_new, f->private_constructor, f->zeroed,
                              f->bases,        f->virtual_bases,       f->parts};
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
    g_ptr_array_unref(lists[i]);
  g_free(f->unknown);
  g_free(f->name);
  g_free(f);
}

void facts_unknown(struct type_facts *f, const char *why)
{
  g_free(f->unknown);
  f->unknown = g_strdup(why);
}

static bool has(const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (strcmp(g_ptr_array_index(names, i), name) == 0)
      return true;
  return false;
}

bool facts_has_base(const struct type_facts *f, const char *name)
{
  return has(f->bases, name);
}

bool facts_base_is_virtual(const struct type_facts *f, const char *name)
{
  return has(f->virtual_bases, name);
}
