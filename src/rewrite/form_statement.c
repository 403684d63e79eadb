/* SPDX-License-Identifier: Apache-2.0 */
#include "declaration.h"
#include "form_p.h"
#include "lens/view.h"
#include "rewrite.h"
#include "scan/tokens.h"

#include <string.h>

static const char GONE[] = "LENS_GONE", NOTICE[] = "LENS_NOTICE";

bool form_is_statement(const char *form)
{
  return strcmp(form, GONE) == 0 || strcmp(form, NOTICE) == 0;
}

static bool fail(GError **err, const char *what)
{
  g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_LAW, "%s", what);
  return false;
}

/* The statement of token i, [*first, *end), its `;` included: one among others in a block. */
static bool statement_of(const struct scanned *f, guint32 i, guint32 *first, guint32 *end,
                         GError **err)
{
  const struct lexed *lx = f->lx;
  if (lx->tok[i].dir || !view_statement_bounds(lx, f->sc, i, first, end))
    return fail(err, "takes out a statement that cannot be told; write it as one of its own");
  guint32 last = tok_prev(lx, *end), before = tok_prev(lx, *first);
  if (last != TOK_NONE && !tok_is(lx, last, ";") && *end < lx->n && tok_is(lx, *end, ";"))
    last = (*end)++;
  if (last == TOK_NONE || !tok_is(lx, last, ";") || before == TOK_NONE ||
      !TOK_IS_ANY(lx, before, ";", "{", "}", ":"))
    return fail(err, "takes out the only statement of an if or a loop; put it into braces");
  return true;
}

static char *indent_of(const struct lexed *lx, guint32 i)
{
  const struct token *t = &lx->tok[i];
  guint32 line = lx->line_off[t->line - 1];
  return g_strndup(lx->text + line, t->off - line);
}

/* What a server says that is still called with the options. */
static bool notice(const struct lexed *lx, guint32 call, guint32 first, guint32 end, GArray *edits,
                   GError **err)
{
  guint32 open = tok_next(lx, call), a, a_end, b, b_end;
  if (open == TOK_NONE || !tok_argument(lx, open, 0, &a, &a_end) ||
      !tok_argument(lx, open, 1, &b, &b_end) || first != call)
    return fail(err, "gives a call with other arguments another form");
  char *x = tok_join(lx, a, tok_prev(lx, a_end)), *y = tok_join(lx, b, tok_prev(lx, b_end));
  char *indent = indent_of(lx, first);
  char *text = g_strdup_printf(
      "if (%s || %s) {\n%s  fputs(\"-f and -F have no effect: there is no freelist any more\\n\", "
      "stderr);\n%s}",
      x, y, indent, indent);
  guint32 from = lx->tok[first].off, to = lx->tok[end - 1].off + lx->tok[end - 1].len;
  edits_add(edits, from, to - from, text, first, end);
  g_free(indent);
  g_free(x);
  g_free(y);
  return true;
}

bool form_statement(const struct inventory *inv, const struct site *s, const char *form,
                    GArray *edits, GError **err)
{
  const struct scanned *f = inventory_file(inv, s->file);
  guint32 first, end, from, to;
  if (!statement_of(f, s->tok, &first, &end, err))
    return false;
  if (strcmp(form, NOTICE) == 0)
    return notice(f->lx, s->tok, first, end, edits, err);
  declaration_lines(f->lx, first, end, true, &from, &to);
  edits_add(edits, from, to - from, g_strdup(""), first, end);
  return true;
}
