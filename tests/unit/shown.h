/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the encoder share: a piece of C++ and how it is shown. */
#ifndef FREELIFT_TEST_SHOWN_H
#define FREELIFT_TEST_SHOWN_H

#include "lens/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_shown_as(const char *code, enum view_zoom zoom, const char *preamble,
                                   const char *want)
{
  struct lexed *lx = lex_text(code, strlen(code));
  struct scopes *sc = scopes_find(lx);
  struct view *v = view_encode(lx, sc, 0, lx->n, zoom, preamble);
  const char *start = strchr(strchr(view_text(v), '\n') + 1, '\n') + 1;
  const bool body = zoom != VIEW_DECLARATION; /* without its braces and the blanks in them */
  const size_t before = body ? 1 + (start[1] == ' ') : 0, after = body ? 3 : 1;
  char *got = g_strndup(start + before, strlen(start) - before - after);
  assert_string_equal(got, want);
  char *back = view_decode(v, view_text(v), NULL);
  assert_non_null(back);
  assert_string_equal(back, code);
  g_free(back);
  g_free(got);
  view_free(v);
  scopes_free(sc);
  lex_free(lx);
}

/* One line of a function body. */
static inline void assert_shown(const char *code, const char *want)
{
  assert_shown_as(code, VIEW_FUNCTION, NULL, want);
}

#endif
