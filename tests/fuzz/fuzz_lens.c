/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libFuzzer entry: any text is lexed, every body in it and the text as a whole are shown at every
 * zoom and must decode to what they were; the unchanged view must give no edit.
 */
#include "../../src/lens/view.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct lexed *lx, const struct scopes *sc, guint32 first, guint32 end,
                  enum view_zoom zoom)
{
  struct view *v =
      view_encode(lx, sc, first, end, zoom, "struct ClassAllocator a; struct Allocator b[2];");
  const gsize from = first < lx->n ? lx->tok[first].off : lx->len;
  const gsize to = end < lx->n ? lx->tok[end].off : lx->len;
  char *back = view_decode(v, view_text(v), NULL);
  if (!back || strlen(back) != to - from || memcmp(back, lx->text + from, to - from) != 0)
    abort();
  GArray *edits = edits_new();
  if (!view_edits(v, view_text(v), edits, NULL) || edits->len != 0)
    abort();
  g_array_free(edits, TRUE);
  g_free(back);
  view_free(v);
}

static void check_bounds(const struct lexed *lx, const struct scopes *sc)
{
  guint32 first, end;
  for (guint32 i = 0; i < lx->n && i < 200; i++) {
    if (lx->tok[i].kind != TOK_IDENT)
      continue;
    if (view_statement_bounds(lx, sc, i, &first, &end))
      check(lx, sc, first, end, VIEW_STATEMENT);
    if (view_call_bounds(lx, sc, i, &first, &end))
      check(lx, sc, first, end, VIEW_EXPRESSION);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (memchr(data, '\0', size))
    return 0;
  char *text = g_strndup((const char *)data, size);
  struct lexed *lx = lex_text(text, size);
  struct scopes *sc = scopes_find(lx);
  check(lx, sc, 0, lx->n, VIEW_FUNCTION);
  check(lx, sc, 0, lx->n, VIEW_DECLARATION);
  for (guint32 i = 0; i < sc->n; i++)
    if (sc->s[i].kind == SCOPE_FUNCTION || sc->s[i].kind == SCOPE_LAMBDA ||
        sc->s[i].kind == SCOPE_MACRO)
      check(lx, sc, sc->s[i].first, sc->s[i].end, VIEW_FUNCTION);
  check_bounds(lx, sc);
  scopes_free(sc);
  lex_free(lx);
  g_free(text);
  return 0;
}
