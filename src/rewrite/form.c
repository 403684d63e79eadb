/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"
#include "rewrite.h"
#include "scan/tokens.h"

#include <string.h>

enum { ALL_REST = -1 };

/* What is kept: arguments first to first + count - 1.  before: %s is the type, or the size. */
static const struct form {
  const char *name, *before, *after;
  int first, count;
} forms[] = {
    {"LENS_NEW", "new %s(", ")", 1, ALL_REST},
    {"LENS_TH_NEW", "new %s(", ")", 2, ALL_REST},
    {"LENS_DELETE", "delete ", "", 1, 1},
    {"LENS_TH_DELETE", "delete ", "", 0, 1},
    {"LENS_RELEASE", "::operator delete(", ")", 1, 1},
    {"LENS_TH_RELEASE", "::operator delete(", ")", 0, 1},
    {"LENS_MALLOC", "ats_malloc(%s", ")", 1, 0},
    {"LENS_TH_MALLOC", "ats_malloc(%s", ")", 2, 0},
    {"LENS_MFREE", "ats_free(", ")", 1, 1},
    {"LENS_TH_MFREE", "ats_free(", ")", 0, 1},
};

static const struct form *form_named(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
    if (strcmp(forms[i].name, name) == 0)
      return &forms[i];
  return NULL;
}

static bool fail(GError **err, const char *what)
{
  g_set_error(err, REWRITE_ERROR, REWRITE_ERROR_LAW, "%s", what);
  return false;
}

/* ------------------------------------------------------------------ the call */

/* A call in tokens: what it keeps is [from, to); equal if it keeps nothing. */
struct call {
  const struct lexed *lx;
  guint32 name, open, close, from, to;
};

static bool read_call(const struct lexed *lx, guint32 tok, const struct form *f, struct call *c,
                      GError **err)
{
  *c = (struct call){.lx = lx, .name = tok, .open = tok_next(lx, tok)};
  if (c->open == TOK_NONE || !tok_is(lx, c->open, "(") || lx->tok[c->open].match == TOK_NONE)
    return fail(err, "names what is no call");
  c->close = lx->tok[c->open].match;
  c->from = c->to = c->close;
  guint32 from, to;
  for (int n = f->first; f->count == ALL_REST || n < f->first + f->count; n++) {
    if (!tok_argument(lx, c->open, n, &from, &to)) {
      if (f->count != ALL_REST)
        return fail(err, "gives a call with too few arguments another form");
      break;
    }
    c->from = n == f->first ? from : c->from;
    c->to = to;
  }
  return true;
}

static guint32 start_of(const struct lexed *lx, guint32 i)
{
  return lx->tok[i].off;
}

static guint32 end_of(const struct lexed *lx, guint32 i)
{
  return lx->tok[i].off + lx->tok[i].len;
}

/* The first comment among tokens [from, to), or `to`. */
static guint32 comment_in(const struct lexed *lx, guint32 from, guint32 to)
{
  while (from < to && lx->tok[from].kind != TOK_COMMENT)
    from++;
  return from;
}

/* The bytes that are kept: the arguments, with comments right before and behind them.  False and
 * *err if a comment is among what goes: nobody but its author can say where it belongs now. */
static bool kept_bytes(const struct call *c, guint32 *from, guint32 *to, GError **err)
{
  const struct lexed *lx = c->lx;
  guint32 first = comment_in(lx, tok_prev(lx, c->from) + 1, c->from);
  guint32 behind = tok_prev(lx, c->to) + 1;
  bool is_last = c->to == c->close;
  if (comment_in(lx, c->name, first) < first ||
      (!is_last && comment_in(lx, behind, c->close) < c->close))
    return fail(err, "would lose a comment; move it in front of the statement");
  *from = start_of(lx, first);
  *to = c->from == c->close || comment_in(lx, behind, c->close) < c->close ? start_of(lx, c->close)
                                                                           : end_of(lx, behind - 1);
  return true;
}

/* ------------------------------------------------------------------ operators around it */

/* Is it one operand of `delete`: a name, members, calls, subscripts, a cast in C++'s words? Not in
 * a macro, whose parameters can stand for anything. */
static bool is_operand(const struct call *c)
{
  const struct lexed *lx = c->lx;
  if (lx->tok[c->name].dir)
    return false;
  for (guint32 i = c->from; i != TOK_NONE && i < c->to; i = tok_next(lx, i)) {
    if (TOK_IS_ANY(lx, i, "(", "[") && lx->tok[i].match != TOK_NONE)
      i = lx->tok[i].match;
    else if (TOK_IS_ANY(lx, i, "static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"))
      i = tok_prev(lx, tok_angle_after(lx, tok_next(lx, i)));
    else if (!tok_is_ident(lx, i) && !TOK_IS_ANY(lx, i, "::", ".", "->", "this"))
      return false;
  }
  return true;
}

/* `FLC_NEW(A)->start()`: the object is used at once. */
static bool is_used_at_once(const struct call *c)
{
  guint32 next = tok_next(c->lx, c->close);
  return next != TOK_NONE && TOK_IS_ANY(c->lx, next, "->", ".", "[", "(");
}

static bool needs_parens(const struct call *c, const struct form *f)
{
  return (g_str_has_prefix(f->before, "new") && is_used_at_once(c)) ||
         (g_str_has_prefix(f->before, "delete") && !is_operand(c));
}

/* ------------------------------------------------------------------ public */

static char *text_before(const struct call *c, const struct form *f, const struct decision *d)
{
  const char *value = g_str_has_prefix(f->before, "new") ? d->type : d->size;
  const char *percent = strstr(f->before, "%s");
  GString *s = g_string_new(NULL);
  bool parens = needs_parens(c, f);
  if (parens && g_str_has_prefix(f->before, "new"))
    g_string_append_c(s, '(');
  if (percent)
    g_string_append_printf(s, "%.*s%s%s", (int)(percent - f->before), f->before, value,
                           percent + strlen("%s"));
  else
    g_string_append(s, f->before);
  if (parens && g_str_has_prefix(f->before, "delete"))
    g_string_append_c(s, '(');
  return g_string_free(s, FALSE);
}

bool form_edits(const struct inventory *inv, const struct site *s, const struct decision *d,
                const char *form, GArray *edits, GError **err)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  const struct form *f = form_named(form);
  struct call c;
  if (!f)
    return fail(err, "writes what is no form of the lens");
  if (!d)
    return fail(err, "moves a site of pools that the plan decides differently");
  guint32 from, to;
  if (!read_call(lx, s->tok, f, &c, err) || !kept_bytes(&c, &from, &to, err))
    return false;
  guint32 start = start_of(lx, c.name), end = end_of(lx, c.close);
  edits_add(edits, start, from - start, text_before(&c, f, d), c.name, c.from);
  edits_add(edits, to, end - to, g_strconcat(f->after, needs_parens(&c, f) ? ")" : "", NULL), c.to,
            c.close + 1);
  return true;
}
