/* SPDX-License-Identifier: Apache-2.0 */
#include "ratchet.h"

#include <jansson.h>

enum { FORMAT = 1 };

G_DEFINE_QUARK(ratchet - error - quark, ratchet_error)

static struct ratchet_entry *read_entry(json_t *o)
{
  const char *file, *function, *kind, *pool;
  int baseline, shim;
  if (json_unpack(o, "{s:s, s:s, s:s, s:s, s:i, s:i !}", "file", &file, "function", &function,
                  "kind", &kind, "pool", &pool, "baseline", &baseline, "shim", &shim) != 0 ||
      baseline < 0 || shim < 0)
    return NULL;
  struct ratchet_entry *e = g_new0(struct ratchet_entry, 1);
  *e = (struct ratchet_entry){g_strdup(file), g_strdup(function), g_strdup(kind),
                              g_strdup(pool), (guint)baseline,    (guint)shim};
  return e;
}

static bool read_entries(const json_t *sites, ratchet *r, const char *path, GError **err)
{
  size_t i;
  json_t *o;
  json_array_foreach(sites, i, o)
  {
    struct ratchet_entry *e = read_entry(o);
    if (!e) {
      g_set_error(err, RATCHET_ERROR, RATCHET_ERROR_FILE,
                  "%s: entry %zu of \"sites\" is not {file, function, kind, pool, baseline, shim}",
                  path, i + 1);
      return false;
    }
    g_ptr_array_add(r, e);
  }
  return true;
}

ratchet *ratchet_read(const char *path, GError **err)
{
  char *text;
  gsize len;
  if (!g_file_get_contents(path, &text, &len, err))
    return NULL;
  json_error_t e;
  json_t *o = json_loadb(text, len, 0, &e), *sites = NULL;
  g_free(text);
  int format = 0;
  ratchet *r = NULL;
  if (!o)
    g_set_error(err, RATCHET_ERROR, RATCHET_ERROR_FILE, "%s:%d:%d: %s", path, e.line, e.column,
                e.text);
  else if (json_unpack(o, "{s:i, s:o !}", "freelift-check", &format, "sites", &sites) != 0 ||
           format != FORMAT || !json_is_array(sites))
    g_set_error(
        err, RATCHET_ERROR, RATCHET_ERROR_FILE,
        "%s: not a baseline of 'freelift check' that this version knows (\"freelift-check\": "
        "%d and \"sites\" are expected)",
        path, FORMAT);
  else {
    r = ratchet_new();
    if (!read_entries(sites, r, path, err))
      g_clear_pointer(&r, g_ptr_array_unref);
    else
      ratchet_sort(r);
  }
  json_decref(o);
  return r;
}

char *ratchet_text(const ratchet *r)
{
  GString *s = g_string_new(NULL);
  g_string_append_printf(s, "{\"freelift-check\": %d, \"sites\": [", FORMAT);
  for (guint i = 0; i < r->len; i++) {
    const struct ratchet_entry *e = g_ptr_array_index(r, i);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i}", "file", e->file, "function",
                          e->function, "kind", e->kind, "pool", e->pool, "baseline",
                          (int)e->baseline, "shim", (int)e->shim);
    char *line = json_dumps(o, 0);
    g_string_append_printf(s, "%s\n %s", i ? "," : "", line);
    free(line);
    json_decref(o);
  }
  g_string_append(s, "\n]}\n");
  return g_string_free(s, FALSE);
}
