/* SPDX-License-Identifier: Apache-2.0 */
#include "parts.h"
#include "destructor.h"
#include "klass.h"

#include <string.h>

enum { DEEPEST = 12 };

/* How the object that is looked at is reached. */
struct way {
  char *path, *types;
};

static void add(const struct unit *u, CXCursor at, CXType t, const struct way *w, bool is_written,
                bool is_shallow, GPtrArray *parts)
{
  struct type_part *p = g_new0(struct type_part, 1);
  p->path = g_strdup(w->path);
  p->types = g_strdup(w->types);
  p->klass = unit_type_name(u, t);
  p->place = unit_place(u, at);
  p->is_written = is_written;
  p->is_shallow = is_shallow;
  g_ptr_array_add(parts, p);
}

static char *longer(const char *path, const char *name)
{
  return *path ? g_strconcat(path, ".", name, NULL) : g_strdup(name);
}

/* The way to a member; one without name is no step. */
static struct way way_to(const struct unit *u, const struct way *w, CXCursor member)
{
  char *name = unit_spelling(u, member);
  CXType t = klass_element(u, u->c->getCursorType(member));
  char *type = unit_spelling(u, u->c->getTypeDeclaration(t));
  struct way inner = {*name ? longer(w->path, name) : g_strdup(w->path),
                      *name ? longer(w->types, type) : g_strdup(w->types)};
  g_free(name);
  g_free(type);
  return inner;
}

static bool is_of_the_tree(const struct unit *u, const struct klass *k)
{
  char *place = unit_place(u, k->at);
  bool is = !g_path_is_absolute(place);
  g_free(place);
  return is;
}

static bool is_instance(const struct unit *u, const struct klass *k)
{
  return k->is_template || !u->c->Cursor_isNull(u->c->getSpecializedCursorTemplate(k->at));
}

/* A library's template of nothing but numbers and pointers, of which it is not known that it has a
 * destructor: std::optional<bool>. */
static bool holds_scalars(const struct unit *u, CXType t)
{
  int n = u->c->Type_getNumTemplateArguments(t);
  for (int i = 0; i < n; i++) {
    CXType arg = u->c->Type_getTemplateArgumentAsType(t, (unsigned)i);
    if (arg.kind != CXType_Invalid && destructor_is_trivial(u, arg, NULL) != TRI_YES)
      return false;
  }
  return n > 0;
}

static bool has_pointer(const struct unit *u, const struct klass *k)
{
  for (guint i = 0; i < k->members->len; i++) {
    CXType t = u->c->getCursorType(g_array_index(k->members, CXCursor, i));
    if (klass_element(u, t).kind == CXType_Pointer)
      return true;
  }
  return false;
}

static void read_type(const struct unit *u, CXCursor at, CXType t, const struct way *w, guint depth,
                      GPtrArray *parts)
{
  t = klass_element(u, t);
  enum tri is = destructor_is_trivial(u, t, NULL);
  if (is == TRI_YES || (is == TRI_UNKNOWN && holds_scalars(u, t)))
    return;
  struct klass *k = klass_read(u, t);
  bool is_own = k && k->has_destructor && klass_is_provided(u, k->destructor);
  if (!k || !depth || !is_of_the_tree(u, k) || (is_own && is_instance(u, k))) {
    add(u, at, t, w, false, false, parts);
    klass_free(k);
    return;
  }
  if (is_own)
    add(u, *w->path ? at : k->destructor, t, w, true, !k->has_copy && has_pointer(u, k), parts);
  for (guint i = 0; i < k->bases->len; i++) {
    CXCursor b = g_array_index(k->bases, CXCursor, i);
    read_type(u, *w->path ? at : b, u->c->getCursorType(b), w, depth - 1, parts);
  }
  for (guint i = 0; i < k->members->len; i++) {
    CXCursor m = g_array_index(k->members, CXCursor, i);
    struct way inner = way_to(u, w, m);
    read_type(u, m, u->c->getCursorType(m), &inner, depth - 1, parts);
    g_free(inner.path);
    g_free(inner.types);
  }
  klass_free(k);
}

void parts_read(const struct unit *u, CXType t, GPtrArray *parts)
{
  char none[] = "";
  read_type(u, u->c->getTypeDeclaration(t), t, &(struct way){none, none}, DEEPEST, parts);
}
