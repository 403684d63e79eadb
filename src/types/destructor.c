/* SPDX-License-Identifier: Apache-2.0 */
#include "destructor.h"
#include "klass.h"

static enum tri worse(enum tri a, enum tri b)
{
  if (a == TRI_NO || b == TRI_NO)
    return TRI_NO;
  return a == TRI_YES && b == TRI_YES ? TRI_YES : TRI_UNKNOWN;
}

static void note(const struct unit *u, CXCursor at, GPtrArray *reasons, enum tri is, char *what)
{
  if (reasons && is != TRI_YES)
    unit_note(u, at, is == TRI_NO ? g_strdup(what) : g_strconcat(what, " (may be trivial)", NULL),
              reasons);
  g_free(what);
}

/* What the class's own destructor says. */
static enum tri own(const struct unit *u, const struct klass *k, GPtrArray *reasons)
{
  if (!k->has_destructor)
    return TRI_YES;
  bool provided = klass_is_provided(u, k->destructor),
       is_virtual = u->c->CXXMethod_isVirtual(k->destructor);
  enum tri is = provided || is_virtual ? TRI_NO : TRI_YES;
  char *name = unit_spelling(u, k->destructor);
  note(u, k->destructor, reasons, is,
       g_strconcat(name, is_virtual ? " is virtual" : " is its own",
                   is_virtual && provided ? " and its own" : "", NULL));
  g_free(name);
  return is;
}

/* "base B", or "member m of type T"; a new string. */
static char *part_name(const struct unit *u, CXCursor part, CXType t)
{
  char *type = unit_type_name(u, t), *name = unit_spelling(u, part), *text;
  if (u->c->getCursorKind(part) == CXCursor_CXXBaseSpecifier)
    text = g_strconcat("base ", type, NULL);
  else
    text = *name ? g_strdup_printf("member %s of type %s", name, type)
                 : g_strdup("a member without name");
  g_free(name);
  g_free(type);
  return text;
}

/* What the destructors of bases or members say. */
static enum tri of_parts(const struct unit *u, const GArray *parts, GPtrArray *reasons)
{
  enum tri all = TRI_YES;
  for (guint i = 0; i < parts->len; i++) {
    CXCursor part = g_array_index(parts, CXCursor, i);
    CXType t = u->c->getCursorType(part);
    enum tri is = destructor_is_trivial(u, t, NULL);
    note(u, part, reasons, is, part_name(u, part, t));
    all = worse(all, is);
  }
  return all;
}

static enum tri of_class(const struct unit *u, CXType t, GPtrArray *reasons)
{
  struct klass *k = klass_read(u, t);
  if (!k)
    return TRI_UNKNOWN;
  enum tri is = own(u, k, reasons);
  is = worse(is, of_parts(u, k->bases, reasons));
  is = worse(is, of_parts(u, k->members, reasons));
  klass_free(k);
  return is;
}

static bool is_scalar(enum CXTypeKind k)
{
  return (k >= CXType_FirstBuiltin && k <= CXType_LastBuiltin && k != CXType_Dependent) ||
         k == CXType_Pointer || k == CXType_LValueReference || k == CXType_RValueReference ||
         k == CXType_Enum || k == CXType_MemberPointer || k == CXType_Vector ||
         k == CXType_ExtVector || k == CXType_BlockPointer || k == CXType_Complex;
}

enum tri destructor_is_trivial(const struct unit *u, CXType t, GPtrArray *reasons)
{
  t = klass_element(u, t);
  if (is_scalar(t.kind))
    return TRI_YES;
  if (t.kind == CXType_Invalid)
    return TRI_UNKNOWN;
  char *name = unit_type_name(u, t);
  guint known = GPOINTER_TO_UINT(g_hash_table_lookup(u->trivial, name));
  enum tri is = known ? (enum tri)(known - 1) : TRI_UNKNOWN;
  if (!known || reasons) {
    /* A template's own text may name the template again: unknown until decided. */
    g_hash_table_insert(u->trivial, g_strdup(name), GUINT_TO_POINTER(1 + TRI_UNKNOWN));
    is = u->c->isPODType(t) && !reasons ? TRI_YES : of_class(u, t, reasons);
    g_hash_table_insert(u->trivial, g_strdup(name), GUINT_TO_POINTER(1 + is));
  }
  g_free(name);
  return is;
}

bool destructor_is_virtual(const struct unit *u, CXType t)
{
  struct klass *k = klass_read(u, klass_element(u, t));
  bool is = k && k->has_destructor && u->c->CXXMethod_isVirtual(k->destructor);
  for (guint i = 0; k && !is && i < k->bases->len; i++)
    is = destructor_is_virtual(u, u->c->getCursorType(g_array_index(k->bases, CXCursor, i)));
  klass_free(k);
  return is;
}
