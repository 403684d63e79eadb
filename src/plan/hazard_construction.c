/* SPDX-License-Identifier: Apache-2.0 */
/* Hazards of construction, by the type. */
#include "hazard.h"

void hazard_private_constructor(const struct subject *s, const struct subjects *all,
                                GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s))
    hazard_add_all(evidence, s->facts->private_constructor);
}

void hazard_class_operator_new(const struct subject *s, const struct subjects *all,
                               GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s))
    hazard_add_all(evidence, s->facts->operator_new);
}

void hazard_value_initialised(const struct subject *s, const struct subjects *all,
                              GPtrArray *evidence)
{
  (void)all;
  if (hazard_type_is_known(s))
    hazard_add_all(evidence, s->facts->zeroed);
}
