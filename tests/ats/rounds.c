/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounds COUNT OUTPUT NAME COMMAND ARG... [+ NAME COMMAND ARG...]...
 *
 * Times commands side by side: COUNT rounds, each running every command once, in turn, so that
 * what else the machine does falls on all of them.  One more round before the others warms the
 * caches and is not counted; where COUNT is 1 there is none.  Standard output goes to the file
 * OUTPUT (not to /dev/null: grep stops early there), errors to OUTPUT.err.  Prints for each command
 * the median and the range of its wall time, the median of its CPU time and its peak memory (each
 * with its children), then the load average before and after.  An exit status above 1 of a command
 * is an error: 1 is "found".
 */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct command {
  char **argv; /* argv[0] is the name; the command follows */
  GArray *wall, *cpu;
  long peak_kib;
};

static double seconds(struct timeval t)
{
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void open_as(const char *path, int fd)
{
  int f = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (f < 0 || dup2(f, fd) < 0) {
    perror(path);
    _exit(126);
  }
}

static void run(struct command *c, const char *output, gboolean counted)
{
  struct rusage use;
  int status;
  gint64 start = g_get_monotonic_time();
  pid_t pid = fork();
  if (pid == 0) {
    g_autofree char *err = g_strconcat(output, ".err", NULL);
    open_as(output, STDOUT_FILENO);
    open_as(err, STDERR_FILENO);
    execvp(c->argv[1], c->argv + 1);
    perror(c->argv[1]);
    _exit(127);
  }
  if (pid < 0 || wait4(pid, &status, 0, &use) < 0) {
    perror("rounds");
    exit(2);
  }
  double wall = (double)(g_get_monotonic_time() - start) / 1e6;
  double cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    fprintf(stderr, "rounds: %s failed (%s), see %s.err\n", c->argv[0],
            WIFEXITED(status) ? "exit status" : "signal", output);
    exit(2);
  }
  if (counted) {
    g_array_append_val(c->wall, wall);
    g_array_append_val(c->cpu, cpu);
    c->peak_kib = MAX(c->peak_kib, use.ru_maxrss);
  }
}

static gint by_value(gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double at(GArray *a, double share)
{
  return g_array_index(a, double, (guint)(share * (a->len - 1) + 0.5));
}

static char *load_average(void)
{
  double l[3] = {0, 0, 0};
  getloadavg(l, 3);
  return g_strdup_printf("%.2f %.2f %.2f", l[0], l[1], l[2]);
}

int main(int argc, char **argv)
{
  int count = argc > 4 ? atoi(argv[1]) : 0;
  if (count < 1) {
    fprintf(stderr, "usage: rounds COUNT OUTPUT NAME COMMAND ARG... [+ NAME COMMAND ARG...]...\n");
    return 2;
  }
  g_autoptr(GArray) commands = g_array_new(FALSE, TRUE, sizeof(struct command));
  for (int i = 3; i < argc; i++) {
    struct command c = {argv + i, g_array_new(FALSE, FALSE, sizeof(double)),
                        g_array_new(FALSE, FALSE, sizeof(double)), 0};
    while (i < argc && strcmp(argv[i], "+"))
      i++;
    argv[i] = NULL;
    if (!c.argv[0] || !c.argv[1]) {
      fprintf(stderr, "rounds: a name and a command are needed on each side of a +\n");
      return 2;
    }
    g_array_append_val(commands, c);
  }
  g_autofree char *before = load_average();
  for (int r = count > 1 ? 0 : 1; r <= count; r++) {
    for (guint i = 0; i < commands->len; i++)
      run(&g_array_index(commands, struct command, i), argv[2], r > 0);
  }
  printf("%-28s %7s %17s %8s %9s\n", "command", "wall s", "range", "cpu s", "peak MiB");
  for (guint i = 0; i < commands->len; i++) {
    struct command *c = &g_array_index(commands, struct command, i);
    g_array_sort(c->wall, by_value);
    g_array_sort(c->cpu, by_value);
    g_autofree char *range = g_strdup_printf("%.3f to %.3f", at(c->wall, 0), at(c->wall, 1));
    printf("%-28s %7.3f %17s %8.3f %9.1f\n", c->argv[0], at(c->wall, 0.5), range, at(c->cpu, 0.5),
           (double)c->peak_kib / 1024);
    g_array_unref(c->wall);
    g_array_unref(c->cpu);
  }
  g_autofree char *after = load_average();
  printf("%d rounds; load average %s before, %s after; %ld processors\n", count, before, after,
         sysconf(_SC_NPROCESSORS_ONLN));
  return 0;
}
