/* SPDX-License-Identifier: Apache-2.0
 *
 * One cell for one subject:
 *
 *   bench-SUBJECT pattern=lifo size=128 threads=1 ms=20 [label=value...]
 *
 * pattern is lifo, burst, larson, hand-over, churn, idle, or count (under callgrind). Prints one
 * line of JSON, with every operand that is not understood copied into it, so that the script that
 * runs it can label it.
 */
#include "cell.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *cell_map(size_t bytes)
{
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

  if (memory == MAP_FAILED) {
    perror("bench: mmap");
    exit(2);
  }
  return memory;
}

void cell_unmap(void *memory, size_t bytes)
{
  munmap(memory, bytes);
}

void cell_pin(size_t n)
{
  cpu_set_t allowed, one;
  size_t count;

  if (sched_getaffinity(getpid(), sizeof allowed, &allowed))
    return;
  count = (size_t)CPU_COUNT(&allowed);
  n = (n + n / count) % count; /* neighbours apart, and each processor gets even and odd workers */
  for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
    if (CPU_ISSET(cpu, &allowed) && n-- == 0) {
      CPU_ZERO(&one);
      CPU_SET(cpu, &one);
      sched_setaffinity(0, sizeof one,
                        &one); /* the calling thread; if it is refused, it is not pinned */
      return;
    }
}

size_t cell_resident(void)
{
  FILE *f = fopen("/proc/self/statm", "re");
  size_t size, resident = 0;

  if (!f || fscanf(f, "%zu %zu", &size, &resident) != 2)
    resident = 0;
  if (f)
    fclose(f);
  return resident * (size_t)sysconf(_SC_PAGESIZE);
}

struct options {
  struct cell cell;
  const char *ready;
  json_t *result;
};

static bool read_number(struct cell *cell, const char *key, const char *value)
{
  size_t n = strtoull(value, NULL, 10);

  if (!strcmp(key, "size"))
    cell->size = n;
  else if (!strcmp(key, "align"))
    cell->align = n;
  else if (!strcmp(key, "threads"))
    cell->threads = n;
  else if (!strcmp(key, "burst"))
    cell->burst = n;
  else if (!strcmp(key, "bytes"))
    cell->bytes = n;
  else if (!strcmp(key, "ms"))
    cell->ms = (unsigned)n;
  else if (!strcmp(key, "seconds"))
    cell->seconds = (unsigned)n;
  else if (!strcmp(key, "slower"))
    cell->slower = (unsigned)n;
  else
    return false;
  return true;
}

static void read_operand(struct options *o, char *operand)
{
  char *value = strchr(operand, '=');

  if (!value) {
    fprintf(stderr, "bench: %s: not of the form key=value\n", operand);
    exit(2);
  }
  *value++ = '\0';
  if (!strcmp(operand, "pattern"))
    o->cell.pattern = value;
  else if (!strcmp(operand, "ready"))
    o->ready = value;
  else if (!read_number(&o->cell, operand, value))
    json_object_set_new(o->result, operand, json_string(value));
}

/* Processors that the process may use; 1 where that cannot be found. */
static size_t cpus(void)
{
  cpu_set_t allowed;

  return sched_getaffinity(getpid(), sizeof allowed, &allowed) ? 1 : (size_t)CPU_COUNT(&allowed);
}

static void check(struct cell *cell)
{
  size_t most;

  if (!cell->size || !cell->threads) {
    fputs("bench: size and threads must not be 0\n", stderr);
    exit(2);
  }
  /* Threads that share a processor are on it by turns of some milliseconds. */
  cell->ms *= (unsigned)((cell->threads + cpus() - 1) / cpus());
  most = CELL_BYTES / cell->size;
  if (cell->burst > most)
    cell->burst = most < CELL_HELD ? CELL_HELD : most;
  while (cell->align > cell->size)
    cell->align /= 2;
  cell->chunk =
      cell->size < 4096 ? 128 : 32; /* as Traffic Server has it for objects and for buffers */
}

int main(int argc, char **argv)
{
  struct options o = {.cell = {.pattern = "lifo",
                               .size = 128,
                               .align = 16,
                               .threads = 1,
                               .burst = 1000,
                               .ms = 20,
                               .bytes = (size_t)1 << 30,
                               .seconds = 10},
                      .result = json_object()};
  const struct cell *cell = &o.cell;
  bool done;

  for (int i = 1; i < argc; i++)
    read_operand(&o, argv[i]);
  check(&o.cell);
  if (!bench_subject.open(cell->size, cell->align, cell->chunk))
    return 2;
  if (!strcmp(cell->pattern, "count"))
    return count_run(cell) ? 0 : 2;
  done = !strcmp(cell->pattern, "idle") ? idle_run(cell, o.ready, o.result)
                                        : speed_run(cell, o.result);
  if (!done) {
    fprintf(stderr, "bench: cannot run the pattern %s with %zu threads\n", cell->pattern,
            cell->threads);
    return 2;
  }
  json_object_set_new(o.result, "pattern", json_string(cell->pattern));
  json_object_set_new(o.result, "size", json_integer((json_int_t)cell->size));
  json_object_set_new(o.result, "threads", json_integer((json_int_t)cell->threads));
  json_dumpf(o.result, stdout, JSON_COMPACT);
  putchar('\n');
  return ferror(stdout) || fflush(stdout) ? 2 : 0;
}
