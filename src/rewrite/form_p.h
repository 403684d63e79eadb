/* SPDX-License-Identifier: Apache-2.0 */
/* Forms that stand for a whole statement. Part of form.c. */
#ifndef FREELIFT_FORM_P_H
#define FREELIFT_FORM_P_H

#include "form.h"

bool form_is_statement(const char *form);
bool form_statement(const struct inventory *inv, const struct site *s, const char *form,
                    GArray *edits, GError **err);

#endif
