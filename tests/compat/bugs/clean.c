/* SPDX-License-Identifier: Apache-2.0
 * No bug: takes and gives of all kinds, threads, a child. Every tool has to be silent. */
#include "bug.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 300, BATCH = 20, CACHED = 700 };

static struct flc_pool other FLC_POOL_SECTION = FLC_POOL("other", 3000, 64);
static struct flc_pool tiny FLC_POOL_SECTION = FLC_POOL("tiny", 5, 1);
static struct flc_pool wide FLC_POOL_SECTION = FLC_POOL("wide", 5000, 4096);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *handed;

static void use(struct flc_pool *pool, size_t size)
{
  char *object = take(pool);

  memset(object, 3, size);
  flc_free(pool, object);
}

static void bulk(void)
{
  char *all[BATCH];

  for (int i = 0; i < BATCH; i++)
    all[i] = take(&victim);
  for (int i = 0; i < BATCH; i++)
    memcpy(all[i], &all[(i + 1) % BATCH], sizeof(char *));
  flc_free_bulk(&victim, all[0], all[BATCH - 1], BATCH);
}

static void through_cache(void)
{
  static __thread char *all[CACHED];

  for (int i = 0; i < CACHED; i++)
    if ((all[i] = flc_thread_alloc(&victim)))
      memset(all[i], 4, SIZE);
  for (int i = 0; i < CACHED; i++)
    flc_thread_free(&victim, all[i]);
}

/* What one thread took and wrote the other gives, and takes again. */
static void hand_over(void)
{
  char *mine = take(&victim), *theirs;

  memset(mine, 5, SIZE);
  pthread_mutex_lock(&lock);
  theirs = handed;
  handed = mine;
  pthread_mutex_unlock(&lock);
  flc_free(&victim, theirs);
}

static void *work(void *unused)
{
  for (int i = 0; i < ROUNDS; i++) {
    use(&victim, SIZE);
    use(&other, 3000);
    use(&tiny, 5);
    use(&wide, 5000);
    hand_over();
  }
  bulk();
  through_cache();
  return unused;
}

static int child(void)
{
  pid_t pid = fork();
  int status = 0;

  if (!pid) {
    use(&victim, SIZE);
    bulk();
    _exit(7);
  }
  return pid > 0 && waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7;
}

int main(void)
{
  pthread_t threads[2];

  start();
  flc_free(&victim, NULL);
  flc_free_sized(&victim, take(&victim), SIZE);
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, work, NULL))
      return 1;
  work(NULL);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  flc_free(&victim, handed);
  flc_trim();
  return !child();
}
