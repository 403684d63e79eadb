/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"
#include "decision.h"
#include "hazard.h"
#include "merge.h"
#include "setup.h"
#include "skipped.h"

#include <string.h>

const char *plan_kind(const struct subject *s)
{
  return s->pool->kind == POOL_TRACKER ? "class" : pool_kind_name(s->pool->kind);
}

const char *plan_tri(enum tri t, const char *no, const char *yes)
{
  return t == TRI_UNKNOWN ? "unknown" : t == TRI_YES ? yes : no;
}

const char *plan_destructor(const struct subject *s)
{
  if (!hazard_type_is_known(s))
    return "unknown";
  if (s->facts->virtual_destructor)
    return "virtual";
  return plan_tri(s->facts->trivial, "not trivial", "trivial");
}

/* ------------------------------------------------------------------ facts */

static void set(const struct merge *m, const char *key, const char *value)
{
  char *valid = g_utf8_make_valid(value, -1);
  g_key_file_set_string(m->file, m->group, key, valid);
  g_free(valid);
}

static void set_number(const struct merge *m, const char *key, gint64 n)
{
  g_key_file_set_int64(m->file, m->group, key, n);
}

/* Names of subjects for which it holds; the key goes when there are none. */
static void set_names(const struct merge *m, const char *key, const struct subjects *all,
                      const struct subject *s,
                      bool (*holds)(const struct subject *s, const struct subject *other))
{
  GPtrArray *names = g_ptr_array_new();
  for (guint i = 0; i < all->all->len; i++) {
    const struct subject *o = g_ptr_array_index(all->all, i);
    if (o != s && holds(s, o))
      g_ptr_array_add(names, o->group);
  }
  if (names->len)
    g_key_file_set_string_list(m->file, m->group, key, (const char *const *)names->pdata,
                               names->len);
  else
    g_key_file_remove_key(m->file, m->group, key, NULL);
  g_ptr_array_unref(names);
}

static bool is_derived_from(const struct subject *s, const struct subject *o)
{
  return hazard_type_is_known(s) && hazard_type_is_known(o) &&
         facts_has_base(s->facts, o->facts->name);
}

static bool is_base_of(const struct subject *s, const struct subject *o)
{
  return is_derived_from(o, s);
}

static bool moves_with(const struct subject *s, const struct subject *o)
{
  return s->pool->unit == o->pool->unit;
}

/* A raw pool's size and alignment, as its set-ups say: the last one counts. */
static void set_memory(const struct merge *m, const struct subject *s)
{
  const char *size = "unknown", *align = "8";
  for (guint i = 0; i < s->setups->len; i++) {
    const struct setup *u = &g_array_index(s->setups, struct setup, i);
    size = u->size ? u->size : size;
    align = u->align ? u->align : align;
  }
  set(m, "size", size);
  set(m, "align", align);
}

static void set_type(const struct merge *m, const struct subjects *all, const struct subject *s)
{
  set(m, "type", s->type);
  if (hazard_type_is_known(s)) {
    set_number(m, "size", s->facts->size);
    set_number(m, "align", s->facts->align);
  } else {
    set(m, "size", "unknown");
    set(m, "align", "unknown");
  }
  set(m, "destructor", plan_destructor(s));
  set(m, "destructs", plan_tri(s->destructs, "no", "yes"));
  set_names(m, "derived-from", all, s, is_derived_from);
  set_names(m, "base-of", all, s, is_base_of);
}

static void set_list(const struct merge *m, const char *key, const GPtrArray *list)
{
  if (list->len)
    merge_list(m, key, list);
  else
    g_key_file_remove_key(m->file, m->group, key, NULL);
}

/* What delete would do that nobody does today. */
static void set_skipped(const struct merge *m, const struct skipped *k)
{
  char *verdict = skipped_verdict(k);
  if (k->is_asked)
    set(m, "delete-may", verdict);
  else
    g_key_file_remove_key(m->file, m->group, "delete-may", NULL);
  set_list(m, "leaks", k->leaks);
  set_list(m, "breaks", k->breaks);
  set_list(m, "runs", k->runs);
  set_list(m, "cleaned", k->cleaned);
  g_free(verdict);
}

static void set_facts(const struct merge *m, const struct subjects *all, const struct subject *s)
{
  set(m, "kind", plan_kind(s));
  if (subject_is_raw(s))
    set_memory(m, s);
  else
    set_type(m, all, s);
  set(m, "declared", s->declared);
  set_number(m, "takes", s->takes);
  set_number(m, "gives", s->gives);
  set_number(m, "thread-sites", s->thread_takes + s->thread_gives);
  set_names(m, "moves-with", all, s, moves_with);
}

/* ------------------------------------------------------------------ the plan */

static void planned_free(gpointer p)
{
  struct planned *x = p;
  g_ptr_array_unref(x->hazards);
  skipped_free(x->skipped);
  g_free(x->strategy);
  g_free(x->decided);
  g_free(x);
}

static void plan_pool(struct plan *p, const struct subjects *all, const struct subject *s)
{
  struct planned *x = g_new0(struct planned, 1);
  struct merge m = {p->file, s->group, p->findings, !g_key_file_has_group(p->file, s->group)};
  x->s = s;
  x->hazards = hazards_of(s, all);
  x->proposal = propose(s, x->hazards);
  x->skipped = skipped_of(s, all);
  set_facts(&m, all, s);
  set_skipped(&m, x->skipped);
  merge_strategy(&m, &x->proposal);
  merge_hazards(&m, x->hazards);
  x->strategy = g_key_file_get_value(p->file, s->group, "strategy", NULL);
  x->decided = g_key_file_get_value(p->file, s->group, "decided", NULL);
  g_ptr_array_add(p->pools, x);
}

/* ------------------------------------------------------------------ the whole tree */

/* Where a pool ended the process, new throws: unless somebody installs a handler, once for all
 * pools. */
static void plan_memory(struct plan *p, const struct subjects *all)
{
  struct merge m = {p->file, PLAN_HEAD, p->findings, false};
  const GArray *handlers = code_word(subjects_code(all), "set_new_handler");
  GPtrArray *evidence = g_ptr_array_new_with_free_func(g_free);
  bool any = false;
  for (guint i = 0; i < p->pools->len; i++) {
    const struct planned *x = g_ptr_array_index(p->pools, i);
    any |= x->strategy && strategy_is_new(strategy_named(x->strategy));
  }
  if (any && !handlers->len)
    g_ptr_array_add(evidence, g_strdup("new throws when memory is out, where a pool ended the "
                                       "process, and nothing calls std::set_new_handler"));
  merge_hazard(&m, HAZARD_OUT_OF_MEMORY, evidence);
  g_ptr_array_unref(evidence);
}

struct plan *plan_make(const struct subjects *s, GKeyFile *file)
{
  struct plan *p = g_new0(struct plan, 1);
  p->pools = g_ptr_array_new_with_free_func(planned_free);
  p->findings = g_ptr_array_new_with_free_func(g_free);
  p->file = file ? file : plan_file_new();
  for (guint i = 0; i < s->all->len; i++)
    plan_pool(p, s, g_ptr_array_index(s->all, i));
  plan_memory(p, s);
  merge_gone(p->file, s, p->findings);
  return p;
}

void plan_free(struct plan *p)
{
  if (!p)
    return;
  g_ptr_array_unref(p->pools);
  g_ptr_array_unref(p->findings);
  g_key_file_unref(p->file);
  g_free(p);
}

char *plan_text(const struct plan *p, gsize *len)
{
  return plan_file_text(p->file, len);
}

char *plan_accepted(const struct plan *p, const struct planned *x, const char *hazard)
{
  char *key = g_strconcat("accept.", hazard, NULL);
  char *who = g_key_file_get_value(p->file, x->s->group, key, NULL);
  g_free(key);
  return who;
}
