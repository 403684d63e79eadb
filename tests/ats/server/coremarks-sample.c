/* SPDX-License-Identifier: Apache-2.0 */
/* coremarks-sample DIR: a process that has one marker in each place that coremarks tells apart, for
 * test-coremarks. It writes markers, places and smaps into DIR, then its pid to standard output,
 * and waits for a signal. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Like Traffic Server's IOBufferData: a table of functions, a class of size, a buffer. */
struct owner {
  const void *vtable;
  int64_t index;
  char *data;
};

enum { PAGES = 8 << 20 };
static const char *const kinds[] = {"stack", "range", "live", "free", "mapping", "heap"};
static const char vtable[64];
static volatile struct owner owner;

static char *pages(int advice)
{
  char *p = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (p == MAP_FAILED || (advice && madvise(p, PAGES, advice)))
    exit(2);
  return p;
}

/* The marker is put together in place: no other copy of it may be in memory. */
static void put(char *at, unsigned kind)
{
  memcpy(at, "0123456789", 10);
  memcpy(at + 10, "abcdef", 6);
  memset(at + 16, 'A' + (int)kind, 16);
}

static FILE *output(const char *dir, const char *name)
{
  char path[4096];
  FILE *f;

  snprintf(path, sizeof path, "%s/%s", dir, name);
  f = fopen(path, "w");
  if (!f)
    exit(2);
  setbuf(f, NULL);
  return f;
}

static void write_markers(const char *dir)
{
  FILE *f = output(dir, "markers");

  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    fprintf(f, "%s 0123456789", kinds[i]);
    fputs("abcdef", f);
    for (int k = 0; k < 16; k++)
      putc('A' + (int)i, f);
    putc('\n', f);
  }
  fclose(f);
}

static void copy_smaps(const char *dir)
{
  FILE *in = fopen("/proc/self/smaps", "r"), *out = output(dir, "smaps");

  if (!in)
    exit(2);
  setbuf(in, NULL);
  for (int c; (c = getc(in)) != EOF;)
    putc(c, out);
  fclose(in);
  fclose(out);
}

int main(int argc, char **argv)
{
  char on_stack[64], *range = pages(0), *live = pages(0), *nodump = pages(MADV_DONTDUMP),
                     *mapping = pages(0), *heap = malloc(64);
  FILE *places;

  if (argc != 2)
    return 2;
  put(on_stack, 0);
  put(range + 100, 1);
  put(live + 4096, 2);
  put(nodump + 5, 3);
  put(mapping + (4 << 20) - 16, 4); /* between two of the pieces that coremarks reads */
  put(heap, 5);
  owner.vtable = vtable, owner.index = 5, owner.data = live + 4096;
  write_markers(argv[1]);
  places = output(argv[1], "places");
  fprintf(places, "range %p %p a range\nrange %p %p stack\nobject %p 8 16\n", (void *)range,
          (void *)(range + 4096), (void *)on_stack, (void *)(on_stack + sizeof on_stack),
          (const void *)vtable);
  fclose(places);
  copy_smaps(argv[1]);
  printf("%d\n", (int)getpid());
  fflush(stdout);
  pause();
  return on_stack[0] + heap[0];
}
