/* SPDX-License-Identifier: Apache-2.0 */
#include "transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(freelift_transaction_error, transaction_error)

/* One write under way. */
struct step {
  const struct write *w;
  char *file, *temp; /* target; temporary name, NULL while there is none */
  struct stat st;    /* of the target; its mode is that of a new file where there is none */
  bool made_folder;
};

static void write_free(gpointer p)
{
  struct write *w = p;
  g_free(w->path);
  g_free(w->text);
  g_free(w->old);
  g_free(w);
}

GPtrArray *transaction_new(void)
{
  return g_ptr_array_new_with_free_func(write_free);
}

/* A copy with a NUL behind it, or NULL for NULL. */
static char *copy(const char *text, gsize len)
{
  return text ? g_strndup(text, len) : NULL;
}

void transaction_add(GPtrArray *writes, const char *path, const char *text, gsize len,
                     const char *old, gsize old_len)
{
  struct write *w = g_new(struct write, 1);
  *w = (struct write){g_strdup(path), copy(text, len), len, copy(old, old_len), old_len};
  g_ptr_array_add(writes, w);
}

static bool fail(GError **err, const char *file, const char *what)
{
  int why = errno;
  g_set_error(err, TRANSACTION_ERROR, TRANSACTION_ERROR_WRITE,
              "%s: cannot %s: %s; nothing was changed", file, what, g_strerror(why));
  return false;
}

/* Does the nearest folder of the file that is there lie in the tree, all links followed?  A journal
 * comes with the tree, and must not lead out of it. */
static bool is_inside(const char *root, const char *file)
{
  char *top = realpath(root, NULL), *folder = g_path_get_dirname(file), *real;
  while (!(real = realpath(folder, NULL)) && strlen(folder) > 1) {
    char *up = g_path_get_dirname(folder);
    g_free(folder);
    folder = up;
  }
  gsize n = top ? strlen(top) : 0;
  bool ok = top && real && strncmp(real, top, n) == 0 && (n == 1 || !real[n] || real[n] == '/');
  free(top);
  free(real);
  g_free(folder);
  return ok;
}

static bool refuse(GError **err, enum transaction_error code, const char *file, const char *what)
{
  g_set_error(err, TRANSACTION_ERROR, code, "%s: %s; nothing was changed", file, what);
  return false;
}

/* Refuses what cannot be written, before anything is.  The mode bits count for root as well: a file
 * that somebody made read-only is not for a tool to overwrite. */
static bool check(const char *root, struct step *s, GError **err)
{
  struct stat folder;
  char *name = g_path_get_dirname(s->file);
  bool closed = stat(name, &folder) == 0 && (!(folder.st_mode & 0222) || access(name, W_OK) != 0);
  g_free(name);
  s->st.st_mode = 0644;
  s->st.st_uid = (uid_t)-1;
  s->st.st_gid = (gid_t)-1;
  if (!is_inside(root, s->file))
    return refuse(err, TRANSACTION_ERROR_WRITE, s->file,
                  "lies outside of the tree, behind a symbolic link");
  if (closed)
    return refuse(err, TRANSACTION_ERROR_READ_ONLY, s->file,
                  "its folder is read-only; make it writable (chmod u+w) and run again");
  struct stat st;
  if (lstat(s->file, &st) != 0)
    return !s->w->old || fail(err, s->file, "find the file");
  if (!S_ISREG(st.st_mode) || !(st.st_mode & 0222) || access(s->file, W_OK) != 0)
    return refuse(err, TRANSACTION_ERROR_READ_ONLY, s->file,
                  "is read-only or no regular file; make it writable (chmod u+w) and run again");
  if (!s->w->old)
    return refuse(err, TRANSACTION_ERROR_WRITE, s->file,
                  "exists already, and freelift did not write it; move it away and run again");
  s->st = st;
  return true;
}

static bool write_all(int fd, const char *text, gsize len)
{
  while (len) {
    ssize_t n = write(fd, text, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return false;
    text += n;
    len -= (gsize)n;
  }
  return true;
}

/* Always the same, so that what a killed run left behind is cleared away by the next one. */
static char *temp_name(const char *file)
{
  return g_strconcat(file, ".freelift-new", NULL);
}

/* Writes text to a new temporary file beside the target; its name, or NULL. */
static char *write_beside(const char *file, const char *text, gsize len, const struct stat *st)
{
  char *temp = temp_name(file);
  unlink(temp);
  int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    g_free(temp);
    return NULL;
  }
  /* The owner is kept where that is allowed: a tree that root rewrites stays its owner's. */
  bool ok = write_all(fd, text, len) && (fchown(fd, st->st_uid, st->st_gid) == 0 || true) &&
            fchmod(fd, st->st_mode & 07777) == 0 && fsync(fd) == 0;
  int why = errno;
  ok = close(fd) == 0 && ok;
  if (!ok) {
    unlink(temp);
    g_free(temp);
    errno = why;
    return NULL;
  }
  return temp;
}

static bool prepare(struct step *s, GError **err)
{
  if (!s->w->text)
    return true;
  char *folder = g_path_get_dirname(s->file);
  if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
    s->made_folder = g_mkdir(folder, 0777) == 0;
    if (!s->made_folder) {
      fail(err, folder, "make the folder");
      g_free(folder);
      return false;
    }
  }
  g_free(folder);
  s->temp = write_beside(s->file, s->w->text, s->w->len, &s->st);
  return s->temp || fail(err, s->file, "write");
}

/* Makes the names in the file's folder last. */
static void sync_folder(const char *file)
{
  char *folder = g_path_get_dirname(file);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    fsync(fd);
    close(fd);
  }
  g_free(folder);
}

static bool put_in_place(struct step *s)
{
  if (!s->w->text)
    return unlink(s->file) == 0;
  if (rename(s->temp, s->file) != 0)
    return false;
  g_clear_pointer(&s->temp, g_free);
  return true;
}

/* Puts back what step s has changed. */
static void take_back(struct step *s)
{
  if (!s->w->old) {
    unlink(s->file);
    return;
  }
  char *temp = write_beside(s->file, s->w->old, s->w->old_len, &s->st);
  if (!temp || rename(temp, s->file) != 0)
    g_printerr("freelift: %s: could not be put back: %s\n", s->file, g_strerror(errno));
  g_free(temp);
}

static bool commit(struct step *steps, guint n, GError **err)
{
  guint done = 0;
  while (done < n && put_in_place(&steps[done]))
    if (done++ == 0)
      sync_folder(steps[0].file);
  bool ok = done == n;
  if (!ok) {
    fail(err, steps[done].file, "put the new file in place");
    while (done-- > 0)
      take_back(&steps[done]);
  }
  return ok;
}

static void clean_up(struct step *s, bool ok)
{
  if (s->temp)
    unlink(s->temp);
  if ((s->made_folder && !ok) || (!s->w->text && ok)) {
    char *folder = g_path_get_dirname(s->file);
    rmdir(folder); /* only if it is empty */
    g_free(folder);
  }
  g_free(s->temp);
  g_free(s->file);
}

void transaction_clear(const char *root, const char *path)
{
  char *file = g_build_filename(root, path, NULL), *temp = temp_name(file);
  if (is_inside(root, file))
    unlink(temp);
  g_free(temp);
  g_free(file);
}

bool transaction_commit(const char *root, GPtrArray *writes, GError **err)
{
  struct step *steps = g_new0(struct step, writes->len + 1);
  bool ok = true;
  for (guint i = 0; i < writes->len; i++) {
    steps[i].w = g_ptr_array_index(writes, i);
    steps[i].file = g_build_filename(root, steps[i].w->path, NULL);
  }
  for (guint i = 0; ok && i < writes->len; i++)
    ok = check(root, &steps[i], err);
  sigset_t all, before; /* an interrupt waits until no temporary file is left: a second or so */
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  for (guint i = 0; ok && i < writes->len; i++)
    ok = prepare(&steps[i], err);
  ok = ok && commit(steps, writes->len, err);
  for (guint i = writes->len; i-- > 0;)
    clean_up(&steps[i], ok);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  g_free(steps);
  return ok;
}
