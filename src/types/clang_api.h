/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libclang, loaded when it is needed: it is large, and all commands but one do without it.
 */
#ifndef FREELIFT_CLANG_API_H
#define FREELIFT_CLANG_API_H

#include <clang-c/Index.h>
#include <glib.h>
#include <stdbool.h>

#define CLANG_FUNCTIONS(X)               \
  X(createIndex)                         \
  X(disposeIndex)                        \
  X(parseTranslationUnit2)               \
  X(disposeTranslationUnit)              \
  X(getNumDiagnostics)                   \
  X(getDiagnostic)                       \
  X(getDiagnosticSeverity)               \
  X(formatDiagnostic)                    \
  X(disposeDiagnostic)                   \
  X(getCString)                          \
  X(disposeString)                       \
  X(getFile)                             \
  X(getLocation)                         \
  X(getCursor)                           \
  X(getCursorKind)                       \
  X(getCursorSpelling)                   \
  X(getCursorType)                       \
  X(getCursorDefinition)                 \
  X(getCursorLocation)                   \
  X(getCursorAvailability)               \
  X(getExpansionLocation)                \
  X(File_tryGetRealPathName)             \
  X(getSpecializedCursorTemplate)        \
  X(Cursor_isNull)                       \
  X(visitChildren)                       \
  X(isExpression)                        \
  X(Cursor_isBitField)                   \
  X(getCXXAccessSpecifier)               \
  X(CXXMethod_isDefaulted)               \
  X(CXXMethod_isVirtual)                 \
  X(CXXConstructor_isCopyConstructor)    \
  X(CXXConstructor_isDefaultConstructor) \
  X(CXXConstructor_isMoveConstructor)    \
  X(getTypeSpelling)                     \
  X(getCanonicalType)                    \
  X(getTypeDeclaration)                  \
  X(getArrayElementType)                 \
  X(isPODType)                           \
  X(Type_getSizeOf)                      \
  X(Type_getAlignOf)                     \
  X(Type_visitFields)                    \
  X(Type_getNumTemplateArguments)        \
  X(Type_getTemplateArgumentAsType)

struct clang_api {
  void *handle;
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a member's name */
#define X(f) __typeof__(&clang_##f) f;
  CLANG_FUNCTIONS(X)
#undef X
};

enum clang_api_error { CLANG_API_ERROR_MISSING };
#define CLANG_API_ERROR clang_api_error_quark()
GQuark clang_api_error_quark(void);

/* Loads the library.  False and *err when it is not there, or too old. */
bool clang_api_load(struct clang_api *c, GError **err);
void clang_api_unload(struct clang_api *c);

/* The text as a string of our own; the CXString is disposed of. */
char *clang_api_string(const struct clang_api *c, CXString s);

#endif
