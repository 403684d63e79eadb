/* SPDX-License-Identifier: Apache-2.0 */
#include "flc_p.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *at, *end;

static void *map(size_t bytes)
{
  void *p =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  return p == MAP_FAILED ? NULL : p;
}

void *flc_meta_alloc(size_t size)
{
  char *p = NULL;

  size = (size + FLC_LINE - 1) & ~(size_t)(FLC_LINE - 1);
  if (size > PIECE / 4) {
    p = map(size);
  } else {
    pthread_mutex_lock(&lock);
    if ((size_t)(end - at) < size && (p = map(PIECE))) {
      at = p;
      end = p + PIECE;
    }
    p = (size_t)(end - at) < size ? NULL : at;
    at += p ? size : 0;
    pthread_mutex_unlock(&lock);
  }
  if (!p)
    errno = ENOMEM;
  return p;
}

size_t flc_page_size(void)
{
  static size_t page;
  size_t known = __atomic_load_n(&page, __ATOMIC_RELAXED);

  if (!known) {
    known = (size_t)sysconf(_SC_PAGESIZE);
    __atomic_store_n(&page, known, __ATOMIC_RELAXED);
  }
  return known;
}

void flc_meta_fork(int when)
{
  if (when < 0)
    pthread_mutex_lock(&lock);
  else
    pthread_mutex_unlock(&lock);
}
