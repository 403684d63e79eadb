/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One class as libclang shows it: its bases, its members, its special functions.
 *
 * libclang does not show what is inside of a class that the compiler made from a template; there
 * the template's own text stands in for functions and bases, while members are the class's.  A base
 * that depends on the template's parameters is then known as a template only.
 */
#ifndef FREELIFT_KLASS_H
#define FREELIFT_KLASS_H

#include "unit.h"

struct klass {
  CXCursor at;
  bool is_template; /* shown by its template alone: members may depend on parameters */
  CXCursor destructor, default_constructor; /* null cursors where none is declared */
  bool has_destructor, has_default_constructor, has_constructor;
  bool has_copy;        /* somebody declared how it is copied, or moved, or that it is not */
  GArray *bases;        /* CXCursor: base specifiers */
  GArray *members;      /* CXCursor: non-static data members */
  GArray *written;      /* CXCursor: the same as the template has them, with their initialisers;
                           empty where no template does */
  GArray *operator_new; /* CXCursor: operator new, operator delete and their kin */
};

/* NULL: it has no definition here.  `t`: a class type, or one that depends on parameters. */
struct klass *klass_read(const struct unit *u, CXType t);
void klass_free(struct klass *k);

/* The element's type where t is an array, else t; canonical. */
CXType klass_element(const struct unit *u, CXType t);

/* Written by somebody: it has a body somewhere, and is not left to the compiler. */
bool klass_is_provided(const struct unit *u, CXCursor function);
bool klass_is_deleted(const struct unit *u, CXCursor function);

#endif
