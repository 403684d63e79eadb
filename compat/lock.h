/* SPDX-License-Identifier: Apache-2.0
 *
 * A lock of four bytes for short sections, in line: a word and a futex. There may be hundreds of
 * them, all held at once around fork(), which is more than the deadlock detector of TSan can count
 * (64 mutexes); as atomics it follows them just as well.
 */
#ifndef FLC_LOCK_H
#define FLC_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct flc_lock {
  uint32_t state; /* 0 free, 1 held, 2 held and perhaps waited for */
};

static inline bool flc_lock_try(struct flc_lock *lock)
{
  uint32_t none = 0;

  return __atomic_compare_exchange_n(&lock->state, &none, 1, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

/** Waits; errno is kept. */
void flc_lock_wait(struct flc_lock *lock);
void flc_lock_wake(struct flc_lock *lock);

static inline void flc_lock(struct flc_lock *lock)
{
  if (__builtin_expect(!flc_lock_try(lock), 0))
    flc_lock_wait(lock);
}

static inline void flc_unlock(struct flc_lock *lock)
{
  if (__builtin_expect(__atomic_exchange_n(&lock->state, 0, __ATOMIC_RELEASE) == 2, 0))
    flc_lock_wake(lock);
}

#endif
