/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd_native.h"
#include "plan/plan_file.h"
#include "rewrite/removal.h"
#include "step.h"
#include "write/baseline.h"
#include "write/guard.h"

#include <string.h>

GKeyFile *native_read_plan(const char *root, GError **err)
{
  char *path = g_build_filename(root, PLAN_PATH, NULL), *text = NULL;
  gsize len;
  GKeyFile *plan = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    g_set_error(err, PLAN_FILE_ERROR, PLAN_FILE_ERROR_FORMAT,
                "%s: is not there; 'freelift plan --write' makes it, and people review it", path);
  else if (g_file_get_contents(path, &text, &len, err))
    plan = plan_file_read(path, text, len, err);
  g_free(text);
  g_free(path);
  return plan;
}

struct names *native_names(const char *rules, const char *tree, GError **err)
{
  char *path = g_build_filename(rules, "freelist.names", NULL);
  char *own = g_build_filename(tree, "freelist.names", NULL);
  struct names *names = names_load(path, err);
  if (names && g_file_test(own, G_FILE_TEST_EXISTS) && !names_add(names, own, err)) {
    names_free(names);
    names = NULL;
  }
  g_free(own);
  g_free(path);
  return names;
}

/* ------------------------------------------------------------------ one run */

/* What one run does.  The freelist itself, which is the unit `frame`, goes when no pool needs it
 * any more; then what stands in files that go with it keeps no pool back. */
struct run {
  const struct common *o;
  const struct migration *m;
  struct decisions *d;
  bool destructors; /* only pools whose skipped destructor runs natively */
  bool *units, *in; /* that go, or are there; that are there already */
  bool frame;       /* the freelist goes, as far as this run has come */
  bool *gone;       /* by file: it goes with the frame; NULL without it */
  bool keeps;       /* pools stay on libflc */
  bool findings;    /* a pool had to stay against the plan */
  GPtrArray *stays; /* char *: what stays in the shim, and why */
  GPtrArray *waits; /* char *: the units that keep the frame back */
};

static void run_clear(struct run *r)
{
  decisions_free(r->d);
  g_free(r->units);
  g_free(r->in);
  g_free(r->gone);
  if (r->stays)
    g_ptr_array_unref(r->stays);
  if (r->waits)
    g_ptr_array_unref(r->waits);
}

static bool refuse(const char *why, GError **err)
{
  g_set_error(err, MIGRATION_ERROR, MIGRATION_ERROR_NO_UNIT, "%s; nothing was changed", why);
  return false;
}

/* ------------------------------------------------------------------ which units */

/* Has the unit nothing but threads' lists, and sites in files that go? Then it is the frame's. */
static bool is_of_frame(const struct run *r, guint32 unit)
{
  for (guint32 k = 0; r->gone && k < r->m->inv->sites->len; k++) {
    const struct site *s = inventory_site(r->m->inv, k);
    if (s->unit == unit && site_kind_is_moved(s->kind) && s->kind != SITE_DECLARE_CACHE &&
        !r->gone[s->file])
      return false;
  }
  return r->gone != NULL;
}

enum stay { STAY_NOT, STAY_KEPT, STAY_NO_POOL, STAY_OTHER_RUN, STAY_AGAINST_PLAN };

/* Why the pool has to wait for a run of the other kind; NULL: it has not. */
static char *reason_to_wait(const struct run *r, const struct decision *x)
{
  if (x->runs_skipped == r->destructors || !strategy_is_native(x->strategy))
    return NULL;
  return r->destructors
             ? g_strdup_printf("%s: no destructor runs that did not; run without --destructors",
                               x->group)
             : g_strdup_printf(
                   "%s: %s runs the destructor that the pool skips; that is a change of "
                   "behaviour, in a run and a commit of its own: --destructors",
                   x->group, strategy_name(x->strategy));
}

/* Why the unit stays where it is: a new string; NULL: nothing keeps it. */
static char *reason_to_stay(struct run *r, guint32 unit, enum stay *stay)
{
  const struct inventory *inv = r->m->inv;
  const struct pool *undecided = NULL;
  bool any = false;
  *stay = STAY_AGAINST_PLAN;
  for (guint32 k = 0; k < inv->pools->len; k++) {
    const struct pool *p = inventory_pool(inv, k);
    const struct decision *x = decision_of(r->d, k);
    if (p->unit != unit || (x && x->gone))
      continue;
    if (!x) {
      undecided = p;
      continue;
    }
    any = true;
    if (x->obstacles->len)
      return g_strdup(g_ptr_array_index(x->obstacles, 0));
    char *wait = r->in[unit] ? NULL : reason_to_wait(r, x);
    if (wait) {
      *stay = r->destructors ? STAY_OTHER_RUN : STAY_AGAINST_PLAN;
      return wait;
    }
    *stay = strategy_is_native(x->strategy) ? STAY_NOT : STAY_KEPT;
    r->keeps |= *stay == STAY_KEPT || strategy_has_operators(x->strategy);
    if (*stay == STAY_KEPT)
      return g_strdup_printf("%s: the plan says %s", p->name, strategy_name(x->strategy));
  }
  *stay = !any ? STAY_NO_POOL : undecided ? STAY_AGAINST_PLAN : STAY_NOT;
  if (!any)
    return g_strdup_printf("%s: is no pool of the plan", inventory_unit(inv, unit));
  return !undecided ? NULL
                    : g_strdup_printf("%s: stands for pools that the plan decides differently; one "
                                      "decision is needed for all that a macro serves",
                                      undecided->name);
}

/* Flags the units that go: those that are in already, and the named ones or all that may. */
static bool choose_units(struct run *r, GError **err)
{
  bool ok = true;
  for (guint32 u = UNIT_FRAME + 1; ok && u < r->m->inv->units->len; u++) {
    bool named = r->units[u], is_frames = is_of_frame(r, u);
    enum stay stay = STAY_NOT;
    char *why = is_frames ? NULL : reason_to_stay(r, u, &stay);
    if (why && named)
      ok = refuse(why, err);
    else if (why && !r->o->only)
      r->findings |= stay == STAY_AGAINST_PLAN;
    r->units[u] = named || (!r->o->only && !why && !is_frames);
    if (stay != STAY_KEPT && !r->units[u] && !is_frames)
      g_ptr_array_add(r->waits, g_strdup(inventory_unit(r->m->inv, u)));
    if (why && !named && !r->o->only && stay != STAY_OTHER_RUN)
      g_ptr_array_add(r->stays, why);
    else
      g_free(why);
  }
  return ok;
}

static void say_frame_waits(struct run *r)
{
  enum { MOST = 5 };
  guint n = r->waits->len;
  g_ptr_array_set_size(r->waits, (gint)MIN(n, (guint)MOST));
  g_ptr_array_add(r->waits, NULL);
  char *list = g_strjoinv(", ", (char **)r->waits->pdata);
  g_ptr_array_add(r->stays,
                  g_strdup_printf("frame: the freelist goes when each pool is native or kept by "
                                  "the plan; %u %s not: %s%s",
                                  n, n == 1 ? "is" : "are", list, n > MOST ? ", ..." : ""));
  g_free(list);
}

bool *native_files_gone(const struct inventory *inv, const struct names *names)
{
  bool *gone = g_new0(bool, inv->files->len + 1);
  for (guint32 i = 0; i < inv->files->len; i++)
    gone[i] = names_takes_file(names, inventory_file(inv, i)->src->path);
  return gone;
}

/* One try, with the frame or without.  False: an error. */
static bool try_units(struct run *r, GKeyFile *plan, const struct names *names, bool frame,
                      GError **err)
{
  struct run fresh = {.o = r->o, .m = r->m, .destructors = r->destructors, .frame = frame};
  run_clear(r);
  *r = fresh;
  r->gone = frame ? native_files_gone(r->m->inv, names) : NULL;
  r->d = decisions_read(r->m->inv, plan, r->gone);
  r->units = migration_units_none(r->m);
  r->stays = g_ptr_array_new_with_free_func(g_free);
  r->waits = g_ptr_array_new_with_free_func(g_free);
  r->in = migration_units_none(r->m);
  migration_units_applied(r->m, r->units);
  migration_units_applied(r->m, r->in);
  if (r->o->only && !migration_units_choose(r->m, r->o->only, r->units, err))
    return false;
  bool is_named = r->units[UNIT_FRAME];
  r->frame = frame && (is_named || !r->o->only);
  r->units[UNIT_FRAME] = r->frame;
  if (!choose_units(r, err))
    return false;
  if (r->waits->len && r->frame && is_named) {
    say_frame_waits(r);
    return refuse(g_ptr_array_index(r->stays, r->stays->len - 1), err);
  }
  r->frame = r->frame && !r->waits->len;
  return true;
}

/* Nobody accepted that new throws: then no pool that is still in the shim may become new. */
static bool check_new(const struct run *r, GError **err)
{
  for (guint i = 0; r->d->no_new && i < r->d->all->len; i++) {
    const struct decision *x = g_ptr_array_index(r->d->all, i);
    guint32 unit = inventory_pool(r->m->inv, x->pool)->unit;
    if (r->units[unit] && !r->in[unit] && strategy_is_new(x->strategy))
      return refuse(r->d->no_new, err);
  }
  return true;
}

/* With the freelist, if it can go; else without it. */
static bool choose(struct run *r, GKeyFile *plan, const struct names *names, GError **err)
{
  if (r->destructors)
    return try_units(r, plan, names, false, err);
  if (!try_units(r, plan, names, true, err))
    return false;
  if (r->frame)
    return true;
  bool wanted = !r->o->only;
  GPtrArray *waits = g_steal_pointer(&r->waits);
  bool ok = try_units(r, plan, names, false, err);
  g_ptr_array_unref(r->waits);
  r->waits = waits;
  if (ok && wanted)
    say_frame_waits(r);
  return ok;
}

/* ------------------------------------------------------------------ the freelist */

static const struct source *shim_header(const struct tree *t)
{
  for (guint i = 0; i < t->sources->len; i++) {
    const struct source *s = g_ptr_array_index(t->sources, i);
    if (g_str_has_suffix(s->path, "/" FRAME_HEADER))
      return s;
  }
  return NULL;
}

struct removal *native_removal(const struct migration *m, struct names *names, bool keeps,
                               GError **err)
{
  const struct source *header = shim_header(m->baseline);
  if (header && !keeps)
    names_add_file(names, header->path);
  char *native = header && keeps ? cmd_native_header(err) : NULL;
  if (header && keeps && !native)
    return NULL;
  struct tree *texts = baseline_texts(m->now->root, m->journal, removal_wants_text, names, err);
  struct removal *removal = texts ? removal_find(m->baseline, texts, names, err) : NULL;
  if (removal && native)
    removal_replace(removal, header, native);
  if (texts)
    tree_free(texts);
  g_free(native);
  return removal;
}

/* Is no listed name left? Files that were left out by --exclude count. */
static bool check_removal(const struct run *r, const struct step_result *result,
                          const struct names *names, GError **err)
{
  struct tree *after = step_tree(r->m, result);
  for (guint i = 0; i < r->m->now->excluded->len; i++) {
    const struct source *s = g_ptr_array_index(r->m->now->excluded, i);
    tree_add(after, s->path, g_memdup2(s->text, s->len + 1), s->len);
  }
  bool ok = removal_check(after, names, err);
  GPtrArray *comments = ok ? removal_comments(after, names) : NULL;
  for (guint i = 0; comments && i < comments->len; i++)
    cmd_talk(r->o, "a comment still speaks of it: %s", (char *)g_ptr_array_index(comments, i));
  if (comments)
    g_ptr_array_unref(comments);
  tree_free(after);
  return ok;
}

static void say_removal(const struct run *r, const struct removal *removal)
{
  guint gone = 0;
  for (guint i = 0; i < removal->files->len; i++)
    gone += ((const struct removal_file *)g_ptr_array_index(removal->files, i))->gone;
  cmd_talk(r->o, "the freelist goes: %u files as a whole, parts of %u others%s", gone,
           removal->files->len - gone,
           r->keeps ? "; pools that stay need libflc: pkg-config --cflags --libs libflc" : "");
}

/* ------------------------------------------------------------------ the step */

static bool step(const struct run *r, const struct rewrite_opts *ro, const struct names *names,
                 GError **err)
{
  struct step_result *result = migration_forward(r->m, r->units, ro, NULL, err);
  bool ok = result && step_check(r->m, result, r->units, err) &&
            (!r->frame || check_removal(r, result, names, err));
  if (ok) {
    if (r->frame)
      say_removal(r, ro->removal);
    step_figures(r->o, r->m, result->rw);
    step_notes(r->o, result->rw);
    ok = step_finish(r->o, r->m, result, err);
  }
  step_result_free(result);
  return ok;
}

static bool run_steps(struct run *r, GKeyFile *plan, const char *rules, GError **err)
{
  struct common with_rules = *r->o;
  struct rewrite_opts ro;
  struct names *names = native_names(rules, r->m->now->root, err);
  struct removal *removal = NULL;
  with_rules.rules = (char *)rules;
  bool ok = names && choose(r, plan, names, err) && check_new(r, err) &&
            guard_excluded(r->m->now, r->m->inv, r->units, err) &&
            cmd_rewrite_opts(&with_rules, &ro, err) &&
            (!r->frame || (removal = native_removal(r->m, names, r->keeps, err)));
  for (guint i = 0; ok && i < r->stays->len; i++)
    cmd_talk(r->o, "stays in the shim: %s", (char *)g_ptr_array_index(r->stays, i));
  if (ok) {
    ro.native = r->d;
    ro.removal = removal;
    ro.keeps = r->keeps;
    ok = step(r, &ro, names, err);
  }
  removal_free(removal);
  names_free(names);
  return ok;
}

bool native_apply(const struct common *o, bool destructors, const char *root, int *status,
                  GError **err)
{
  struct migration *m = migration_open(root, STAGE_NATIVE, o->exclude, err);
  GKeyFile *plan = m && cmd_check_clean(o, root, err) ? native_read_plan(root, err) : NULL;
  char *rules = o->rules ? g_strdup(o->rules) : cmd_data(stage_rules(STAGE_NATIVE));
  struct run r = {.o = o, .m = m, .destructors = destructors};
  bool ok = plan && run_steps(&r, plan, rules, err);
  if (ok && r.findings)
    *status = EXIT_FINDINGS;
  run_clear(&r);
  g_free(rules);
  if (plan)
    g_key_file_unref(plan);
  migration_free(m);
  return ok;
}
