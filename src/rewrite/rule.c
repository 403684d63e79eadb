/* SPDX-License-Identifier: Apache-2.0 */
#include "rule.h"

#include <string.h>

G_DEFINE_QUARK(freelift_rule_error, rule_error)

enum field { CONFIDENCE, OPTIONS, REQUIRES, STAGE, VIEW, KINDS, NFIELDS };
static const char *const field_names[NFIELDS] = {
    "Confidence", "Options", "Requires", "Stage", "View", "Kinds",
};

static const char *const ignored_fields[] = {
    "Comments", "Keywords", "URL", "Copyright", "SPDX-License-Identifier",
};

struct reader {
  struct rule *rule;
  GString *summary, *limits;
  guint line;
  bool seen[NFIELDS];
};

static gboolean complain(const struct reader *in, GError **err, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean complain(const struct reader *in, GError **err, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_set_error(err, RULE_ERROR, RULE_ERROR_HEADER, "%s:%u: %s", in->rule->path, MAX(in->line, 1),
              what);
  g_free(what);
  return FALSE;
}

/* Index of value in words, or -1. */
static int one_of(const char *value, const char *const *words, guint n)
{
  for (guint i = 0; i < n; i++)
    if (strcmp(value, words[i]) == 0)
      return (int)i;
  return -1;
}

static gboolean read_kinds(const struct reader *in, const char *value, GError **err)
{
  char **words = g_strsplit(value, ",", -1);
  gboolean ok = TRUE;
  for (char **w = words; ok && *w; w++) {
    g_strstrip(*w);
    enum site_kind kind = site_kind_of_name(*w, strlen(*w));
    if (kind == SITE_NKINDS)
      ok = complain(in, err, "'%s' is no kind of site", *w);
    else if (!site_kind_is_moved(kind))
      ok = complain(in, err, "no rule can move sites of kind '%s'", *w);
    else
      in->rule->moves[kind] = true;
  }
  g_strfreev(words);
  return ok;
}

static bool is_version(const char *s)
{
  return g_ascii_isdigit(*s) && strspn(s, "0123456789.") == strlen(s);
}

static gboolean read_value(const struct reader *in, enum field f, const char *value, GError **err)
{
  static const char *const confidences[] = {"Low", "Moderate", "High"};
  static const char *const views[] = {"function", "declaration"};
  struct rule *r = in->rule;
  int i;

  if (*value == 0 && f != OPTIONS)
    return complain(in, err, "'%s' has no value", field_names[f]);
  switch (f) {
  case CONFIDENCE:
    if ((i = one_of(value, confidences, G_N_ELEMENTS(confidences))) < 0)
      return complain(in, err, "confidence '%s' is none of High, Moderate, Low", value);
    r->confidence = (enum rule_confidence)i;
    return TRUE;
  case VIEW:
    if ((i = one_of(value, views, G_N_ELEMENTS(views))) < 0)
      return complain(in, err, "view '%s' is none of function, declaration", value);
    r->view = (enum rule_view)i;
    return TRUE;
  case REQUIRES:
    if (!is_version(value))
      return complain(in, err, "'%s' is no version of spatch", value);
    r->requires = g_strdup(value);
    return TRUE;
  case STAGE:
    r->stage = g_strdup(value);
    return TRUE;
  case OPTIONS:
    r->options = g_strsplit_set(value, " \t", -1);
    return TRUE;
  case KINDS:
    return read_kinds(in, value, err);
  case NFIELDS:
    break;
  }
  return TRUE;
}

/* The line `Key: value`, the slashes taken off; other text is a plain comment. */
static gboolean read_field(struct reader *in, char *text, GError **err)
{
  char *colon = strchr(text, ':');
  size_t key = strcspn(text, ": \t");
  if (colon == NULL || key == 0 || text + key != colon || !g_ascii_isupper(*text))
    return TRUE;

  *colon = 0;
  char *value = g_strstrip(colon + 1);
  if (one_of(text, ignored_fields, G_N_ELEMENTS(ignored_fields)) >= 0)
    return TRUE;
  int f = one_of(text, field_names, NFIELDS);
  if (f < 0)
    return complain(in, err, "unknown field '%s'", text);
  if (in->seen[f])
    return complain(in, err, "second field '%s'", text);
  in->seen[f] = true;
  return read_value(in, (enum field)f, value, err);
}

static void add_text(GString *to, char *text, char between)
{
  g_strstrip(text);
  if (*text && to->len > 0)
    g_string_append_c(to, between);
  g_string_append(to, text);
}

static gboolean read_header(struct reader *in, char **lines, GError **err)
{
  for (; *lines; lines++) {
    char *text = g_strstrip(*lines);
    in->line++;
    if (*text == 0)
      continue;
    if (!g_str_has_prefix(text, "//"))
      break;
    if (text[2] == '/')
      add_text(in->summary, text + 3, ' ');
    else if (text[2] == '#')
      add_text(in->limits, text + 3, '\n');
    else if (!read_field(in, g_strstrip(text + 2), err))
      return FALSE;
  }

  /* What is missing is missed where the header ends. */
  if (in->summary->len == 0)
    return complain(in, err, "the header has no summary ('/// ...')");
  for (guint f = 0; f < NFIELDS; f++)
    if (!in->seen[f])
      return complain(in, err, "the header has no field '%s'", field_names[f]);
  return TRUE;
}

struct rule *rule_load(const char *path, GError **err)
{
  GError *why = NULL;
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, &why)) {
    g_set_error(err, RULE_ERROR, RULE_ERROR_READ, "cannot read the rule '%s': %s", path,
                why->message);
    g_error_free(why);
    return NULL;
  }

  struct rule *r = g_new0(struct rule, 1);
  r->path = g_canonicalize_filename(path, NULL);
  r->name = g_path_get_basename(path);
  if (g_str_has_suffix(r->name, ".cocci"))
    r->name[strlen(r->name) - strlen(".cocci")] = 0;
  struct reader in = {.rule = r, .summary = g_string_new(NULL), .limits = g_string_new(NULL)};
  char **lines = g_strsplit(text, "\n", -1);
  gboolean ok = read_header(&in, lines, err);
  g_strfreev(lines);
  g_free(text);
  r->summary = g_string_free(in.summary, FALSE);
  r->limits = g_string_free(in.limits, FALSE);
  if (!ok) {
    rule_free(r);
    return NULL;
  }
  return r;
}

void rule_free(struct rule *r)
{
  if (r == NULL)
    return;
  g_free(r->path);
  g_free(r->name);
  g_free(r->summary);
  g_free(r->limits);
  g_free(r->stage);
  g_free(r->requires);
  g_strfreev(r->options);
  g_free(r);
}

static void free_rule(gpointer r)
{
  rule_free(r);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct rule *const *)a)->name, (*(struct rule *const *)b)->name);
}

GPtrArray *rules_load(const char *folder, GError **err)
{
  GError *why = NULL;
  GDir *dir = g_dir_open(folder, 0, &why);
  if (dir == NULL) {
    g_set_error(err, RULE_ERROR, RULE_ERROR_READ, "cannot read the rules in '%s': %s", folder,
                why->message);
    g_error_free(why);
    return NULL;
  }

  GPtrArray *rules = g_ptr_array_new_with_free_func(free_rule);
  gboolean ok = TRUE;
  for (const char *name; ok && (name = g_dir_read_name(dir)) != NULL;) {
    if (*name == '.' || !g_str_has_suffix(name, ".cocci"))
      continue;
    char *path = g_build_filename(folder, name, NULL);
    struct rule *r = rule_load(path, err);
    g_free(path);
    ok = r != NULL;
    if (ok)
      g_ptr_array_add(rules, r);
  }
  g_dir_close(dir);

  if (ok && rules->len == 0) {
    g_set_error(err, RULE_ERROR, RULE_ERROR_READ, "there are no rules (*.cocci) in '%s'", folder);
    ok = FALSE;
  }
  if (!ok) {
    g_ptr_array_unref(rules);
    return NULL;
  }
  g_ptr_array_sort(rules, by_name);
  return rules;
}
