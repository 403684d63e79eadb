/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded by `core`: OpenSSL's memory, which has what came over TLS in plain text, comes from a
 * mapping of its own, so that it can be told from that of pools. It is used again, never given
 * back. Where OpenSSL does not take it, the process ends. */
#include <dlfcn.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CLASSES = 40 };
static const size_t bytes = (size_t)64 << 20;

/* In front of each piece, and of a free one also the next. */
struct piece {
  size_t class;
  struct piece *next;
};

extern char *openssl_memory, *openssl_memory_end;
char *openssl_memory, *openssl_memory_end; /* read by gdb; the end is of what was handed out */
static struct piece *unused[CLASSES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *take(size_t size, const char *file, int line)
{
  struct piece *p = NULL;
  size_t class = 5;

  (void)file, (void)line;
  if (!size)
    return NULL;
  while (((size_t)1 << class) < size + sizeof *p)
    class ++;
  pthread_mutex_lock(&lock);
  if (unused[class]) {
    p = unused[class];
    unused[class] = p->next;
  } else if (bytes - (size_t)(openssl_memory_end - openssl_memory) >= (size_t)1 << class) {
    p = (struct piece *)(void *)openssl_memory_end;
    openssl_memory_end += (size_t)1 << class;
    p->class = class;
  }
  pthread_mutex_unlock(&lock);
  return p ? p + 1 : NULL;
}

static void give(void *memory, const char *file, int line)
{
  struct piece *p = memory;

  (void)file, (void)line;
  if (!p--)
    return;
  pthread_mutex_lock(&lock);
  p->next = unused[p->class];
  unused[p->class] = p;
  pthread_mutex_unlock(&lock);
}

static void *retake(void *memory, size_t size, const char *file, int line)
{
  size_t had =
      memory ? ((size_t)1 << ((struct piece *)memory - 1)->class) - sizeof(struct piece) : 0;
  void *p;

  if (memory && size && size <= had)
    return memory;
  p = take(size, file, line);
  if (p && memory)
    memcpy(p, memory, had);
  if (p || !size)
    give(memory, file, line);
  return p;
}

/* Traffic Server asks OpenSSL to take its memory by ats_malloc(): that is answered here, and
 * forgotten. */
int CRYPTO_set_mem_functions(CRYPTO_malloc_fn m, CRYPTO_realloc_fn r, CRYPTO_free_fn f)
{
  (void)m, (void)r, (void)f;
  return 1;
}

__attribute__((constructor)) static void start(void)
{
  int (*set)(CRYPTO_malloc_fn, CRYPTO_realloc_fn, CRYPTO_free_fn) = NULL;
  void *symbol = dlsym(RTLD_NEXT, "CRYPTO_set_mem_functions");

  memcpy(&set, &symbol, sizeof set);
  openssl_memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  openssl_memory_end = openssl_memory;
  if (openssl_memory == MAP_FAILED || !set || !set(take, retake, give)) {
    fputs("opensslmem: OpenSSL does not take its memory from here\n", stderr);
    abort();
  }
}
