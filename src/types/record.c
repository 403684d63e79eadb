/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"
#include "construct.h"
#include "destructor.h"
#include "klass.h"
#include "parts.h"

static const char *access_name(const struct unit *u, CXCursor at)
{
  switch (u->c->getCXXAccessSpecifier(at)) {
  case CX_CXXPrivate:
    return "private";
  case CX_CXXProtected:
    return "protected";
  default:
    return NULL;
  }
}

static void special_functions(const struct unit *u, const struct klass *k, struct type_facts *f)
{
  char *name = unit_spelling(u, k->at);
  if (k->has_destructor && access_name(u, k->destructor))
    unit_note(u, k->destructor, g_strdup_printf("~%s is %s", name, access_name(u, k->destructor)),
              f->private_destructor);
  if (k->has_destructor && klass_is_deleted(u, k->destructor))
    unit_note(u, k->destructor, g_strdup_printf("~%s is deleted", name), f->deleted_destructor);
  if (k->has_default_constructor && access_name(u, k->default_constructor))
    unit_note(u, k->default_constructor,
              g_strdup_printf("%s() is %s", name, access_name(u, k->default_constructor)),
              f->private_constructor);
  else if (k->has_default_constructor && klass_is_deleted(u, k->default_constructor))
    unit_note(u, k->default_constructor, g_strdup_printf("%s() is deleted", name),
              f->private_constructor);
  g_free(name);
}

static void operators(const struct unit *u, const struct klass *k, GPtrArray *list)
{
  for (guint i = 0; i < k->operator_new->len; i++) {
    CXCursor at = g_array_index(k->operator_new, CXCursor, i);
    char *of = unit_spelling(u, k->at), *name = unit_spelling(u, at);
    const char *access = access_name(u, at);
    unit_note(u, at,
              g_strdup_printf("%s::%s%s%s", of, name, access ? " is " : "", access ? access : ""),
              list);
    g_free(of);
    g_free(name);
  }
}

/* Names of all bases, and operators that they hand down. */
static void bases(const struct unit *u, const struct klass *k, struct type_facts *f)
{
  for (guint i = 0; i < k->bases->len; i++) {
    CXType t = u->c->getCanonicalType(u->c->getCursorType(g_array_index(k->bases, CXCursor, i)));
    char *name = unit_type_name(u, t);
    bool known = facts_has_base(f, name);
    struct klass *base = known ? NULL : klass_read(u, t);
    if (known)
      g_free(name);
    else
      g_ptr_array_add(f->bases, name);
    if (base) {
      if (destructor_is_virtual(u, t))
        g_ptr_array_add(f->virtual_bases, unit_type_name(u, t));
      operators(u, base, f->operator_new);
      bases(u, base, f);
    }
    klass_free(base);
  }
}

static void whole_type(const char *at, struct type_facts *f)
{
  g_ptr_array_add(f->zeroed, g_strdup_printf("%s the whole of it: %s is no class", at, f->name));
}

void record_read(const struct unit *u, CXType pool, const char *at, struct type_facts *f)
{
  CXType of = klass_element(u, pool);
  if (u->c->Type_getNumTemplateArguments(of) < 1) {
    facts_unknown(f, "the pool's type has no template argument for the compiler");
    return;
  }
  CXType t = u->c->getCanonicalType(u->c->Type_getTemplateArgumentAsType(of, 0));
  g_free(f->name);
  f->name = unit_type_name(u, t);
  f->size = u->c->Type_getSizeOf(t);
  f->align = u->c->Type_getAlignOf(t);
  if (f->size < 0 || f->align < 0) {
    facts_unknown(f, "the type is incomplete where its pool stands");
    return;
  }
  g_clear_pointer(&f->unknown, g_free);
  f->trivial = destructor_is_trivial(u, t, f->skipped);
  if (t.kind == CXType_Record)
    parts_read(u, t, f->parts);
  struct klass *k = t.kind == CXType_Record ? klass_read(u, t) : NULL;
  if (k) {
    f->virtual_destructor = destructor_is_virtual(u, t);
    special_functions(u, k, f);
    operators(u, k, f->operator_new);
    bases(u, k, f);
    construct_zeroed(u, t, f->zeroed);
  } else {
    whole_type(at, f);
  }
  klass_free(k);
}
