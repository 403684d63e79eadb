/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"
#include "class_choice.h"
#include "hazard.h"
#include "merge.h"
#include "plan_file.h"
#include "scan/tokens.h"

#include <string.h>

bool strategy_is_native(enum strategy s)
{
  return s != STRATEGY_BUFFER && s != STRATEGY_KEEP;
}

bool strategy_is_new(enum strategy s)
{
  return s == STRATEGY_DELETE || s == STRATEGY_RELEASE || strategy_has_operators(s);
}

/* ------------------------------------------------------------------ obstacles */

/* One group of the plan, and what it says of its pool. */
struct reading {
  GKeyFile *plan;
  const struct subject *s;
  struct decision *d;
  const bool *gone; /* by file, or NULL */
};

static void obstacle(const struct reading *r, const char *what, ...) G_GNUC_PRINTF(2, 3);
static void obstacle(const struct reading *r, const char *what, ...)
{
  va_list ap;
  va_start(ap, what);
  char *text = g_strdup_vprintf(what, ap);
  va_end(ap);
  g_ptr_array_add(r->d->obstacles, g_strconcat(r->s->group, ": ", text, NULL));
  g_free(text);
}

static char *get(const struct reading *r, const char *key)
{
  return g_key_file_get_value(r->plan, r->s->group, key, NULL);
}

static bool is_accepted(GKeyFile *plan, const char *group, const char *hazard)
{
  char *key = g_strconcat("accept.", hazard, NULL);
  char *who = g_key_file_get_value(plan, group, key, NULL);
  bool is = who && is_acceptance(who);
  g_free(key);
  g_free(who);
  return is;
}

/* The first place that the plan names for the hazard; a new string. */
static char *evidence_of(GKeyFile *plan, const char *group, const char *key)
{
  char **all = g_key_file_get_string_list(plan, group, key, NULL, NULL);
  char *first = g_strdup(all && all[0] ? all[0] : "no evidence");
  g_strfreev(all);
  return first;
}

static void check_hazards(const struct reading *r)
{
  for (guint i = 0; i < hazards_count(); i++) {
    const struct hazard *h = hazard_at(i);
    char *key = g_strconcat("hazard.", h->name, NULL);
    if (g_key_file_has_key(r->plan, r->s->group, key, NULL) &&
        hazard_is_against(h, r->d->strategy) && !is_accepted(r->plan, r->s->group, h->name)) {
      char *evidence = evidence_of(r->plan, r->s->group, key);
      obstacle(r,
               "%s stands against %s: %s; choose another strategy, or accept.%s=Name <mail>: why",
               h->name, strategy_name(r->d->strategy), evidence, h->name);
      g_free(evidence);
    }
    g_free(key);
  }
}

static void check_count(const struct reading *r, const char *key, guint n)
{
  char *text = get(r, key);
  guint64 was;
  if (!text || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT, &was, NULL) || was != n)
    obstacle(r, "has %u %s, and the plan knows %s; run 'freelift plan --write' again", n, key,
             text ? text : "none");
  g_free(text);
}

/* The name of the call that token i is an argument of; TOK_NONE: it is none. */
static guint32 call_around(const struct lexed *lx, guint32 i)
{
  for (guint32 p = tok_prev_over(lx, i); p != TOK_NONE; p = tok_prev_over(lx, p)) {
    if (TOK_IS_ANY(lx, p, ";", "{", "}"))
      break;
    if (tok_is(lx, p, "(") && lx->tok[p].match != TOK_NONE && lx->tok[p].match > i)
      return tok_prev(lx, p);
  }
  return TOK_NONE;
}

/* `N::T`, `A<B>::T`; not `T<N::U>`. */
static bool is_qualified(const char *type)
{
  const char *angle = strchr(type, '<'), *colons = g_strrstr(type, "::");
  return colons && (!angle || colons < angle || !g_str_has_suffix(type, ">"));
}

/* What a person does with a site that has no native form; NULL: it has one. */
static const char *no_form(const struct reading *r, const struct site *x)
{
  const struct lexed *lx = inventory_file(r->s->inv, x->file)->lx;
  switch (x->kind) {
  case SITE_BULK_GIVE:
    return "a chain is given at once; give its members one by one, and read each link before the "
           "give";
  case SITE_LIST_GIVE:
    return tok_is(lx, x->tok, "FLC_FREELIST_FREE_BULK")
               ? "a chain is given at once; give its members one by one, and read each link before "
                 "the give"
               : NULL;
  case SITE_RAW: /* what trims a list goes as a whole */
    return tok_is(lx, call_around(lx, x->tok), "FLC_TC_FREEUP")
               ? NULL
               : "the raw side of the pool is used, and there will be no pool; use the pool itself";
  case SITE_RE_INIT:
    return r->d->strategy == STRATEGY_BLOCK ? NULL : "objects have no size to set; take it out";
  case SITE_DESTROY:
    if (r->s->destructs == TRI_UNKNOWN)
      return "whether it destructs cannot be told; write the destructor's call, or nothing";
    return r->s->destructs == TRI_YES && is_qualified(r->s->type)
               ? "the type's name is qualified; write the destructor's call by hand"
               : NULL;
  case SITE_MENTION:
    return "the pool's name is used in a way that no rule knows; write it differently";
  default:
    return NULL;
  }
}

/* A list of a thread has no plan of its own: it goes with its pool, so nothing else may use it. */
static void check_thread_lists(const struct reading *r)
{
  const struct inventory *inv = r->s->inv;
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *x = inventory_site(inv, k);
    if (x->kind != SITE_MENTION || x->pool == NO_POOL || (r->gone && r->gone[x->file]) ||
        x->unit != r->s->pool->unit || inventory_pool(inv, x->pool)->kind != POOL_CACHE)
      continue;
    const struct lexed *lx = inventory_file(inv, x->file)->lx;
    guint32 call = call_around(lx, x->tok);
    if (call != TOK_NONE &&
        TOK_IS_ANY(lx, call, "FLC_TC_ALLOC", "FLC_TC_ALLOC_INIT", "FLC_TC_FREEUP"))
      continue; /* the list is dropped there */
    char *place = subject_place(r->s, x);
    obstacle(r, "%s: a thread's list is looked into, and there will be none; take that out", place);
    g_free(place);
  }
}

static void check_sites(const struct reading *r)
{
  for (guint i = 0; i < r->s->sites->len; i++) {
    const struct site *x = g_array_index(r->s->sites, const struct site *, i);
    if (r->gone && r->gone[x->file])
      continue;
    char *place = subject_place(r->s, x);
    if (site_kind_is_moved(x->kind) && !x->is_shim)
      obstacle(r, "%s is not in the shim yet; 'freelift apply --to shim' goes first", place);
    else if (no_form(r, x))
      obstacle(r, "%s: %s", place, no_form(r, x));
    g_free(place);
  }
  check_thread_lists(r);
}

static void read_strategy(const struct reading *r)
{
  char *name = get(r, "strategy"), *look = get(r, "look-again");
  r->d->strategy = name ? strategy_named(name) : STRATEGY_N;
  if (!g_key_file_has_group(r->plan, r->s->group))
    obstacle(r, "is not in the plan; run 'freelift plan --write'");
  else if (r->d->strategy == STRATEGY_N)
    obstacle(r, "'%s' is no strategy", name ? name : "");
  else if (look)
    obstacle(r, "look-again=%s: look, then take the key away", look);
  g_free(name);
  g_free(look);
}

static void read_block(const struct reading *r)
{
  char *size = get(r, "size");
  if (r->d->strategy == STRATEGY_BLOCK && size) {
    g_free(r->d->size);
    r->d->size = g_strdup(size);
  }
  g_free(size);
  if (r->d->strategy == STRATEGY_BLOCK && (!*r->d->size || strcmp(r->d->size, "unknown") == 0))
    obstacle(r, "is a block of unknown size");
  else if ((r->d->strategy == STRATEGY_BLOCK) != subject_is_raw(r->s) &&
           strategy_is_native(r->d->strategy))
    obstacle(r, "%s is no strategy for %s", strategy_name(r->d->strategy),
             subject_is_raw(r->s) ? "raw memory" : "objects");
}

/* The class's operators: where they go. */
static void read_class(const struct reading *r, struct inventory *inv)
{
  char *why = strategy_has_operators(r->d->strategy)
                  ? class_choice_obstacle(inv, r->d->pool, r->d->type, &r->d->body)
                  : NULL;
  if (why)
    obstacle(r, "%s", why);
  g_free(why);
}

static struct decision *decision_read(struct inventory *inv, GKeyFile *plan,
                                      const struct subject *s, const bool *gone)
{
  struct decision *d = g_new0(struct decision, 1);
  struct reading r = {plan, s, d, gone};
  d->pool = (guint32)(s->pool - inventory_pool(inv, 0));
  d->group = g_strdup(s->group);
  d->type = g_strdup(s->type);
  d->size = g_strdup("");
  d->destructs = s->destructs;
  d->obstacles = g_ptr_array_new_with_free_func(g_free);
  d->gone = gone && gone[s->pool->file];
  read_strategy(&r);
  if (!d->obstacles->len && strategy_is_native(d->strategy)) {
    read_block(&r);
    read_class(&r, inv);
    check_hazards(&r);
    d->runs_skipped = (d->strategy == STRATEGY_DELETE || d->strategy == STRATEGY_CLASS) &&
                      g_key_file_has_key(plan, s->group, "hazard.skipped-destructor", NULL);
    check_count(&r, "takes", s->takes);
    check_count(&r, "gives", s->gives);
    check_sites(&r);
  }
  return d;
}

static void decision_free(gpointer p)
{
  struct decision *d = p;
  g_free(d->group);
  g_free(d->type);
  g_free(d->size);
  g_ptr_array_unref(d->obstacles);
  g_free(d);
}

/* The hazard that belongs to no pool. */
static char *obstacle_to_new(GKeyFile *plan)
{
  const char *key = "hazard." HAZARD_OUT_OF_MEMORY;
  if (!g_key_file_has_key(plan, PLAN_HEAD, key, NULL) ||
      is_accepted(plan, PLAN_HEAD, HAZARD_OUT_OF_MEMORY))
    return NULL;
  char *evidence = evidence_of(plan, PLAN_HEAD, key);
  char *why = g_strdup_printf("[%s] %s: %s; install a handler, or write accept.%s=Name <mail>: why",
                              PLAN_HEAD, HAZARD_OUT_OF_MEMORY, evidence, HAZARD_OUT_OF_MEMORY);
  g_free(evidence);
  return why;
}

/* ------------------------------------------------------------------ by pool */

/* What stands for pools, a thread's list or a macro's parameter, is decided as they are: all of its
 * unit in one way. */
static struct decision *shared(const struct inventory *inv, const struct decisions *d, guint32 unit)
{
  struct decision *one = NULL;
  for (guint32 k = 0; k < inv->pools->len; k++) {
    struct decision *x = g_ptr_array_index(d->by_pool, k);
    if (!x || x->gone || inventory_pool(inv, k)->unit != unit)
      continue;
    if (one && (one->strategy != x->strategy || strcmp(one->type, x->type) != 0))
      return NULL;
    one = x;
  }
  return one;
}

static void decide_stand_ins(const struct inventory *inv, struct decisions *d)
{
  GArray *which = g_array_new(FALSE, FALSE, sizeof(guint32));
  GPtrArray *what = g_ptr_array_new();
  for (guint32 k = 0; k < inv->pools->len; k++)
    if (!g_ptr_array_index(d->by_pool, k)) {
      g_array_append_val(which, k);
      g_ptr_array_add(what, shared(inv, d, inventory_pool(inv, k)->unit));
    }
  for (guint i = 0; i < which->len; i++)
    g_ptr_array_index(d->by_pool, g_array_index(which, guint32, i)) = g_ptr_array_index(what, i);
  g_array_unref(which);
  g_ptr_array_unref(what);
}

struct decisions *decisions_read(struct inventory *inv, GKeyFile *plan, const bool *gone)
{
  struct decisions *d = g_new0(struct decisions, 1);
  GPtrArray *facts = g_ptr_array_new();
  g_ptr_array_set_size(facts, (gint)inv->pools->len);
  struct subjects *s = subjects_new(inv, facts);
  d->by_pool = g_ptr_array_new();
  d->all = g_ptr_array_new_with_free_func(decision_free);
  g_ptr_array_set_size(d->by_pool, (gint)inv->pools->len);
  for (guint i = 0; i < s->all->len; i++) {
    const struct subject *one = g_ptr_array_index(s->all, i);
    struct decision *x = decision_read(inv, plan, one, gone);
    g_ptr_array_add(d->all, x);
    g_ptr_array_index(d->by_pool, x->pool) = x;
  }
  d->no_new = obstacle_to_new(plan);
  class_choices_check(d, plan);
  decide_stand_ins(inv, d);
  subjects_free(s);
  g_ptr_array_unref(facts);
  return d;
}

void decisions_free(struct decisions *d)
{
  if (!d)
    return;
  g_ptr_array_unref(d->by_pool);
  g_ptr_array_unref(d->all);
  g_free(d->no_new);
  g_free(d);
}

const struct decision *decision_of(const struct decisions *d, guint32 pool)
{
  return pool == NO_POOL ? NULL : g_ptr_array_index(d->by_pool, pool);
}
