/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"
#include "hazard.h"
#include "plan_file.h"

#include <string.h>

static void find(const struct merge *m, const char *what, ...) G_GNUC_PRINTF(2, 3);
static void find(const struct merge *m, const char *what, ...)
{
  va_list ap;
  va_start(ap, what);
  char *text = g_strdup_vprintf(what, ap);
  va_end(ap);
  g_ptr_array_add(m->findings, g_strconcat(m->group, ": ", text, NULL));
  g_free(text);
}

static bool has(const struct merge *m, const char *key)
{
  return g_key_file_has_key(m->file, m->group, key, NULL);
}

static char *get(const struct merge *m, const char *key)
{
  return g_key_file_get_value(m->file, m->group, key, NULL);
}

static void drop(const struct merge *m, const char *key)
{
  g_key_file_remove_key(m->file, m->group, key, NULL);
}

/* ------------------------------------------------------------------ strategy */

static void keep_decision(const struct merge *m, const char *old, const char *proposed)
{
  if (!old || strategy_named(old) == STRATEGY_N)
    find(m, "somebody decided, but '%s' is no strategy", old ? old : "");
  if (g_strcmp0(old, proposed) == 0)
    drop(m, "proposed");
  else
    g_key_file_set_string(m->file, m->group, "proposed", proposed);
}

void merge_strategy(const struct merge *m, const struct proposal *p)
{
  const char *proposed = strategy_name(p->strategy);
  char *old = get(m, "strategy");
  if (has(m, "decided")) {
    keep_decision(m, old, proposed);
  } else {
    if (old && strcmp(old, proposed) != 0)
      find(m,
           "strategy was %s, %s is proposed now; if somebody chose %s, write it again, with "
           "decided=NAME",
           old, proposed, old);
    drop(m, "proposed");
    g_key_file_set_string(m->file, m->group, "strategy", proposed);
    g_key_file_set_string(m->file, m->group, "reason", p->reason);
  }
  g_free(old);
}

/* ------------------------------------------------------------------ hazards */

/* The evidence without line numbers, which move with every change above them. */
static char *without_lines(const char *evidence)
{
  GString *s = g_string_new(NULL);
  for (const char *c = evidence; *c; c++) {
    bool is_line =
        c > evidence && g_ascii_isdigit(*c) && (c[-1] == ':' || g_str_has_suffix(s->str, " line "));
    if (is_line)
      c += strspn(c, "0123456789") - 1;
    else
      g_string_append_c(s, *c);
  }
  return g_string_free(s, FALSE);
}

/* Is there evidence that the file does not have yet? */
static bool has_new_evidence(const struct merge *m, const char *key, const GPtrArray *evidence)
{
  char **old = g_key_file_get_string_list(m->file, m->group, key, NULL, NULL);
  GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool any = false;
  for (guint i = 0; old && old[i]; i++)
    g_hash_table_add(known, without_lines(old[i]));
  for (guint i = 0; i < evidence->len; i++) {
    char *valid = g_utf8_make_valid(g_ptr_array_index(evidence, i), -1), *id = without_lines(valid);
    any |= !g_hash_table_contains(known, id);
    g_free(valid);
    g_free(id);
  }
  g_hash_table_unref(known);
  g_strfreev(old);
  return any;
}

bool is_acceptance(const char *text)
{
  const char *open = strchr(text, '<'), *close = open ? strchr(open, '>') : NULL;
  return open && open != text && close && close > open + 1 && close[1] == ':' &&
         close[2 + strspn(close + 2, " ")];
}

static void check_accept(const struct merge *m, const char *key, const char *name, bool is_there)
{
  char *who = get(m, key);
  if (who && !is_acceptance(who))
    find(m, "%s is not 'Name <mail>: why', so it accepts nothing", key);
  else if (who && !is_there)
    find(m, "%s accepts what is no hazard any more (%s)", key, name);
  g_free(who);
}

void merge_list(const struct merge *m, const char *key, const GPtrArray *evidence)
{
  GPtrArray *valid = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < evidence->len; i++)
    g_ptr_array_add(valid, g_utf8_make_valid(g_ptr_array_index(evidence, i), -1));
  g_key_file_set_string_list(m->file, m->group, key, (const char *const *)valid->pdata, valid->len);
  g_ptr_array_unref(valid);
}

bool merge_hazard(const struct merge *m, const char *name, const GPtrArray *evidence)
{
  char *key = g_strconcat("hazard.", name, NULL), *accept = g_strconcat("accept.", name, NULL);
  bool is_new = false;
  check_accept(m, accept, name, evidence->len > 0);
  if (evidence->len) {
    bool judged = !m->is_new && (has(m, "decided") || has(m, accept));
    is_new = judged && has_new_evidence(m, key, evidence);
    if (is_new)
      find(m, "%s%s since somebody decided; look at it, then take it out of look-again", name,
           has(m, key) ? " has new evidence" : " is new");
    merge_list(m, key, evidence);
  } else {
    drop(m, key);
  }
  g_free(key);
  g_free(accept);
  return is_new;
}

/* Keys of hazards that this version does not know: its own go, a person's are told. */
static void drop_unknown(const struct merge *m)
{
  char **keys = g_key_file_get_keys(m->file, m->group, NULL, NULL);
  for (guint i = 0; keys && keys[i]; i++) {
    if (g_str_has_prefix(keys[i], "hazard.") && !hazard_named(keys[i] + strlen("hazard.")))
      drop(m, keys[i]);
    if (g_str_has_prefix(keys[i], "accept.") && !hazard_named(keys[i] + strlen("accept.")))
      find(m, "%s names no hazard", keys[i]);
  }
  g_strfreev(keys);
}

static bool is_listed(char **list, const char *name)
{
  return list && g_strv_contains((const char *const *)list, name);
}

void merge_hazards(const struct merge *m, const GPtrArray *hazards)
{
  char **old = g_key_file_get_string_list(m->file, m->group, "look-again", NULL, NULL);
  GPtrArray *again = g_ptr_array_new();
  drop_unknown(m);
  for (guint i = 0; i < hazards_count(); i++) {
    const char *name = hazard_at(i)->name;
    const GPtrArray *evidence = g_ptr_array_index(hazards, i);
    bool is_new = merge_hazard(m, name, evidence), was = is_listed(old, name) && evidence->len;
    if (was && !is_new)
      find(m, "%s still stands in look-again", name);
    if (was || is_new)
      g_ptr_array_add(again, (gpointer)name);
  }
  if (again->len)
    g_key_file_set_string_list(m->file, m->group, "look-again", (const char *const *)again->pdata,
                               again->len);
  else
    drop(m, "look-again");
  g_ptr_array_unref(again);
  g_strfreev(old);
}

/* ------------------------------------------------------------------ pools that are gone */

static bool is_pool(const struct subjects *s, const char *group)
{
  for (guint i = 0; i < s->all->len; i++)
    if (strcmp(((struct subject *)g_ptr_array_index(s->all, i))->group, group) == 0)
      return true;
  return false;
}

void merge_gone(GKeyFile *file, const struct subjects *s, GPtrArray *findings)
{
  char **groups = g_key_file_get_groups(file, NULL);
  for (guint i = 0; groups[i]; i++) {
    struct merge m = {file, groups[i], findings, false};
    if (is_pool(s, groups[i])) {
      drop(&m, "gone");
    } else if (has(&m, "declared")) { /* else a group of somebody's own */
      find(&m, "no pool of the tree has this name any more; its group stays until you delete it");
      g_key_file_set_string(file, groups[i], "gone", "no pool of the tree has this name any more");
    }
  }
  g_strfreev(groups);
}
