/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OUTPUT = 64 << 20 };

/* Runs between fork and exec: async-signal-safe calls only. */
static void set_up_child(gpointer data)
{
  (void)data;
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);

  struct rlimit stack;
  const rlim_t wanted = (rlim_t)4 << 30;
  if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < wanted) {
    stack.rlim_cur = stack.rlim_max < wanted ? stack.rlim_max : wanted;
    setrlimit(RLIMIT_STACK, &stack);
  }
}

static gint64 ms_left(gint64 deadline)
{
  gint64 left = (deadline - g_get_monotonic_time() + 999) / 1000;
  return left > 0 ? left : 0;
}

/* Reads what is there; false at the end. */
static bool take_output(int fd, GString *to)
{
  char chunk[16384];
  ssize_t n = read(fd, chunk, sizeof chunk);
  if (n < 0)
    return errno == EINTR || errno == EAGAIN;
  if (n > 0 && to->len < MOST_OUTPUT)
    g_string_append_len(to, chunk, n);
  return n > 0;
}

/* Collects output until both pipes are closed or the time is up. */
static void listen_to(int out_fd, int err_fd, GString *out, GString *err, gint64 deadline)
{
  struct pollfd fds[2] = {{.fd = out_fd, .events = POLLIN}, {.fd = err_fd, .events = POLLIN}};
  GString *to[2] = {out, err};

  while ((fds[0].fd >= 0 || fds[1].fd >= 0) && ms_left(deadline) > 0) {
    if (poll(fds, 2, (int)ms_left(deadline)) < 0 && errno != EINTR)
      break;
    for (int i = 0; i < 2; i++)
      if (fds[i].fd >= 0 && fds[i].revents != 0 && !take_output(fds[i].fd, to[i]))
        fds[i].fd = -1;
  }
}

/* Waits for the child; kills its process group when the time is up, and what the child has left
 * behind in any case: before it is reaped, as long as its number cannot be anyone else's. */
static bool reap(pid_t pid, gint64 deadline, int *status)
{
  bool hung = false;
  for (guint pause = 200; !hung; pause = MIN(2 * pause, 10000)) {
    siginfo_t info = {.si_pid = 0};
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno != EINTR)
      break;
    if (info.si_pid == pid)
      break;
    hung = ms_left(deadline) == 0;
    if (!hung)
      g_usleep(pause);
  }
  kill(-pid, SIGKILL);
  while (waitpid(pid, status, 0) < 0 && errno == EINTR)
    ;
  return hung;
}

gboolean child_run(const char *const *argv, const char *folder, guint limit_ms,
                   struct child_end *end, GError **err)
{
  GPid pid;
  int out_fd, err_fd;
  if (!g_spawn_async_with_pipes(folder, (char **)(gpointer)argv, NULL,
                                G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, set_up_child, NULL,
                                &pid, NULL, &out_fd, &err_fd, err))
    return FALSE;

  gint64 deadline = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  GString *out = g_string_new(NULL), *errors = g_string_new(NULL);
  listen_to(out_fd, err_fd, out, errors, deadline);
  end->status = 0;
  end->hung = reap(pid, deadline, &end->status);
  close(out_fd);
  close(err_fd);
  end->out = g_string_free(out, FALSE);
  end->err = g_string_free(errors, FALSE);
  return TRUE;
}

void child_end_clear(struct child_end *end)
{
  g_clear_pointer(&end->out, g_free);
  g_clear_pointer(&end->err, g_free);
}

char *child_end_say(const struct child_end *end, guint limit_ms)
{
  if (end->hung)
    return g_strdup_printf("no end within %.1f s", limit_ms / 1000.0);
  if (WIFSIGNALED(end->status))
    return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(end->status),
                           g_strsignal(WTERMSIG(end->status)));
  if (WEXITSTATUS(end->status) != 0)
    return g_strdup_printf("exit status %d", WEXITSTATUS(end->status));
  return NULL;
}
