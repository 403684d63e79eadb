/* SPDX-License-Identifier: Apache-2.0 */
#include "diff.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(freelift_diff_error, diff_error)

void diff_start(void)
{
  git_libgit2_init();
}

void diff_end(void)
{
  git_libgit2_shutdown();
}

char *diff_unified(const char *path, const char *old, gsize old_len, const char *new_text,
                   gsize new_len)
{
  diff_start();
  git_patch *patch = NULL;
  git_buf buf = GIT_BUF_INIT;
  git_diff_options opts;
  git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
  opts.flags = GIT_DIFF_FORCE_TEXT;
  char *out = NULL;
  if (git_patch_from_buffers(&patch, old, old_len, path, new_text, new_len, path, &opts) == 0 &&
      git_patch_to_buf(&buf, patch) == 0)
    out = g_strndup(buf.ptr, buf.size);
  git_buf_dispose(&buf);
  git_patch_free(patch);
  diff_end();
  return out ? out : g_strdup("");
}

static int first_change(const char *path, unsigned status, void *data)
{
  if (status == GIT_STATUS_CURRENT || (status & GIT_STATUS_IGNORED))
    return 0;
  *(char **)data = g_strdup(path);
  return 1; /* one is enough */
}

/* The path of root inside the repository's work tree: "" for its top, NULL if it is not in it. */
static char *path_in(git_repository *repo, const char *root)
{
  const char *top = git_repository_workdir(repo);
  char *real = realpath(root, NULL), *out = NULL;
  if (top && real) {
    char *real_slash = g_strconcat(real, "/", NULL);
    if (g_str_has_prefix(real_slash, top))
      out = g_strdup(real_slash + strlen(top));
    g_free(real_slash);
  }
  free(real);
  return out;
}

/* What libgit2 says of the last failure. */
static void set_error(const char *root, GError **err)
{
  const git_error *e = git_error_last();
  g_set_error(
      err, DIFF_ERROR, DIFF_ERROR_GIT,
      "%s: cannot tell whether it has uncommitted changes, git says: %s; mend that, or give "
      "--force",
      root, e ? e->message : "nothing");
}

/* Is it in a folder that the repository leaves alone: a build folder of some other project? */
static bool is_ignored(git_repository *repo, const char *inside)
{
  int ignored = 0;
  return *inside && (git_ignore_path_is_ignored(&ignored, repo, inside) != 0 || ignored);
}

static bool find_change(git_repository *repo, char *inside, char **found)
{
  git_status_options opts;
  git_status_options_init(&opts, GIT_STATUS_OPTIONS_VERSION);
  char *spec[] = {inside};
  opts.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
               GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
  if (*inside) {
    inside[strlen(inside) - 1] = '\0'; /* the slash */
    opts.pathspec = (git_strarray){spec, 1};
  }
  return git_status_foreach_ext(repo, &opts, first_change, found) >= 0;
}

bool diff_uncommitted(const char *root, char **path, GError **err)
{
  diff_start();
  git_repository *repo = NULL;
  char *inside = NULL;
  *path = NULL;
  int opened = git_repository_open_ext(&repo, root, 0, NULL);
  bool ok = opened == 0 || opened == GIT_ENOTFOUND;
  if (opened == 0 && (inside = path_in(repo, root)) && !is_ignored(repo, inside))
    ok = find_change(repo, inside, path);
  if (!ok)
    set_error(root, err);
  g_free(inside);
  git_repository_free(repo);
  diff_end();
  return ok;
}
