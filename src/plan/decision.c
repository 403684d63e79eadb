/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"
#include "hazard.h"
#include "merge.h"
#include "plan_file.h"

#include <string.h>

bool strategy_is_native(enum strategy s)
{
  return s != STRATEGY_BUFFER && s != STRATEGY_KEEP;
}

/* ------------------------------------------------------------------ obstacles */

/* One group of the plan, and what it says of its pool. */
struct reading {
  GKeyFile *plan;
  const struct subject *s;
  struct decision *d;
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

static bool is_accepted(const struct reading *r, const char *hazard)
{
  char *key = g_strconcat("accept.", hazard, NULL), *who = get(r, key);
  bool is = who && is_acceptance(who);
  g_free(key);
  g_free(who);
  return is;
}

/* The first place that the plan names for the hazard; a new string. */
static char *evidence_of(const struct reading *r, const char *key)
{
  char **all = g_key_file_get_string_list(r->plan, r->s->group, key, NULL, NULL);
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
        hazard_is_against(h, r->d->strategy) && !is_accepted(r, h->name)) {
      char *evidence = evidence_of(r, key);
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

/* Do the native rules have a form for it? */
static bool has_form(enum site_kind k)
{
  switch (k) {
  case SITE_CLASS_TAKE:
  case SITE_RAW_TAKE:
  case SITE_THREAD_TAKE:
  case SITE_CACHE_TAKE:
  case SITE_CLASS_GIVE:
  case SITE_RAW_GIVE:
  case SITE_THREAD_GIVE:
  case SITE_WRAPPED:
  case SITE_SHADOWED:
    return true;
  default:
    return k >= SITE_DECLARE_CLASS && k <= SITE_DECLARE_LIST;
  }
}

static void check_sites(const struct reading *r)
{
  for (guint i = 0; i < r->s->sites->len; i++) {
    const struct site *x = g_array_index(r->s->sites, const struct site *, i);
    char *place = subject_place(r->s, x);
    if (site_kind_is_moved(x->kind) && !x->is_shim)
      obstacle(r, "%s is not in the shim yet; 'freelift apply --to shim' goes first", place);
    else if (x->kind == SITE_MENTION)
      obstacle(r, "%s names the pool in a way that no rule knows; write it differently", place);
    else if (!has_form(x->kind))
      obstacle(r, "%s: %s has no native form; write it differently", place,
               site_kind_name(x->kind));
    g_free(place);
  }
}

static void read_strategy(const struct reading *r)
{
  char *name = get(r, "strategy"), *look = get(r, "look-again");
  r->d->strategy = name ? strategy_named(name) : STRATEGY_N;
  if (!g_key_file_has_group(r->plan, r->s->group))
    obstacle(r, "is not in the plan; run 'freelift plan --write'");
  else if (r->d->strategy == STRATEGY_N)
    obstacle(r, "'%s' is no strategy", name ? name : "");
  else if (r->d->strategy == STRATEGY_CLASS)
    obstacle(r, "class is not done yet: nothing writes the operators; choose delete or keep");
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

static struct decision *decision_read(GKeyFile *plan, const struct subject *s)
{
  struct decision *d = g_new0(struct decision, 1);
  struct reading r = {plan, s, d};
  d->type = g_strdup(s->type);
  d->size = g_strdup("");
  d->obstacles = g_ptr_array_new_with_free_func(g_free);
  read_strategy(&r);
  if (!d->obstacles->len && strategy_is_native(d->strategy)) {
    read_block(&r);
    check_hazards(&r);
    check_count(&r, "takes", s->takes);
    check_count(&r, "gives", s->gives);
    check_sites(&r);
  }
  return d;
}

static void decision_free(gpointer p)
{
  struct decision *d = p;
  g_free(d->type);
  g_free(d->size);
  g_ptr_array_unref(d->obstacles);
  g_free(d);
}

/* ------------------------------------------------------------------ by pool */

/* What stands for pools, a thread's list or a macro's parameter, is decided as they are: all of its
 * unit in one way. */
static struct decision *shared(const struct inventory *inv, const struct decisions *d, guint32 unit)
{
  struct decision *one = NULL;
  for (guint32 k = 0; k < inv->pools->len; k++) {
    struct decision *x = g_ptr_array_index(d->by_pool, k);
    if (!x || inventory_pool(inv, k)->unit != unit)
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

struct decisions *decisions_read(const struct inventory *inv, GKeyFile *plan)
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
    struct decision *x = decision_read(plan, one);
    g_ptr_array_add(d->all, x);
    g_ptr_array_index(d->by_pool, (guint)(one->pool - inventory_pool(inv, 0))) = x;
  }
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
  g_free(d);
}

const struct decision *decision_of(const struct decisions *d, guint32 pool)
{
  return pool == NO_POOL ? NULL : g_ptr_array_index(d->by_pool, pool);
}
