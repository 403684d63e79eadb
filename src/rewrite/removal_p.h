/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the removal: each adds the edits for one file. */
#ifndef FREELIFT_REMOVAL_P_H
#define FREELIFT_REMOVAL_P_H

#include "removal.h"

/* A source that is looked through. */
struct code_pass {
  const struct names *names;
  const struct tree *tree;
  const char *path;
  const struct lexed *lx;
  const struct scopes *sc;
  GHashTable *bodies; /* token of '{' -> 1 + its scope */
  GArray *edits;
  GError **err;
};

bool removal_declarations(struct code_pass *p);
void removal_directives(struct code_pass *p);
/* Rows of tables that begin with a record's or an option's name. */
void removal_rows(struct code_pass *p);

/* Build lists and documentation. */
bool removal_is_text(const char *path);
void removal_text(const struct names *n, const char *path, const char *text, gsize len,
                  GArray *edits);

#endif
