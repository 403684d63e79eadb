/* SPDX-License-Identifier: Apache-2.0 */
#include "class_choice.h"
#include "scan/definition.h"

#include <string.h>

/* ------------------------------------------------------------------ one class */

static bool is_name(const char *type)
{
  return *type && strspn(type, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_:") == strlen(type);
}

/* "FILE:LINE" of the token; a new string. */
static char *place_of(const struct inventory *inv, guint32 file, guint32 tok)
{
  const struct scanned *f = inventory_file(inv, file);
  return g_strdup_printf("%s:%u", f->src->path, f->lx->tok[tok].line);
}

static char *body_of(const struct inventory *inv, const struct class_place *c)
{
  return place_of(inv, c->file, inventory_file(inv, c->file)->sc->s[c->scope].first - 1);
}

static char *several(const struct inventory *inv, const char *type, const GArray *found)
{
  char *a = body_of(inv, &g_array_index(found, struct class_place, 0));
  char *b = body_of(inv, &g_array_index(found, struct class_place, 1));
  char *why =
      g_strdup_printf("class needs to know which class %s is, and %u are called so: %s, %s%s", type,
                      found->len, a, b, found->len > 2 ? ", ..." : "");
  g_free(a);
  g_free(b);
  return why;
}

static char *unfit(const struct inventory *inv, const struct class_place *c)
{
  guint32 own = class_operators(inv, c);
  const char *what = NULL;
  if (inventory_file(inv, c->file)->lx->unbalanced != TOK_NONE)
    what = "is in a file with a bracket that has no partner";
  else if (c->is_template)
    what = "is a template, whose pools are as many as its instances; write " CLASS_OPERATORS
           " there by hand and choose delete";
  else if (own != TOK_NONE)
    what = "has an operator new or delete already";
  else if (class_include_place(inv, c) == G_MAXUINT32)
    what = "has no #include in front of it, behind which <" CLASS_HEADER "> could go; add one";
  if (!what)
    return NULL;
  char *at = own != TOK_NONE ? place_of(inv, c->file, own) : body_of(inv, c);
  char *why = g_strdup_printf("class puts operators into %s, which %s", at, what);
  g_free(at);
  return why;
}

static bool is_header(const char *path)
{
  const char *dot = strrchr(path, '.');
  return dot && (dot[1] == 'h' || dot[1] == 'H');
}

static bool declares(const struct inventory *inv, guint32 pool, guint32 file)
{
  GArray *defs = definitions_of(inv, pool);
  bool found = false;
  for (guint i = 0; i < defs->len; i++)
    found |= g_array_index(defs, struct definition, i).file == file;
  g_array_unref(defs);
  return found;
}

/* A class of a source file is a stand-in (a test's) for pools that other files declare. */
static GArray *without_stand_ins(const struct inventory *inv, guint32 pool, GArray *found)
{
  for (guint i = found->len; i-- > 0;) {
    guint32 file = g_array_index(found, struct class_place, i).file;
    if (!is_header(inventory_file(inv, file)->src->path) && !declares(inv, pool, file))
      g_array_remove_index(found, i);
  }
  return found;
}

char *class_choice_obstacle(struct inventory *inv, guint32 pool, const char *type,
                            struct class_place *place)
{
  if (!is_name(type))
    return g_strdup_printf("class puts operators into a class, and '%s' is not the name of one",
                           type);
  GArray *found = without_stand_ins(inv, pool, classes_named(inv, type));
  char *why = NULL;
  if (!found->len)
    why = g_strdup_printf("class puts operators into class %s, and no file here defines it", type);
  else if (found->len > 1)
    why = several(inv, type, found);
  else
    why = unfit(inv, place = memcpy(place, found->data, sizeof *place));
  g_array_unref(found);
  return why;
}

/* ------------------------------------------------------------------ pools of one class */

static bool is_same_class(const struct decision *a, const struct decision *b)
{
  return strcmp(a->type, b->type) == 0;
}

/* Is the type of `a` derived from that of `b`, as the plan knows? */
static bool is_derived(GKeyFile *plan, const struct decision *a, const struct decision *b)
{
  char **bases = g_key_file_get_string_list(plan, a->group, "derived-from", NULL, NULL);
  bool is = bases && g_strv_contains((const char *const *)bases, b->group);
  g_strfreev(bases);
  return is;
}

static void check(GKeyFile *plan, struct decision *a, const struct decision *b)
{
  if (strategy_has_operators(a->strategy) && is_same_class(a, b))
    g_ptr_array_add(a->obstacles,
                    g_strdup_printf("%s: class gives %s one pool, and %s is of that class too; "
                                    "choose class for one of them",
                                    a->group, a->type, b->group));
  if (a->strategy == STRATEGY_RELEASE && (is_same_class(a, b) || is_derived(plan, a, b)))
    g_ptr_array_add(a->obstacles,
                    g_strdup_printf("%s: release gives to ::operator delete, and new %s takes from "
                                    "the class of %s; choose delete, or another strategy for %s",
                                    a->group, a->type, b->group, b->group));
}

void class_choices_check(struct decisions *d, GKeyFile *plan)
{
  for (guint i = 0; i < d->all->len; i++)
    for (guint k = 0; k < d->all->len; k++) {
      const struct decision *b = g_ptr_array_index(d->all, k);
      if (i != k && strategy_has_operators(b->strategy))
        check(plan, g_ptr_array_index(d->all, i), b);
    }
}
