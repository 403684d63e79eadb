/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"
#include "around.h"
#include "form_p.h"
#include "lines.h"
#include "plan/destroyed.h"
#include "rewrite.h"
#include "scan/tokens.h"

#include <string.h>

/* What is kept of the arguments.  A comma may lie inside one: tokens alone do not tell template
 * arguments from comparisons.  So it is counted from both ends; pools and threads, which go, are
 * plain. */
enum kept { ALL_REST, ALL_BUT_TWO, NOTHING };

/* before, after: %s is the type, or the size. */
static const struct form {
  const char *name, *before, *after;
  int first;
  enum kept kept;
} forms[] = {
    {"LENS_NEW", "new %s(", ")", 1, ALL_REST},
    {"LENS_TH_NEW", "new %s(", ")", 2, ALL_REST},
    {"LENS_DELETE", "delete ", "", 1, ALL_REST},
    {"LENS_TH_DELETE", "delete ", "", 0, ALL_BUT_TWO},
    {"LENS_RELEASE", "::operator delete(", ")", 1, ALL_REST},
    {"LENS_TH_RELEASE", "::operator delete(", ")", 0, ALL_BUT_TWO},
    {"LENS_MALLOC", "ats_malloc(%s", ")", 1, NOTHING},
    {"LENS_TH_MALLOC", "ats_malloc(%s", ")", 2, NOTHING},
    {"LENS_MFREE", "ats_free(", ")", 1, ALL_REST},
    {"LENS_TH_MFREE", "ats_free(", ")", 0, ALL_BUT_TWO},
    {"LENS_DESTROY", "", "->~%s()", 1, ALL_REST},
    {"LENS_DROP", "", "", 0, NOTHING},
    {"LENS_DROP_TOO", "", "", 0, NOTHING},
};

/* The same for a pool whose class has operators. */
static const struct form of_class[] = {
    {"LENS_RELEASE", "%s::operator delete(", ", sizeof(%s))", 1, ALL_REST},
    {"LENS_TH_RELEASE", "%s::operator delete(", ", sizeof(%s))", 0, ALL_BUT_TWO},
};

/* What goes with the call, or with what the call goes: the end of the form's name. */
enum with { WITH_NOTHING, WITH_DESTROYING, WITH_CHECK, WITH_BRANCH, WITH_OTHER_BRANCH };
static const char *const endings[] = {"", "_DESTROYED", "_CHECKED", "_FIRST", "_SECOND"};

static const struct form *form_named(const char *name, enum with *with)
{
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
    for (*with = WITH_NOTHING; g_str_has_prefix(name, forms[i].name) && *with <= WITH_OTHER_BRANCH;
         (*with)++)
      if (strcmp(name + strlen(forms[i].name), endings[*with]) == 0)
        return &forms[i];
  return NULL;
}

static const struct form *form_of(const struct form *f, const struct decision *d)
{
  for (gsize i = 0; d->strategy == STRATEGY_CLASS_RELEASE && i < G_N_ELEMENTS(of_class); i++)
    if (strcmp(of_class[i].name, f->name) == 0)
      return &of_class[i];
  return f;
}

static bool is_form(const struct form *f, const char *name)
{
  return strcmp(f->name, name) == 0;
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

static bool is_new(const struct form *f)
{
  return g_str_has_prefix(f->before, "new");
}

static bool read_call(const struct lexed *lx, guint32 tok, const struct form *f, struct call *c,
                      GError **err)
{
  *c = (struct call){.lx = lx, .name = tok, .open = tok_next(lx, tok)};
  if (c->open == TOK_NONE || !tok_is(lx, c->open, "(") || lx->tok[c->open].match == TOK_NONE)
    return fail(err, "names what is no call");
  c->close = lx->tok[c->open].match;
  c->from = c->to = c->close;
  guint32 from, to;
  int last = -1;
  while (tok_argument(lx, c->open, last + 1, &from, &to))
    last++;
  if (f->kept == ALL_BUT_TWO)
    last -= 2;
  if (f->kept == NOTHING || (last < f->first && is_new(f)))
    return true;
  if (last < f->first)
    return fail(err, "gives a call with too few arguments another form");
  tok_argument(lx, c->open, f->first, &c->from, &to);
  tok_argument(lx, c->open, last, &from, &c->to);
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
  if (is_new(f))
    return is_used_at_once(c);
  return (g_str_has_prefix(f->before, "delete") || is_form(f, "LENS_DESTROY")) && !is_operand(c);
}

/* ------------------------------------------------------------------ the call's own edits */

/* The text with its %s filled in. */
static void append(GString *s, const char *text, const char *value)
{
  const char *percent = strstr(text, "%s");
  if (percent)
    g_string_append_printf(s, "%.*s%s%s", (int)(percent - text), text, value,
                           percent + strlen("%s"));
  else
    g_string_append(s, text);
}

static bool call_edits(const struct call *c, const struct form *f, const struct decision *d,
                       GArray *edits, GError **err)
{
  guint32 from, to;
  if (!kept_bytes(c, &from, &to, err))
    return false;
  const char *value = g_str_has_prefix(f->before, "ats_") ? d->size : d->type;
  bool parens = needs_parens(c, f), whole = is_new(f);
  GString *before = g_string_new(parens && whole ? "(" : ""), *after = g_string_new(NULL);
  append(before, f->before, value);
  g_string_append(before, parens && !whole ? "(" : "");
  g_string_append(after, is_form(f, "LENS_DESTROY") && parens ? ")" : "");
  append(after, f->after, value);
  g_string_append(after, parens && !is_form(f, "LENS_DESTROY") ? ")" : "");
  guint32 start = start_of(c->lx, c->name), end = end_of(c->lx, c->close);
  edits_add(edits, start, from - start, g_string_free(before, FALSE), c->name, c->from);
  edits_add(edits, to, end - to, g_string_free(after, FALSE), c->to, c->close + 1);
  return true;
}

/* ------------------------------------------------------------------ what goes with it */

/* The statement of the call goes, or just the call: nobody can want its value. */
static bool gone(const struct scanned *f, const struct call *c, GArray *edits, GError **err)
{
  struct around a;
  guint32 before = tok_prev(f->lx, c->name);
  if (around_statement(f, c->name, &a)) {
    lines_remove(f->lx, a.first, a.end, LINES_WITH_COMMENT, edits);
    return true;
  }
  if (before != TOK_NONE && tok_is(f->lx, before, "="))
    return fail(err, "drops what a list was made of, in an expression; assign it in a statement "
                     "of its own");
  guint32 start = start_of(f->lx, c->name);
  edits_add(edits, start, end_of(f->lx, c->close) - start, g_strdup("(void)0"), c->name,
            c->close + 1);
  return true;
}

/* The rule and the plan have to mean the same calls: a destructor that stays in front of a delete
 * runs twice, and one that goes without has to be the object's. */
static bool destroying_edits(const struct inventory *inv, const struct site *s, enum with with,
                             GArray *edits, GError **err)
{
  struct destroying d;
  bool is = give_is_destroyed(inv, s, &d);
  if (is && with != WITH_DESTROYING)
    return fail(err, "leaves a call of the destructor in front of delete");
  if (!is && with == WITH_DESTROYING)
    return fail(err, "takes a destructor's call for one with the give, and the plan does not; "
                     "write the two as statements next to each other");
  if (is)
    lines_remove(inventory_file(inv, s->file)->lx, d.first, d.end, LINES_LEAVE_COMMENT, edits);
  return true;
}

/* A list of what the branches were told apart by, for a person. */
static void note_condition(const struct scanned *f, const struct branches *b, GPtrArray *notes)
{
  char *c = tok_join(f->lx, b->cond, tok_prev(f->lx, b->cond_end));
  g_ptr_array_add(notes, g_strdup_printf("%s:%u: '%s' decides nothing here any more; is it still "
                                         "needed?",
                                         f->src->path, f->lx->tok[b->first].line, c));
  g_free(c);
}

/* All but the first branch's statement; in a macro that leaves its last ';' to the user, also the
 * first one's. */
static void branch_edits(const struct scanned *f, const struct branches *b, GArray *edits)
{
  const struct lexed *lx = f->lx;
  guint32 start = start_of(lx, b->first), kept = start_of(lx, b->kept);
  bool semi = TOK_IS_ANY(lx, b->end - 1, ";", "}");
  guint32 from = semi ? end_of(lx, b->kept_end) : start_of(lx, b->kept_end);
  edits_add(edits, start, kept - start, g_strdup(""), b->first, b->kept);
  edits_add(edits, from, end_of(lx, b->end - 1) - from, g_strdup(""), b->kept_end, b->end);
}

/* ------------------------------------------------------------------ public */

bool form_edits(const struct inventory *inv, const struct site *s, const struct decision *d,
                const char *form, GArray *edits, GPtrArray *notes, GError **err)
{
  const struct scanned *file = inventory_file(inv, s->file);
  enum with with;
  const struct form *f = form_named(form, &with);
  struct call c;
  struct branches b;
  struct around check;
  if (form_is_statement(form))
    return form_statement(inv, s, form, edits, err);
  if (!f)
    return fail(err, "writes what is no form of the lens");
  if (!d)
    return fail(err, "moves a site of pools that the plan decides differently");
  f = form_of(f, d);
  if (is_form(f, "LENS_DROP_TOO"))
    return true;
  if (!read_call(file->lx, s->tok, f, &c, err))
    return false;
  if (is_form(f, "LENS_DROP") || (is_form(f, "LENS_DESTROY") && d->destructs != TRI_YES))
    return gone(file, &c, edits, err);
  if (with == WITH_OTHER_BRANCH && around_branches(file, s->tok, &b))
    return true; /* gone with the first */
  if (with == WITH_BRANCH && around_branches(file, s->tok, &b)) {
    branch_edits(file, &b, edits);
    note_condition(file, &b, notes);
  }
  if (with == WITH_CHECK && around_check(inv, s, &check))
    lines_remove(file->lx, check.first, check.end, LINES_LEAVE_COMMENT, edits);
  if (g_str_has_prefix(f->before, "delete") && !destroying_edits(inv, s, with, edits, err))
    return false;
  return call_edits(&c, f, d, edits, err);
}
