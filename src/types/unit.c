/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

/* The first error of the unit, or NULL; a new string. */
static char *first_error(const struct unit *u)
{
  for (guint i = 0; i < u->c->getNumDiagnostics(u->tu); i++) {
    CXDiagnostic d = u->c->getDiagnostic(u->tu, i);
    char *text = NULL;
    if (u->c->getDiagnosticSeverity(d) >= CXDiagnostic_Error)
      text = clang_api_string(u->c, u->c->formatDiagnostic(d, CXDiagnostic_DisplaySourceLocation |
                                                                  CXDiagnostic_DisplayColumn));
    u->c->disposeDiagnostic(d);
    if (text)
      return text;
  }
  return NULL;
}

static char **arguments(const struct command *cmd)
{
  GPtrArray *a = g_ptr_array_new();
  for (char **s = cmd->args; *s; s++)
    g_ptr_array_add(a, g_strdup(*s));
  g_ptr_array_add(a, g_strconcat("-working-directory=", cmd->directory, NULL));
  /* Warnings are the compiler's business, and so are options that only gcc knows. */
  g_ptr_array_add(a, g_strdup("-w"));
  g_ptr_array_add(a, g_strdup("-Qunused-arguments"));
  g_ptr_array_add(a, NULL);
  return (char **)g_ptr_array_free(a, FALSE);
}

struct unit *unit_parse(const struct clang_api *c, const struct command *cmd, const char *root,
                        char **why)
{
  struct unit *u = g_new0(struct unit, 1);
  char **args = arguments(cmd);
  u->c = c;
  u->root = g_strdup(root);
  u->trivial = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  u->index = c->createIndex(0, 0);
  enum CXErrorCode code = c->parseTranslationUnit2(u->index, cmd->file, (const char *const *)args,
                                                   (int)g_strv_length(args), NULL, 0,
                                                   CXTranslationUnit_SkipFunctionBodies, &u->tu);
  g_strfreev(args);
  *why = code != CXError_Success ? g_strdup_printf("libclang gives up (error %d)", (int)code)
                                 : first_error(u);
  if (!*why)
    return u;
  unit_free(u);
  return NULL;
}

void unit_free(struct unit *u)
{
  if (!u)
    return;
  if (u->tu)
    u->c->disposeTranslationUnit(u->tu);
  u->c->disposeIndex(u->index);
  g_hash_table_unref(u->trivial);
  g_free(u->root);
  g_free(u);
}

char *unit_place(const struct unit *u, CXCursor at)
{
  CXFile file;
  unsigned line;
  u->c->getExpansionLocation(u->c->getCursorLocation(at), &file, &line, NULL, NULL);
  if (!file)
    return g_strdup("?:0");
  char *name = clang_api_string(u->c, u->c->File_tryGetRealPathName(file));
  gsize n = u->root ? strlen(u->root) : 0;
  bool inside = n && strncmp(name, u->root, n) == 0 && name[n] == '/';
  char *place = g_strdup_printf("%s:%u", inside ? name + n + 1 : name, line);
  g_free(name);
  return place;
}

void unit_note(const struct unit *u, CXCursor at, char *what, GPtrArray *list)
{
  char *place = unit_place(u, at);
  g_ptr_array_add(list, g_strconcat(place, " ", what, NULL));
  g_free(place);
  g_free(what);
}

CXType unit_variable(const struct unit *u, const char *file, guint line, guint column,
                     const char *name, bool *found)
{
  CXType none = {.kind = CXType_Invalid};
  CXFile f = u->c->getFile(u->tu, file);
  *found = false;
  if (!f)
    return none;
  CXCursor at = u->c->getCursor(u->tu, u->c->getLocation(u->tu, f, line, column));
  enum CXCursorKind kind = u->c->getCursorKind(at);
  char *spelled = unit_spelling(u, at);
  *found = (kind == CXCursor_VarDecl || kind == CXCursor_FieldDecl) && strcmp(spelled, name) == 0;
  g_free(spelled);
  return *found ? u->c->getCursorType(at) : none;
}

char *unit_spelling(const struct unit *u, CXCursor at)
{
  return clang_api_string(u->c, u->c->getCursorSpelling(at));
}

char *unit_type_name(const struct unit *u, CXType t)
{
  return clang_api_string(u->c, u->c->getTypeSpelling(t));
}
