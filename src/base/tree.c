/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(freelift_tree_error, tree_error)

static bool is_source_name(const char *name)
{
  static const char *const ends[] = {".c",   ".h",   ".cc",  ".hh", ".cpp",
                                     ".hpp", ".cxx", ".hxx", ".C",  ".H"};
  const char *dot = strrchr(name, '.');
  for (gsize i = 0; dot && i < G_N_ELEMENTS(ends); i++)
    if (strcmp(dot, ends[i]) == 0)
      return true;
  /* Templates of sources: ink_config.h.in. */
  return g_str_has_suffix(name, ".h.in") || g_str_has_suffix(name, ".cc.in");
}

bool tree_is_source(const char *path)
{
  const char *slash = strrchr(path, '/');
  return is_source_name(slash ? slash + 1 : path);
}

static bool is_skipped_folder(const char *name)
{
  return name[0] == '.' || strcmp(name, "debian") == 0;
}

bool tree_is_excluded(const char *path, char *const *exclude)
{
  for (; exclude && *exclude; exclude++)
    if (g_pattern_match_simple(*exclude, path))
      return true;
  return false;
}

static void source_free(gpointer p)
{
  struct source *s = p;
  g_free(s->path);
  g_free(s->text);
  g_free(s);
}

GPtrArray *tree_sources_new(void)
{
  return g_ptr_array_new_with_free_func(source_free);
}

void tree_add(struct tree *t, const char *path, char *text, gsize len)
{
  struct source *s = g_new(struct source, 1);
  *s = (struct source){
      .path = g_strdup(path), .text = text, .len = len, .binary = memchr(text, '\0', len) != NULL};
  g_ptr_array_add(t->sources, s);
}

static bool read_all(int fd, char *buf, gsize len)
{
  while (len) {
    ssize_t got = read(fd, buf, len);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    buf += got;
    len -= (gsize)got;
  }
  return true;
}

static bool read_source(struct tree *t, const char *file, const char *path, gsize size,
                        GError **err)
{
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  char *text = g_malloc(size + 1);
  if (fd < 0 || !read_all(fd, text, size)) {
    int why = errno;
    g_set_error(err, TREE_ERROR, TREE_ERROR_READ, "%s: cannot read: %s", file, g_strerror(why));
    if (fd >= 0)
      close(fd);
    g_free(text);
    return false;
  }
  close(fd);
  text[size] = '\0';
  tree_add(t, path, text, size);
  return true;
}

static int by_path(gconstpointer a, gconstpointer b)
{
  const struct source *x = *(struct source *const *)a, *y = *(struct source *const *)b;
  return strcmp(x->path, y->path);
}

static bool walk(struct tree *t, FTS *fts, GError **err)
{
  gsize skip = strlen(t->root) + 1;
  for (FTSENT *e; (e = fts_read(fts));) {
    const char *path = e->fts_pathlen >= skip ? e->fts_path + skip : "";
    if (e->fts_info == FTS_D && e->fts_level > 0 && is_skipped_folder(e->fts_name)) {
      fts_set(fts, e, FTS_SKIP);
    } else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR || e->fts_info == FTS_NS) {
      g_set_error(err, TREE_ERROR, TREE_ERROR_READ, "%s: cannot read: %s", e->fts_path,
                  g_strerror(e->fts_errno));
      return false;
    } else if (e->fts_info == FTS_F && is_source_name(e->fts_name) &&
               !read_source(t, e->fts_accpath, path, (gsize)e->fts_statp->st_size, err)) {
      return false;
    }
  }
  return true;
}

struct tree *tree_read(const char *root, char *const *exclude, GError **err)
{
  struct stat st;
  bool is_there = stat(root, &st) == 0;
  if (!is_there || !S_ISDIR(st.st_mode)) {
    g_set_error(err, TREE_ERROR, TREE_ERROR_NO_TREE, "%s: %s; name the top folder of a source tree",
                root, is_there ? "is no folder" : g_strerror(errno));
    return NULL;
  }
  struct tree *t = g_new0(struct tree, 1);
  t->root = g_strdup(root);
  while (strlen(t->root) > 1 && g_str_has_suffix(t->root, "/"))
    t->root[strlen(t->root) - 1] = '\0';
  t->sources = tree_sources_new();
  t->excluded = tree_sources_new();
  char *const roots[] = {t->root, NULL};
  FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  bool ok = fts && walk(t, fts, err);
  if (fts)
    fts_close(fts);
  else
    g_set_error(err, TREE_ERROR, TREE_ERROR_READ, "%s: %s", root, g_strerror(errno));
  if (!ok) {
    tree_free(t);
    return NULL;
  }
  g_ptr_array_sort(t->sources, by_path);
  for (guint i = t->sources->len; exclude && i-- > 0;)
    if (tree_is_excluded(((struct source *)g_ptr_array_index(t->sources, i))->path, exclude))
      g_ptr_array_add(t->excluded, g_ptr_array_steal_index(t->sources, i));
  return t;
}

void tree_free(struct tree *t)
{
  if (!t)
    return;
  g_ptr_array_unref(t->sources);
  if (t->excluded)
    g_ptr_array_unref(t->excluded);
  g_free(t->root);
  g_free(t);
}

char *tree_file(const struct tree *t, const char *path)
{
  return g_build_filename(t->root, path, NULL);
}
