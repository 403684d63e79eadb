/* SPDX-License-Identifier: Apache-2.0
 *
 * owner MALLOC BACKEND...: takes objects of every backend that is named, side by side with plain
 * malloc, gives them in another order, trims, and does so again. Every object must be of the right
 * allocator and rightly in or out of core files. MALLOC is the allocator that malloc is of: glibc,
 * jemalloc, tcmalloc or mimalloc.
 *
 * Exit status 0, or 1 with what is wrong, or 3 with flc_error() where flc_start() refuses.
 */
#include "oracle.h"

#include <flc.h>

enum { SIZES = 7, OBJECTS = 32, BACKENDS = 8, ROUNDS = 3 };

static const uint32_t sizes[SIZES] = {16, 8, 128, 2048, 8192, 40000, 1 << 20};
static struct flc_pool pools[BACKENDS][SIZES];
static const char *const *backends; /* their words */
static size_t backend_count;
static const char *malloc_is;
static int wrong;

static void complain(const char *backend, uint32_t size, const char *what, const char *got)
{
  if (wrong++ < 10)
    printf("owner: %s, %u bytes: %s%s\n", backend, size, what, got);
}

static const char *owner_expected(const char *backend)
{
  if (strcmp(backend, "malloc") == 0)
    return strcmp(malloc_is, "glibc") == 0 ? "other" : malloc_is;
  if (strcmp(backend, "jemalloc") == 0 || strcmp(backend, "nodump-arena") == 0)
    return "jemalloc";
  return "other";
}

static void look_at(const char *backend, uint32_t size, char *object, bool moved)
{
  const char *owner = oracle_owner(object, moved);
  bool wanted = strncmp(backend, "nodump", 6) == 0;

  memset(object, 1, size);
  if (strcmp(owner, owner_expected(backend)) != 0)
    complain(backend, size, "its memory is of ", owner);
  if (oracle_kept_out(object) != wanted || oracle_kept_out(object + size - 1) != wanted)
    complain(backend, size, wanted ? "goes into core files" : "stays out of core files", "");
}

/* 8 bytes at 16: more than malloc promises for them. */
static uint32_t align_of(size_t s)
{
  return s % 2 ? 16 : 4096;
}

static void *take(struct flc_pool *pool, size_t size, bool *moved)
{
  uint64_t before = oracle_jemalloc_bytes();
  void *object = pool ? flc_alloc(pool) : malloc(size);

  *moved = oracle_jemalloc_bytes() - before >= size;
  return object;
}

static void one_round(size_t s)
{
  static void *objects[BACKENDS + 1][OBJECTS]; /* the last: plain malloc */
  static bool moved[BACKENDS + 1][OBJECTS];
  size_t n = sizes[s] > 65536 ? OBJECTS / 8 : OBJECTS; /* a power of two: 7 goes through all */

  for (size_t i = 0; i < n; i++)
    for (size_t b = 0; b <= backend_count; b++)
      if (!(objects[b][i] = take(b < backend_count ? &pools[b][s] : NULL, sizes[s], &moved[b][i])))
        complain(b < backend_count ? backends[b] : "malloc", sizes[s], "no memory", "");
      else if (b < backend_count && (uintptr_t)objects[b][i] % align_of(s))
        complain(backends[b], sizes[s], "not aligned", "");
  oracle_look();
  for (size_t i = 0; i < n; i++)
    for (size_t b = 0; b <= backend_count; b++)
      look_at(b < backend_count ? backends[b] : "malloc", sizes[s], objects[b][i], moved[b][i]);
  for (size_t i = 0; i < n; i++) {
    for (size_t b = 0; b < backend_count; b++)
      flc_free(&pools[b][s], objects[b][i * 7 % n]);
    free(objects[backend_count][i * 7 % n]);
  }
}

static void glibc_moves(void)
{
  size_t before = oracle_glibc_bytes(), b = 0;
  void *object;

  while (b < backend_count && strcmp(backends[b], "malloc") != 0)
    b++;
  if (b == backend_count)
    return;
  object = flc_alloc(&pools[b][SIZES - 1]);
  if ((oracle_glibc_bytes() > before) != (strcmp(malloc_is, "glibc") == 0))
    complain("malloc", sizes[SIZES - 1], "glibc's figures say otherwise", "");
  flc_free(&pools[b][SIZES - 1], object);
}

int main(int argc, char **argv)
{
  static char names[BACKENDS][32], words[1024];
  size_t at = 0;

  malloc_is = argc > 1 ? argv[1] : "glibc";
  backends = (const char *const *)(argv + 2);
  backend_count = argc > 2 ? (size_t)argc - 2 : 0;
  at += (size_t)snprintf(words, sizeof words, "no-magazine,lazy");
  for (size_t b = 0; b < backend_count; b++) {
    snprintf(names[b], sizeof names[b], "of %s", backends[b]);
    at += (size_t)snprintf(words + at, sizeof words - at, ";of %s=%s", backends[b], backends[b]);
    for (size_t s = 0; s < SIZES; s++) {
      flc_pool_set(&pools[b][s], names[b], sizes[s], 0, align_of(s), 0);
      flc_pool_add(&pools[b][s]);
    }
  }
  if (flc_start(words) < 0) {
    puts(flc_error());
    return 3;
  }
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t s = 0; s < SIZES; s++)
      one_round(s);
    flc_trim();
  }
  glibc_moves();
  if (!wrong)
    puts("all right");
  return wrong > 0;
}
