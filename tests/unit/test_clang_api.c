/* SPDX-License-Identifier: Apache-2.0 */
#include "types/clang_api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_clang_api__is_there_and_whole(void **state)
{
  (void)state;
  struct clang_api c;
  assert_true(clang_api_load(&c, NULL));
  CXIndex index = c.createIndex(0, 0);
  CXTranslationUnit tu = NULL;
  struct CXUnsavedFile file = {"a.c", "int a;", 6};
  assert_int_equal(c.parseTranslationUnit2(index, "a.c", NULL, 0, &file, 1, 0, &tu),
                   CXError_Success);
  CXFile f = c.getFile(tu, "a.c");
  char *name =
      clang_api_string(&c, c.getCursorSpelling(c.getCursor(tu, c.getLocation(tu, f, 1, 5))));
  assert_string_equal(name, "a");
  g_free(name);
  c.disposeTranslationUnit(tu);
  c.disposeIndex(index);
  clang_api_unload(&c);
  assert_null(c.handle);
}
