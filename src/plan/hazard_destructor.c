/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards of the destructor, by the type. */
#include "destroyed.h"
#include "hazard.h"

#include <string.h>

void hazard_unknown_type(const struct subject *s, const struct subjects *all, GPtrArray *evidence)
{
  (void)all;
  if (s->facts && s->facts->unknown)
    hazard_add(evidence, s->declared, "%s: %s", s->type, s->facts->unknown);
  if (!subject_is_raw(s) && s->destructs == TRI_UNKNOWN)
    hazard_add(evidence, s->declared, "whether a give destructs cannot be told from '%s'",
               s->pool->args);
}

void hazard_skipped_destructor(const struct subject *s, const struct subjects *all,
                               GPtrArray *evidence)
{
  (void)all;
  if (!hazard_type_is_known(s) || s->destructs == TRI_YES || s->facts->trivial == TRI_YES ||
      subject_is_always_destroyed(s))
    return;
  hazard_add_all(evidence, s->facts->skipped);
  if (!s->facts->skipped->len)
    hazard_add(evidence, s->declared, "%s: its destructor is not shown", s->type);
}

void hazard_private_destructor(const struct subject *s, const struct subjects *all,
                               GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s))
    hazard_add_all(evidence, s->facts->private_destructor);
}

void hazard_deleted_destructor(const struct subject *s, const struct subjects *all,
                               GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s))
    hazard_add_all(evidence, s->facts->deleted_destructor);
}

/* A pool of a base's type: whatever is given to it may be of the derived one. */
static void base_has_a_pool(const struct subject *s, const struct subjects *all,
                            GPtrArray *evidence)
{
  if (s->facts->virtual_destructor || s->facts->trivial == TRI_YES)
    return; /* a trivial destructor is the same through any base */
  for (guint i = 0; i < all->all->len; i++) {
    const struct subject *o = g_ptr_array_index(all->all, i);
    if (o != s && hazard_type_is_known(o) && facts_has_base(s->facts, o->facts->name))
      hazard_add(evidence, o->declared, "%s, the type of pool %s, is a base of %s", o->type,
                 o->group, s->type);
  }
}

void hazard_no_virtual_destructor(const struct subject *s, const struct subjects *all,
                                  GPtrArray *evidence)
{
  if (!hazard_type_is_known(s))
    return;
  base_has_a_pool(s, all, evidence);
  give_by_base(s, all, evidence);
}
