/* SPDX-License-Identifier: Apache-2.0 */
#include "keep.h"
#include "scan/lex.h"

static const char word[] = "freelift-keep";

struct keep {
  const struct source *src;
  guint32 line, column; /* of the comment */
  guint32 kept;         /* the line whose findings it keeps */
  char **rules;
  char *reason;
  bool is_used;
};

static void keep_free(gpointer p)
{
  struct keep *k = p;
  g_strfreev(k->rules);
  g_free(k->reason);
  g_free(k);
}

/* The comment's text without its marks, in one line; a new string. */
static char *inside(const struct lexed *lx, guint32 i)
{
  const char *text = lx->text + lx->tok[i].off + 2;
  gsize len = lx->tok[i].len - 2;
  if (text[-1] == '*' && len >= 2 && memcmp(text + len - 2, "*/", 2) == 0)
    len -= 2;
  GString *line = g_string_new(NULL);
  for (gsize k = 0; k < len; k++) {
    bool is_space = g_ascii_isspace(text[k]);
    if (!is_space || (line->len && line->str[line->len - 1] != ' '))
      g_string_append_c(line, is_space ? ' ' : text[k]);
  }
  return g_strchomp(g_string_free(line, FALSE));
}

/* The line that the comment stands for. */
static guint32 line_kept(const struct lexed *lx, guint32 i)
{
  for (guint32 k = i; k-- > 0 && lx->tok[k].kind != TOK_NEWLINE;)
    if (!tok_is_trivia(&lx->tok[k]))
      return lx->tok[i].line;
  for (guint32 k = i; k < lx->n; k++)
    if (!tok_is_trivia(&lx->tok[k]))
      return lx->tok[k].line;
  return lx->tok[i].line;
}

/* `(RULE, RULE): reason` behind the word; NULL when it is not so. */
static struct keep *read_keep(const char *s)
{
  const char *close = *s == '(' ? strchr(s, ')') : NULL;
  if (!close || close[1] != ':')
    return NULL;
  struct keep *k = g_new0(struct keep, 1);
  char *names = g_strndup(s + 1, (gsize)(close - s - 1));
  k->rules = g_strsplit(names, ",", -1);
  k->reason = g_strstrip(g_strdup(close + 2));
  bool ok = *k->reason && *k->rules;
  for (char **r = k->rules; *r; r++) {
    bool is_known = false;
    g_strstrip(*r);
    for (guint i = 0; finding_rule_at(i); i++)
      is_known |= strcmp(finding_rule_at(i)->name, *r) == 0;
    ok &= is_known;
  }
  g_free(names);
  if (!ok) {
    keep_free(k);
    return NULL;
  }
  return k;
}

static void read_comment(const struct source *src, const struct lexed *lx, guint32 i,
                         GPtrArray *keeps, GPtrArray *findings)
{
  char *text = inside(lx, i);
  if (g_str_has_prefix(text, word)) {
    struct keep *k = read_keep(text + strlen(word));
    if (k) {
      k->src = src;
      k->line = lx->tok[i].line;
      k->column = tok_column(lx, i);
      k->kept = line_kept(lx, i);
      g_ptr_array_add(keeps, k);
    } else {
      findings_add(findings, src->path, lx->tok[i].line, tok_column(lx, i), "bad-keep",
                   g_strdup_printf("'%s' keeps nothing; write %s(RULE): reason, with a rule that "
                                   "there is",
                                   text, word));
    }
  }
  g_free(text);
}

static GPtrArray *keeps_of(const struct tree *t, GPtrArray *findings)
{
  GPtrArray *keeps = g_ptr_array_new_with_free_func(keep_free);
  for (guint f = 0; f < t->sources->len; f++) {
    const struct source *src = g_ptr_array_index(t->sources, f);
    if (src->binary || !memmem(src->text, src->len, word, strlen(word)))
      continue;
    struct lexed *lx = lex_text(src->text, src->len);
    for (guint32 i = 0; i < lx->n; i++)
      if (lx->tok[i].kind == TOK_COMMENT)
        read_comment(src, lx, i, keeps, findings);
    lex_free(lx);
  }
  return keeps;
}

static void keep_one(struct finding *f, const GPtrArray *keeps)
{
  for (guint i = 0; i < keeps->len; i++) {
    struct keep *k = g_ptr_array_index(keeps, i);
    if (k->kept != f->line || strcmp(k->src->path, f->path) != 0 ||
        !g_strv_contains((const char *const *)k->rules, f->rule))
      continue;
    k->is_used = true;
    if (!f->kept)
      f->kept = g_strdup(k->reason);
  }
}

void keep_apply(const struct tree *t, const char *const *rules, GPtrArray *findings)
{
  guint n = findings->len;
  GPtrArray *keeps = keeps_of(t, findings);
  for (guint i = 0; i < n; i++)
    keep_one(g_ptr_array_index(findings, i), keeps);
  for (guint i = 0; i < keeps->len; i++) {
    const struct keep *k = g_ptr_array_index(keeps, i);
    bool is_ours = false;
    for (char **r = k->rules; *r; r++)
      is_ours |= g_strv_contains(rules, *r);
    if (is_ours && !k->is_used)
      findings_add(
          findings, k->src->path, k->line, k->column, "unused-keep",
          g_strdup_printf("keeps nothing in line %u; its reason was: %s", k->kept, k->reason));
  }
  g_ptr_array_unref(keeps);
}
