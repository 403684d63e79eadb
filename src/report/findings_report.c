/* SPDX-License-Identifier: Apache-2.0 */
#include "findings_report.h"
#include "findings/fingerprint.h"
#include "json_text.h"

#include <string.h>

typedef void report_fn(const GPtrArray *findings, const GPtrArray *prints,
                       const struct findings_about *a, FILE *out);

static const struct finding *at(const GPtrArray *findings, guint i)
{
  return g_ptr_array_index(findings, i);
}

static void dump(json_t *o, size_t flags, FILE *out)
{
  json_dumpf(o, out, flags);
  fputc('\n', out);
  json_decref(o);
}

/* ------------------------------------------------------------------ text */

static void text(const GPtrArray *findings, const GPtrArray *prints, const struct findings_about *a,
                 FILE *out)
{
  (void)prints;
  (void)a;
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = at(findings, i);
    fputs(f->path, out);
    if (f->line)
      fprintf(out, ":%u:%u", f->line, f->column);
    fprintf(out, ": %s: %s [%s]", f->kept ? "note" : "error", f->message, f->rule);
    if (f->kept)
      fprintf(out, " (kept: %s)", f->kept);
    fputc('\n', out);
  }
}

/* ------------------------------------------------------------------ json */

static json_t *place_or_null(guint32 n)
{
  return n ? json_integer(n) : json_null();
}

static void json(const GPtrArray *findings, const GPtrArray *prints, const struct findings_about *a,
                 FILE *out)
{
  json_t *all = json_array();
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = at(findings, i);
    json_array_append_new(
        all, json_pack("{s:o, s:o, s:o, s:s, s:o, s:s, s:o}", "file", text_json(f->path), "line",
                       place_or_null(f->line), "column", place_or_null(f->column), "rule", f->rule,
                       "message", text_json(f->message), "fingerprint",
                       (const char *)g_ptr_array_index(prints, i), "kept", text_json(f->kept)));
  }
  dump(json_pack("{s:s, s:s, s:o}", "command", a->command, "version", a->version, "findings", all),
       JSON_INDENT(1), out);
}

/* ------------------------------------------------------------------ sarif */

static json_t *sarif_rules(void)
{
  json_t *rules = json_array();
  const struct finding_rule *r;
  for (guint i = 0; (r = finding_rule_at(i)); i++)
    json_array_append_new(rules,
                          json_pack("{s:s, s:{s:s+}, s:{s:s}, s:{s:s}}", "id", r->name,
                                    "shortDescription", "text", r->summary, ".", "fullDescription",
                                    "text", r->help, "help", "text", r->help));
  return rules;
}

static int rule_index(const char *name)
{
  int i = 0;
  while (strcmp(finding_rule_at((guint)i)->name, name) != 0)
    i++;
  return i;
}

/* A path as a relative URI. */
static json_t *uri_json(const char *path)
{
  char *uri = g_uri_escape_string(path, "/", FALSE);
  json_t *o = json_string(uri);
  g_free(uri);
  return o;
}

/* Columns are bytes here, characters there. */
static int characters(const struct tree *t, const struct finding *f)
{
  gsize len;
  const char *line = finding_line(t, f, &len);
  char *before = g_utf8_make_valid(line, (gssize)MIN(len, f->column - 1));
  int n = (int)g_utf8_strlen(before, -1) + 1;
  g_free(before);
  return n;
}

static json_t *sarif_result(const struct tree *t, const struct finding *f, const char *print)
{
  json_t *place = json_pack("{s:{s:o, s:s}}", "artifactLocation", "uri", uri_json(f->path),
                            "uriBaseId", "%SRCROOT%");
  if (f->line)
    json_object_set_new(
        place, "region",
        json_pack("{s:i, s:i}", "startLine", (int)f->line, "startColumn", characters(t, f)));
  json_t *o = json_pack("{s:s, s:i, s:s, s:{s:o}, s:[{s:o}], s:{s:s}}", "ruleId", f->rule,
                        "ruleIndex", rule_index(f->rule), "level", f->kept ? "note" : "error",
                        "message", "text", text_json(f->message), "locations", "physicalLocation",
                        place, "partialFingerprints", "primaryLocationLineHash", print);
  if (f->kept)
    json_object_set_new(
        o, "suppressions",
        json_pack("[{s:s, s:o}]", "kind", "inSource", "justification", text_json(f->kept)));
  return o;
}

static void sarif(const GPtrArray *findings, const GPtrArray *prints,
                  const struct findings_about *a, FILE *out)
{
  json_t *results = json_array();
  for (guint i = 0; i < findings->len; i++)
    json_array_append_new(results,
                          sarif_result(a->tree, at(findings, i), g_ptr_array_index(prints, i)));
  char *category = g_strconcat("freelift/", a->command, "/", NULL);
  json_t *run = json_pack("{s:{s:{s:s, s:s, s:o}}, s:{s:s}, s:{s:{s:{s:s}}}, s:s, s:o}", "tool",
                          "driver", "name", "freelift", "version", a->version, "rules",
                          sarif_rules(), "automationDetails", "id", category, "originalUriBaseIds",
                          "%SRCROOT%", "description", "text", "The top folder of the tree.",
                          "columnKind", "unicodeCodePoints", "results", results);
  dump(json_pack("{s:s, s:s, s:[o]}", "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                 "version", "2.1.0", "runs", run),
       JSON_INDENT(1), out);
  g_free(category);
}

/* ------------------------------------------------------------------ rdjsonl */

static void rdjsonl(const GPtrArray *findings, const GPtrArray *prints,
                    const struct findings_about *a, FILE *out)
{
  (void)prints;
  (void)a;
  for (guint i = 0; i < findings->len; i++) {
    const struct finding *f = at(findings, i);
    char *kept =
        f->kept ? g_strdup_printf("%s (kept: %s)", f->message, f->kept) : g_strdup(f->message);
    json_t *place = json_pack("{s:o}", "path", text_json(f->path));
    if (f->line)
      json_object_set_new(
          place, "range",
          json_pack("{s:{s:i, s:i}}", "start", "line", (int)f->line, "column", (int)f->column));
    dump(json_pack("{s:o, s:o, s:s, s:{s:s}, s:{s:s}}", "message", text_json(kept), "location",
                   place, "severity", f->kept ? "INFO" : "ERROR", "code", "value", f->rule,
                   "source", "name", "freelift"),
         JSON_COMPACT, out);
    g_free(kept);
  }
}

/* ------------------------------------------------------------------ all */

static const struct {
  const char *name;
  report_fn *report;
} formats[] = {{"text", text}, {"json", json}, {"sarif", sarif}, {"rdjsonl", rdjsonl}};

static report_fn *report_of(const char *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
    if (strcmp(formats[i].name, format) == 0)
      return formats[i].report;
  return NULL;
}

bool findings_format_is_known(const char *format)
{
  return report_of(format) != NULL;
}

bool findings_report(const char *format, const GPtrArray *findings, const struct findings_about *a,
                     FILE *out)
{
  report_fn *report = report_of(format);
  if (!report)
    return false;
  GPtrArray *prints = fingerprints(a->tree, findings);
  report(findings, prints, a, out);
  g_ptr_array_unref(prints);
  return true;
}
