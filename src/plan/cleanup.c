/* SPDX-License-Identifier: Apache-2.0 */
#include "cleanup.h"
#include "calls.h"

#include <string.h>

enum { DEEPEST = 4 };

/* ------------------------------------------------------------------ what is cleaned */

/* One of the words, as a word of the name: `clear`, `http_parser_clear`, `dealloc_reader`. */
bool cleanup_is_cleaner(const char *name)
{
  static const char *const words[] = {
      "clear",  "reset",   "destroy", "free", "release", "close",  "clean",      "term",
      "detach", "dealloc", "deinit",  "kill", "empty",   "delete", "remove_all", "swap"};
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    const char *at = strstr(name, words[i]);
    if (at && (at == name || at[-1] == '_'))
      return true;
  }
  return false;
}

static bool is_cleaner_at(const struct lexed *lx, guint32 i)
{
  char *name = i != TOK_NONE && tok_is_ident(lx, i) ? tok_dup(lx, i) : g_strdup("");
  bool is = cleanup_is_cleaner(name);
  g_free(name);
  return is;
}

/* `= nullptr;`, `= {};`, `= T();`, also in a row: `a = b = nullptr`. */
static bool is_set_empty(const struct lexed *lx, guint32 equals)
{
  guint32 value = tok_next(lx, equals), next = tok_next(lx, value);
  while (next != TOK_NONE && tok_is(lx, next, "=")) {
    value = tok_next(lx, next);
    next = tok_next(lx, value);
  }
  if (next == TOK_NONE)
    return false;
  if (flow_is_null(lx, value) || TOK_IS_ANY(lx, value, "false"))
    return true;
  guint32 open = tok_is(lx, value, "{")  ? value
                 : tok_is(lx, next, "<") ? tok_angle_after(lx, next)
                                         : next;
  return (tok_is_ident(lx, value) || open == value) && open != TOK_NONE &&
         TOK_IS_ANY(lx, open, "(", "{") && tok_next(lx, open) == lx->tok[open].match;
}

/* The call whose argument is `&m`, `p->m` or `m`, from token `first` to token i: its name, and
 * which argument that is; TOK_NONE: none. */
static guint32 call_with(const struct lexed *lx, guint32 first, guint32 i, int *argument)
{
  guint32 next = tok_next(lx, i), before = tok_prev(lx, first);
  while (before != TOK_NONE && TOK_IS_ANY(lx, before, ".", "->")) /* p->m */
    before = tok_prev(lx, tok_prev(lx, before));
  if (before != TOK_NONE && tok_is(lx, before, "&"))
    before = tok_prev(lx, before);
  if (before == TOK_NONE || next == TOK_NONE || !TOK_IS_ANY(lx, before, "(", ",") ||
      !TOK_IS_ANY(lx, next, ")", ","))
    return TOK_NONE;
  for (*argument = 0; before != TOK_NONE && !tok_is(lx, before, "(");
       before = tok_prev_over(lx, before))
    *argument += tok_is(lx, before, ",");
  guint32 name = tok_prev(lx, before);
  return tok_is_ident(lx, name) ? name : TOK_NONE;
}

/* The method that is called on what ends at token i, or TOK_NONE. */
static guint32 method_on(const struct lexed *lx, guint32 i)
{
  guint32 dot = tok_next(lx, i), method = tok_next(lx, dot), open = tok_next(lx, method);
  return open != TOK_NONE && TOK_IS_ANY(lx, dot, ".", "->") && tok_is(lx, open, "(") ? method
                                                                                     : TOK_NONE;
}

/* `m.set_continuation(nullptr)`. */
static bool is_handed_null(const struct lexed *lx, guint32 method)
{
  guint32 argument = method == TOK_NONE ? method : tok_next(lx, tok_next(lx, method));
  return argument != TOK_NONE && flow_is_null(lx, argument) &&
         tok_is(lx, tok_next(lx, argument), ")");
}

/* What is done to the member from token `first` to token i. */
static enum cleaned done_to(const struct lexed *lx, guint32 first, guint32 i)
{
  guint32 next = tok_next(lx, i), before = tok_prev(lx, first), method = method_on(lx, i);
  int n;
  if (next == TOK_NONE || before == TOK_NONE)
    return CLEANED_NOT;
  if (tok_is(lx, next, "=") && is_set_empty(lx, next))
    return CLEANED_EMPTY;
  if (TOK_IS_ANY(lx, next, ".", "->") && tok_is(lx, tok_next(lx, next), "~"))
    return CLEANED_EMPTY;
  if (method != TOK_NONE && is_cleaner_at(lx, method))
    return tok_is(lx, next, ".") ? CLEANED_EMPTY : CLEANED_RELEASED;
  if (is_handed_null(lx, method))
    return CLEANED_EMPTY;
  while (before != TOK_NONE && TOK_IS_ANY(lx, before, ".", "->"))
    before = tok_prev(lx, tok_prev(lx, before));
  if (before != TOK_NONE && tok_is(lx, before, "delete"))
    return CLEANED_RELEASED;
  guint32 call = call_with(lx, first, i, &n);
  return call != TOK_NONE && is_cleaner_at(lx, call) ? CLEANED_RELEASED : CLEANED_NOT;
}

/* `for (auto &x : m) { ... }` with m at token i: what is done to x there. */
static enum cleaned done_to_each(const struct lexed *lx, guint32 i)
{
  guint32 colon = tok_prev(lx, i), close = tok_next(lx, i), x = tok_prev(lx, colon);
  if (x == TOK_NONE || !tok_is(lx, colon, ":") || !tok_is(lx, close, ")") || !tok_is_ident(lx, x))
    return CLEANED_NOT;
  guint32 body = tok_next(lx, close);
  bool is_block = body != TOK_NONE && tok_is(lx, body, "{");
  guint32 end = is_block ? lx->tok[body].match : body;
  while (!is_block && end != TOK_NONE && !tok_is(lx, end, ";"))
    end = tok_next(lx, end);
  enum cleaned best = CLEANED_NOT;
  for (guint32 k = close; end != TOK_NONE && k < end; k++)
    if (lx->tok[k].kind == TOK_IDENT && lx->tok[k].len == lx->tok[x].len &&
        memcmp(lx->text + lx->tok[k].off, lx->text + lx->tok[x].off, lx->tok[x].len) == 0)
      best = MAX(best, done_to(lx, k, k));
  return best;
}

/* A path, and the classes of its names. */
struct way {
  const char *path, *types;
};

static const char *step(const char *path)
{
  path += strcspn(path, ".");
  return *path ? path + 1 : path;
}

/* Follows the way from token i, its first name: the last token that belongs to it; *w is what is
 * left behind that.  *klass: of what ends there, "" if unknown, a new string. */
static guint32 along(const struct lexed *lx, guint32 i, struct way *w, char **klass)
{
  *klass = g_strndup(w->types, strcspn(w->types, "."));
  for (;;) {
    w->path = step(w->path);
    w->types = step(w->types);
    guint32 next = tok_next(lx, i);
    if (next != TOK_NONE && tok_is(lx, next, "[") && lx->tok[next].match != TOK_NONE)
      next = tok_next(lx, i = lx->tok[next].match);
    guint32 name = next != TOK_NONE && *w->path && TOK_IS_ANY(lx, next, ".", "->")
                       ? tok_next(lx, next)
                       : TOK_NONE;
    gsize n = strcspn(w->path, ".");
    if (name == TOK_NONE || lx->tok[name].len != n ||
        memcmp(lx->text + lx->tok[name].off, w->path, n) != 0)
      return i;
    g_free(*klass);
    *klass = g_strndup(w->types, strcspn(w->types, "."));
    i = name;
  }
}

static enum cleaned in_span(const struct code *c, const struct span *s, struct way w, guint depth,
                            guint32 *at);

/* What the functions do to the rest of the way. */
static enum cleaned in_functions(const struct code *c, const GPtrArray *functions, int argument,
                                 struct way rest, guint depth)
{
  enum cleaned best = CLEANED_NOT;
  for (guint k = 0; depth && k < functions->len; k++) {
    const struct function *fn = g_ptr_array_index(functions, k);
    char *object = argument < 0 ? g_strdup("") : before_parameter(fn, argument);
    struct span s = {fn->f, fn->body->first, fn->body->end, object};
    guint32 at;
    enum cleaned is = in_span(c, &s, rest, depth - 1, &at);
    best = MAX(best, is);
    g_free(object);
  }
  return best;
}

/* What is done to the rest of the way by a function that is called on, or handed, what the tokens
 * from `first` to `last` stand for; by its name if its code is not in the tree. */
static enum cleaned done_inside(const struct code *c, const struct lexed *lx, guint32 first,
                                guint32 last, const char *klass, struct way rest, guint depth)
{
  int n = -1;
  guint32 call = method_on(lx, last);
  bool is_method = call != TOK_NONE;
  if (!is_method)
    call = call_with(lx, first, last, &n);
  if (call == TOK_NONE)
    return done_to(lx, first, last);
  char *name = tok_dup(lx, call);
  GPtrArray *found = is_method ? calls_members(c, klass, name) : code_functions(c, "", name);
  enum cleaned is = found->len ? in_functions(c, found, is_method ? -1 : n, rest, depth)
                               : done_to(lx, first, last);
  g_ptr_array_unref(found);
  g_free(name);
  return is;
}

static enum cleaned in_span(const struct code *c, const struct span *s, struct way w, guint depth,
                            guint32 *at)
{
  const struct lexed *lx = s->f->lx;
  enum cleaned best = CLEANED_NOT;
  gsize n = strcspn(w.path, ".");
  for (guint32 i = s->from; i < s->to && best != CLEANED_EMPTY; i++) {
    if (lx->tok[i].kind != TOK_IDENT || lx->tok[i].len != n ||
        memcmp(lx->text + lx->tok[i].off, w.path, n) != 0 || !before_is_member(s, i))
      continue;
    struct way rest = w;
    char *klass;
    guint32 last = along(lx, i, &rest, &klass);
    enum cleaned is =
        *rest.path ? done_inside(c, lx, i, last, klass, rest, depth) : done_to(lx, i, last);
    enum cleaned each = done_to_each(lx, last);
    is = MAX(is, each);
    if (is > best) {
      best = is;
      *at = i;
    }
    g_free(klass);
  }
  return best;
}

enum cleaned cleanup_of(const struct code *c, const GArray *spans, const char *path,
                        const char *types, char **place)
{
  enum cleaned best = CLEANED_NOT;
  *place = NULL;
  for (guint k = 0; k < spans->len && *path; k++) {
    const struct span *s = &g_array_index(spans, struct span, k);
    guint32 at = TOK_NONE;
    enum cleaned is = in_span(c, s, (struct way){path, types}, DEEPEST, &at);
    if (is <= best)
      continue;
    best = is;
    g_free(*place);
    *place = g_strdup_printf("%s:%u", s->f->src->path, s->f->lx->tok[at].line);
  }
  return best;
}

bool cleanup_destroys(const GArray *spans)
{
  for (guint k = 0; k < spans->len; k++) {
    const struct span *s = &g_array_index(spans, struct span, k);
    for (guint32 i = s->from; i < s->to; i++)
      if (tok_is(s->f->lx, i, "~") && before_is_member(s, i) &&
          tok_is_ident(s->f->lx, tok_next(s->f->lx, i)) && tok_prev(s->f->lx, i) != TOK_NONE &&
          TOK_IS_ANY(s->f->lx, tok_prev(s->f->lx, i), ".", "->"))
        return true;
  }
  return false;
}
