/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folder cases of the lens: FOLDER/<case>/input.cc is shown, the result must be view.c.
 *
 * The first lines of input.cc may say how (each is a comment by itself):
 *   // preamble: struct ClassAllocator pool;
 *   // zoom: function | statement | expression | declaration    (default: function)
 *   // at: name          statement, expression: the islands around each token `name`
 * view.c holds the views of all islands in order, each after a line `// line N` that names where
 * the island begins.  Every island must also decode to what it was.
 *
 * Usage: cases FOLDER...; UPDATE=1 in the environment writes view.c instead of checking it.
 * Exit status 1 when a case fails, and when there was none.
 */
#include "../../src/lens/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct source {
  char *text, *preamble, *at;
  enum view_zoom zoom;
  struct lexed *lx;
  struct scopes *sc;
  GString *out;
  bool decoded;
};

/* The value of `// key: value` in one of the first lines, or NULL. */
static char *option(const char *text, const char *key)
{
  char *head = g_strdup_printf("// %s: ", key);
  char *value = NULL;
  for (const char *s = text; g_str_has_prefix(s, "// "); s++) {
    const char *end = strchr(s, '\n');
    if (!end)
      break;
    if (g_str_has_prefix(s, head))
      value = g_strndup(s + strlen(head), (gsize)(end - s) - strlen(head));
    s = end;
  }
  g_free(head);
  return value;
}

static void show(struct source *s, guint32 first, guint32 end)
{
  struct view *v = view_encode(s->lx, s->sc, first, end, s->zoom, s->preamble);
  const guint32 from = first < s->lx->n ? s->lx->tok[first].off : (guint32)s->lx->len;
  const guint32 to = end < s->lx->n ? s->lx->tok[end].off : (guint32)s->lx->len;
  char *back = view_decode(v, view_text(v), NULL);
  if (!back || strlen(back) != to - from || memcmp(back, s->text + from, to - from) != 0)
    s->decoded = false;
  g_string_append_printf(s->out, "// line %u\n%s", view_line(v, 3), view_text(v));
  g_free(back);
  view_free(v);
}

static void show_bodies(struct source *s)
{
  for (guint32 i = 0; i < s->sc->n; i++) {
    const struct scope *p = &s->sc->s[i];
    if (p->kind == SCOPE_FUNCTION || p->kind == SCOPE_LAMBDA || p->kind == SCOPE_MACRO)
      show(s, p->first, p->end);
  }
}

/* All that a `;` outside of all brackets ends. */
static void show_declarations(struct source *s)
{
  const struct lexed *lx = s->lx;
  guint32 first = TOK_NONE;
  for (guint32 i = 0; i < lx->n; i++) {
    if (tok_is_trivia(&lx->tok[i]) || lx->tok[i].dir)
      continue;
    if (first == TOK_NONE)
      first = i;
    if (lx->tok[i].match != TOK_NONE && lx->tok[i].match > i) {
      i = lx->tok[i].match;
    } else if (tok_is(lx, i, ";")) {
      show(s, first, i + 1);
      first = TOK_NONE;
    }
  }
}

static void show_sites(struct source *s)
{
  for (guint32 i = 0; i < s->lx->n; i++) {
    guint32 first, end;
    if (s->lx->tok[i].kind != TOK_IDENT || !s->at || !tok_is(s->lx, i, s->at))
      continue;
    if (s->zoom == VIEW_STATEMENT ? view_statement_bounds(s->lx, s->sc, i, &first, &end)
                                  : view_call_bounds(s->lx, s->sc, i, &first, &end))
      show(s, first, end);
    else
      g_string_append_printf(s->out, "// line %u: no bounds\n", s->lx->tok[i].line);
  }
}

static enum view_zoom zoom_of(const char *name)
{
  if (!name || strcmp(name, "function") == 0)
    return VIEW_FUNCTION;
  if (strcmp(name, "statement") == 0)
    return VIEW_STATEMENT;
  return strcmp(name, "expression") == 0 ? VIEW_EXPRESSION : VIEW_DECLARATION;
}

/* The views of one input, or NULL if one did not decode. */
static char *views_of(char *text)
{
  char *zoom = option(text, "zoom");
  struct source s = {.text = text,
                     .preamble = option(text, "preamble"),
                     .at = option(text, "at"),
                     .zoom = zoom_of(zoom),
                     .lx = lex_text(text, strlen(text)),
                     .out = g_string_new(NULL),
                     .decoded = true};
  s.sc = scopes_find(s.lx);
  if (s.zoom == VIEW_FUNCTION)
    show_bodies(&s);
  else if (s.zoom == VIEW_DECLARATION)
    show_declarations(&s);
  else
    show_sites(&s);
  scopes_free(s.sc);
  lex_free(s.lx);
  g_free(s.preamble);
  g_free(s.at);
  g_free(zoom);
  return g_string_free(s.out, !s.decoded);
}

static bool check_case(const char *dir)
{
  char *input = g_build_filename(dir, "input.cc", NULL);
  char *expected = g_build_filename(dir, "view.c", NULL);
  char *text = NULL, *want = NULL, *got = NULL;
  bool ok = g_file_get_contents(input, &text, NULL, NULL);
  if (ok && !(got = views_of(text))) {
    printf("%s: does not decode to what it was\n", dir);
    ok = false;
  } else if (ok && g_getenv("UPDATE")) {
    ok = g_file_set_contents(expected, got, -1, NULL);
  } else if (ok && (!g_file_get_contents(expected, &want, NULL, NULL) || strcmp(got, want) != 0)) {
    printf("%s: the view is not view.c but:\n%s", dir, got);
    ok = false;
  }
  g_free(text);
  g_free(want);
  g_free(got);
  g_free(input);
  g_free(expected);
  return ok;
}

int main(int argc, char **argv)
{
  guint cases = 0, failures = 0;
  for (int i = 1; i < argc; i++) {
    GDir *dir = g_dir_open(argv[i], 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)) != NULL) {
      char *path = g_build_filename(argv[i], name, NULL);
      char *input = g_build_filename(path, "input.cc", NULL);
      if (g_file_test(input, G_FILE_TEST_EXISTS)) {
        cases++;
        failures += !check_case(path);
      }
      g_free(input);
      g_free(path);
    }
    if (dir)
      g_dir_close(dir);
  }
  printf("%u lens cases, %u failures\n", cases, failures);
  return failures != 0 || cases == 0;
}
