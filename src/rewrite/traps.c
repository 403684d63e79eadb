/* SPDX-License-Identifier: Apache-2.0 */
#include "traps.h"
#include "scan/tokens.h"
#include "target.h"

#include <string.h>

/* A use of a name that may be a macro with a trap, to be looked up in the tree's definitions. */
struct suspect {
  guint32 site;
  enum trap_kind kind;
  char *name;
};

struct finder {
  const struct inventory *inv;
  GArray *suspects;    /* struct suspect */
  GHashTable *lines;   /* names of macros whose bodies use __LINE__ */
  GHashTable *strings; /* names of macros that make strings of their arguments */
};

static void suspect(struct finder *f, guint32 site, enum trap_kind kind, char *name)
{
  struct suspect s = {site, kind, name};
  g_array_append_val(f->suspects, s);
}

/* ------------------------------------------------------------------ sites */

/* Names in the arguments of a call that spans lines.  Thread macros were macros before, and words
 * that only rename a function take no arguments of their own: nothing moves there. */
static void suspect_lines(struct finder *f, guint32 k, const struct scanned *file)
{
  const struct site *s = inventory_site(f->inv, k);
  const struct lexed *lx = file->lx;
  guint32 open = tok_next(lx, s->tok), prev = tok_prev(lx, s->tok);
  if (prev == TOK_NONE || !TOK_IS_ANY(lx, prev, ".", "->") || !tok_is(lx, open, "("))
    return;
  guint32 close = lx->tok[open].match;
  if (close == TOK_NONE || lx->tok[close].line == lx->tok[open].line)
    return;
  for (guint32 i = tok_next(lx, open); i < close; i = tok_next(lx, i))
    if (tok_is_ident(lx, i) && lx->tok[i].line != lx->tok[close].line)
      suspect(f, k, TRAP_LINE, tok_dup(lx, i));
}

/* Names of the calls that the site is an argument of. */
static void suspect_strings(struct finder *f, guint32 k, const struct scanned *file)
{
  const struct lexed *lx = file->lx;
  struct head h = target_head(f->inv, inventory_site(f->inv, k));
  for (guint32 p = tok_prev_over(lx, h.first); p != TOK_NONE; p = tok_prev_over(lx, p)) {
    if (TOK_IS_ANY(lx, p, ";", "{", "}"))
      return;
    if (tok_is(lx, p, "(") && lx->tok[p].match > h.first && tok_is_ident(lx, tok_prev(lx, p)))
      suspect(f, k, TRAP_STRINGIFIED, tok_dup(lx, tok_prev(lx, p)));
  }
}

/* Has the object of a method call a comma that parentheses do not protect? */
static bool has_comma(const struct inventory *inv, const struct site *s)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  struct head h = target_head(inv, s);
  if (h.first == s->tok)
    return false;
  for (guint32 i = h.first; i < s->tok; i = tok_next(lx, i)) {
    if (tok_is(lx, i, "(") && lx->tok[i].match != TOK_NONE)
      i = lx->tok[i].match;
    else if (tok_is(lx, i, ","))
      return true;
  }
  return false;
}

/* Is there a directive among tokens [from, to), in code that is in none itself? */
static bool has_directive(const struct lexed *lx, guint32 from, guint32 to)
{
  for (guint32 i = from; !lx->tok[from].dir && i < to; i++)
    if (lx->tok[i].dir)
      return true;
  return false;
}

/* Directives in the head or the arguments of a method call, which was no macro call before. */
static void find_directives(const struct inventory *inv, guint32 k, GArray *traps)
{
  const struct site *s = inventory_site(inv, k);
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  struct head h = target_head(inv, s);
  guint32 close = h.end > h.first ? lx->tok[h.end - 1].match : TOK_NONE;
  struct trap t = {TRAP_SPLIT, k, NULL};
  if (h.first == s->tok)
    return;
  if (!has_directive(lx, h.first, h.end)) {
    if (close == TOK_NONE || !has_directive(lx, h.end, close))
      return;
    t.kind = TRAP_DIRECTIVE;
  }
  g_array_append_val(traps, t);
}

/* ------------------------------------------------------------------ definitions */

/* The text of the directive without its line splices' meaning lost: from '#' to its end. */
static bool body_uses_line(const char *body, gsize len)
{
  return memmem(body, len, "__LINE__", 8) != NULL;
}

/* A single '#' before an identifier, in the body of a macro with parameters. */
static bool body_makes_string(const char *body, gsize len)
{
  for (gsize i = 0; i + 1 < len; i++) {
    if (body[i] != '#')
      continue;
    if (body[i + 1] == '#') {
      i++;
      continue;
    }
    gsize k = i + 1;
    while (k < len && (body[k] == ' ' || body[k] == '\t'))
      k++;
    if (k < len && (g_ascii_isalpha(body[k]) || body[k] == '_'))
      return true;
  }
  return false;
}

/* The end of the logical line that p is on. */
static const char *line_end(const char *p, const char *end)
{
  for (const char *q; (q = memchr(p, '\n', (gsize)(end - p))); p = q + 1)
    if (q[-1] != '\\' && !(q[-1] == '\r' && q[-2] == '\\'))
      return q;
  return end;
}

static void read_define(struct finder *f, GHashTable *wanted, const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  const char *q = p;
  while (q < end && (g_ascii_isalnum(*q) || *q == '_'))
    q++;
  char *name = g_strndup(p, (gsize)(q - p));
  if (g_hash_table_contains(wanted, name)) {
    gsize len = (gsize)(line_end(q, end) - q);
    if (body_uses_line(q, len))
      g_hash_table_add(f->lines, g_strdup(name));
    if (*q == '(' && body_makes_string(q, len))
      g_hash_table_add(f->strings, g_strdup(name));
  }
  g_free(name);
}

/* Reads the definitions of all suspects, wherever they are in the tree. */
static void read_defines(struct finder *f)
{
  GHashTable *wanted = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < f->suspects->len; i++)
    g_hash_table_add(wanted, g_array_index(f->suspects, struct suspect, i).name);
  const GPtrArray *sources = f->inv->tree->sources;
  for (guint i = 0; i < sources->len && g_hash_table_size(wanted); i++) {
    const struct source *s = g_ptr_array_index(sources, i);
    const char *p = s->text, *end = s->text + s->len;
    while ((p = memmem(p, (gsize)(end - p), "define", 6))) {
      p += 6;
      read_define(f, wanted, p, end);
    }
  }
  g_hash_table_unref(wanted);
  /* The language's own. */
  g_hash_table_add(f->lines, g_strdup("__LINE__"));
  g_hash_table_add(f->lines, g_strdup("assert"));
  g_hash_table_add(f->strings, g_strdup("assert"));
}

/* ------------------------------------------------------------------ public */

static void trap_clear(gpointer p)
{
  g_free(((struct trap *)p)->name);
}

GArray *traps_find(const struct inventory *inv, const bool *units)
{
  GArray *traps = g_array_new(FALSE, FALSE, sizeof(struct trap));
  g_array_set_clear_func(traps, trap_clear);
  struct finder f = {inv, g_array_new(FALSE, FALSE, sizeof(struct suspect)),
                     g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (!target_is_movable(s) || !units[s->unit] || target_is_declaration(s))
      continue;
    struct trap comma = {TRAP_COMMA, k, NULL};
    if (has_comma(inv, s))
      g_array_append_val(traps, comma);
    find_directives(inv, k, traps);
    suspect_lines(&f, k, inventory_file(inv, s->file));
    suspect_strings(&f, k, inventory_file(inv, s->file));
  }
  read_defines(&f);
  for (guint i = 0; i < f.suspects->len; i++) {
    struct suspect *s = &g_array_index(f.suspects, struct suspect, i);
    struct trap t = {s->kind, s->site, s->name};
    if (g_hash_table_contains(s->kind == TRAP_LINE ? f.lines : f.strings, s->name))
      g_array_append_val(traps, t);
    else
      g_free(s->name);
  }
  g_array_unref(f.suspects);
  g_hash_table_unref(f.lines);
  g_hash_table_unref(f.strings);
  return traps;
}

bool trap_is_error(const struct trap *t)
{
  return t->kind == TRAP_COMMA || t->kind == TRAP_SPLIT;
}

char *trap_text(const struct inventory *inv, const struct trap *t)
{
  const struct site *s = inventory_site(inv, t->site);
  char *text = NULL;
  switch (t->kind) {
  case TRAP_LINE:
    text = g_strdup_printf("warning: this call spans lines, and '%s' in its arguments uses "
                           "__LINE__: as a macro call it will see the line of the closing "
                           "parenthesis; write the call on one line first",
                           t->name);
    break;
  case TRAP_STRINGIFIED:
    text = g_strdup_printf("warning: '%s' makes a string of this site, and the string will change; "
                           "take the value out of its argument first",
                           t->name);
    break;
  case TRAP_DIRECTIVE:
    text = g_strdup("warning: a preprocessor directive stands among the arguments of this call; "
                    "inside a macro call, which it becomes, that is undefined: take the directive "
                    "out of the call first");
    break;
  case TRAP_SPLIT:
    text =
        g_strdup("error: a preprocessor directive stands between the pool and the parenthesis of "
                 "this call; write the call whole in each branch first");
    break;
  case TRAP_COMMA:
    text = g_strdup("error: the pool's expression has a comma outside of parentheses, which would "
                    "end the shim macro's first argument; put it in parentheses or in a variable "
                    "first");
    break;
  }
  char *out = g_strdup_printf("%s:%u:%u: %s", inventory_file(inv, s->file)->src->path, s->line,
                              s->column, text);
  g_free(text);
  return out;
}
