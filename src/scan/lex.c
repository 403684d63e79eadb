/* SPDX-License-Identifier: Apache-2.0 */
#include "lex.h"
#include "brackets.h"

#include <string.h>

/* What lex_text() is in the middle of; nothing of it outlives the call. */
struct lexer {
  const char *p, *end, *begin;
  GArray *tok; /* struct token */
  GArray *dir; /* struct directive */
  guint32 line;
  bool at_line_start; /* only trivia so far on this line: a '#' starts a directive */
  bool in_dir;
};

static bool is_ident_start(unsigned char c)
{
  return g_ascii_isalpha(c) || c == '_' || c == '$' || c >= 0x80;
}

static bool is_ident(unsigned char c)
{
  return g_ascii_isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

/* Length of a line end at p: 1, 2 or 0. */
static gsize eol_len(const char *p, const char *end)
{
  if (p < end && *p == '\n')
    return 1;
  return (end - p >= 2 && p[0] == '\r' && p[1] == '\n') ? 2 : 0;
}

static gsize splice_len(const char *p, const char *end)
{
  if (p >= end || *p != '\\')
    return 0;
  gsize n = eol_len(p + 1, end);
  return n ? n + 1 : 0;
}

static const char *skip_space(const char *p, const char *end)
{
  while (p < end &&
         (*p == ' ' || *p == '\t' || *p == '\f' || *p == '\v' || (*p == '\r' && !eol_len(p, end))))
    p++;
  return p;
}

/* An identifier may hold line splices: they stay inside the token, so that its text is one piece.
 */
static const char *skip_ident(const char *p, const char *end)
{
  for (;;) {
    while (p < end && is_ident((unsigned char)*p))
      p++;
    gsize n = splice_len(p, end);
    if (!n || p + n >= end || !is_ident((unsigned char)p[n]))
      return p;
    p += n;
  }
}

static const char *skip_number(const char *p, const char *end)
{
  while (p < end) {
    if ((*p == '+' || *p == '-') && strchr("eEpP", p[-1]))
      p++;
    else if (*p == '\'' && p + 1 < end && g_ascii_isalnum(p[1]))
      p += 2;
    else if (is_ident((unsigned char)*p) || *p == '.')
      p++;
    else
      break;
  }
  return p;
}

static const char *skip_line_comment(const char *p, const char *end)
{
  while (p < end && !eol_len(p, end)) {
    gsize n = splice_len(p, end);
    p += n ? n : 1;
  }
  return p;
}

static const char *skip_block_comment(const char *p, const char *end)
{
  const char *close = memmem(p + 2, (gsize)(end - p - 2), "*/", 2);
  return close ? close + 2 : end;
}

/* p at the quote; NULL when the line ends first: then the quote is just a byte. */
static const char *skip_quoted(const char *p, const char *end)
{
  char quote = *p++;
  while (p < end && *p != quote) {
    if (*p == '\\' && p + 1 < end) {
      gsize n = splice_len(p, end);
      p += n ? n : 2;
    } else if (eol_len(p, end)) {
      return NULL;
    } else {
      p++;
    }
  }
  return p < end ? p + 1 : NULL;
}

/* p at the quote of R"delim( ... )delim"; NULL when it is no raw string after all. */
static const char *skip_raw(const char *p, const char *end)
{
  const char *open = p + 1;
  while (open < end && open - p <= 16 && !strchr("() \\\t\n\"", *open))
    open++;
  if (open >= end || *open != '(')
    return NULL;
  gsize delim = (gsize)(open - p - 1);
  for (const char *q = open + 1; q < end; q++) {
    q = memchr(q, ')', (gsize)(end - q));
    if (!q)
      return NULL;
    if ((gsize)(end - q) >= delim + 2 && memcmp(q + 1, p + 1, delim) == 0 && q[delim + 1] == '"')
      return q + delim + 2;
  }
  return NULL;
}

/* Is the identifier [p, p+n) an encoding prefix of the quote that follows it? */
static bool is_prefix(const char *p, gsize n, char quote, bool *raw)
{
  static const char *const words[] = {"R", "LR", "uR", "UR", "u8R", "L", "u", "U", "u8"};
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    if (strlen(words[i]) == n && memcmp(words[i], p, n) == 0) {
      *raw = words[i][n - 1] == 'R';
      return quote == '"' || !*raw;
    }
  return false;
}

/* A literal with an optional prefix at p, its suffix included; NULL when there is none. */
static const char *skip_literal(const char *p, const char *quote, const char *end)
{
  bool raw = false;
  if (quote > p && !is_prefix(p, (gsize)(quote - p), *quote, &raw))
    return NULL;
  const char *q = raw ? skip_raw(quote, end) : skip_quoted(quote, end);
  if (!q)
    return NULL;
  if (q < end && is_ident_start((unsigned char)*q))
    q = skip_ident(q, end);
  return q;
}

/* '>' never joins with what follows: template brackets are easier to see that way, and a shift is
 * two tokens for every user of the lexer alike. */
static gsize punct_len(const char *p, const char *end)
{
  static const char *const ops[] = {
      "...", "<<=", "->*", "::", "->", "++", "--", "<<", "<=", "==", "!=", "&&",
      "||",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "##", ".*"};
  for (gsize i = 0; i < G_N_ELEMENTS(ops); i++) {
    if (ops[i][0] != *p)
      continue;
    gsize n = strlen(ops[i]);
    if ((gsize)(end - p) >= n && memcmp(ops[i], p, n) == 0)
      return n;
  }
  return *p && strchr("{}()[];:,.<>=+-*/%&|^!~?#", *p) ? 1 : 0;
}

static void push(struct lexer *lx, enum tok_kind kind, const char *to)
{
  struct token t = {.off = (guint32)(lx->p - lx->begin),
                    .len = (guint32)(to - lx->p),
                    .line = lx->line,
                    .match = TOK_NONE,
                    .dir = lx->in_dir ? lx->dir->len : 0,
                    .kind = kind};
  g_array_append_val(lx->tok, t);
  if (kind != TOK_IDENT && kind != TOK_PUNCT && kind != TOK_SPACE)
    for (const char *q = lx->p; (q = memchr(q, '\n', (gsize)(to - q))); q++)
      lx->line++;
  else if (kind == TOK_IDENT && memchr(lx->p, '\\', (gsize)(to - lx->p)))
    for (const char *q = lx->p; (q = memchr(q, '\n', (gsize)(to - q))); q++)
      lx->line++;
  if (kind > TOK_COMMENT)
    lx->at_line_start = false;
  lx->p = to;
}

static bool word_is(const char *p, gsize n, const char *s)
{
  return strlen(s) == n && memcmp(p, s, n) == 0;
}

static enum dir_kind dir_kind_of(const char *p, gsize n)
{
  static const struct {
    const char *name;
    enum dir_kind kind;
  } table[] = {{"define", DIR_DEFINE},
               {"if", DIR_IF},
               {"ifdef", DIR_IF},
               {"ifndef", DIR_IF},
               {"else", DIR_ELSE},
               {"elif", DIR_ELSE},
               {"elifdef", DIR_ELSE},
               {"elifndef", DIR_ELSE},
               {"endif", DIR_ENDIF},
               {"include", DIR_INCLUDE},
               {"include_next", DIR_INCLUDE}};
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
    if (word_is(p, n, table[i].name))
      return table[i].kind;
  return DIR_OTHER;
}

/* Fills in what the finished directive [d->first, d->end) is. */
static void finish_directive(struct lexer *lx)
{
  struct directive *d = &g_array_index(lx->dir, struct directive, lx->dir->len - 1);
  const struct token *t = &g_array_index(lx->tok, struct token, 0);
  d->end = lx->tok->len;
  guint32 i = d->first + 1;
  while (i < d->end && tok_is_trivia(&t[i]))
    i++;
  if (i < d->end && t[i].kind == TOK_IDENT)
    d->kind = dir_kind_of(lx->begin + t[i].off, t[i].len);
  d->body = d->end;
  if (d->kind == DIR_DEFINE) {
    for (i++; i < d->end && tok_is_trivia(&t[i]);)
      i++;
    if (i < d->end && t[i].kind == TOK_IDENT) {
      d->name = i++;
      if (i < d->end && t[i].kind == TOK_PUNCT && lx->begin[t[i].off] == '(') {
        d->params = i;
        while (i < d->end && !(t[i].kind == TOK_PUNCT && lx->begin[t[i].off] == ')'))
          i++;
        i++;
      }
      while (i < d->end && tok_is_trivia(&t[i]))
        i++;
      d->body = MIN(i, d->end);
    }
  }
  lx->in_dir = false;
}

static void start_directive(struct lexer *lx)
{
  struct directive d = {
      .kind = DIR_OTHER, .first = lx->tok->len, .name = TOK_NONE, .params = TOK_NONE};
  g_array_append_val(lx->dir, d);
  lx->in_dir = true;
  push(lx, TOK_PUNCT, lx->p + 1);
}

/* In `#include <a/b.h>` the name is one token. */
static bool lex_header_name(struct lexer *lx)
{
  if (!lx->in_dir || *lx->p != '<')
    return false;
  guint32 first = g_array_index(lx->dir, struct directive, lx->dir->len - 1).first;
  for (guint32 i = first + 1; i < lx->tok->len; i++) {
    const struct token *t = &g_array_index(lx->tok, struct token, i);
    if (tok_is_trivia(t))
      continue;
    if (t->kind != TOK_IDENT || dir_kind_of(lx->begin + t->off, t->len) != DIR_INCLUDE ||
        i + 1 < lx->tok->len - 1)
      return false;
  }
  const char *q = lx->p;
  while (q < lx->end && *q != '>' && !eol_len(q, lx->end))
    q++;
  if (q >= lx->end || *q != '>')
    return false;
  push(lx, TOK_STRING, q + 1);
  return true;
}

static void lex_word(struct lexer *lx)
{
  const char *q = skip_ident(lx->p, lx->end);
  if (q < lx->end && (*q == '"' || *q == '\'')) {
    const char *lit = skip_literal(lx->p, q, lx->end);
    if (lit) {
      push(lx, *q == '"' ? TOK_STRING : TOK_CHAR, lit);
      return;
    }
  }
  push(lx, TOK_IDENT, q);
}

static void lex_one(struct lexer *lx)
{
  const char *p = lx->p, *end = lx->end, *q;
  gsize n;
  if ((n = eol_len(p, end))) {
    if (lx->in_dir)
      finish_directive(lx);
    push(lx, TOK_NEWLINE, p + n);
    lx->at_line_start = true;
  } else if ((q = skip_space(p, end)) > p) {
    push(lx, TOK_SPACE, q);
  } else if ((n = splice_len(p, end))) {
    push(lx, TOK_SPLICE, p + n);
  } else if (*p == '/' && end - p >= 2 && p[1] == '/') {
    push(lx, TOK_COMMENT, skip_line_comment(p, end));
  } else if (*p == '/' && end - p >= 2 && p[1] == '*') {
    push(lx, TOK_COMMENT, skip_block_comment(p, end));
  } else if (*p == '#' && lx->at_line_start && !lx->in_dir) {
    start_directive(lx);
  } else if (lex_header_name(lx)) {
    return;
  } else if (is_ident_start((unsigned char)*p)) {
    lex_word(lx);
  } else if (g_ascii_isdigit(*p) || (*p == '.' && end - p >= 2 && g_ascii_isdigit(p[1]))) {
    push(lx, TOK_NUMBER, skip_number(p + 1, end));
  } else if ((*p == '"' || *p == '\'') && (q = skip_literal(p, p, end))) {
    push(lx, *p == '"' ? TOK_STRING : TOK_CHAR, q);
  } else if ((n = punct_len(p, end))) {
    push(lx, TOK_PUNCT, p + n);
  } else {
    push(lx, TOK_OTHER, p + 1);
  }
}

/* ------------------------------------------------------------------ public */

static void find_lines(struct lexed *lx)
{
  GArray *off = g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint)(lx->len / 32 + 16));
  guint32 at = 0;
  g_array_append_val(off, at);
  const char *end = lx->text + lx->len;
  for (const char *q = lx->text; q < end && (q = memchr(q, '\n', (gsize)(end - q)));) {
    at = (guint32)(++q - lx->text);
    g_array_append_val(off, at);
  }
  lx->nlines = off->len;
  lx->line_off = (guint32 *)(void *)g_array_free(off, FALSE);
}

struct lexed *lex_text(const char *text, gsize len)
{
  struct lexer l = {
      .p = text,
      .begin = text,
      .end = text + len,
      .tok = g_array_sized_new(FALSE, FALSE, sizeof(struct token), (guint)(len / 3 + 16)),
      .dir = g_array_new(FALSE, FALSE, sizeof(struct directive)),
      .line = 1,
      .at_line_start = true};
  while (l.p < l.end)
    lex_one(&l);
  if (l.in_dir)
    finish_directive(&l);
  struct lexed *lx = g_new0(struct lexed, 1);
  lx->text = text;
  lx->len = len;
  lx->n = l.tok->len;
  lx->ndir = l.dir->len;
  lx->tok = (struct token *)(void *)g_array_free(l.tok, FALSE);
  lx->dir = (struct directive *)(void *)g_array_free(l.dir, FALSE);
  lx->unbalanced = TOK_NONE;
  find_lines(lx);
  brackets_pair(lx);
  return lx;
}

void lex_free(struct lexed *lx)
{
  if (!lx)
    return;
  g_free(lx->tok);
  g_free(lx->dir);
  g_free(lx->line_off);
  g_free(lx);
}

guint32 tok_next(const struct lexed *lx, guint32 i)
{
  if (i >= lx->n)
    return TOK_NONE;
  guint32 dir = lx->tok[i].dir;
  for (i++; i < lx->n; i++) {
    if (lx->tok[i].dir != dir) {
      if (dir)
        return TOK_NONE;
      i = lx->dir[lx->tok[i].dir - 1].end - 1;
    } else if (!tok_is_trivia(&lx->tok[i])) {
      return i;
    }
  }
  return TOK_NONE;
}

guint32 tok_prev(const struct lexed *lx, guint32 i)
{
  if (i > lx->n)
    return TOK_NONE;
  guint32 dir = i < lx->n ? lx->tok[i].dir : 0;
  while (i-- > 0) {
    if (lx->tok[i].dir != dir) {
      if (dir)
        return TOK_NONE;
      i = lx->dir[lx->tok[i].dir - 1].first;
    } else if (!tok_is_trivia(&lx->tok[i])) {
      return i;
    }
  }
  return TOK_NONE;
}

char *tok_dup(const struct lexed *lx, guint32 i)
{
  return g_strndup(lx->text + lx->tok[i].off, lx->tok[i].len);
}

guint32 tok_column(const struct lexed *lx, guint32 i)
{
  return lx->tok[i].off - lx->line_off[lx->tok[i].line - 1] + 1;
}
