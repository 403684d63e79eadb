/* SPDX-License-Identifier: Apache-2.0 */
#include "frame.h"
#include "scan/tokens.h"

#include <fts.h>
#include <string.h>

G_DEFINE_QUARK(freelift_frame_error, frame_error)

static void file_free(gpointer p)
{
  struct frame_file *f = p;
  g_free(f->path);
  g_free(f->text);
  g_array_unref(f->edits);
  g_free(f);
}

static struct frame_file *file_add(struct frame *f, const char *path, const char *text, gsize len)
{
  struct frame_file *ff = g_new(struct frame_file, 1);
  *ff = (struct frame_file){g_strdup(path), g_strndup(text, len), len, edits_new()};
  g_ptr_array_add(f->files, ff);
  return ff;
}

/* A header of the tree's own; the shim's is none. */
static bool is_header(const struct scanned *f)
{
  const char *dot = strrchr(f->src->path, '.');
  return dot && dot[1] == 'h' && !g_str_has_suffix(f->src->path, "/" FRAME_HEADER);
}

/* The name between the quotes of an #include, as a new string; NULL for other directives. */
static char *included(const struct lexed *lx, const struct directive *d)
{
  if (d->kind != DIR_INCLUDE)
    return NULL;
  for (guint32 i = d->first; i < d->end; i++)
    if (lx->tok[i].kind == TOK_STRING && lx->tok[i].len > 2)
      return g_strndup(lx->text + lx->tok[i].off + 1, lx->tok[i].len - 2);
  return NULL;
}

/* ------------------------------------------------------------------ the headers */

/* Does the file include another header of the interface? That one brings the shim along. */
static bool includes_api(const struct inventory *inv, const struct scanned *f)
{
  for (guint32 k = 0; k < f->lx->ndir; k++) {
    char *name = included(f->lx, &f->lx->dir[k]);
    for (guint32 i = 0; name && i < inv->files->len; i++) {
      const struct scanned *g = inventory_file(inv, i);
      if (g->api && g != f && is_header(g) && g_str_has_suffix(g->src->path, name)) {
        g_free(name);
        return true;
      }
    }
    g_free(name);
  }
  return false;
}

/* The directive of the last #include that stands under no more #if than the first one does. */
static const struct directive *last_include(const struct lexed *lx)
{
  int depth = 0, base = -1;
  const struct directive *last = NULL;
  for (guint32 k = 0; k < lx->ndir; k++) {
    const struct directive *d = &lx->dir[k];
    if (d->kind == DIR_IF)
      depth++;
    else if (d->kind == DIR_ENDIF)
      depth--;
    else if (d->kind == DIR_INCLUDE && (base < 0 || depth <= base)) {
      base = depth;
      last = d;
    }
  }
  return last;
}

/* The first empty line after the directive, outside of comments: its offset, or G_MAXUINT32. */
static guint32 empty_line_after(const struct lexed *lx, const struct directive *d)
{
  int depth = 0; /* of #if since then: a line in there may be left out by a build */
  for (guint32 i = d->end; i + 1 < lx->n; i++) {
    if (lx->tok[i].dir) {
      const struct directive *e = &lx->dir[lx->tok[i].dir - 1];
      depth += e->kind == DIR_IF;
      depth -= e->kind == DIR_ENDIF;
      if (depth < 0)
        break; /* the end of what the #include stands in */
      i = e->end - 1;
    } else if (depth == 0 && lx->tok[i].kind == TOK_NEWLINE && lx->tok[i + 1].kind == TOK_NEWLINE &&
               !lx->tok[i + 1].dir) {
      return lx->tok[i + 1].off;
    }
  }
  return G_MAXUINT32;
}

static bool add_include(struct frame *f, const struct scanned *h, GError **err)
{
  const struct directive *d = last_include(h->lx);
  guint32 off = d ? empty_line_after(h->lx, d) : G_MAXUINT32;
  if (off == G_MAXUINT32) {
    g_set_error(err, FRAME_ERROR, FRAME_ERROR_NO_LINE,
                "%s: has no empty line after its #include lines where the shim's header could be "
                "included without moving lines; add one and run again",
                h->src->path);
    return false;
  }
  struct frame_file *ff = file_add(f, h->src->path, h->src->text, h->src->len);
  edits_add(ff->edits, off, 0, g_strdup_printf("#include \"%s\"", f->include), 0, 0);
  return true;
}

/* The interface header beside which the shim's goes: the one that defines the freelist. */
static const struct scanned *freelist_header(const struct inventory *inv)
{
  const struct scanned *best = NULL;
  for (guint32 i = 0; i < inv->files->len; i++) {
    const struct scanned *f = inventory_file(inv, i);
    if (!f->api || !is_header(f) || includes_api(inv, f))
      continue;
    for (guint32 k = 0; k < f->lx->n; k++)
      if (tok_is(f->lx, k, "InkFreeList"))
        return f;
    best = best ? best : f;
  }
  return best;
}

/* Does an interface file speak of the type of this declaration? */
static bool is_defined(const struct inventory *inv, const struct site *s)
{
  const struct lexed *lx = inventory_file(inv, s->file)->lx;
  char *type = tok_dup(lx, s->tok);
  bool found = false;
  for (guint32 i = 0; i < inv->files->len && !found; i++) {
    const struct scanned *f = inventory_file(inv, i);
    for (guint32 k = 0; f->api && k < f->lx->n && !found; k++)
      found = tok_is(f->lx, k, type);
  }
  g_free(type);
  return found;
}

/* A pool whose type nothing in the tree defines: the tree is a part of a larger one. */
static bool all_types_defined(const struct inventory *inv, GError **err)
{
  bool seen[SITE_NKINDS] = {false};
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (s->kind < SITE_DECLARE_CLASS || s->kind > SITE_DECLARE_LIST || s->is_shim || seen[s->kind])
      continue;
    seen[s->kind] = true;
    if (is_defined(inv, s))
      continue;
    g_set_error(err, FRAME_ERROR, FRAME_ERROR_NO_HEADER,
                "%s:%u:%u: no header below %s defines the type of this pool, so the tree is a part "
                "of a larger one; name the top folder of the source tree",
                inventory_file(inv, s->file)->src->path, s->line, s->column, inv->tree->root);
    return false;
  }
  return true;
}

/* ------------------------------------------------------------------ build lists */

/* Names the shim's header in front of the freelist's, where that has a line of a list to itself. */
static void add_to_list(struct frame *f, const char *path, const char *text, gsize len,
                        const char *name)
{
  if (!strstr(text, name))
    return;
  struct frame_file *ff = NULL;
  GMatchInfo *m = NULL;
  char *quoted = g_regex_escape_string(name, -1);
  char *pattern = g_strdup_printf("^([ \\t]*(?:[^ \\t\\n]*/)?)%s([ \\t]*\\\\)?$", quoted);
  GRegex *re = g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
  for (g_regex_match_full(re, text, (gssize)len, 0, 0, &m, NULL); g_match_info_matches(m);
       g_match_info_next(m, NULL)) {
    gint at = 0;
    char *before = g_match_info_fetch(m, 1), *after = g_match_info_fetch(m, 2);
    g_match_info_fetch_pos(m, 0, &at, NULL);
    ff = ff ? ff : file_add(f, path, text, len);
    /* The last name of a make list has no backslash, but it is not the last any more. */
    bool cmake = g_str_has_suffix(path, ".txt");
    char *line = g_strconcat(before, FRAME_HEADER, *after || cmake ? after : " \\", "\n", NULL);
    edits_add(ff->edits, (guint32)at, 0, line, 0, 0);
    g_free(before);
    g_free(after);
  }
  g_match_info_free(m);
  g_regex_unref(re);
  g_free(pattern);
  g_free(quoted);
}

static bool is_build_list(const char *name)
{
  return strcmp(name, "Makefile.am") == 0 || strcmp(name, "Makefile.in") == 0 ||
         strcmp(name, "CMakeLists.txt") == 0;
}

static void find_lists(struct frame *f, const char *root, const char *name)
{
  char *const roots[] = {(char *)root, NULL};
  FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  gsize skip = strlen(root) + 1;
  for (FTSENT *e; fts && (e = fts_read(fts));) {
    char *text;
    gsize len;
    if (e->fts_info == FTS_D && e->fts_level > 0 &&
        (e->fts_name[0] == '.' || strcmp(e->fts_name, "debian") == 0))
      fts_set(fts, e, FTS_SKIP);
    else if (e->fts_info == FTS_F && is_build_list(e->fts_name) &&
             g_file_get_contents(e->fts_path, &text, &len, NULL)) {
      add_to_list(f, e->fts_path + skip, text, len, name);
      g_free(text);
    }
  }
  if (fts)
    fts_close(fts);
}

/* ------------------------------------------------------------------ public */

static gint by_path(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct frame_file *const *)a)->path, (*(struct frame_file *const *)b)->path);
}

struct frame *frame_find(const struct inventory *inv, GError **err)
{
  const struct scanned *home = freelist_header(inv);
  if (!home) {
    g_set_error(
        err, FRAME_ERROR, FRAME_ERROR_NO_HEADER,
        "%s: no header here defines the freelist (InkFreeList, THREAD_ALLOC, ...), so there "
        "is nothing that could include the shim; name the top folder of the source tree",
        inv->tree->root);
    return NULL;
  }
  if (!all_types_defined(inv, err))
    return NULL;
  struct frame *f = g_new0(struct frame, 1);
  f->files = g_ptr_array_new_with_free_func(file_free);
  char *folder = g_path_get_dirname(home->src->path), *name = g_path_get_basename(home->src->path);
  f->header_path = g_build_filename(folder, FRAME_HEADER, NULL);
  if (g_str_has_prefix(f->header_path, "include/"))
    f->include = g_strdup(f->header_path + strlen("include/"));
  else
    f->include = g_strdup(FRAME_HEADER);
  bool ok = true;
  for (guint32 i = 0; ok && i < inv->files->len; i++) {
    const struct scanned *h = inventory_file(inv, i);
    if (h->api && is_header(h) && !includes_api(inv, h))
      ok = add_include(f, h, err);
  }
  if (ok)
    find_lists(f, inv->tree->root, name);
  g_ptr_array_sort(f->files, by_path);
  g_free(folder);
  g_free(name);
  if (!ok) {
    frame_free(f);
    return NULL;
  }
  return f;
}

void frame_free(struct frame *f)
{
  if (!f)
    return;
  g_free(f->header_path);
  g_free(f->include);
  g_ptr_array_unref(f->files);
  g_free(f);
}
