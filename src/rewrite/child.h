/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child process with a time limit, and all that it says.
 *
 * No shell: the program is found in PATH or by its path and gets argv as it is.  The child is the
 * leader of a process group of its own, so that whatever it starts dies with it when the time is
 * up; it dies with the calling thread too.  Its standard input is /dev/null, and its stack may grow
 * as far as the system allows: programs in OCaml recurse deeply.  Safe to call from several
 * threads.
 */
#ifndef FREELIFT_CHILD_H
#define FREELIFT_CHILD_H

#include <glib.h>
#include <stdbool.h>

struct child_end {
  char *out, *err; /* what it wrote, NUL-terminated; of more than 64 MiB only the beginning */
  int status;      /* as from waitpid() */
  bool hung;       /* it was still running when the time was up, and was killed */
};

/* Runs argv in folder (NULL: the current one) for at most limit_ms.  FALSE and *err (of domain
 * G_SPAWN_ERROR) if it cannot be started.  Release the end with child_end_clear(). */
gboolean child_run(const char *const *argv, const char *folder, guint limit_ms,
                   struct child_end *end, GError **err);
void child_end_clear(struct child_end *end);

/* How it ended, in words: "exit status 2", "killed by signal 11 (Segmentation fault)", "no end
 * within 10.0 s".  NULL for exit status 0.  A new string. */
char *child_end_say(const struct child_end *end, guint limit_ms);

#endif
