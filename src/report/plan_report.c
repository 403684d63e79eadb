/* SPDX-License-Identifier: Apache-2.0 */
#include "plan_report.h"
#include "json_text.h"
#include "plan/hazard.h"

#include <string.h>

static const GPtrArray *evidence_of(const struct planned *x, guint i)
{
  return g_ptr_array_index(x->hazards, i);
}

/* ------------------------------------------------------------------ table */

/* "skipped-destructor, (over-aligned)"; "-" for none.  A new string. */
static char *hazards_text(const struct plan *p, const struct planned *x)
{
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < hazards_count(); i++) {
    const char *name = hazard_at(i)->name;
    char *accepted = evidence_of(x, i)->len ? plan_accepted(p, x, name) : NULL;
    if (evidence_of(x, i)->len)
      g_string_append_printf(s, "%s%s%s%s", s->len ? ", " : "", accepted ? "(" : "", name,
                             accepted ? ")" : "");
    g_free(accepted);
  }
  if (!s->len)
    g_string_append_c(s, '-');
  return g_string_free(s, FALSE);
}

static char *value(const struct plan *p, const struct planned *x, const char *key)
{
  char *v = g_key_file_get_value(p->file, x->s->group, key, NULL);
  if (!v)
    return g_strdup("-");
  if (strcmp(v, "unknown") != 0)
    return v;
  g_free(v);
  return g_strdup("?");
}

static void print_pool(const struct plan *p, const struct planned *x, int width, int size_width,
                       FILE *out)
{
  char *size = value(p, x, "size"), *align = value(p, x, "align"),
       *destructor = value(p, x, "destructor"), *hazards = hazards_text(p, x);
  fprintf(out, "%-*s %*s %5s %5u %5u  %-11s %-8s %s\n", width, x->s->group, size_width, size, align,
          x->s->takes, x->s->gives, destructor, x->strategy ? x->strategy : "-", hazards);
  g_free(size);
  g_free(align);
  g_free(destructor);
  g_free(hazards);
}

static void print_hazards(const struct plan *p, FILE *out)
{
  fprintf(out, "\n%-22s %5s %8s\n", "hazard", "pools", "evidence");
  for (guint i = 0; i < hazards_count(); i++) {
    guint pools = 0, lines = 0;
    for (guint k = 0; k < p->pools->len; k++) {
      guint n = evidence_of(g_ptr_array_index(p->pools, k), i)->len;
      pools += n > 0;
      lines += n;
    }
    if (pools)
      fprintf(out, "%-22s %5u %8u\n", hazard_at(i)->name, pools, lines);
  }
}

static void print_strategies(const struct plan *p, FILE *out)
{
  fprintf(out, "\n%-8s %5s\n", "strategy", "pools");
  for (int s = 0; s < STRATEGY_N; s++) {
    guint n = 0;
    for (guint k = 0; k < p->pools->len; k++)
      n += g_strcmp0(((struct planned *)g_ptr_array_index(p->pools, k))->strategy,
                     strategy_name((enum strategy)s)) == 0;
    if (n)
      fprintf(out, "%-8s %5u  %s\n", strategy_name((enum strategy)s), n,
              strategy_means((enum strategy)s));
  }
}

void plan_report_table(const struct plan *p, FILE *out)
{
  int width = 4, size_width = 6;
  for (guint k = 0; k < p->pools->len; k++) {
    const struct planned *x = g_ptr_array_index(p->pools, k);
    char *size = value(p, x, "size");
    width = MAX(width, (int)strlen(x->s->group));
    size_width = MAX(size_width, (int)strlen(size));
    g_free(size);
  }
  fprintf(out, "%-*s %*s %5s %5s %5s  %-11s %-8s %s\n", width, "pool", size_width, "size", "align",
          "take", "give", "destructor", "strategy", "hazards");
  for (guint k = 0; k < p->pools->len; k++)
    print_pool(p, g_ptr_array_index(p->pools, k), width, size_width, out);
  print_hazards(p, out);
  print_strategies(p, out);
}

/* ------------------------------------------------------------------ JSON */

static json_t *list_json(const GPtrArray *list)
{
  json_t *a = json_array();
  for (guint i = 0; i < list->len; i++)
    json_array_append_new(a, text_json(g_ptr_array_index(list, i)));
  return a;
}

static json_t *hazards_json(const struct plan *p, const struct planned *x)
{
  json_t *all = json_object();
  for (guint i = 0; i < hazards_count(); i++) {
    if (!evidence_of(x, i)->len)
      continue;
    const char *name = hazard_at(i)->name;
    char *accepted = plan_accepted(p, x, name);
    json_object_set_new(all, name,
                        json_pack("{s:o, s:o}", "evidence", list_json(evidence_of(x, i)),
                                  "accepted", text_json(accepted)));
    g_free(accepted);
  }
  return all;
}

/* What delete would do where the pool skips the destructor; null where it was not asked. */
static json_t *skipped_json(const struct skipped *k)
{
  if (!k->is_asked)
    return json_null();
  char *verdict = skipped_verdict(k);
  json_t *j =
      json_pack("{s:s, s:o, s:o, s:o, s:o}", "may", verdict, "leaks", list_json(k->leaks), "breaks",
                list_json(k->breaks), "runs", list_json(k->runs), "cleaned", list_json(k->cleaned));
  g_free(verdict);
  return j;
}

static json_t *tri_json(enum tri t)
{
  return t == TRI_UNKNOWN ? json_null() : json_boolean(t == TRI_YES);
}

static json_t *pool_json(const struct plan *p, const struct planned *x)
{
  const struct subject *s = x->s;
  bool known = s->facts && !s->facts->unknown;
  return json_pack(
      "{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i, s:i, s:o, s:s, s:s, s:o, s:o, s:o}",
      "name", text_json(s->group), "kind", plan_kind(s), "type", text_json(s->type), "size",
      known ? json_integer(s->facts->size) : json_null(), "align",
      known ? json_integer(s->facts->align) : json_null(), "declared", text_json(s->declared),
      "destructs", tri_json(s->destructs), "trivial_destructor",
      known ? tri_json(s->facts->trivial) : json_null(), "virtual_destructor",
      known ? json_boolean(s->facts->virtual_destructor) : json_null(), "takes", (int)s->takes,
      "gives", (int)s->gives, "thread_sites", (int)(s->thread_takes + s->thread_gives), "strategy",
      text_json(x->strategy), "proposed", strategy_name(x->proposal.strategy), "reason",
      x->proposal.reason, "decided", text_json(x->decided), "hazards", hazards_json(p, x), "delete",
      skipped_json(x->skipped));
}

void plan_report_json(const struct plan *p, const char *tree, FILE *out)
{
  json_t *pools = json_array();
  for (guint k = 0; k < p->pools->len; k++)
    json_array_append_new(pools, pool_json(p, g_ptr_array_index(p->pools, k)));
  json_t *top = json_pack("{s:o, s:o, s:o}", "tree", text_json(tree), "pools", pools, "findings",
                          list_json(p->findings));
  json_dumpf(top, out, JSON_INDENT(1));
  fputc('\n', out);
  json_decref(top);
}
