/* SPDX-License-Identifier: Apache-2.0
 *
 * count CORE FILE...: how often the first 32 bytes of each FILE are in CORE, a number for each, at
 * any offset.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MARKER = 32 };

static size_t count(const char *at, size_t bytes, const char *marker)
{
  const char *end = at + bytes;
  size_t n = 0;

  for (; (at = memmem(at, (size_t)(end - at), marker, MARKER)); at += MARKER)
    n++;
  return n;
}

int main(int argc, char **argv)
{
  int core = argc > 2 ? open(argv[1], O_RDONLY) : -1;
  struct stat about;
  const char *text;

  if (core < 0 || fstat(core, &about) || !about.st_size)
    err(2, "usage: count CORE FILE...: %s", argc > 1 ? argv[1] : "");
  text = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, core, 0);
  if (text == MAP_FAILED)
    err(2, "%s", argv[1]);
  if (memcmp(text, "\177ELF", 4) != 0)
    errx(2, "%s: no core file", argv[1]);
  for (int i = 2; i < argc; i++) {
    char marker[MARKER];
    int fd = open(argv[i], O_RDONLY);

    if (fd < 0 || read(fd, marker, MARKER) != MARKER)
      err(2, "%s", argv[i]);
    close(fd);
    printf("%zu%s", count(text, (size_t)about.st_size, marker), i + 1 < argc ? " " : "\n");
  }
  return 0;
}
