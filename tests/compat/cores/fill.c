/* SPDX-License-Identifier: Apache-2.0
 *
 * fill PLAIN SECRET fill|churn
 *
 * Fills 256 MiB of pool memory from two files, half in pools plain.*, half in pools secret.*, says
 * what it did on standard output, and aborts with a core file. The kernel copies the files into the
 * objects, so what they hold is nowhere else in the process: not in registers, not on the stack.
 */
#include "flc.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
  SIZES = 3,
  THREADS = 2,
  OBJECTS = 2048, /* of each thread and pool, at most */
  MARKER = 32,    /* bytes; the files repeat it */
  ROUNDS = 10000,
};

/* Together 128 MiB for all threads, in each row. */
static const uint32_t size_of[SIZES] = {4096, 32768, 98304};
static const unsigned live_of[SIZES] = {2048, 768, 342};
static struct flc_pool pools[2][SIZES] = {
    {FLC_POOL("plain.4K", 4096, 16), FLC_POOL("plain.32K", 32768, 16),
     FLC_POOL("plain.96K", 98304, 16)},
    {FLC_POOL_ADVISED("secret.4K", 4096, 4096, 0, FLC_DONTDUMP),
     FLC_POOL_ADVISED("secret.32K", 32768, 16, 0, FLC_DONTDUMP),
     FLC_POOL_ADVISED("secret.96K", 98304, 16, 0, FLC_DONTDUMP)},
};
static int file[2];
static void *objects[THREADS][2][SIZES][OBJECTS];
static bool churns;

static void take(void **object, int secret, unsigned size)
{
  *object = flc_alloc(&pools[secret][size]);
  if (!*object || pread(file[secret], *object, size_of[size], 0) != (ssize_t)size_of[size])
    err(2, "%s", pools[secret][size].name);
}

/* What was in plain memory is wiped, so that the core has it as often as objects are in use; what
 * was in a secret pool stays in its free memory. */
static void give(void **object, int secret, unsigned size)
{
  if (!secret)
    memset(*object, 0, size_of[size]);
  flc_free(&pools[secret][size], *object);
  *object = NULL;
}

static void *work(void *arg)
{
  void *(*mine)[SIZES][OBJECTS] = arg;
  unsigned seed = 1;

  for (unsigned size = 0; size < SIZES; size++)
    for (unsigned i = 0; i < live_of[size]; i++)
      for (int secret = 0; secret < 2; secret++)
        take(&mine[secret][size][i], secret, size);
  for (unsigned i = 0; churns && i < ROUNDS; i++) {
    int secret = rand_r(&seed) % 2;
    unsigned size = (unsigned)rand_r(&seed) % SIZES;
    void **object = &mine[secret][size][(unsigned)rand_r(&seed) % live_of[size]];

    if (*object)
      give(object, secret, size);
    else
      take(object, secret, size);
  }
  return NULL;
}

static size_t markers(int secret)
{
  size_t n = 0;

  for (unsigned t = 0; t < THREADS; t++)
    for (unsigned size = 0; size < SIZES; size++)
      for (unsigned i = 0; i < live_of[size]; i++)
        n += objects[t][secret][size][i] ? size_of[size] / MARKER : 0;
  return n;
}

static unsigned mappings(void)
{
  int fd = open("/proc/self/maps", O_RDONLY);
  char text[4096];
  unsigned n = 0;

  for (ssize_t got; (got = read(fd, text, sizeof text)) > 0;)
    for (ssize_t i = 0; i < got; i++)
      n += text[i] == '\n';
  close(fd);
  return n;
}

int main(int argc, char **argv)
{
  struct rlimit core;
  unsigned before;
  pthread_t id[THREADS];

  if (argc != 4)
    errx(2, "usage: fill PLAIN SECRET fill|churn");
  for (int i = 0; i < 2; i++)
    if ((file[i] = open(argv[1 + i], O_RDONLY)) < 0)
      err(2, "%s", argv[1 + i]);
  churns = strcmp(argv[3], "churn") == 0;
  for (int i = 0; i < 2 * SIZES; i++)
    flc_pool_add(&pools[0][0] + i);
  if (flc_start(NULL) < 0)
    errx(2, "%s", flc_error());
  before = mappings();
  for (unsigned t = 0; t < THREADS; t++)
    if (pthread_create(&id[t], NULL, work, objects[t]))
      err(2, "pthread_create");
  for (unsigned t = 0; t < THREADS; t++)
    pthread_join(id[t], NULL);
  if (getrlimit(RLIMIT_CORE, &core) || core.rlim_max < (rlim_t)1 << 30)
    errx(3, "the hard limit of RLIMIT_CORE forbids core files: raise it (ulimit -Hc unlimited)");
  core.rlim_cur = core.rlim_max;
  if (setrlimit(RLIMIT_CORE, &core))
    err(3, "setrlimit(RLIMIT_CORE)");
  printf("plain=%zu secret=%zu mappings=%u\n", markers(0), markers(1), mappings() - before);
  fflush(stdout);
  abort();
}
