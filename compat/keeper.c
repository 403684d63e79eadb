/* SPDX-License-Identifier: Apache-2.0 */
#include "depot.h"
#include "region.h"
#include "thread.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum {
  SECOND = 1,
  IDLE_MS = 2000, /* memory that nobody has used for so long goes back */
};

static uint32_t running; /* 1: started in this process */
static int dump_every;
static const int *marks[2]; /* high and low, or NULL; never changed once the first is set */

/* What the program's variables say now; told once when it makes no sense. */
static void follow_watermarks(void)
{
  static int told[2] = {-1, -1}; /* of the keeper alone */
  const int *high = __atomic_load_n(&marks[0], __ATOMIC_ACQUIRE), *low = marks[1];
  int now[2], was[2];

  if (!high)
    return;
  now[0] = __atomic_load_n(high, __ATOMIC_RELAXED);
  now[1] = __atomic_load_n(low, __ATOMIC_RELAXED);
  if (now[0] <= 0 && now[1] < 0)
    now[1] = 0; /* without a limit nobody looks at the low one */
  flc_watermarks(&was[0], &was[1]);
  if ((now[0] == was[0] && now[1] == was[1]) || (now[0] == told[0] && now[1] == told[1]))
    return;
  if (flc_thread_watermarks(now[0], now[1]) < 0) {
    flc_warn("%s: they stay %d and %d", flc_error(), was[0], was[1]);
    told[0] = now[0];
    told[1] = now[1];
  }
}

static void keep(void)
{
  for (unsigned i = 0; i < FLC_BACKENDS; i++) {
    const struct flc_backend *backend;

    if (flc_backend_at(i, &backend) && backend && backend->tick)
      backend->tick();
  }
  follow_watermarks();
  flc_threads_tend(FLC_TEND_IDLE);
  flc_depots_trim(false);
  for (struct flc_state *st = flc_states(); st; st = st->next)
    if (st->backend->trim && st->own)
      st->backend->trim(st, IDLE_MS);
  flc_regions_release(IDLE_MS);
}

static void *keeper(void *unused)
{
  struct timespec now;
  time_t last_dump;

  (void)unused;
  clock_gettime(CLOCK_MONOTONIC, &now);
  last_dump = now.tv_sec;
  for (;;) {
    struct timespec pause = {SECOND, 0};
    int every = __atomic_load_n(&dump_every, __ATOMIC_RELAXED);

    nanosleep(&pause, NULL);
    keep();
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (every && now.tv_sec - last_dump >= every) {
      last_dump = now.tv_sec;
      flc_dump(stderr, FLC_DUMP_TEXT);
    }
  }
  return NULL;
}

static int start(void)
{
  sigset_t all, old;
  pthread_attr_t attr;
  pthread_t id;
  int failed;

  if (pthread_attr_init(&attr))
    return -1;
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  /* Signals are the program's: none of its handlers may run here. */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  failed = pthread_create(&id, &attr, keeper, NULL);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  pthread_attr_destroy(&attr);
  if (!failed)
    pthread_setname_np(id, "flc-keeper");
  return failed;
}

void flc_keeper_start(void)
{
  uint32_t none = 0;

  if (__atomic_load_n(&running, __ATOMIC_RELAXED) || !flc_words_keeper() ||
      !__atomic_compare_exchange_n(&running, &none, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    return;
  if (start())
    flc_warn("the keeper thread could not be started: idle memory goes back only when flc_trim() "
             "is called");
}

void flc_keeper_dump_every(int seconds)
{
  __atomic_store_n(&dump_every, seconds < 0 ? 0 : seconds, __ATOMIC_RELAXED);
}

void flc_keeper_follow(const int *high, const int *low)
{
  if (!high || !low || marks[0])
    return;
  marks[1] = low;
  __atomic_store_n(&marks[0], high, __ATOMIC_RELEASE);
}

void flc_keeper_fork(int when)
{
  if (when > 0)
    __atomic_store_n(&running, 0, __ATOMIC_RELEASE);
}
