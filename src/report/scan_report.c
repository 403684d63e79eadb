/* SPDX-License-Identifier: Apache-2.0 */
#include "scan_report.h"
#include "json_text.h"

#include <string.h>

/* ------------------------------------------------------------------ table */

enum column { DECLARE, TAKE, GIVE, OTHER, COLUMNS };

static enum column column_of(enum site_kind k)
{
  switch (k) {
  case SITE_CLASS_TAKE:
  case SITE_RAW_TAKE:
  case SITE_THREAD_TAKE:
  case SITE_CACHE_TAKE:
  case SITE_LIST_TAKE:
    return TAKE;
  case SITE_CLASS_GIVE:
  case SITE_RAW_GIVE:
  case SITE_BULK_GIVE:
  case SITE_THREAD_GIVE:
  case SITE_LIST_GIVE:
    return GIVE;
  case SITE_DECLARE_CLASS:
  case SITE_DECLARE_TRACKER:
  case SITE_DECLARE_RAW:
  case SITE_DECLARE_CACHE:
  case SITE_DECLARE_LIST:
    return DECLARE;
  default:
    return OTHER;
  }
}

/* One line of the table: a unit. */
struct row {
  const char *name;
  const struct pool *pool; /* its first, NULL for the frame */
  guint n[COLUMNS], shim, moved;
};

static GArray *rows_of(const struct inventory *inv)
{
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(struct row));
  g_array_set_size(rows, inv->units->len);
  for (guint32 u = 0; u < inv->units->len; u++)
    g_array_index(rows, struct row, u).name = inventory_unit(inv, u);
  for (guint32 k = 0; k < inv->pools->len; k++) {
    const struct pool *p = inventory_pool(inv, k);
    struct row *r = &g_array_index(rows, struct row, p->unit);
    if (!p->is_param && (!r->pool || r->pool->kind == POOL_CACHE))
      r->pool = p;
  }
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    struct row *r = &g_array_index(rows, struct row, s->unit);
    if (!site_kind_is_moved(s->kind))
      continue;
    r->n[column_of(s->kind)]++;
    r->moved++;
    r->shim += s->is_shim;
  }
  return rows;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

static const char *stage_of(const struct row *r)
{
  return !r->shim ? "baseline" : r->shim == r->moved ? "shim" : "MIXED";
}

static void print_row(const struct row *r, int width, FILE *out)
{
  char *type =
      r->pool ? g_strdup_printf("%s%s%s%s", pool_kind_name(r->pool->kind),
                                *r->pool->args ? "<" : "", r->pool->args, *r->pool->args ? ">" : "")
              : g_strdup("-");
  fprintf(out, "%-*s %7u %5u %5u %5u  %-8s %s%s\n", width, r->name, r->n[DECLARE], r->n[TAKE],
          r->n[GIVE], r->n[OTHER], stage_of(r), type, r->pool && r->pool->is_array ? "[]" : "");
  g_free(type);
}

/* What no rule moves: few, and each wants a look. */
static void print_left(const struct inventory *inv, FILE *out)
{
  enum { MOST = 40 };
  guint n = 0;
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (site_kind_is_moved(s->kind))
      continue;
    if (n++ == 0)
      fprintf(out, "\nleft as they are; look at them in a review:\n");
    if (n <= MOST)
      fprintf(out, "  %s:%u:%u: %s%s%s\n", inventory_file(inv, s->file)->src->path, s->line,
              s->column, site_kind_name(s->kind), s->pool == NO_POOL ? "" : " ",
              inventory_pool_name(inv, s));
  }
  if (n > MOST)
    fprintf(out, "  and %u more; --format json has them all\n", n - MOST);
}

static void print_kinds(const struct inventory *inv, FILE *out)
{
  guint count[SITE_NKINDS] = {0}, moved = 0;
  for (guint32 k = 0; k < inv->sites->len; k++)
    count[inventory_site(inv, k)->kind]++;
  fprintf(out, "\n%-16s %5s\n", "kind", "sites");
  for (int k = 0; k < SITE_NKINDS; k++) {
    if (!site_kind_is_moved((enum site_kind)k))
      continue;
    moved += count[k];
    if (count[k])
      fprintf(out, "%-16s %5u\n", site_kind_name((enum site_kind)k), count[k]);
  }
  fprintf(out, "%-16s %5u\n", "total", moved);
  print_left(inv, out);
}

void scan_report_table(const struct inventory *inv, FILE *out)
{
  GArray *rows = rows_of(inv);
  int width = 5;
  guint pools = 0, files = 0;
  for (guint i = 0; i < rows->len; i++) {
    const struct row *r = &g_array_index(rows, struct row, i);
    width = MAX(width, (int)strlen(r->name));
    pools += r->pool && r->moved && r->pool->kind != POOL_CACHE;
  }
  g_array_sort(rows, by_name);
  fprintf(out, "%-*s %7s %5s %5s %5s  %-8s %s\n", width, "pool", "declare", "take", "give", "other",
          "stage", "type");
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index(rows, struct row, i).moved)
      print_row(&g_array_index(rows, struct row, i), width, out);
  print_kinds(inv, out);
  guint32 last = G_MAXUINT32;
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (site_kind_is_moved(s->kind) && s->file != last) {
      last = s->file;
      files++;
    }
  }
  fprintf(out, "\n%u pools, sites in %u of %u files; the interface itself, never rewritten:\n",
          pools, files, inv->tree->sources->len);
  for (guint32 i = 0; i < inv->files->len; i++)
    if (inventory_file(inv, i)->api)
      fprintf(out, "  %s\n", inventory_file(inv, i)->src->path);
  g_array_unref(rows);
}

/* ------------------------------------------------------------------ JSON */

static json_t *pool_json(const struct inventory *inv, const struct pool *p)
{
  return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:i, s:i, s:b, s:b, s:b, s:b}", "name",
                   text_json(p->name), "kind", pool_kind_name(p->kind), "type", text_json(p->args),
                   "runtime_name", text_json(p->runtime_name), "owner", text_json(p->owner), "unit",
                   text_json(inventory_unit(inv, p->unit)), "file",
                   text_json(inventory_file(inv, p->file)->src->path), "definitions",
                   (int)p->definitions, "externs", (int)p->externs, "array", (int)p->is_array,
                   "static", (int)p->is_file_local, "local", (int)p->is_local, "macro_parameter",
                   (int)p->is_param);
}

static json_t *site_json(const struct inventory *inv, const struct site *s)
{
  char *function = inventory_function(inv, s);
  json_t *o = json_pack("{s:o, s:i, s:i, s:s, s:o, s:o, s:o, s:s}", "file",
                        text_json(inventory_file(inv, s->file)->src->path), "line", (int)s->line,
                        "column", (int)s->column, "kind", site_kind_name(s->kind), "pool",
                        text_json(inventory_pool_name(inv, s)), "unit",
                        text_json(inventory_unit(inv, s->unit)), "function", text_json(function),
                        "stage", s->is_shim ? "shim" : "baseline");
  g_free(function);
  return o;
}

void scan_report_json(const struct inventory *inv, FILE *out)
{
  json_t *pools = json_array(), *sites = json_array(), *api = json_array(), *kinds = json_object();
  guint count[SITE_NKINDS] = {0};
  for (guint32 k = 0; k < inv->pools->len; k++)
    json_array_append_new(pools, pool_json(inv, inventory_pool(inv, k)));
  for (guint32 k = 0; k < inv->sites->len; k++) {
    json_array_append_new(sites, site_json(inv, inventory_site(inv, k)));
    count[inventory_site(inv, k)->kind]++;
  }
  for (guint32 i = 0; i < inv->files->len; i++)
    if (inventory_file(inv, i)->api)
      json_array_append_new(api, text_json(inventory_file(inv, i)->src->path));
  for (int k = 0; k < SITE_NKINDS; k++)
    json_object_set_new(kinds, site_kind_name((enum site_kind)k), json_integer(count[k]));
  json_t *top = json_pack("{s:o, s:i, s:o, s:o, s:o, s:o}", "tree", text_json(inv->tree->root),
                          "files_read", (int)inv->tree->sources->len, "api_files", api, "pools",
                          pools, "sites", sites, "kinds", kinds);
  json_dumpf(top, out, JSON_INDENT(1));
  fputc('\n', out);
  json_decref(top);
}
