/* SPDX-License-Identifier: Apache-2.0 */
#include "lock.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPINS = 100 /* sections are shorter than a call of the system */ };

static void relax(void)
{
#if defined __x86_64__ || defined __i386__
  __builtin_ia32_pause();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

void flc_lock_wait(struct flc_lock *lock)
{
  int before = errno;

  for (unsigned i = 0; i < SPINS; i++) {
    if (!__atomic_load_n(&lock->state, __ATOMIC_RELAXED) && flc_lock_try(lock))
      return;
    relax();
  }
  while (__atomic_exchange_n(&lock->state, 2, __ATOMIC_ACQUIRE))
    syscall(SYS_futex, &lock->state, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
  errno = before;
}

void flc_lock_wake(struct flc_lock *lock)
{
  int before = errno;

  syscall(SYS_futex, &lock->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  errno = before;
}
