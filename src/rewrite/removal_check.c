/* SPDX-License-Identifier: Apache-2.0 */
/* What the removal leaves: empty #if groups, names that are still used, comments. */
#include "declaration.h"
#include "lens/edit.h"
#include "removal_p.h"

#include <string.h>

/* ------------------------------------------------------------------ empty groups */

/* Do the edits take out all of text[from, to) but white space? */
static bool is_emptied(const struct lexed *lx, const GArray *edits, guint32 from, guint32 to)
{
  bool any = false;
  guint32 at = from;
  for (guint i = 0; i < edits->len; i++) {
    const struct edit *e = &g_array_index(edits, struct edit, i);
    if (e->off + e->len <= from || e->off >= to)
      continue;
    if (*e->text || e->off < from || e->off + e->len > to)
      return false;
    for (; at < e->off; at++)
      if (!g_ascii_isspace(lx->text[at]))
        return false;
    any = true;
    at = e->off + e->len;
  }
  for (; at < to; at++)
    if (!g_ascii_isspace(lx->text[at]))
      return false;
  return any;
}

/* The #endif of the #if that is directive k, if the group has no other branch; or ndir. */
static guint32 end_of_group(const struct lexed *lx, guint32 k)
{
  int depth = 0;
  for (; k < lx->ndir; k++) {
    const struct directive *d = &lx->dir[k];
    depth += d->kind == DIR_IF;
    if (d->kind == DIR_ELSE && depth == 1)
      return lx->ndir;
    if (d->kind == DIR_ENDIF && --depth == 0)
      return k;
  }
  return k;
}

static guint32 line_of(const struct lexed *lx, guint32 tok)
{
  return lx->line_off[lx->tok[tok].line - 1];
}

/* Behind the directive and its line end. */
static guint32 behind(const struct lexed *lx, const struct directive *d)
{
  guint32 i = d->end;
  while (i < lx->n && lx->tok[i].kind != TOK_NEWLINE)
    i++;
  return i < lx->n ? lx->tok[i].off + lx->tok[i].len : (guint32)lx->len;
}

void removal_empty_groups(const struct lexed *lx, GArray *edits)
{
  for (guint32 k = lx->ndir; k-- > 0;) { /* inner groups come before what holds them */
    const struct directive *open = &lx->dir[k];
    guint32 e = open->kind == DIR_IF ? end_of_group(lx, k) : lx->ndir;
    if (e == lx->ndir)
      continue;
    const struct directive *close = &lx->dir[e];
    guint32 from, inside = behind(lx, open), last = line_of(lx, close->first),
                  to = behind(lx, close), end;
    if (!is_emptied(lx, edits, inside, last))
      continue;
    declaration_lines(lx, open->first, open->end, true, &from, &end);
    edits_add(edits, from, inside - from, g_strdup(""), open->first, open->end);
    edits_add(edits, last, to - last, g_strdup(""), close->first, close->end);
    g_array_index(edits, struct edit, edits->len - 2).rule = "freelist";
    g_array_index(edits, struct edit, edits->len - 1).rule = "freelist";
    edits_settle(edits, NULL);
  }
}

/* ------------------------------------------------------------------ empty lines */

/* Does an edit take this whole line out? *i: where to look from. */
static bool is_taken(const GArray *edits, guint *i, gsize from, gsize to)
{
  for (; *i < edits->len; (*i)++) {
    const struct edit *e = &g_array_index(edits, struct edit, *i);
    if ((gsize)e->off + e->len > from)
      return !*e->text && e->off <= from && (gsize)e->off + e->len >= to;
  }
  return false;
}

static bool is_touched(const GArray *edits, guint i, gsize to)
{
  return i < edits->len && g_array_index(edits, struct edit, i).off < to;
}

void removal_empty_lines(const char *text, gsize len, GArray *edits)
{
  guint i = 0, n = edits->len;
  bool was_blank = false, since = false; /* the last line that stays; has one gone since? */
  GArray *more = edits_new();
  for (gsize from = 0, to; from < len; from = to) {
    const char *e = memchr(text + from, '\n', len - from);
    to = e ? (gsize)(e - text) + 1 : len;
    if (is_taken(edits, &i, from, to)) {
      since = true;
      continue;
    }
    bool blank = to - from == 1 && text[from] == '\n' && !is_touched(edits, i, to);
    if (blank && was_blank && since)
      edits_add(more, (guint32)from, 1, g_strdup(""), 0, 0);
    else
      since = false;
    was_blank = blank;
  }
  if (n && more->len) {
    edits_merge(edits, more, "freelist");
    edits_settle(edits, NULL);
  }
  g_array_unref(more);
}

void removal_finish(const struct removal_file *f)
{
  struct lexed *lx = lex_text(f->text, f->len);
  removal_empty_groups(lx, f->edits);
  removal_empty_lines(f->text, f->len, f->edits);
  lex_free(lx);
}

/* ------------------------------------------------------------------ what is left */

struct finder {
  const struct names *names;
  GPtrArray *used, *comments; /* char * */
};

static void note(GPtrArray *list, const struct source *s, const char *name, gsize len, guint32 line)
{
  g_ptr_array_add(list, g_strdup_printf("%s:%u: %.*s", s->path, line, (int)len, name));
}

/* The first listed name in a comment. */
static void look_in_comment(const struct finder *f, const struct source *s, const struct token *t)
{
  guint32 line = t->line;
  for (const char *p = s->text + t->off, *end = p + t->len; p < end;) {
    const char *word = p;
    while (p < end && (g_ascii_isalnum(*p) || *p == '_'))
      p++;
    if (p > word && names_takes(f->names, s->path, word, (gsize)(p - word))) {
      note(f->comments, s, word, (gsize)(p - word), line);
      return;
    }
    line += p == word && *p == '\n';
    p += p == word;
  }
}

/* A member of that name is another thing. */
static bool is_member(const struct lexed *lx, guint32 i)
{
  guint32 p = tok_prev(lx, i);
  return p != TOK_NONE && (tok_is(lx, p, ".") || tok_is(lx, p, "->"));
}

static void look(const struct finder *f, const struct source *s)
{
  struct lexed *lx = lex_text(s->text, s->len);
  for (guint32 i = 0; i < lx->n; i++) {
    const struct token *t = &lx->tok[i];
    if (t->kind == TOK_COMMENT)
      look_in_comment(f, s, t);
    else if (t->kind == TOK_IDENT && !is_member(lx, i) &&
             names_takes(f->names, s->path, lx->text + t->off, t->len))
      note(f->used, s, lx->text + t->off, t->len, t->line);
  }
  lex_free(lx);
}

static void look_at_all(const struct finder *f, const struct tree *t)
{
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (!s->binary && words_in(f->names->any, s->text, s->len))
      look(f, s);
  }
}

static struct finder finder_new(const struct names *names)
{
  return (struct finder){names, g_ptr_array_new_with_free_func(g_free),
                         g_ptr_array_new_with_free_func(g_free)};
}

GPtrArray *removal_left(const struct tree *after, const struct names *names)
{
  struct finder f = finder_new(names);
  look_at_all(&f, after);
  g_ptr_array_unref(f.comments);
  return f.used;
}

bool removal_check(const struct tree *after, const struct names *names, GError **err)
{
  enum { MOST = 20 };
  GPtrArray *used = removal_left(after, names);
  guint left = used->len;
  if (left) {
    g_ptr_array_set_size(used, (gint)MIN(left, (guint)MOST));
    g_ptr_array_add(used, NULL);
    char *list = g_strjoinv("\n  ", (char **)used->pdata);
    g_set_error(
        err, REMOVAL_ERROR, REMOVAL_ERROR_LEFT,
        "the freelist cannot go, what is listed still uses it; nothing was changed:\n  %s%s\n"
        "Write these differently, or list what goes as well in freelist.names, beside the plan.",
        list, left > MOST ? "\n  ..." : "");
    g_free(list);
  }
  g_ptr_array_unref(used);
  return left == 0;
}

GPtrArray *removal_comments(const struct tree *after, const struct names *names)
{
  struct finder f = finder_new(names);
  look_at_all(&f, after);
  g_ptr_array_unref(f.used);
  return f.comments;
}
