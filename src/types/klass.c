/* SPDX-License-Identifier: Apache-2.0 */
#include "klass.h"

#include <string.h>

struct reading {
  const struct unit *u;
  struct klass *k;
  GArray *members; /* where members go; NULL: nowhere */
  bool seen;       /* anything at all that a class body holds */
};

static enum CXChildVisitResult read_child(CXCursor at, CXCursor parent, CXClientData data)
{
  (void)parent;
  struct reading *r = data;
  struct klass *k = r->k;
  enum CXCursorKind kind = r->u->c->getCursorKind(at);
  if (kind == CXCursor_Destructor) {
    k->destructor = at;
    k->has_destructor = true;
  } else if (kind == CXCursor_Constructor) {
    k->has_constructor = true;
    k->has_copy |= r->u->c->CXXConstructor_isCopyConstructor(at) ||
                   r->u->c->CXXConstructor_isMoveConstructor(at);
    if (r->u->c->CXXConstructor_isDefaultConstructor(at)) {
      k->default_constructor = at;
      k->has_default_constructor = true;
    }
  } else if (kind == CXCursor_CXXBaseSpecifier) {
    g_array_append_val(k->bases, at);
  } else if (kind == CXCursor_FieldDecl) {
    if (r->members)
      g_array_append_val(r->members, at);
  } else if (kind == CXCursor_CXXMethod || kind == CXCursor_FunctionTemplate) {
    char *name = unit_spelling(r->u, at);
    if (g_str_has_prefix(name, "operator new") || g_str_has_prefix(name, "operator delete"))
      g_array_append_val(k->operator_new, at);
    k->has_copy |= strcmp(name, "operator=") == 0;
    g_free(name);
  } else if (kind != CXCursor_CXXAccessSpecifier && kind != CXCursor_TypedefDecl &&
             kind != CXCursor_VarDecl) {
    return CXChildVisit_Continue; /* names of templates and arguments of the class's own head */
  }
  r->seen = true;
  return CXChildVisit_Continue;
}

static enum CXVisitorResult read_member(CXCursor at, CXClientData data)
{
  struct reading *r = data;
  g_array_append_val(r->k->members, at);
  return CXVisit_Continue;
}

CXType klass_element(const struct unit *u, CXType t)
{
  for (t = u->c->getCanonicalType(t);
       t.kind == CXType_ConstantArray || t.kind == CXType_IncompleteArray ||
       t.kind == CXType_DependentSizedArray || t.kind == CXType_VariableArray;)
    t = u->c->getCanonicalType(u->c->getArrayElementType(t));
  return t;
}

struct klass *klass_read(const struct unit *u, CXType t)
{
  CXCursor declared = u->c->getTypeDeclaration(t), at = u->c->getCursorDefinition(declared);
  if (u->c->Cursor_isNull(at))
    return NULL;
  struct klass *k = g_new0(struct klass, 1);
  k->at = at;
  k->is_template = u->c->getCursorKind(at) == CXCursor_ClassTemplate ||
                   u->c->getCursorKind(at) == CXCursor_ClassTemplatePartialSpecialization;
  k->bases = g_array_new(FALSE, FALSE, sizeof(CXCursor));
  k->members = g_array_new(FALSE, FALSE, sizeof(CXCursor));
  k->operator_new = g_array_new(FALSE, FALSE, sizeof(CXCursor));
  k->written = g_array_new(FALSE, FALSE, sizeof(CXCursor));
  struct reading r = {u, k, k->is_template ? k->members : NULL, false};
  u->c->visitChildren(at, read_child, &r);
  r.members = k->written;
  CXCursor pattern = u->c->getCursorDefinition(u->c->getSpecializedCursorTemplate(at));
  if (!r.seen && !u->c->Cursor_isNull(pattern))
    u->c->visitChildren(pattern, read_child, &r);
  if (!k->is_template)
    u->c->Type_visitFields(t, read_member, &r);
  return k;
}

void klass_free(struct klass *k)
{
  if (!k)
    return;
  g_array_unref(k->bases);
  g_array_unref(k->members);
  g_array_unref(k->written);
  g_array_unref(k->operator_new);
  g_free(k);
}

bool klass_is_deleted(const struct unit *u, CXCursor function)
{
  return u->c->getCursorAvailability(function) == CXAvailability_NotAvailable;
}

bool klass_is_provided(const struct unit *u, CXCursor function)
{
  return !u->c->CXXMethod_isDefaulted(function) && !klass_is_deleted(u, function);
}
