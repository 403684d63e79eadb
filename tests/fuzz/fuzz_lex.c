/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes lexer, brackets, scopes and the whole scan: any bytes as the only file of a tree.
 *
 * Besides what the sanitizers see, it aborts when the tokens, joined, are not the text, when a
 * scope lies outside of the text or of its parent, and when a site is none of a known pool.
 * Linked with -fsanitize=fuzzer; seeds: tests/unit, tests/trees.
 */
#include "scan/inventory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what)
{
  if (ok)
    return;
  fprintf(stderr, "broken: %s\n", what);
  abort();
}

static void check_tokens(const struct lexed *lx)
{
  guint32 off = 0, line = 1;
  for (guint32 i = 0; i < lx->n; i++) {
    const struct token *t = &lx->tok[i];
    must(t->off == off && t->len > 0, "tokens joined are the text");
    must(t->line == line, "lines");
    must(t->match == TOK_NONE || t->match < lx->n, "partners");
    must(t->match == TOK_NONE || t->match != i, "partners");
    must(t->dir <= lx->ndir, "directives");
    must(tok_next(lx, i) > i && (i == 0 || tok_prev(lx, i) == TOK_NONE || tok_prev(lx, i) < i),
         "steps");
    for (guint32 k = 0; k < t->len; k++)
      line += lx->text[off + k] == '\n';
    off += t->len;
  }
  must(off == lx->len, "tokens joined are the text");
  must(line == lx->nlines, "lines");
  for (guint32 i = 0; i < lx->ndir; i++) {
    const struct directive *d = &lx->dir[i];
    must(d->first < d->end && d->end <= lx->n && d->body <= d->end, "directives");
    must(d->name == TOK_NONE || (d->first < d->name && d->name < d->end), "names of macros");
  }
}

static void check_scopes(const struct lexed *lx, const struct scopes *sc)
{
  for (guint32 i = 0; i < sc->n; i++) {
    const struct scope *s = &sc->s[i];
    must(s->head <= s->first && s->first <= s->end && s->end <= lx->n, "scopes");
    must(s->name != NULL, "names of scopes");
    must(i == 0 || sc->s[i - 1].first <= s->first, "order of scopes");
    must(s->parent == SCOPE_NONE || s->parent < i, "parents");
    if (s->parent != SCOPE_NONE)
      must(sc->s[s->parent].first <= s->first && s->end <= sc->s[s->parent].end, "nesting");
  }
  for (guint32 i = 0; i < lx->n; i += 1 + lx->n / 64) {
    guint32 s = scope_at(sc, i);
    must(s == SCOPE_NONE || (sc->s[s].first <= i && i < sc->s[s].end), "scope_at");
  }
}

static void check_inventory(const struct inventory *inv)
{
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    const struct lexed *lx = inventory_file(inv, s->file)->lx;
    char *function = inventory_function(inv, s);
    must(s->tok < lx->n && lx->tok[s->tok].kind == TOK_IDENT, "places of sites");
    must(s->line == lx->tok[s->tok].line, "lines of sites");
    must(s->pool == NO_POOL || s->pool < inv->pools->len, "pools of sites");
    must(s->unit < inv->units->len, "units of sites");
    g_free(function);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  /* Without a byte behind the text, so that a read too far is seen. */
  char *exact = g_memdup2(size ? (const void *)data : "", size ? size : 1);
  struct lexed *lx = lex_text(exact, size);
  struct scopes *sc = scopes_find(lx);
  check_tokens(lx);
  check_scopes(lx, sc);
  scopes_free(sc);
  lex_free(lx);
  g_free(exact);

  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup("fuzz");
  t->sources = tree_sources_new();
  char *text = g_malloc(size + 1);
  memcpy(text, data, size);
  text[size] = '\0';
  tree_add(t, "fuzz.cc", text, size);
  struct inventory *inv = inventory_scan(t, NULL);
  if (inv)
    check_inventory(inv);
  inventory_free(inv);
  tree_free(t);
  return 0;
}
