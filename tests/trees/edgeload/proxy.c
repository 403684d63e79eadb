/* SPDX-License-Identifier: Apache-2.0 */
#include "edgeload.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

bool proxy_start(struct proxy *p, char **argv, int argc, int origin_port)
{
  int out[2], err[2];
  char origin[32];
  char **args = calloc((size_t)argc + 6, sizeof(*args));
  char line[64] = "";

  if (args == NULL || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
    return false;
  }
  snprintf(origin, sizeof(origin), "127.0.0.1:%d", origin_port);
  memcpy(args, argv, (size_t)argc * sizeof(*args));
  memcpy(args + argc, (char *[]){(char *)"-d", (char *)"-p", (char *)"0", (char *)"-o", origin},
         5 * sizeof(*args));
  p->pid = fork();
  if (p->pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it must not outlive this program, however that ends */
    dup2(out[1], 1);
    dup2(err[1], 2);
    execv(args[0], args);
    dprintf(2, "edgeload: %s: %s\n", args[0], strerror(errno));
    _exit(127);
  }
  free(args);
  close(out[1]);
  close(err[1]);
  p->out = out[0];
  p->err = err[0];
  FILE *f = p->pid > 0 ? fdopen(dup(p->out), "r") : NULL;
  bool good =
      f && fgets(line, sizeof(line), f) && sscanf(line, "edgecache: port %d", &p->port) == 1;
  if (f) {
    fclose(f);
  }
  return good;
}

bool proxy_hear(struct proxy *p, const char *text, int ms)
{
  size_t from = p->said_length;

  for (;;) {
    struct pollfd fd = {.fd = p->err, .events = POLLIN};
    if (text && p->said && strstr(p->said + from, text)) {
      return true;
    }
    if (poll(&fd, 1, ms) <= 0) {
      return false;
    }
    p->said = realloc(p->said, p->said_length + 4097);
    ssize_t got = p->said ? read(p->err, p->said + p->said_length, 4096) : 0;
    if (got <= 0) {
      return text == NULL;
    }
    p->said_length += (size_t)got;
    p->said[p->said_length] = '\0';
  }
}

long long proxy_in_use(const struct proxy *p)
{
  long long in_use = -1;
  const char *line = p->said ? p->said : "";

  for (const char *next; (next = strchr(line, '\n')) != NULL; line = next + 1) {
    long long a, u;
    if (sscanf(line, " %lld | %lld |", &a, &u) == 2 &&
        memmem(line, (size_t)(next - line), "| total", 7)) {
      in_use = u;
    }
  }
  return in_use;
}

int proxy_stop(struct proxy *p)
{
  int status = 0;

  kill(p->pid, SIGTERM);
  proxy_hear(p, NULL, 20000);
  if (waitpid(p->pid, &status, 0) != p->pid) {
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
