/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classes: where the class that a pool's type names is defined.
 *
 * Decided from scopes alone, so namespaces that a `using` brings in are not followed: every class
 * whose full name ends with the type's is found, and whoever asks has to refuse several.
 */
#ifndef FREELIFT_CLASSES_H
#define FREELIFT_CLASSES_H

#include "inventory.h"

struct class_place {
  guint32 file;  /* of the inventory */
  guint32 scope; /* of the file's scopes: its body */
  bool is_template;
};

/* All definitions of the class (struct class_place), in order of files.  Files that the scan had no
 * reason to read are read now, behind the others. */
GArray *classes_named(struct inventory *inv, const char *type);

/* The name without what it is qualified with: "B" of "a::B"; borrowed. */
const char *class_own_name(const char *type);

/* The token in the class's own body that declares an operator new or delete, or that is the line
 * which would; TOK_NONE: it has none. */
guint32 class_operators(const struct inventory *inv, const struct class_place *c);

/* Where a line with one more #include holds for the class: the offset of the line behind the last
 * #include in front of it that no #if leaves out and no brace encloses; G_MAXUINT32: there is none.
 */
guint32 class_include_place(const struct inventory *inv, const struct class_place *c);

/* The word that gives a class its operators (compat/flc_class.hpp), and the header that has it. */
#define CLASS_OPERATORS "FLC_CLASS_OPERATORS"
#define CLASS_HEADER    "flc_class.hpp"

#endif
