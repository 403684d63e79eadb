/* SPDX-License-Identifier: Apache-2.0 */
#include "construct.h"
#include "klass.h"

struct initialiser {
  const struct unit *u;
  guint expressions; /* that stand in the member's declaration */
  bool list;
};

static enum CXChildVisitResult count_expression(CXCursor at, CXCursor parent, CXClientData data)
{
  (void)parent;
  struct initialiser *i = data;
  enum CXCursorKind kind = i->u->c->getCursorKind(at);
  i->expressions += i->u->c->isExpression(kind) != 0;
  i->list |= kind == CXCursor_InitListExpr;
  return CXChildVisit_Continue;
}

/* `int a = 1;`, but not `int a[1];`.  libclang shows the width of a bit-field and never its
 * initialiser, so bit-fields count as if they had none. */
static bool has_initialiser(const struct unit *u, CXCursor member, bool is_array)
{
  struct initialiser i = {.u = u};
  u->c->visitChildren(member, count_expression, &i);
  if (is_array)
    return i.list;
  return i.expressions > 0 && !u->c->Cursor_isBitField(member);
}

static bool leaves_anything(const struct unit *u, CXType t, GPtrArray *zeroed);

/* `written`: the member with its initialiser, if it has one. */
static bool of_member(const struct unit *u, CXCursor member, CXCursor written, GPtrArray *zeroed)
{
  CXType t = u->c->getCanonicalType(u->c->getCursorType(member)), element = klass_element(u, t);
  bool is_array = t.kind == CXType_ConstantArray;
  if (element.kind == CXType_LValueReference || has_initialiser(u, written, is_array) ||
      !leaves_anything(u, element, NULL))
    return false;
  if (zeroed) {
    char *name = unit_spelling(u, member);
    unit_note(u, member,
              *name ? g_strconcat("member ", name, NULL) : g_strdup("a member without name"),
              zeroed);
    g_free(name);
  }
  return true;
}

static bool of_base(const struct unit *u, CXCursor base, GPtrArray *zeroed)
{
  CXType t = u->c->getCanonicalType(u->c->getCursorType(base));
  if (!leaves_anything(u, t, NULL))
    return false;
  if (zeroed) {
    char *name = unit_type_name(u, t);
    unit_note(u, base, g_strconcat("base ", name, NULL), zeroed);
    g_free(name);
  }
  return true;
}

/* Does `T` leave memory as it was that `T()` clears? */
static bool leaves_anything(const struct unit *u, CXType t, GPtrArray *zeroed)
{
  if (t.kind != CXType_Record && t.kind != CXType_Unexposed && t.kind != CXType_Elaborated)
    return true; /* a number, a pointer */
  struct klass *k = klass_read(u, t);
  bool left = false;
  bool provided = k && k->has_default_constructor && klass_is_provided(u, k->default_constructor);
  /* Only constructors that take arguments: `T()` is no C++ at all. */
  bool none = k && k->has_constructor && !k->has_default_constructor;
  if (k && !provided && !none) {
    for (guint i = 0; i < k->bases->len; i++)
      left |= of_base(u, g_array_index(k->bases, CXCursor, i), zeroed);
    const GArray *written = k->written->len == k->members->len ? k->written : k->members;
    for (guint i = 0; i < k->members->len; i++)
      left |= of_member(u, g_array_index(k->members, CXCursor, i),
                        g_array_index(written, CXCursor, i), zeroed);
  }
  klass_free(k);
  return left;
}

void construct_zeroed(const struct unit *u, CXType t, GPtrArray *zeroed)
{
  leaves_anything(u, klass_element(u, t), zeroed);
}
