/* SPDX-License-Identifier: Apache-2.0 */
#include "finding.h"

#include <string.h>

static const struct finding_rule rules[] = {
#define RULE(name, summary, help) {name, summary, help},
#include "rules.def"
#undef RULE
};

const struct finding_rule *finding_rule_at(guint i)
{
  return i < G_N_ELEMENTS(rules) ? &rules[i] : NULL;
}

void finding_free(gpointer p)
{
  struct finding *f = p;
  g_free(f->path);
  g_free(f->message);
  g_free(f->subject);
  g_free(f->kept);
  g_free(f);
}

GPtrArray *findings_new(void)
{
  return g_ptr_array_new_with_free_func(finding_free);
}

static const char *rule_named(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
    if (strcmp(rules[i].name, name) == 0)
      return rules[i].name;
  g_error("%s is no rule of rules.def", name);
}

struct finding *findings_add(GPtrArray *findings, const char *path, guint32 line, guint32 column,
                             const char *rule, char *message)
{
  struct finding *f = g_new(struct finding, 1);
  *f = (struct finding){g_strdup(path), line, column, rule_named(rule), message, NULL, NULL};
  g_ptr_array_add(findings, f);
  return f;
}

guint findings_count(const GPtrArray *findings)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++)
    n += !((const struct finding *)g_ptr_array_index(findings, i))->kept;
  return n;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
  const struct finding *x = *(struct finding *const *)a, *y = *(struct finding *const *)b;
  int c = strcmp(x->path, y->path);
  if (c == 0)
    c = (x->line > y->line) - (x->line < y->line);
  if (c == 0)
    c = (x->column > y->column) - (x->column < y->column);
  return c ? c : strcmp(x->rule, y->rule);
}

void findings_sort(GPtrArray *findings)
{
  g_ptr_array_sort(findings, by_place);
}
