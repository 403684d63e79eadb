/* SPDX-License-Identifier: Apache-2.0 */
#include "operators.h"

#include <string.h>

const char operators_rule[] = "operators", operators_include_rule[] = "operators-include";

static void add(GArray *edits, guint32 off, char *text, guint32 tok, const char *rule)
{
  edits_add(edits, off, 0, text, tok, tok);
  g_array_index(edits, struct edit, edits->len - 1).rule = rule;
}

/* The file's line end. */
static const char *line_end(const struct lexed *lx)
{
  return lx->nlines > 1 && lx->line_off[1] > 1 && lx->text[lx->line_off[1] - 2] == '\r' ? "\r\n"
                                                                                        : "\n";
}

static char *the_line(const struct inventory *inv, const struct decision *d)
{
  const struct pool *p = inventory_pool(inv, d->pool);
  return g_strdup_printf(CLASS_OPERATORS "(%s, %s, \"%s\")", class_own_name(d->type), p->name,
                         p->runtime_name ? p->runtime_name : p->name);
}

/* In front of the body's '}': a line of its own where the brace begins one. */
static void add_line(const struct inventory *inv, const struct decision *d, GArray *edits)
{
  const struct scanned *f = inventory_file(inv, d->body.file);
  const struct lexed *lx = f->lx;
  guint32 brace = f->sc->s[d->body.scope].end, off = lx->tok[brace].off;
  guint32 start = lx->line_off[lx->tok[brace].line - 1];
  gsize blanks = strspn(lx->text + start, " \t");
  char *line = the_line(inv, d);
  if (start + blanks == off)
    add(edits, start,
        g_strdup_printf("%.*s  %s%s", (int)blanks, lx->text + start, line, line_end(lx)), brace,
        operators_rule);
  else
    add(edits, off, g_strconcat(line, " ", NULL), brace, operators_rule);
  g_free(line);
}

static guint32 token_at(const struct lexed *lx, guint32 off)
{
  guint32 i = 0;
  while (i + 1 < lx->n && lx->tok[i].off < off)
    i++;
  return i;
}

void operators_add(const struct inventory *inv, const struct decision *d, GArray *edits)
{
  const struct lexed *lx = inventory_file(inv, d->body.file)->lx;
  guint32 off = class_include_place(inv, &d->body);
  add(edits, off, g_strconcat("#include <" CLASS_HEADER ">", line_end(lx), NULL), token_at(lx, off),
      operators_include_rule);
  add_line(inv, d, edits);
}
